"""D20 to D24: the limits of the approval, what it writes, and what follows it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.facts.admission import AdmissionMeeting
from cases.facts.arithmetic import add_months
from cases.facts.case import Facts
from cases.facts.probation import ConversionOutcome

from .build import (
    brief,
    change,
    day_of,
    due,
    editions,
    facts,
    found,
    lawful,
    of_case,
    under,
    without,
)

ONE = timedelta(1)


# D20


def approved_on(met: date, approved: date | None, **approval: Any) -> Facts:
    case = facts(admission_meeting=AdmissionMeeting(on=met, is_passed=True))
    return change(case, "approve", on=approved, **approval)


MEETINGS = [
    # met, three months, six months, edition and article on the days around the limits
    (date(2019, 11, 30), date(2020, 2, 29), date(2020, 5, 30), 2014, "第二十六条"),
    (date(2026, 5, 18), date(2026, 8, 18), date(2026, 11, 18), 2026, "第二十五条"),
    (date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1), 2026, "第二十五条"),
]


@pytest.mark.parametrize(("met", "three", "six", "edition", "article"), MEETINGS)
def test_approval_within_three_months_with_a_reason_six(
    met: date, three: date, six: date, edition: int, article: str
) -> None:
    late, void = ("correct", edition, article, 17, three), ("void", edition, article, 17, six)
    for approved, without_reason, with_reason in (
        (three - ONE, [], []),
        (three, [], []),
        (three + ONE, [(*late, three + ONE)], []),
        (six, [(*late, six)], []),
        (six + ONE, [(*void, six + ONE)], [(*void, six + ONE)]),
    ):
        assert brief(found(approved_on(met, approved), "D20")) == without_reason
        assert (
            brief(found(approved_on(met, approved, late_reason="疫情防控"), "D20")) == with_reason
        )
        # Not approved yet on that day:
        overdue = [(*row[:5], None) for row in without_reason]
        assert brief(found(approved_on(met, None), "D20", approved)) == overdue
        overdue = [(*row[:5], None) for row in with_reason]
        assert (
            brief(found(approved_on(met, None, late_reason="疫情防控"), "D20", approved)) == overdue
        )


def test_approval_is_owed_from_the_meeting_on() -> None:
    (owed,) = due(approved_on(date(2026, 5, 18), None), "D20", date(2026, 5, 18))
    assert (owed.due, owed.void_from, owed.step, owed.article) == (
        date(2026, 8, 18),
        date(2026, 11, 18),
        17,
        "第二十五条",
    )
    assert (
        owed.text == "应不迟于 2026-08-18：2026-05-18"
        " 支部大会通过起三个月；特殊情况不得超过六个月（2026-11-18）"
    )


def test_no_approval_is_owed_without_a_passed_meeting_or_when_gone_on() -> None:
    case, far = approved_on(date(2026, 5, 18), None), date(2027, 12, 31)
    for quiet in (
        change(case, "admission_meeting", is_passed=False),
        change(case, "admission_meeting", on=None),
        change(case, "file_with_department", on=date(2026, 6, 1)),
        of_case(case, unknown_steps=("approve",)),
    ):
        assert due(quiet, "D20", far) == []
        assert found(quiet, "D20", far) == []
    assert due(change(case, "admission_meeting", is_passed=None), "D20", far) != []
    assert found(of_case(case, closed_on=date(2026, 6, 1)), "D20", far) == []
    assert found(approved_on(date(2026, 5, 18), far, is_approved=False), "D20") == []


def test_approval_after_the_day_of_judging_is_not_looked_at() -> None:
    case = approved_on(date(2026, 5, 18), date(2026, 8, 30))
    assert found(case, "D20", date(2026, 8, 18)) == []
    assert brief(found(case, "D20", date(2026, 8, 19))) == [
        ("correct", 2026, "第二十五条", 17, date(2026, 8, 18), None)
    ]


# D21


def test_reconsideration_only_where_the_profile_asks_for_it() -> None:
    met = date(2026, 5, 18)
    case = approved_on(met, None, submitted_on=date(2026, 8, 19))
    assert found(case, "D21") == []
    local = under(case, wants_reconsideration=True)
    assert brief(found(local, "D21")) == [
        ("advise", 2026, None, 17, date(2026, 8, 18), date(2026, 8, 19))
    ]


@pytest.mark.parametrize(
    ("sent", "limit"),
    [
        (date(2026, 8, 18), None),
        (date(2026, 8, 19), date(2026, 8, 18)),
        (date(2026, 11, 18), date(2026, 8, 18)),
        (date(2026, 11, 19), date(2026, 11, 18)),
    ],
)
def test_resolution_sent_up_late(sent: date, limit: date | None) -> None:
    case = under(
        approved_on(date(2026, 5, 18), None, submitted_on=sent), wants_reconsideration=True
    )
    assert brief(found(case, "D21")) == ([("advise", 2026, None, 17, limit, sent)] if limit else [])
    waiting = under(approved_on(date(2026, 5, 18), None), wants_reconsideration=True)
    assert brief(found(waiting, "D21", sent)) == (
        [("advise", 2026, None, 17, date(2026, 8, 18), None)] if limit else []
    )


def test_resolution_approved_or_gone_on_is_not_waited_for() -> None:
    case = under(approved_on(date(2026, 5, 18), date(2026, 12, 1)), wants_reconsideration=True)
    assert found(case, "D21") == []
    assert due(case, "D21", date(2026, 12, 31)) == []
    waiting = under(approved_on(date(2026, 5, 18), None), wants_reconsideration=True)
    assert found(change(waiting, "admission_meeting", is_passed=False), "D21") == []
    assert [owed.due for owed in due(waiting, "D21", date(2026, 5, 18))] == [date(2026, 8, 18)]


# D22


@editions("第二十五条、第三十二条", "第二十四条、第三十一条")
@pytest.mark.parametrize(("offset", "is_wrong"), [(-1, True), (0, False), (1, True)])
def test_end_of_probation_written(
    start: date, edition: int, article: str, offset: int, is_wrong: bool
) -> None:
    case = lawful("approve", start)
    right = add_months(day_of(case, "admission_meeting"), 12) - ONE
    written = right + timedelta(offset)
    case = change(case, "approve", probation_to=written)
    wrong = [("correct", edition, article, 17, right, written)]
    assert brief(found(case, "D22")) == (wrong if is_wrong else [])
    assert found(change(case, "admission_meeting", is_passed=False), "D22") == []
    assert found(change(case, "approve", is_approved=False), "D22") == []


@editions("第二十五条、第三十二条", "第二十四条、第三十一条")
@pytest.mark.parametrize("name", ["probation_from", "probation_to"])
def test_start_and_end_are_both_written(start: date, edition: int, article: str, name: str) -> None:
    """`due` is the end that follows from the start, where that is written."""
    case = lawful("approve", start)
    due = (
        None
        if name == "probation_from"
        else add_months(day_of(case, "admission_meeting"), 12) - ONE
    )
    case = change(case, "approve", **{name: None})
    assert brief(found(case, "D22")) == [("correct", edition, article, 17, due, None)]
    neither = change(case, "approve", probation_from=None, probation_to=None)
    assert brief(found(neither, "D22")) == [("correct", edition, article, 17, None, None)]
    assert found(change(case, "approve", asked=("approver",)), "D22") == []
    assert found(change(case, "approve", asked=("approver",)), "D22") == []


def test_days_written_lie_ahead_of_the_approval_and_are_known_with_it() -> None:
    case = lawful("approve")
    approved = day_of(case, "approve")
    assert found(case, "D22", approved) == []
    wrong = change(case, "approve", probation_from=approved, probation_to=add_months(approved, 12))
    assert len(found(wrong, "D22", approved)) == 1
    assert len(found(wrong, "E03", approved)) == 1
    assert found(wrong, "D22", approved - ONE) == []
    assert found(wrong, "E03", approved - ONE) == []


def test_end_written_of_a_leap_day() -> None:
    start = date(2024, 2, 29)
    case = approved_on(
        start, date(2024, 4, 1), probation_from=start, probation_to=date(2025, 2, 27)
    )
    assert found(case, "D22") == []


# D23


@editions("第二十六条", "第二十五条")
def test_filing_missing_once_conversion_was_asked_for(
    start: date, edition: int, article: str
) -> None:
    case = without(lawful("request_conversion", start), "file_with_department")
    missing = [("correct", edition, article, 18, None, None)]
    # The next step with a day gives the edition; the lawful cases keep to one.
    assert brief(found(case, "D23")) == missing
    assert found(without(case, "request_conversion"), "D23") == []
    assert found(change(case, "admission_meeting", is_passed=False), "D23") == []
    assert found(change(case, "approve", is_approved=False), "D23") == []
    assert brief(found(change(case, "approve", is_approved=None), "D23")) == missing
    cancelled = change(
        case,
        "conversion_meeting",
        on=day_of(case, "request_conversion"),
        outcome=ConversionOutcome.CANCEL,
    )
    assert found(cancelled, "D23") == []


# D24


@editions("第二十五条", "第二十四条")
@pytest.mark.parametrize("name", ["branch_told_on", "person_told_on", "announced_on"])
def test_told_and_announced(start: date, edition: int, article: str, name: str) -> None:
    case = change(lawful("request_conversion", start), "approve", **{name: None})
    assert brief(found(case, "D24")) == [("correct", edition, article, 17, None, None)]
    assert found(without(case, "request_conversion"), "D24") == []
    assert found(change(case, "approve", asked=("approver",)), "D24") == []
    assert found(without(case, "approve"), "D24") == []


@pytest.mark.parametrize(
    ("words", "is_found"), [("无", True), ("/", True), ("——", True), ("否", True), ("疫情", False)]
)
def test_words_that_say_nothing_are_no_reason_for_a_late_approval(
    words: str, is_found: bool
) -> None:
    case = approved_on(date(2026, 6, 1), date(2026, 9, 2), late_reason=words)
    assert bool(found(case, "D20")) is is_found
