"""The table of the kinds of filing agrees with the table of the steps."""

from __future__ import annotations

import pytest

from cases.facts.base import FACTS
from cases.facts.case import CaseFacts, Steps
from cases.facts.probation import ConversionMeeting, ConversionOutcome
from cases.procedure import PLACE, STEPS, TURN
from filings.kinds import APART, KINDS, Kind


def test_each_step_that_is_a_filing_has_a_row_in_its_order() -> None:
    assert list(KINDS) == [step.code for step in STEPS if step.route is not None]
    assert [code for code in KINDS if KINDS[code].route.done_on_submission] == [APART]


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_row_names_facts_and_turns_of_its_step(kind: Kind) -> None:
    fields = set(FACTS[kind.code].__struct_fields__)
    named = {kind.day, *kind.asked, *kind.asked_of_refusal}
    if kind.result:
        named.add(kind.result)
    assert named <= fields
    assert set(kind.turn_of.values()) <= set(TURN)


@pytest.mark.parametrize(
    ("outcome", "state", "turn", "is_early"),
    [
        (None, "oath", None, False),
        (ConversionOutcome.ON_TIME, "oath", None, False),
        (ConversionOutcome.EXTEND, "oath", "extend", False),
        (ConversionOutcome.CANCEL, "oath", "cancel", True),
        (ConversionOutcome.CANCEL, "approve", "cancel", True),
        (ConversionOutcome.CANCEL, "committee_talk", "cancel", False),
    ],
)
def test_what_the_meeting_decided_says_what_accepting_does(
    outcome: ConversionOutcome | None, state: str, turn: str | None, is_early: bool
) -> None:
    assert state in PLACE
    facts = CaseFacts(steps=Steps(conversion_meeting=ConversionMeeting(outcome=outcome)))
    for code, kind in KINDS.items():
        is_conversion = code == "approve_conversion"
        assert kind.accepted_turn(facts) == (turn if is_conversion else None)
        assert kind.is_early_cancellation(facts, state) is (is_early and is_conversion)


def test_without_a_meeting_nothing_is_turned() -> None:
    for kind in KINDS.values():
        assert kind.accepted_turn(CaseFacts(steps=Steps())) is None
        assert not kind.is_early_cancellation(CaseFacts(steps=Steps()), "oath")
