"""Truth table of E17: the local interval at which probationary members are examined."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.facts.admission import Approve
from cases.facts.arithmetic import add_months
from cases.facts.case import Facts
from cases.facts.probation import ConversionMeeting, ConversionOutcome, Probation
from cases.facts.values import Examination

from .build import (
    brief,
    change,
    due,
    extended,
    facts,
    found,
    is_silent_when_stopped,
    lawful,
    of_case,
    under,
    without,
)

ONE = timedelta(1)
CANCEL = ConversionOutcome.CANCEL


def examined(approved: date, *days: date, decided: date | None = None, months: int = 3) -> Facts:
    case = facts(
        approve=Approve(on=approved),
        probation=Probation(examinations=tuple(Examination(on=day) for day in days)),
        conversion_meeting=ConversionMeeting(on=decided),
    )
    return under(case, probation_examination_months=months)


@pytest.mark.parametrize(("months", "limit"), [(3, date(2019, 4, 30)), (6, date(2019, 7, 31))])
def test_local_interval_of_probationers_to_the_day(months: int, limit: date) -> None:
    approved = date(2019, 1, 31)
    for day, expected in (
        (limit - ONE, []),
        (limit, []),
        (limit + ONE, [("advise", 2014, None, 21, limit, limit + ONE)]),
    ):
        assert brief(found(examined(approved, day, months=months), "E17", day)) == expected
        decided = [(*each[:5], None) for each in expected]
        assert brief(found(examined(approved, decided=day, months=months), "E17", day)) == decided
        assert brief(found(examined(approved, months=months), "E17", day)) == decided, "overdue"
    (owed,) = due(examined(approved, limit, months=months), "E17", limit)
    assert (owed.due, owed.step, owed.article) == (add_months(limit, months), 21, None)
    assert (
        found(under(examined(approved, limit + ONE), probation_examination_months=0), "E17") == []
    )


def test_local_interval_counts_the_examinations_of_the_first_and_the_last_day() -> None:
    approved, decided = date(2019, 1, 31), date(2019, 5, 1)
    first_and_last = examined(approved, approved, decided, decided=decided)
    assert brief(found(first_and_last, "E17")) == [
        ("advise", 2014, None, 21, date(2019, 4, 30), decided)
    ]
    (owed,) = due(examined(approved, approved), "E17", approved)
    assert owed.due == date(2019, 4, 30)


@pytest.mark.parametrize(
    ("late", "edition"), [(date(2026, 5, 10), 2014), (date(2026, 5, 11), 2026)]
)
def test_local_interval_goes_by_the_edition_of_the_examination(late: date, edition: int) -> None:
    approved, first = date(2025, 11, 1), date(2026, 2, 1)
    case = examined(
        approved, date(2025, 10, 1), late, first, date(2026, 12, 1), decided=date(2026, 12, 2)
    )
    once = [("advise", edition, None, 21, date(2026, 5, 1), late)]
    assert brief(found(case, "E17")) == once, (
        "one finding, the first gap; out of order, and none before the approval"
    )
    assert is_silent_when_stopped(change(case, "admission_meeting", on=approved), "E17")
    assert found(change(case, "conversion_meeting", outcome=CANCEL), "E17") == []


def test_local_interval_goes_on_with_an_extension_and_ends_with_the_meeting() -> None:
    case, first = extended(lawful("request_conversion"))
    case = under(case, probation_examination_months=6)
    # the lawful case has them
    last = max(each.on for each in case.steps.probation.examinations)  # type: ignore[union-attr]
    day = first + 60 * ONE
    assert [duty.due for duty in due(case, "E17", day)] == [add_months(last, 6)]
    assert found(case, "E17", add_months(last, 6)) == []
    overdue = [("advise", 2014, None, 21, add_months(last, 6), None)]
    assert brief(found(case, "E17", add_months(last, 6) + ONE)) == overdue
    converted = under(lawful("conversion_meeting"), probation_examination_months=3)
    assert found(converted, "E17") == []
    assert due(converted, "E17", day) == []
    without_meeting = without(under(lawful(), probation_examination_months=3), "conversion_meeting")
    assert due(without_meeting, "E17", day) == []
    assert found(without_meeting, "E17") == []


def test_local_interval_of_what_nobody_asked_is_unknown() -> None:
    imported = under(facts(approve=Approve(on=date(2019, 1, 31))), probation_examination_months=3)
    assert found(imported, "E17", date(2020, 1, 31)) == []
    asked_for_others = change(imported, "probation", on=date(2019, 12, 1), asked=("reports",))
    assert found(asked_for_others, "E17", date(2020, 1, 31)) == []
    kept_here = of_case(imported, opened_on=date(2019, 1, 1))
    assert len(found(kept_here, "E17", date(2020, 1, 31))) == 1
