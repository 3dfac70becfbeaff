"""D04 to D06: the form and the month to the branch meeting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.facts.admission import FillForm, PreReview
from cases.facts.case import Elsewhere, Facts

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

EDITIONS = editions("第十九条", "第十八条")
ONE = timedelta(1)


# D04


@EDITIONS
@pytest.mark.parametrize(("offset", "is_early"), [(-1, True), (0, False), (1, False)])
def test_form_issued_after_the_pre_review(
    start: date, edition: int, article: str, offset: int, is_early: bool
) -> None:
    case = lawful("fill_form", start)
    reviewed = day_of(case, "pre_review")
    issued = reviewed + timedelta(offset)
    early = [("correct", edition, article, 14, reviewed, issued)]
    case = change(case, "fill_form", issued_on=issued)
    assert brief(found(case, "D04")) == (early if is_early else [])
    # The issue has a day of its own, so it is judged before the form is filled.
    assert brief(found(change(case, "fill_form", on=None), "D04")) == (early if is_early else [])


@EDITIONS
def test_every_reason_of_the_form_is_a_finding(start: date, edition: int, article: str) -> None:
    case = lawful("fill_form", start)
    reviewed = day_of(case, "pre_review")
    issued, filled = reviewed - ONE, reviewed - 2 * ONE
    case = change(case, "fill_form", issued_on=issued, on=filled)
    case = of_case(case, elsewhere=Elsewhere(form_number_uses=(issued,)))
    head = ("correct", edition, article, 14)
    assert brief(found(case, "D04")) == [
        (*head, issued, filled),
        (*head, reviewed, filled),
        (*head, reviewed, issued),
        (*head, None, filled),
    ]


@pytest.mark.parametrize(("offset", "is_early"), [(-1, True), (0, False), (1, False)])
def test_form_filled_not_before_its_issue(offset: int, is_early: bool) -> None:
    case = lawful("fill_form")
    issued = day_of(case, "pre_review") + 3 * ONE
    filled = issued + timedelta(offset)
    early = [("correct", 2014, "第十九条", 14, issued, filled)]
    assert brief(found(change(case, "fill_form", issued_on=issued, on=filled), "D04")) == (
        early if is_early else []
    )


def test_issue_and_filling_are_judged_each_by_the_edition_of_its_day() -> None:
    reviewed, issued, filled = date(2026, 5, 12), date(2026, 5, 10), date(2026, 5, 11)
    case = facts(pre_review=PreReview(on=reviewed), fill_form=FillForm(issued_on=issued, on=filled))
    assert brief(found(case, "D04")) == [
        ("correct", 2014, "第十九条", 14, reviewed, issued),
        ("correct", 2026, "第十八条", 14, reviewed, filled),
    ]


def test_form_missing_once_the_meeting_has_a_day() -> None:
    case = without(lawful("admission_meeting"), "fill_form")
    assert brief(found(case, "D04")) == [("correct", 2014, "第十九条", 14, None, None)]
    assert found(without(case, "admission_meeting"), "D04") == []
    assert found(change(lawful("fill_form"), "fill_form", issued_on=None), "D04") == []


@EDITIONS
def test_use_in_another_case_counts_from_the_day_it_was_filled_there(
    start: date, edition: int, article: str
) -> None:
    case = lawful("fill_form", start)
    filled = day_of(case, "fill_form")
    other = filled + 40 * ONE
    case = of_case(case, elsewhere=Elsewhere(form_number_uses=(other,)))
    assert found(case, "D04", other - ONE) == []
    wrong = [("correct", edition, article, 14, None, filled)]
    assert brief(found(case, "D04", other)) == wrong
    earlier = of_case(case, elsewhere=Elsewhere(form_number_uses=(filled - ONE, other)))
    assert brief(found(earlier, "D04", filled)) == wrong
    assert found(earlier, "D04", filled - ONE) == [], "the own form is not filled yet"


def test_number_of_an_unfilled_form_is_not_judged() -> None:
    case = of_case(
        without(lawful("fill_form"), "fill_form"),
        elsewhere=Elsewhere(form_number_uses=(date(2015, 1, 1),)),
    )
    assert found(case, "D04") == []


# D05


@EDITIONS
@pytest.mark.parametrize(
    ("leaves", "reason", "is_found"),
    [
        (True, None, True),
        (True, "已征得接收单位党组织同意", False),
        (False, None, False),
        (None, None, False),
    ],
)
def test_leaving_within_three_months_needs_a_reason(
    start: date, edition: int, article: str, leaves: bool | None, reason: str | None, is_found: bool
) -> None:
    case = change(
        lawful("pre_review", start),
        "pre_review",
        leaves_within_three_months=leaves,
        leave_reason=reason,
    )
    warned = [("advise", edition, article, 13, None, day_of(case, "pre_review"))]
    assert brief(found(case, "D05")) == (warned if is_found else [])


# D06


def reviewed_and_met(reviewed: date, met: date | None) -> Facts:
    case = facts(pre_review=PreReview(on=reviewed, is_qualified=True))
    return case if met is None else change(case, "admission_meeting", on=met)


@pytest.mark.parametrize(
    ("reviewed", "met", "limit"),
    [
        (date(2027, 1, 31), date(2027, 2, 27), None),
        (date(2027, 1, 31), date(2027, 2, 28), None),
        (date(2027, 1, 31), date(2027, 3, 1), date(2027, 2, 28)),
        (date(2026, 5, 11), date(2026, 6, 11), None),
        (date(2026, 5, 11), date(2026, 6, 12), date(2026, 6, 11)),
        # A review of the old edition: counted from 2026-05-11, and off while the meeting is of the
        # old edition too.
        (date(2026, 1, 5), date(2026, 5, 10), None),
        (date(2026, 1, 5), date(2026, 5, 11), None),
        (date(2026, 1, 5), date(2026, 6, 11), None),
        (date(2026, 1, 5), date(2026, 6, 12), date(2026, 6, 11)),
        (date(2019, 1, 5), date(2019, 12, 5), None),
    ],
)
def test_meeting_within_a_month(reviewed: date, met: date, limit: date | None) -> None:
    late = [("correct", 2026, "第十九条", 15, limit, met)]
    assert brief(found(reviewed_and_met(reviewed, met), "D06")) == (late if limit else [])


@pytest.mark.parametrize(
    ("reviewed", "on", "limit"),
    [
        (date(2026, 6, 1), date(2026, 7, 1), None),
        (date(2026, 6, 1), date(2026, 7, 2), date(2026, 7, 1)),
        (date(2026, 4, 1), date(2026, 6, 11), None),
        (date(2026, 4, 1), date(2026, 6, 12), date(2026, 6, 11)),
        (date(2026, 1, 1), date(2026, 5, 10), None),
    ],
)
def test_meeting_overdue(reviewed: date, on: date, limit: date | None) -> None:
    late = [("correct", 2026, "第十九条", 15, limit, None)]
    assert brief(found(reviewed_and_met(reviewed, None), "D06", on)) == (late if limit else [])


def test_meeting_is_owed_from_the_pre_review_on() -> None:
    case = reviewed_and_met(date(2026, 4, 1), None)
    assert due(case, "D06", date(2026, 5, 10)) == []
    (owed,) = due(case, "D06", date(2026, 5, 11))
    assert (owed.due, owed.article, owed.step) == (date(2026, 6, 11), "第十九条", 15)
    assert (
        owed.text == "应不迟于 2026-06-11：2026-05-11 起一个月内召开支部大会（2026-04-01 预审合格）"
    )


def test_failed_review_or_a_case_gone_on_owes_no_meeting() -> None:
    case = reviewed_and_met(date(2026, 6, 1), None)
    far = date(2027, 1, 1)
    assert due(change(case, "pre_review", is_qualified=None), "D06", far) != []
    for without_duty in (
        change(case, "pre_review", is_qualified=False),
        change(case, "pre_review", on=None),
        change(case, "approve", on=date(2026, 9, 1)),
        of_case(case, unknown_steps=("admission_meeting",)),
    ):
        assert due(without_duty, "D06", far) == []
        assert found(without_duty, "D06", far) == []
    late_and_failed = change(
        reviewed_and_met(date(2026, 6, 1), far), "pre_review", is_qualified=False
    )
    assert found(late_and_failed, "D06") == []


def test_local_profile_brings_the_month_into_2014() -> None:
    case = under(
        reviewed_and_met(date(2019, 1, 5), date(2019, 2, 6)), wants_meeting_within_month_2014=True
    )
    assert brief(found(case, "D06")) == [
        ("advise", 2014, None, 15, date(2019, 2, 5), date(2019, 2, 6))
    ]
    assert found(change(case, "admission_meeting", on=date(2019, 2, 5)), "D06") == []


@pytest.mark.parametrize(
    ("met", "severity", "article"),
    [
        (date(2026, 5, 10), "advise", None),
        (date(2026, 5, 11), "advise", "第十九条"),
        (date(2026, 5, 17), "advise", "第十九条"),
        (date(2026, 5, 18), "correct", "第十九条"),
    ],
)
def test_month_only_advises_in_the_week_after_the_issue(
    met: date, severity: str, article: str | None
) -> None:
    reviewed = date(2026, 4, 1)
    case = under(reviewed_and_met(reviewed, met), wants_meeting_within_month_2014=True)
    edition = 2014 if met < date(2026, 5, 11) else 2026
    assert brief(found(case, "D06")) == [(severity, edition, article, 15, date(2026, 5, 1), met)]
    overdue = under(reviewed_and_met(reviewed, None), wants_meeting_within_month_2014=True)
    assert brief(found(overdue, "D06", met)) == [
        (severity, edition, article, 15, date(2026, 5, 1), None)
    ]
