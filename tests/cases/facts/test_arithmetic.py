"""Months, ages, majorities and working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.facts.arithmetic import Calendar, add_months, age_on, is_majority, votes_needed

D = date


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (D(2025, 1, 31), 1, D(2025, 2, 28)),
        (D(2024, 1, 31), 1, D(2024, 2, 29)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2024, 2, 29), 48, D(2028, 2, 29)),
        (D(2025, 2, 28), 12, D(2026, 2, 28)),
        (D(2025, 12, 31), 2, D(2026, 2, 28)),
        (D(2025, 11, 30), 3, D(2026, 2, 28)),
        (D(2026, 5, 30), 1, D(2026, 6, 30)),
        (D(2026, 8, 31), 6, D(2027, 2, 28)),
        (D(2026, 12, 1), 1, D(2027, 1, 1)),
        (D(2026, 12, 15), 0, D(2026, 12, 15)),
        (D(2000, 2, 29), 216, D(2018, 2, 28)),
    ],
)
def test_months_are_counted_forward_and_clamped(day: date, months: int, wanted: date) -> None:
    assert add_months(day, months) == wanted


@given(day=st.dates(D(1950, 1, 1), D(2100, 1, 1)), months=st.integers(0, 300))
def test_months_keep_the_day_or_end_the_month(day: date, months: int) -> None:
    end = add_months(day, months)
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(1)).day == 1)


@pytest.mark.parametrize(
    ("birth", "day", "wanted"),
    [
        (D(2002, 3, 1), D(2020, 2, 29), 17),
        (D(2002, 3, 1), D(2020, 3, 1), 18),
        (D(2004, 2, 29), D(2022, 2, 27), 17),
        (D(2004, 2, 29), D(2022, 2, 28), 18),
        (D(2004, 2, 29), D(2024, 2, 28), 19),
        (D(2004, 2, 29), D(2024, 2, 29), 20),
        (D(2004, 1, 1), D(2004, 1, 1), 0),
    ],
)
def test_the_birthday_counts(birth: date, day: date, wanted: int) -> None:
    assert age_on(birth, day) == wanted


@pytest.mark.parametrize(
    ("should_attend", "least"), [(3, 2), (4, 3), (7, 4), (10, 6), (15, 8), (16, 9)]
)
def test_majority_of_those_who_should_attend(should_attend: int, least: int) -> None:
    assert votes_needed(should_attend) == least
    assert is_majority(least, should_attend)
    assert not is_majority(least - 1, should_attend)


@given(should_attend=st.integers(0, 10_000), votes=st.integers(0, 10_000))
def test_votes_needed_and_majority_agree(should_attend: int, votes: int) -> None:
    assert is_majority(votes, should_attend) == (votes >= votes_needed(should_attend))


#: National Day of 2026 off, Saturday 10 October worked.
CALENDAR = Calendar(
    days={D(2026, 10, day): False for day in range(1, 8)} | {D(2026, 10, 10): True},
    years=frozenset({2026}),
)


def test_days_off_and_make_up_days() -> None:
    assert list(CALENDAR.working_days(D(2026, 9, 30), D(2026, 10, 12))) == [
        D(2026, 9, 30),
        D(2026, 10, 8),
        D(2026, 10, 9),
        D(2026, 10, 10),
        D(2026, 10, 12),
    ]
    assert list(CALENDAR.working_days(D(2026, 10, 2), D(2026, 10, 1))) == []
    assert list(CALENDAR.holidays(D(2026, 9, 30), D(2026, 10, 12))) == [
        D(2026, 10, day) for day in (1, 2, 5, 6, 7)
    ]


@pytest.mark.parametrize(
    ("day", "count", "wanted"),
    [
        (D(2026, 6, 1), 5, D(2026, 6, 8)),
        (D(2026, 6, 5), 1, D(2026, 6, 8)),
        (D(2026, 6, 6), 1, D(2026, 6, 8)),
        (D(2026, 9, 29), 5, D(2026, 10, 12)),
        (D(2026, 10, 9), 1, D(2026, 10, 10)),
        (D(2026, 6, 1), 0, D(2026, 6, 1)),
    ],
)
def test_the_day_of_posting_does_not_count(day: date, count: int, wanted: date) -> None:
    assert CALENDAR.nth_working_day_after(day, count) == wanted


def test_beyond_the_loaded_years_monday_to_friday_count() -> None:
    assert Calendar().nth_working_day_after(D(2026, 9, 29), 5) == D(2026, 10, 6)
    assert CALENDAR.unknown_years(D(2026, 1, 1), D(2026, 12, 31)) == ()
    assert CALENDAR.unknown_years(D(2026, 12, 31), D(2027, 1, 1)) == (2027,)
    assert Calendar().unknown_years(D(2026, 12, 31), D(2027, 1, 1)) == (2026, 2027)
