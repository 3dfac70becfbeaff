"""E01 to E07 and E09: enrolment, oath, probation, the way to the conversion meeting, extensions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.facts.admission import AdmissionMeeting, Approve
from cases.facts.arithmetic import add_months
from cases.facts.case import Extension, Facts
from cases.facts.probation import ConversionOutcome
from cases.facts.values import Heard, Opinion

from .build import (
    SMALL_BRANCH,
    brief,
    change,
    day_of,
    due,
    editions,
    extended,
    facts,
    found,
    is_silent_when_stopped,
    lawful,
    of_case,
    without,
)

ONE = timedelta(1)
CANCEL, EXTEND, ON_TIME = (
    ConversionOutcome.CANCEL,
    ConversionOutcome.EXTEND,
    ConversionOutcome.ON_TIME,
)


# E01


@editions("第二十九条", "第二十八条")
def test_enrolment_missing_once_conversion_was_asked_for(
    start: date, edition: int, article: str
) -> None:
    case = without(lawful("request_conversion", start), "enrol")
    missing = [("correct", edition, article, 19, None, None)]
    assert brief(found(case, "E01")) == missing
    assert found(without(case, "request_conversion"), "E01") == []
    assert found(of_case(case, unknown_steps=("enrol",)), "E01") == []
    assert is_silent_when_stopped(case, "E01")
    assert (
        found(change(case, "conversion_meeting", on=day_of(case, "oath"), outcome=CANCEL), "E01")
        == []
    )


@pytest.mark.parametrize("name", ["branch", "group"])
def test_enrolment_names_branch_and_group(name: str) -> None:
    case = change(lawful("enrol"), "enrol", **{name: None})
    assert brief(found(case, "E01")) == [("correct", 2014, "第二十九条", 19, None, None)]
    assert found(change(case, "enrol", asked=("on",)), "E01") == []


# E02


def sworn_on(approved: date, sworn: date | None) -> Facts:
    return change(facts(approve=Approve(on=approved)), "oath", on=sworn)


@pytest.mark.parametrize(
    ("approved", "sworn", "expected"),
    [
        (
            date(2019, 5, 1),
            date(2019, 4, 30),
            ("correct", 2014, "第三十条", 20, date(2019, 5, 1), date(2019, 4, 30)),
        ),
        (date(2019, 5, 1), date(2019, 5, 1), None),
        (date(2019, 5, 1), date(2020, 5, 1), None),
        (
            date(2027, 1, 31),
            date(2027, 1, 30),
            ("correct", 2026, "第二十九条", 20, date(2027, 1, 31), date(2027, 1, 30)),
        ),
        (date(2027, 1, 31), date(2027, 1, 31), None),
        (date(2027, 1, 31), date(2027, 2, 28), None),
        (
            date(2027, 1, 31),
            date(2027, 3, 1),
            ("advise", 2026, "第二十九条", 20, date(2027, 2, 28), date(2027, 3, 1)),
        ),
        # Approved under the old edition: no limit in it, and the month counts from the first day of
        # the new one.
        (date(2026, 1, 5), date(2026, 5, 10), None),
        (date(2026, 1, 5), date(2026, 5, 11), None),
        (date(2026, 1, 5), date(2026, 6, 11), None),
        (
            date(2026, 1, 5),
            date(2026, 6, 12),
            ("advise", 2026, "第二十九条", 20, date(2026, 6, 11), date(2026, 6, 12)),
        ),
    ],
)
def test_oath_after_approval_and_in_2026_within_a_month(
    approved: date, sworn: date, expected: tuple[Any, ...] | None
) -> None:
    case = sworn_on(approved, sworn)
    assert brief(found(case, "E02")) == ([expected] if expected else [])
    if expected:
        assert is_silent_when_stopped(change(case, "admission_meeting", on=approved), "E02")
    # A late oath was overdue the day before it was held; one before the approval was not.
    waiting = sworn_on(approved, None)
    overdue = [(*expected[:5], None)] if expected and sworn > approved else []
    assert brief(found(waiting, "E02", sworn)) == overdue


def test_oath_is_owed_in_2026_only() -> None:
    case = sworn_on(date(2026, 4, 1), None)
    assert due(case, "E02", date(2026, 5, 10)) == []
    (owed,) = due(case, "E02", date(2026, 5, 11))
    assert (owed.due, owed.step, owed.article) == (date(2026, 6, 11), 20, "第二十九条")
    assert owed.text == "应不迟于 2026-06-11：2026-05-11 起一般一个月内宣誓（2026-04-01 批准）"


@editions("第三十条", "第二十九条")
def test_oath_missing_once_conversion_was_asked_for(
    start: date, edition: int, article: str
) -> None:
    case = without(lawful("request_conversion", start), "oath")
    assert brief(found(case, "E02")) == [("correct", edition, article, 20, None, None)]
    assert due(case, "E02", day_of(case, "request_conversion")) == []
    assert is_silent_when_stopped(case, "E02")
    assert found(of_case(case, unknown_steps=("oath",)), "E02") == []
    assert (
        found(change(case, "conversion_meeting", on=day_of(case, "enrol"), outcome=CANCEL), "E02")
        == []
    )
    assert brief(found(without(case, "approve"), "E02")) == [
        ("correct", edition, article, 20, None, None)
    ]


def test_oath_before_approval_is_found_in_a_cancelled_case_too() -> None:
    case = lawful("request_conversion")
    early = day_of(case, "approve") - ONE
    case = change(case, "oath", on=early)
    case = change(case, "conversion_meeting", on=day_of(case, "enrol"), outcome=CANCEL)
    assert brief(found(case, "E02")) == [
        ("correct", 2014, "第三十条", 20, day_of(case, "approve"), early)
    ]


# E03


@editions("第三十二条", "第三十一条")
def test_probation_starts_with_the_branch_meeting(start: date, edition: int, article: str) -> None:
    case = lawful("approve", start)
    met = day_of(case, "admission_meeting")
    for written in (met - ONE, met + ONE, day_of(case, "approve")):
        wrong = change(case, "approve", probation_from=written)
        assert brief(found(wrong, "E03")) == [("correct", edition, article, 17, met, written)]
    wrong = change(case, "approve", probation_from=met + ONE)
    assert is_silent_when_stopped(wrong, "E03")
    assert found(without(wrong, "admission_meeting"), "E03") == []
    assert found(change(case, "approve", probation_from=None), "E03") == []


# E04


@editions("第三十二条", "第三十一条")
@pytest.mark.parametrize(("offset", "is_early"), [(-1, True), (0, False), (1, False)])
def test_conversion_not_before_expiry(
    start: date, edition: int, article: str, offset: int, is_early: bool
) -> None:
    case = lawful("request_conversion", start)
    expiry = add_months(day_of(case, "admission_meeting"), 12)
    held = expiry + timedelta(offset)
    early = [("void", edition, article, 23, expiry, held)]
    for outcome in (ON_TIME, EXTEND, None):
        met = change(case, "conversion_meeting", on=held, outcome=outcome)
        assert brief(found(met, "E04")) == (early if is_early else [])
    assert found(change(case, "conversion_meeting", on=held, outcome=CANCEL), "E04") == []
    if is_early:
        assert is_silent_when_stopped(change(case, "conversion_meeting", on=held), "E04")
    assert (
        found(without(change(case, "conversion_meeting", on=held), "admission_meeting"), "E04")
        == []
    )


@pytest.mark.parametrize("months", [6, 7, 12])
def test_conversion_after_extension_not_before_the_extended_expiry(months: int) -> None:
    case = lawful("request_conversion")
    first = add_months(day_of(case, "admission_meeting"), 12)
    case = of_case(case, extensions=(Extension(meeting_on=first, months=months),))
    extended = add_months(first, months)
    assert found(change(case, "conversion_meeting", on=extended), "E04") == []
    early = change(case, "conversion_meeting", on=extended - ONE)
    assert brief(found(early, "E04")) == [
        ("void", 2014, "第三十二条", 23, extended, extended - ONE)
    ]
    unknown = of_case(early, extensions=(Extension(),))
    assert found(unknown, "E04") == []


def test_expiry_of_a_leap_day() -> None:
    case = facts(admission_meeting=AdmissionMeeting(on=date(2024, 2, 29)))
    assert found(change(case, "conversion_meeting", on=date(2025, 2, 28)), "E04") == []
    early = change(case, "conversion_meeting", on=date(2025, 2, 27))
    assert [finding.due for finding in found(early, "E04")] == [date(2025, 2, 28)]


# E05


@editions("第三十二条", "第三十一条")
def test_expiry_past_and_no_meeting(start: date, edition: int, article: str) -> None:
    case = lawful("approve", start)
    expiry = add_months(day_of(case, "admission_meeting"), 12)
    head = ("correct", edition, article, 23, expiry, None)
    assert found(case, "E05", expiry) == []
    assert brief(found(case, "E05", expiry + ONE)) == [head]
    assert brief(found(case, "E05", add_months(expiry, 1) + ONE)) == [head]
    assert found(without(case, "approve"), "E05", expiry + ONE) == []
    assert found(of_case(case, closed_on=expiry), "E05", expiry + ONE) == []
    assert found(of_case(case, unknown_steps=("conversion_meeting",)), "E05", expiry + ONE) == []
    assert found(change(case, "approve_conversion", on=expiry), "E05", expiry + ONE) == []  # E10
    assert found(change(case, "approve", is_approved=False), "E05", expiry + ONE) == []
    assert found(change(case, "admission_meeting", is_passed=False), "E05", expiry + ONE) == []
    filed = change(without(case, "approve"), "file_with_department", on=day_of(case, "approve"))
    assert brief(found(filed, "E05", expiry + ONE)) == [head]


@editions("第三十二条", "第三十一条")
@pytest.mark.parametrize(("offset", "is_late"), [(-1, False), (0, False), (1, True)])
def test_meeting_more_than_a_month_after_expiry(
    start: date, edition: int, article: str, offset: int, is_late: bool
) -> None:
    case = lawful("request_conversion", start)
    limit = add_months(day_of(case, "admission_meeting"), 13)
    held = limit + timedelta(offset)
    for outcome in (ON_TIME, EXTEND, None):
        met = change(case, "conversion_meeting", on=held, outcome=outcome)
        late = [("advise", edition, article, 23, limit, held)]
        assert brief(found(met, "E05")) == (late if is_late else [])
        assert due(met, "E05", held) == []
    assert found(change(case, "conversion_meeting", on=held, outcome=CANCEL), "E05") == []


def test_edition_of_an_overdue_meeting_is_that_of_the_day_of_judging() -> None:
    case = facts(
        admission_meeting=AdmissionMeeting(on=date(2025, 5, 1)),
        approve=Approve(on=date(2025, 6, 1)),
    )
    for on, edition, article in (
        (date(2026, 5, 10), 2014, "第三十二条"),
        (date(2026, 5, 11), 2026, "第三十一条"),
    ):
        assert brief(found(case, "E05", on)) == [
            ("correct", edition, article, 23, date(2026, 5, 1), None)
        ]


def test_meeting_is_owed_from_expiry_and_late_a_month_later() -> None:
    case = lawful("approve")
    expiry = add_months(day_of(case, "admission_meeting"), 12)
    (owed,) = due(case, "E05", day_of(case, "approve"))
    assert (owed.earliest, owed.due, owed.step, owed.article) == (
        expiry,
        add_months(expiry, 1),
        23,
        "第三十二条",
    )
    assert owed.text == f"预备期 {expiry} 满，应及时召开支部大会讨论转正"


@pytest.mark.parametrize("months", [6, 12])
def test_after_an_extension_the_extended_expiry_counts(months: int) -> None:
    case, first = extended(lawful("request_conversion"), months)
    second = add_months(first, months)
    assert found(case, "E05", second) == []
    assert [(owed.earliest, owed.due) for owed in due(case, "E05", second)] == [
        (second, add_months(second, 1))
    ]
    assert [(finding.due, finding.actual) for finding in found(case, "E05", second + ONE)] == [
        (second, None)
    ]
    not_approved = change(case, "approve_conversion", is_approved=False)
    assert due(not_approved, "E05", second) == []
    # The new meeting; the one that extended is history of the case.
    again = of_case(
        case, extensions=(Extension(meeting_on=first, approved_on=first + 20 * ONE, months=months),)
    )
    again = without(again, "conversion_meeting", "approve_conversion")
    assert [finding.due for finding in found(again, "E05", second + ONE)] == [second]
    limit = add_months(second, 1)
    assert found(change(again, "conversion_meeting", on=limit, outcome=ON_TIME), "E05") == []
    late = change(again, "conversion_meeting", on=limit + ONE, outcome=ON_TIME)
    assert [(f.severity.code, f.due, f.actual) for f in found(late, "E05")] == [
        ("advise", limit, limit + ONE)
    ]


def test_extension_of_unknown_length_leaves_the_expiry_unknown() -> None:
    case, first = extended(lawful("request_conversion"), None)
    assert found(case, "E05") == []
    assert due(case, "E05", first) == []
    earlier = of_case(lawful("request_conversion"), extensions=(Extension(),))
    assert found(earlier, "E05") == []


# E06


@editions("第三十三条", "第三十二条")
def test_written_request(start: date, edition: int, article: str) -> None:
    case = lawful("conversion_meeting", start)
    head = ("correct", edition, article, 22, None)
    spoken = change(case, "request_conversion", is_written=False)
    assert brief(found(spoken, "E06")) == [(*head, day_of(case, "request_conversion"))]
    assert found(change(case, "request_conversion", is_written=None), "E06") == []
    missing = without(case, "request_conversion")
    assert brief(found(missing, "E06")) == [(*head, None)]
    assert found(without(missing, "conversion_meeting"), "E06") == []
    assert found(of_case(missing, unknown_steps=("request_conversion",)), "E06") == []
    assert is_silent_when_stopped(missing, "E06")
    assert found(change(missing, "conversion_meeting", outcome=CANCEL), "E06") == []
    assert brief(found(change(missing, "conversion_meeting", outcome=EXTEND), "E06")) == [
        (*head, None)
    ]


# E07


@editions("第三十三条", "第三十二条")
@pytest.mark.parametrize("lacking", [Heard.GROUP, Heard.MEMBERS, Heard.MASSES])
def test_three_opinions(start: date, edition: int, article: str, lacking: Heard) -> None:
    case = lawful("conversion_meeting", start)
    heard = tuple(Opinion(kind=kind) for kind in Heard if kind is not lacking)
    case = change(case, "conversion_meeting", opinions=heard)
    assert brief(found(case, "E07")) == [("correct", edition, article, 23, None, None)]
    assert lacking.label in found(case, "E07")[0].message
    assert is_silent_when_stopped(case, "E07")
    assert found(change(case, "conversion_meeting", outcome=CANCEL), "E07") == []


def test_opinions_nobody_asked_for_are_unknown() -> None:
    case = lawful("conversion_meeting")
    assert len(found(change(case, "conversion_meeting", opinions=()), "E07")) == 1
    assert len(found(change(case, "conversion_meeting", opinions=None), "E07")) == 1
    assert found(change(case, "conversion_meeting", opinions=None, asked=("ballot",)), "E07") == []


def test_committee_reviews_before_the_meeting_where_there_is_one() -> None:
    case = change(lawful("conversion_meeting"), "conversion_meeting", committee_review_on=None)
    assert brief(found(case, "E07")) == [("correct", 2014, "第三十三条", 23, None, None)]
    assert found(of_case(case, branch=SMALL_BRANCH), "E07") == []
    assert found(of_case(case, branch=None), "E07") == []
    assert found(change(case, "conversion_meeting", asked=("opinions",)), "E07") == []


# E09


@editions("第三十二条", "第三十一条")
@pytest.mark.parametrize(
    ("months", "is_wrong"), [(5, True), (6, False), (12, False), (13, True), (None, False)]
)
def test_extension_of_six_to_twelve_months(
    start: date, edition: int, article: str, months: int | None, is_wrong: bool
) -> None:
    case, first = extended(lawful("request_conversion", start), months)
    wrong = [("void", edition, article, 23, None, first)]
    assert brief(found(case, "E09")) == (wrong if is_wrong else [])
    assert brief(found(without(case, "approve_conversion"), "E09")) == (wrong if is_wrong else [])
    assert found(change(case, "conversion_meeting", is_passed=False), "E09") == []
    assert brief(found(change(case, "conversion_meeting", is_passed=None), "E09")) == (
        wrong if is_wrong else []
    )
    # The same extension as history, of a day known or unknown.
    converted = lawful("conversion_meeting", start)
    earlier = of_case(converted, extensions=(Extension(meeting_on=first, months=months),))
    assert brief(found(earlier, "E09")) == (wrong if is_wrong else [])
    earlier = of_case(converted, extensions=(Extension(months=months),))
    on_step = [(*wrong[0][:5], day_of(converted, "conversion_meeting"))]
    assert brief(found(earlier, "E09")) == (on_step if is_wrong else [])


@editions("第三十二条", "第三十一条")
def test_extension_only_once(start: date, edition: int, article: str) -> None:
    case, first = extended(lawful("request_conversion", start))
    again = change(case, "conversion_meeting", on=add_months(first, 6))
    again = of_case(again, extensions=(Extension(meeting_on=first, months=6),))
    twice = [("void", edition, article, 23, None, add_months(first, 6))]
    assert brief(found(again, "E09")) == twice
    unknown_length = of_case(again, extensions=(Extension(),))
    assert brief(found(unknown_length, "E09")) == twice
    both_earlier = of_case(
        lawful("conversion_meeting", start), extensions=(Extension(), Extension())
    )
    assert brief(found(both_earlier, "E09")) == [
        (*twice[0][:5], day_of(both_earlier, "conversion_meeting"))
    ]
    no_meeting = without(both_earlier, "conversion_meeting")
    assert [(f.step, f.due, f.actual) for f in found(no_meeting, "E09")] == [(23, None, None)]
    for outcome in (ON_TIME, CANCEL, None):
        assert found(change(again, "conversion_meeting", outcome=outcome), "E09") == []


@editions("第三十三条", "第三十二条")
@pytest.mark.parametrize(("late", "is_found"), [(-1, False), (0, False), (1, True), (9, True)])
def test_opinions_and_review_come_before_the_meeting(
    start: date, edition: int, article: str, late: int, is_found: bool
) -> None:
    case = lawful("conversion_meeting", start)
    met = day_of(case, "conversion_meeting")
    day = met + timedelta(late)
    wrong = [("correct", edition, article, 23, met, day)] if is_found else []
    kinds = (Heard.GROUP, Heard.MEMBERS, Heard.MASSES)
    heard = tuple(Opinion(kind=kind, on=day if kind is Heard.MASSES else met) for kind in kinds)
    assert brief(found(change(case, "conversion_meeting", opinions=heard), "E07")) == wrong
    assert brief(found(change(case, "conversion_meeting", committee_review_on=day), "E07")) == wrong
    undated = tuple(Opinion(kind=kind) for kind in kinds)
    assert (
        found(change(case, "conversion_meeting", opinions=undated, committee_review_on=met), "E07")
        == []
    )
    if is_found:
        both = change(
            case, "conversion_meeting", opinions=heard, committee_review_on=day + timedelta(1)
        )
        assert brief(found(both, "E07")) == [
            ("correct", edition, article, 23, met, day + timedelta(1))
        ]
        lacking = change(case, "conversion_meeting", opinions=heard[1:])
        assert brief(found(lacking, "E07")) == [("correct", edition, article, 23, None, None)], (
            "missing before late"
        )
        cancelled = change(both, "conversion_meeting", outcome=ConversionOutcome.CANCEL)
        assert found(cancelled, "E07") == []
