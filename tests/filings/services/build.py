"""A case driven through its filings by the services, on the lawful days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from branches.actor import Actor
from branches.models import User
from cases import services as cases
from cases.facts.admission import FileWithDepartment
from cases.facts.base import FACTS, fields_of
from cases.facts.cultivation import FileActivist
from cases.facts.values import Paper
from cases.ledger import Addition
from cases.models import Case, Entry
from cases.procedure import STEP, STEPS
from cases.services.sent import Sent
from filings import services
from filings.models import FilingItem
from tests.cases.services.build import World

#: Papers sent up with the resolution.
PAPERS = (Paper.FORM, Paper.APPLICATION, Paper.REVIEW, Paper.ACTIVIST_RECORD)


class FilingWorld(World):
    """The world of the cases tests, with filings."""

    def submit(
        self,
        case: Case,
        kind: str,
        *,
        by: User | None = None,
        on: date | None = None,
        request_id: UUID | None = None,
    ) -> FilingItem:
        sender = self.clerk if kind == "file_with_department" else self.secretary
        day = on or self.day_submitted(kind)
        filing = services.submit(
            submission=services.Submission(
                kind=kind,
                submitted_on=day,
                papers=tuple(paper.value for paper in PAPERS) if kind == "approve" else (),
            ),
            versions={case.pk: version_of(case)},
            by=Actor(by or sender, max(day, on or day)),
            sent=Sent(request_id or uuid4()),
        )
        return filing.items.get()

    def day_submitted(self, kind: str) -> date:
        """The day after the step that the filing follows was logged; of 18 its own."""
        route = STEP[kind].route
        assert route is not None
        return (
            self.day(kind) if route.done_on_submission else self.day(route.follows) + timedelta(1)
        )

    def later_facts(self, code: str) -> dict[str, date]:
        """The facts of a step that arise after it: announced, told."""
        facts = self.step(code)
        return {
            field.name: value
            for field in fields_of(type(facts))
            if field.label.later and isinstance(value := getattr(facts, field.name), date)
        }

    def accept(
        self,
        item: FilingItem,
        *,
        by: User | None = None,
        today: date | None = None,
        reasons: dict[str, str] | None = None,
        **changes: Any,
    ) -> Entry:
        facts = self.step(item.kind, **(dict.fromkeys(self.later_facts(item.kind)) | changes))
        if isinstance(facts, FileActivist):
            facts = FileActivist(answered_on=self.day(item.kind))
        elif isinstance(facts, FileWithDepartment):
            facts = FileWithDepartment(received_on=self.day(item.kind), number="备2027-1")
        return services.accept(
            item_id=item.pk,
            facts=facts,
            by=Actor(
                by or (self.officer if item.kind == "file_with_department" else self.decider),
                today or self.day(item.kind),
            ),
            sent=Sent(uuid4(), version=version_of(item.case), reasons=reasons or {}),
        )

    def drive(self, case: Case, until: str) -> Case:
        """Take the case along the line to the state `until`, each act by who may do it."""
        for step in STEPS:
            now = Case.objects.get(pk=case.pk)
            if now.state == until:
                return now
            if now.place >= [each.code for each in STEPS].index(step.code):
                continue
            if step.code == "list_target" and now.state == "nominate":
                continue
            self.take(now, step.code)
        return Case.objects.get(pk=case.pk)

    def take(self, case: Case, code: str) -> None:
        """Do one step: record it, or submit it and have it answered."""
        if STEP[code].route is not None:
            self.accept(self.submit(case, code))
            if STEP[code].route.deliberated:  # type: ignore[union-attr]  # a filing has a route
                self.announce(case, code)
        elif code == "committee_talk":
            self.record(case, code, by=self.decider)
        else:
            self.record(case, code)

    def announce(self, case: Case, code: str) -> Entry:
        """Add to an approval what follows it."""
        more = self.later_facts(code)
        last = max(more.values())
        return cases.supplement(
            case_id=case.pk,
            # a field per day
            addition=Addition(code, FACTS[code](**more), last),  # type: ignore[arg-type]
            by=Actor(self.secretary, last),
            sent=Sent(uuid4(), version=version_of(case)),
        )


def version_of(case: Case) -> int:
    return Case.objects.values_list("version", flat=True).get(pk=case.pk)
