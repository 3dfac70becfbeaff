"""Identity numbers are covered by what they look like."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branches.identity import compose
from config.kit import masked

NUMBER = compose(area="110101", birth_on=date(1995, 3, 7), serial=400)


@pytest.mark.parametrize(
    "text",
    [
        "{0}",
        "号码：{0}。",
        "A{0}B",
        "{1}",
        "1{0}",
        "{0}，{0}",
        "{2}",
        "{3}",
        "{4}",
        "{5}",
        "行 3 {0} 2026-11-24",
        "id={0}&x=1",
        '{{"value": "{0}"}}',
    ],
)
def test_no_number_stays(text: str) -> None:
    wide = NUMBER.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
    spaced = f"{NUMBER[:6]} {NUMBER[6:14]}\u3000{NUMBER[14:]}"
    unseen = f"{NUMBER[:9]}\u200b{NUMBER[9:]}"
    parts = NUMBER[:6], NUMBER[6:14], NUMBER[14:]
    shown = masked(text.format(NUMBER, wide, spaced, unseen, "-".join(parts), "．".join(parts)))
    assert NUMBER[6:14] not in shown.translate(
        str.maketrans("０１２３４５６７８９", "0123456789")
    ).replace("\u200b", "")
    assert "***" in shown


@given(
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.integers(0, 999),
    st.lists(st.sampled_from(["", "", " ", "\u3000", "\u200b", "\xa0"]), min_size=17, max_size=17),
    st.booleans(),
    st.text("张a：，。", max_size=3),
)
def test_every_number_is_covered(
    birth_on: date, serial: int, gaps: list[str], is_small: bool, around: str
) -> None:
    number = compose(area="450101", birth_on=birth_on, serial=serial)
    number = number.lower() if is_small else number
    typed = "".join(digit + gap for digit, gap in zip(number, [*gaps, ""], strict=True))
    assert masked(around + typed + around) == f"{around}450***********{number[-4:].upper()}{around}"


@pytest.mark.parametrize(
    "text",
    [
        "450101950307401",
        "号450101950307401。",
        "1.1010119950307401e+17",
        "123456789012345678",
        "11010119950307400x",
    ],
)
def test_old_and_odd_ones(text: str) -> None:
    assert "*" in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-03-07、2025-06-07",
        "20250307 20250607 20250907",
        "2026-0031",
        "13800138000",
        "123456789012345",
        "3 天 24 学时",
        "2026-11-24 10:15:30.123456 +0800",
        "9f1c2d3e-4444-5555-6666-777788889999",
        "1 2 3 4 5 6 7 8 9 10 11 12 13",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text
