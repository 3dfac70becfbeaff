"""The identity number: what is taken, what is refused, what is shown."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from branches import identity

GOOD = identity.compose(area="450100", birth_on=date(1990, 1, 1), serial=2)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999))
def test_a_composed_number_tells_what_it_was_made_of(birth_on: date, serial: int) -> None:
    number = identity.check(identity.compose(area="450100", birth_on=birth_on, serial=serial))
    assert identity.birth_on(number) == birth_on
    assert (identity.sex(number) == identity.Sex.MALE) is bool(serial % 2)


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_found(place: int, by: int) -> None:
    wrong = GOOD[:place] + str((int(GOOD[place]) + by) % 10) + GOOD[place + 1 :]
    with pytest.raises(ValidationError):
        identity.check(wrong)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "18位"),
        (GOOD[:-1], "18位"),
        ("450100900101001", "18位"),  # the number of 15 digits ended in 2013
        (f"{GOOD[:-2]}A{GOOD[-1]}", "18位"),
        (f"00{GOOD[2:]}", "行政区划"),
        (f"{GOOD[:10]}1332{GOOD[14:]}", "出生日期"),
        (f"{GOOD[:10]}0230{GOOD[14:]}", "出生日期"),
    ],
)
def test_refused_in_chinese(number: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        identity.check(number)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("13900001234", "139****1234"),
        (GOOD, f"450***********{GOOD[-4:]}"),
        ("1234567", "*******"),
        ("", ""),
    ],
)
def test_mask(value: str, shown: str) -> None:
    assert identity.mask(value) == shown
