"""D07 to D13, and E08: quorum, majority, secrecy, written opinions, numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from cases.facts.case import Facts
from cases.facts.probation import ConversionOutcome
from cases.facts.values import Ballot, Exclusion, Voter, WrittenOpinion

from .build import BALLOT, IN_2014, IN_2026, brief, change, found, lawful, of_case, without

EDITIONS = pytest.mark.parametrize("start", [IN_2014, IN_2026])
QUORUM = {2014: "第二十条", 2026: "第十九条"}
VOTE = {2014: "第二十一条", 2026: "第二十条"}
CONVERSION = {2014: "第三十三条", 2026: "第三十二条"}


def meeting_with(start: date = IN_2014, **ballot: Any) -> Facts:
    """A lawful case up to the branch meeting, whose ballot has only these numbers."""
    return change(lawful("admission_meeting", start), "admission_meeting", ballot=Ballot(**ballot))


def conversion_with(start: date = IN_2014, **ballot: Any) -> Facts:
    case = lawful("conversion_meeting", start)
    return change(case, "conversion_meeting", ballot=Ballot(**ballot))


def one(
    start: date, severity: str, article: dict[int, str] | None, step: int, case: Facts
) -> list[Any]:
    edition = 2014 if start == IN_2014 else 2026
    code = "admission_meeting" if step == 15 else "conversion_meeting"
    return [(severity, edition, article and article[edition], step, None, case.day(code))]


#: Least number that is more than half of those who should attend. Source:
#: `docs/specification/rules.md`, "Majority".
LEAST = [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (7, 4), (10, 6), (15, 8), (16, 9)]


@EDITIONS
@pytest.mark.parametrize(("should_attend", "least"), LEAST)
def test_quorum_is_more_than_half_of_those_who_should_attend(
    start: date, should_attend: int, least: int
) -> None:
    enough = meeting_with(start, should_attend=should_attend, present=least)
    assert found(enough, "D07") == []
    short = meeting_with(start, should_attend=should_attend, present=least - 1)
    assert brief(found(short, "D07")) == one(start, "void", QUORUM, 15, short)


@EDITIONS
@pytest.mark.parametrize(("should_attend", "least"), LEAST)
def test_majority_is_more_than_half_of_those_who_should_attend(
    start: date, should_attend: int, least: int
) -> None:
    enough = meeting_with(start, should_attend=should_attend, in_favour=least, written_in_favour=0)
    assert found(enough, "D08") == []
    short = meeting_with(
        start, should_attend=should_attend, in_favour=least - 1, written_in_favour=0
    )
    assert brief(found(short, "D08")) == one(start, "void", VOTE, 15, short)
    helped = meeting_with(
        start, should_attend=should_attend, in_favour=least - 1, written_in_favour=1
    )
    assert found(helped, "D08") == []


@pytest.mark.parametrize(
    ("numbers", "is_found"),
    [
        ({"in_favour": 5, "written_in_favour": 0}, True),
        # Unknown written votes count in favour: at most W, at most E − A.
        ({"in_favour": 5, "present": 9}, False),
        ({"in_favour": 4, "present": 9}, True),
        ({"in_favour": 5, "present": 10}, True),
        ({"in_favour": 5, "written": 1}, False),
        ({"in_favour": 5, "written": 0}, True),
        ({"in_favour": 4, "present": 9, "written": 3}, True),
        ({"in_favour": 4, "present": 7, "written": 1}, True),
        ({"in_favour": 4, "present": 8, "written": 2}, False),
        ({"in_favour": 5, "present": 12}, True),
        # Neither A nor W known: not judged.
        ({"in_favour": 0}, False),
        ({"present": 10, "written_in_favour": 0}, False),
    ],
)
def test_only_a_certain_failure_is_found(numbers: dict[str, Any], is_found: bool) -> None:
    assert bool(found(meeting_with(should_attend=10, **numbers), "D08")) is is_found
    about_majority = [
        f
        for f in found(conversion_with(should_attend=10, **numbers), "E08")
        if "赞成没有超过" in f.message
    ]
    assert bool(about_majority) is is_found


@pytest.mark.parametrize("numbers", [{"present": 1}, {"should_attend": 10}, {}])
def test_unknown_numbers_are_no_finding(numbers: dict[str, Any]) -> None:
    for rule in ("D07", "D08", "D09", "D10", "D11", "D12", "D13"):
        assert found(meeting_with(**numbers), rule) == []
    assert found(change(meeting_with(), "admission_meeting", ballot=None), "D07") == []
    assert found(conversion_with(**numbers), "E08") == []


@pytest.mark.parametrize(
    ("is_passed", "goes_on", "is_judged"),
    [
        (True, False, True),
        (True, True, True),
        (None, False, False),
        (None, True, True),
        (False, False, False),
    ],
)
def test_numbers_are_judged_when_the_meeting_passed(
    is_passed: bool | None, goes_on: bool, is_judged: bool
) -> None:
    case = lawful("committee_talk" if goes_on else "admission_meeting")
    ballot = Ballot(should_attend=10, present=5, in_favour=5, written_in_favour=0)
    case = change(case, "admission_meeting", ballot=ballot, is_passed=is_passed)
    for rule in ("D07", "D08"):
        assert bool(found(case, rule)) is is_judged


@EDITIONS
def test_meeting_not_passed_is_found_only_when_the_case_went_on(start: date) -> None:
    case = change(lawful("committee_talk", start), "admission_meeting", is_passed=False)
    assert brief(found(case, "D08")) == one(start, "void", VOTE, 15, case)
    assert found(case, "D07") == []
    assert found(change(case, "admission_meeting", is_passed=None), "D08") == [], (
        "unknown, and the numbers bear it"
    )
    assert found(without(case, "committee_talk"), "D08") == []


@EDITIONS
def test_meeting_missing_once_the_case_went_on(start: date) -> None:
    case = without(lawful("committee_talk", start), "admission_meeting")
    edition = 2014 if start == IN_2014 else 2026
    assert brief(found(case, "D08")) == [("void", edition, VOTE[edition], 15, None, None)]
    assert found(without(case, "committee_talk"), "D08") == []
    assert found(of_case(case, unknown_steps=("admission_meeting",)), "D08") == []


@EDITIONS
@pytest.mark.parametrize("is_passed", [True, False, None])
@pytest.mark.parametrize(("rule", "fact"), [("D09", "is_secret"), ("D10", "is_one_by_one")])
def test_manner_of_voting_whatever_the_outcome(
    start: date, is_passed: bool | None, rule: str, fact: str
) -> None:
    case = change(meeting_with(start, **{fact: False}), "admission_meeting", is_passed=is_passed)
    assert brief(found(case, rule)) == one(start, "void", VOTE, 15, case)
    assert found(meeting_with(start, **{fact: True}), rule) == []
    assert found(meeting_with(start), rule) == []


@EDITIONS
@pytest.mark.parametrize(
    ("fault", "is_found"),
    [
        ({}, False),
        ({"before_meeting": False}, True),
        ({"is_present": True}, True),
        ({"has_vote": False}, True),
    ],
)
def test_written_opinion_of_an_absent_voting_member_before_the_meeting(
    start: date, fault: dict[str, bool], is_found: bool
) -> None:
    opinions = (WrittenOpinion(name="甲"), WrittenOpinion(name="乙", **fault))
    case = change(lawful("admission_meeting", start), "admission_meeting", opinions=opinions)
    assert brief(found(case, "D11")) == (one(start, "void", VOTE, 15, case) if is_found else [])
    later = change(
        lawful("conversion_meeting", start), "conversion_meeting", written_opinions=opinions
    )
    assert brief(found(later, "E08")) == (
        one(start, "void", CONVERSION, 23, later) if is_found else []
    )


#: Numbers moved away from `BALLOT` (E 10, A 9, out 9, back 9, 8+0+1+0, W 1, Wf 1) and whether all
#: still agree.
COUNTS = [
    ({}, True),
    ({"present": 10, "written": 0, "written_in_favour": 0}, True),
    ({"present": 11, "given_out": 9, "written": 0, "written_in_favour": 0}, False),
    ({"given_out": 10}, False),
    ({"given_out": 8}, False),
    ({"taken_back": 8}, False),
    ({"taken_back": 8, "in_favour": 7}, True),
    ({"taken_back": 10}, False),
    ({"in_favour": 9}, False),
    ({"spoiled": 1}, False),
    ({"written": 2}, False),
    ({"present": 10}, False),
    ({"written": 0, "written_in_favour": 0}, True),
    ({"written": 0}, False),
    # Known neighbours only.
    ({"given_out": None}, True),
    ({"given_out": None, "taken_back": None, "in_favour": 9}, False),
    ({"given_out": None, "taken_back": 10, "spoiled": None}, True),
    ({"spoiled": None, "in_favour": 20}, True),
    ({"should_attend": None, "written": 5}, True),
]


@EDITIONS
@pytest.mark.parametrize(("changes", "agrees"), COUNTS)
def test_numbers_agree(start: date, changes: dict[str, int | None], agrees: bool) -> None:
    ballot = msgspec.structs.replace(BALLOT, **changes)
    case = change(lawful("admission_meeting", start), "admission_meeting", ballot=ballot)
    assert brief(found(case, "D12")) == ([] if agrees else one(start, "correct", None, 15, case))
    not_passed = change(case, "admission_meeting", is_passed=False)
    assert bool(found(not_passed, "D12")) is not agrees
    later = change(lawful("conversion_meeting", start), "conversion_meeting", ballot=ballot)
    assert brief(found(later, "E08")) == (
        [] if agrees else one(start, "correct", CONVERSION, 23, later)
    )


@EDITIONS
@pytest.mark.parametrize(
    ("exclusion", "is_found"),
    [
        (Exclusion(name="甲", reason="长期患病", has_consent=True), False),
        (Exclusion(name="甲", reason="长期患病"), True),
        (Exclusion(name="甲", has_consent=True), True),
    ],
)
def test_exclusion_needs_reason_and_consent(
    start: date, exclusion: Exclusion, is_found: bool
) -> None:
    case = change(lawful("admission_meeting", start), "admission_meeting", exclusions=(exclusion,))
    assert brief(found(case, "D13")) == (one(start, "correct", None, 15, case) if is_found else [])


@pytest.mark.parametrize(
    ("voter", "is_found"),
    [
        (Voter(name="甲"), False),
        (Voter(name="甲", is_probationary=True), True),
        (Voter(name="甲", is_under_probation_within_party=True), True),
    ],
)
def test_nobody_without_a_vote_should_attend(voter: Voter, is_found: bool) -> None:
    case = change(
        lawful("admission_meeting"), "admission_meeting", voters=(voter, Voter(name="乙"))
    )
    assert bool(found(case, "D13")) is is_found


def test_voters_are_never_counted_against_those_who_should_attend() -> None:
    assert (
        found(
            change(lawful("admission_meeting"), "admission_meeting", voters=(Voter(name="甲"),)),
            "D13",
        )
        == []
    )


def test_more_present_than_due_is_wrong_in_number_and_no_lost_majority() -> None:
    """Unknown written votes are never fewer than none: 7 of 10 in favour passed, whoever counted
    12 present.
    """
    case = meeting_with(should_attend=10, present=12, in_favour=7)
    assert found(case, "D08") == []
    assert len(found(case, "D12")) == 1
    assert len(found(meeting_with(should_attend=10, present=12, in_favour=5), "D08")) == 1


# E08


@EDITIONS
def test_each_fault_of_the_conversion_ballot_is_a_finding(start: date) -> None:
    case = conversion_with(
        start,
        should_attend=10,
        present=5,
        in_favour=5,
        against=1,
        abstaining=0,
        spoiled=0,
        written_in_favour=0,
        is_secret=False,
        is_one_by_one=False,
    )
    case = change(
        case,
        "conversion_meeting",
        written_opinions=(WrittenOpinion(name="甲", before_meeting=False),),
    )
    findings = found(case, "E08")
    assert sorted(finding.severity.code for finding in findings) == ["correct"] + 5 * ["void"]
    edition = 2014 if start == IN_2014 else 2026
    heads = {(f.edition, f.article, f.step, f.due, f.actual) for f in findings}
    assert heads == {(edition, CONVERSION[edition], 23, None, case.day("conversion_meeting"))}


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
@pytest.mark.parametrize("outcome", [ConversionOutcome.EXTEND, ConversionOutcome.CANCEL])
def test_extension_and_cancellation_want_the_same_meeting(
    outcome: ConversionOutcome, start: date
) -> None:
    """The ballots are those on the resolution that passed."""
    bad = {
        "should_attend": 10,
        "present": 5,
        "in_favour": 5,
        "against": 1,
        "abstaining": 0,
        "spoiled": 0,
    }
    open_vote = {"written_in_favour": 0, "is_secret": False, "is_one_by_one": False}
    case = change(
        conversion_with(start, **bad, **open_vote),
        "conversion_meeting",
        outcome=outcome,
        is_on_resolution=True,
    )
    opinions = (WrittenOpinion(name="孙七", before_meeting=False),)
    case = change(case, "conversion_meeting", written_opinions=opinions)
    severities = [finding.severity.code for finding in found(case, "E08")]
    assert sorted(severities) == ["correct"] + 5 * ["void"]
    lost = change(case, "conversion_meeting", is_passed=False)
    assert sorted(each.severity.code for each in found(lost, "E08")) == ["correct"] + 3 * [
        "void"
    ], "no D07, D08"
    before = change(case, "conversion_meeting", is_on_resolution=None)
    assert sorted(each.severity.code for each in found(before, "E08")) == ["correct"] + 2 * [
        "void"
    ], "D07, D09, D12"
    assert found(change(before, "conversion_meeting", is_passed=False, on=None), "E08") == []


@pytest.mark.parametrize("outcome", [ConversionOutcome.EXTEND, ConversionOutcome.CANCEL])
@pytest.mark.parametrize(("in_favour", "is_lawful"), [(5, False), (6, True)])
def test_half_neither_extends_nor_cancels(
    outcome: ConversionOutcome, in_favour: int, is_lawful: bool
) -> None:
    case = conversion_with(should_attend=10, present=9, in_favour=in_favour, written_in_favour=0)
    case = change(case, "conversion_meeting", outcome=outcome, is_on_resolution=True)
    assert len(found(case, "E08")) == (0 if is_lawful else 1)
    assert found(change(case, "conversion_meeting", is_on_resolution=None), "E08") == []


def test_meeting_of_unknown_outcome_is_not_judged() -> None:
    case = conversion_with(
        should_attend=10, present=1, in_favour=1, written_in_favour=0, is_secret=False
    )
    assert len(found(case, "E08")) == 3
    assert found(change(case, "conversion_meeting", outcome=None), "E08") == []
    assert found(change(case, "conversion_meeting", on=None), "E08") == []


def test_conversion_of_unknown_result_is_judged_and_a_lost_vote_only_when_it_went_on() -> None:
    case = conversion_with(should_attend=10, present=5)
    assert len(found(change(case, "conversion_meeting", is_passed=None), "E08")) == 1
    lost = change(case, "conversion_meeting", is_passed=False)
    assert found(lost, "E08") == []
    sent_on = change(lost, "approve_conversion", on=date(2022, 3, 1))
    assert brief(found(sent_on, "E08")) == one(IN_2014, "void", CONVERSION, 23, sent_on)
