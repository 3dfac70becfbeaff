"""A world that drives cases by every service there is: steps, filings, turns, corrections,
annulments.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from branches.actor import Actor
from branches.models import User
from cases import ledger, services
from cases.facts.base import StepFacts
from cases.ledger import Addition
from cases.may.changing import last_standing
from cases.models import Case, Entry
from cases.procedure import CLOSED, STEP
from cases.selectors import others
from cases.services.rounds import rounds_of
from cases.services.sent import Sent
from filings import services as filings
from filings.models import FilingItem
from tests.filings.services.build import FilingWorld, version_of

#: The filing, the turn with which it is refused, and the state to which the case goes back.
each_refusal = pytest.mark.parametrize(
    ("kind", "turn", "state"),
    [
        ("file_activist", "refuse_activist", "talk"),
        ("list_consent", "refuse_listing", "appoint_contacts"),
        ("pre_review", "refuse_pre_review", "appoint_contacts"),
        ("approve", "refuse_admission", "appoint_contacts"),
        ("approve", "close_refused", CLOSED),
        ("approve_conversion", "refuse_conversion", "request_conversion"),
    ],
)


class Drive(FilingWorld):
    """Short calls of the services, by the branch secretary unless told otherwise."""

    def to(self, state: str, case: Case | None = None) -> Case:
        """Take the case, a new one unless given, along the line to this state."""
        return self.drive(case or self.open_case(), state)

    def turn(
        self, case: Case, code: str, day: date, *, by: User | None = None, outcome: str = ""
    ) -> Entry:
        return services.take_turn(
            case_id=case.pk,
            taken=services.TakenTurn(code=code, taken_on=day, reason="情况说明", outcome=outcome),
            by=Actor(by or self.secretary, day),
            sent=Sent(uuid4(), version=version_of(case)),
        )

    def annul(
        self, case: Case, day: date, *, by: User | None = None, entry: Entry | None = None
    ) -> Entry:
        """Annul the last entry that stands, or try another."""
        entry = entry or last_standing(case.entries.all())
        assert entry is not None
        return services.annul(
            case_id=case.pk,
            entry_id=entry.pk,
            reason="登记有误",
            by=Actor(by or self.secretary, day),
            sent=Sent(uuid4(), version=version_of(case)),
        )

    def correct(
        self,
        entry: Entry,
        day: date,
        *,
        by: User | None = None,
        reasons: dict[str, str] | None = None,
        **changes: Any,
    ) -> Entry:
        """Correct single facts of an entry; the others stay."""
        facts = entry.step_facts
        assert facts is not None
        return services.correct(
            case_id=entry.case_id,
            entry_id=entry.pk,
            facts=msgspec.structs.replace(facts, **changes),
            reason="笔误",
            by=Actor(by or self.secretary, day),
            sent=Sent(uuid4(), version=version_of(entry.case), reasons=reasons or {}),
        )

    def supplement(
        self,
        case: Case,
        code: str,
        facts: StepFacts,
        day: date,
        *,
        by: User | None = None,
        reasons: dict[str, str] | None = None,
    ) -> Entry:
        return services.supplement(
            case_id=case.pk,
            addition=Addition(code, facts, day),
            by=Actor(by or self.secretary, day),
            sent=Sent(uuid4(), version=version_of(case), reasons=reasons or {}),
        )

    def refuse(
        self, item: FilingItem, turn: str, day: date, *, facts: StepFacts | None = None
    ) -> Entry:
        return filings.refuse(
            item_id=item.pk,
            answer=filings.NegativeAnswer(on=day, turn=turn, note="尚不成熟", facts=facts),
            by=Actor(self.decider, day),
            sent=Sent(uuid4(), version=version_of(item.case)),
        )


def entry_of(case: Case, code: str) -> Entry:
    """The last entry of a step or turn."""
    return case.entries.filter(code=code, kind__in=["step", "turn"]).latest("sequence")


def fresh(case: Case) -> Case:
    return Case.objects.select_related("person", "branch").get(pk=case.pk)


def check_fold(case: Case) -> None:
    """The facts kept entry by entry are those that a rebuild reads, from all entries and from
    others' rows; and the chain holds.
    """
    case = fresh(case)
    entries = list(case.entries.order_by("sequence"))
    assert ledger.fold(entries).write(case.facts) == case.facts
    with_sponsors = ledger.with_sponsors(
        ledger.with_case(case), others.sponsors_of(case).get(case.pk, ())
    )
    assert others.with_elsewhere(case, with_sponsors) == case.facts
    assert rounds_of(entries).now == case.facts.steps
    before = ""
    for sequence, entry in enumerate(entries, start=1):
        assert (entry.sequence, entry.digest_before, entry.digest) == (
            sequence,
            before,
            entry.compute_digest(),
        )
        before = entry.digest
    assert (case.version, case.head) == (len(entries), before)
    assert case.state in ("start", "closed", *STEP)
