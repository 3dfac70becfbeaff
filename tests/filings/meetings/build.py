"""A branch with persons whose step 15 or 23 comes next, all discussed on one day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from branches.actor import Actor
from branches.acts import Role
from branches.models import User
from cases.facts.base import StepFacts
from cases.facts.case import CaseFacts
from cases.models import Case
from cases.procedure import STEP
from cases.services.sent import Sent
from cases.services.worksheets import UNKNOWN, Window
from filings.meetings import services
from filings.meetings.kinds import BRANCH_MEETING, COMMITTEE
from filings.meetings.models import Gathering, Meeting
from filings.models import Filing, FilingItem
from tests.cases.rules.build import IN_2026, days, lawful
from tests.factories import make_member, make_person, make_tree, make_user
from tests.filings.planning.build import make_case
from tests.filings.services.build import PAPERS

#: Begun on these days, one case comes to its step 15 and the other to its step 23 on DAY.
STARTS = {"admission_meeting": IN_2026, "conversion_meeting": date(2025, 5, 26)}
BEFORE = {"admission_meeting": "fill_form", "conversion_meeting": "request_conversion"}
DAY = date(2028, 4, 16)


class MeetingWorld:
    """The tree of most tests; ten voters in the branch, its secretary and organization member."""

    def __init__(self, *, voters: int = 10) -> None:
        self.tree = make_tree()
        self.branch = self.tree.branch
        self.of = Gathering(self.branch, BRANCH_MEETING)
        self.secretary = make_user(Role.BRANCH_SECRETARY, self.branch)
        self.colleague = make_user(Role.ORGANIZATION_MEMBER, self.branch)
        self.members = [make_member(self.branch) for _ in range(voters)]
        self.page = f"/meetings/{self.branch.code}/"

    def actor(self, user: User | None = None) -> Actor:
        return Actor(user or self.secretary, DAY)

    def add(self, code: str, name: str) -> Case:
        """A case whose next step is `code`."""
        return make_case(
            self.branch,
            state=BEFORE[code],
            person=make_person(name=name),
            facts=numbered(lawful(BEFORE[code], STARTS[code]).case, name),
        )

    def facts(self, code: str, **changes: Any) -> StepFacts:
        """What the meeting decided, lawful unless changed."""
        found = getattr(lawful(code, STARTS[code]).case.steps, code)
        return msgspec.structs.replace(found, **changes)  # type: ignore[no-any-return]

    def keep(
        self,
        data: dict[str, list[str]],
        *,
        by: User | None = None,
        window: Window = UNKNOWN,
    ) -> Meeting:
        return services.keep_meeting(of=self.of, data=data, by=self.actor(by), window=window)

    def decided(self, case: Case, code: str, **changes: Any) -> services.Decided:
        return services.Decided(
            case_id=case.pk,
            code=code,
            facts=self.facts(code, **changes),
            version=Case.objects.get(pk=case.pk).version,
        )

    def close(
        self, meeting: Meeting, *decided: services.Decided, by: User | None = None, **more: Any
    ) -> Meeting:
        return services.close_meeting(
            meeting_id=meeting.pk,
            decided=decided,
            by=self.actor(by),
            sent=Sent(more.get("request_id") or uuid4(), version=more.get("version", 1)),
        )


def numbered(facts: CaseFacts, name: str) -> CaseFacts:
    """The facts with a form of a number of its own, if there is one."""
    form = facts.steps.fill_form
    if form is None:
        return facts
    number = f"{name}-{Case.objects.count()}"
    steps = msgspec.structs.replace(
        facts.steps, fill_form=msgspec.structs.replace(form, form_number=number)
    )
    return msgspec.structs.replace(facts, steps=steps)


class CommitteeWorld(MeetingWorld):
    """Filings of the branch wait for the bureau; its secretary decides, its clerk prepares."""

    def __init__(self) -> None:
        super().__init__(voters=0)
        bureau = self.tree.bureau
        self.of = Gathering(bureau, COMMITTEE)
        self.decider = make_user(Role.COMMITTEE_SECRETARY, bureau)
        self.clerk = make_user(Role.CLERK, bureau)
        self.page = f"/meetings/{bureau.code}/"

    def file(self, kind: str, name: str) -> FilingItem:
        """A filing of this kind that waits, of a case that keeps every rule."""
        route = STEP[kind].route
        assert route is not None
        state = "committee_talk" if kind == "approve" else route.follows
        start = IN_2026 + (DAY - days(IN_2026)[kind])
        facts = numbered(lawful(state, start).case, name)
        case = make_case(self.branch, state=state, person=make_person(name=name), facts=facts)
        sent_on = days(start)[route.follows] + timedelta(1)
        filing = Filing.objects.create(
            kind=kind,
            sender=self.branch,
            receiver=self.of.organization,
            papers=[paper.value for paper in PAPERS] if kind == "approve" else [],
            submitted_on=sent_on,
            submitted_by=self.secretary,
            request_id=uuid4(),
        )
        return FilingItem.objects.create(
            filing=filing,
            case=case,
            kind=kind,
            version=case.version,
            holder=self.of.organization,
            submitted_on=sent_on,
            submitted_by=self.secretary,
        )


def ticked(*cases: Case, **more: list[str]) -> dict[str, list[str]]:
    """A draft in which these cases are ticked, each with a text in its row."""
    data = {"place": ["三楼会议室"], "chosen": [str(case.pk) for case in cases], **more}
    for case in cases:
        data[f"p{case.pk}-ballot-in_favour"] = ["8"]
    return data
