"""Truth tables of D28 to D31: who is at the branch's and the committee's meeting, and which
branch admits.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from cases.facts.admission import Votes
from cases.facts.case import Facts
from cases.facts.values import Ballot, Voter

from .build import (
    BALLOT,
    BRANCH,
    IN_2014,
    IN_2026,
    brief,
    change,
    day_of,
    editions,
    found,
    lawful,
    of_case,
)

STARTS = pytest.mark.parametrize(("start", "edition"), [(IN_2014, 2014), (IN_2026, 2026)])
STEPS = {17: "approve", 24: "approve_conversion"}


@STARTS
@pytest.mark.parametrize("rule", ["D28", "D29", "D30", "D31"])
def test_lawful_case_has_no_finding(start: date, edition: int, rule: str) -> None:
    assert found(lawful(start=start), rule) == []


# D28


def voted(start: date, no: int, **votes: int) -> Facts:
    return change(lawful(start=start), STEPS[no], votes=Votes(**votes))


@STARTS
@pytest.mark.parametrize("no", STEPS)
@pytest.mark.parametrize(
    ("votes", "faults"),
    [
        ({"should_attend": 9, "present": 5, "in_favour": 5}, 0),
        ({"should_attend": 9, "present": 4, "in_favour": 4}, 2),
        ({"should_attend": 9, "present": 8, "in_favour": 4, "against": 3, "abstaining": 1}, 1),
        ({"should_attend": 10, "present": 5}, 1),
        ({"should_attend": 10, "present": 6, "in_favour": 6}, 0),
        ({"should_attend": 10, "in_favour": 5}, 1),
        ({"present": 1, "in_favour": 1}, 0),
        ({"should_attend": 9}, 0),
        ({}, 0),
    ],
)
def test_committee_is_there_and_in_favour_by_more_than_half(
    start: date, edition: int, no: int, votes: dict[str, int], faults: int
) -> None:
    case = voted(start, no, **votes)
    day = day_of(case, STEPS[no])
    assert brief(found(case, "D28")) == [("correct", edition, None, no, None, day)] * faults


@pytest.mark.parametrize("no", STEPS)
@pytest.mark.parametrize(
    "but", [{"is_approved": False}, {"is_approved": None}, {"on": None}, {"votes": None}]
)
def test_committee_that_did_not_approve_is_not_judged(no: int, but: dict[str, Any]) -> None:
    case = voted(IN_2026, no, should_attend=9, present=1, in_favour=1)
    assert len(found(case, "D28")) == 2
    assert found(change(case, STEPS[no], **but), "D28") == []


# D29


def due_to_attend(start: date, number: int | None) -> Facts:
    ballot = Ballot(should_attend=number)
    return change(lawful("admission_meeting", start), "admission_meeting", ballot=ballot)


@STARTS
@pytest.mark.parametrize(
    ("number", "is_found"), [(0, True), (1, True), (2, True), (3, False), (None, False)]
)
def test_a_branch_of_fewer_than_three_admits_nobody(
    start: date, edition: int, number: int | None, is_found: bool
) -> None:
    case = due_to_attend(start, number)
    wrong = [("correct", edition, None, 15, None, day_of(case, "admission_meeting"))]
    assert brief(found(case, "D29")) == (wrong if is_found else [])


def test_a_small_branch_that_did_not_pass_is_not_judged() -> None:
    case = due_to_attend(IN_2026, 2)
    assert found(change(case, "admission_meeting", is_passed=False), "D29") == []
    unknown = change(case, "admission_meeting", is_passed=None)
    assert found(unknown, "D29") == []
    assert (
        len(found(change(unknown, "committee_talk", on=day_of(case, "admission_meeting")), "D29"))
        == 1
    )
    assert found(change(case, "admission_meeting", ballot=None), "D29") == []
    assert found(change(case, "admission_meeting", on=None), "D29") == []


def test_the_list_of_those_who_should_attend_is_not_counted() -> None:
    case = change(
        lawful("admission_meeting"), "admission_meeting", voters=(Voter(name="甲"),), ballot=BALLOT
    )
    assert found(case, "D29") == []


# D30


@editions("第二十条", "第十九条")
@pytest.mark.parametrize("is_passed", [True, False, None])
def test_introducers_are_there(
    start: date, edition: int, article: str, is_passed: bool | None
) -> None:
    case = change(lawful("admission_meeting", start), "admission_meeting", is_passed=is_passed)
    day = day_of(case, "admission_meeting")
    absent = change(case, "admission_meeting", introducers_present=False)
    assert brief(found(absent, "D30")) == [("correct", edition, article, 15, None, day)]
    unsaid = change(case, "admission_meeting", introducers_present=None)
    assert brief(found(unsaid, "D30")) == [("correct", edition, article, 15, None, None)]
    assert found(change(unsaid, "admission_meeting", asked=()), "D30") == [], "a workbook"
    assert found(change(absent, "admission_meeting", on=None), "D30") == []


# D31


@editions("第二十三条", "第二十二条")
def test_a_provisional_branch_admits_nobody(start: date, edition: int, article: str) -> None:
    """As it stood on the day, where the entry keeps that."""
    provisional = msgspec.structs.replace(BRANCH, is_provisional=True)
    case = lawful("admission_meeting", start)
    wrong = [("void", edition, article, 15, None, day_of(case, "admission_meeting"))]
    assert brief(found(change(case, "admission_meeting", branch=provisional), "D31")) == wrong
    now = of_case(case, branch=provisional)
    assert brief(found(now, "D31")) == wrong
    assert found(change(now, "admission_meeting", branch=BRANCH), "D31") == [], "it was none then"
    assert found(of_case(case, branch=None), "D31") == []


def test_a_provisional_branch_that_did_not_pass_anybody_admits_nobody() -> None:
    case = of_case(
        lawful("admission_meeting"), branch=msgspec.structs.replace(BRANCH, is_provisional=True)
    )
    assert found(change(case, "admission_meeting", is_passed=False), "D31") == []
    unknown = change(case, "admission_meeting", is_passed=None)
    assert found(unknown, "D31") == []
    assert len(found(change(unknown, "approve", on=date(2022, 3, 1)), "D31")) == 1
