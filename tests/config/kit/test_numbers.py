"""Whole numbers, and yes or no."""

import pytest

from config.kit import NotRead, read_number, read_yes_no


@pytest.mark.parametrize(
    ("given", "number"),
    [("12", 12), (" １２ ", 12), ("007", 7), (3.0, 3), (0, 0), ("1\u200b2", 12)],
)
def test_a_whole_number(given: str | float, number: int) -> None:
    assert read_number(given) == number


@pytest.mark.parametrize(
    "given",
    [
        "",
        "-1",
        "+1",
        "1.5",
        "1_000",
        "1,000",
        "三",
        "3天",
        "٣",
        "1 2",
        -1,
        2.5,
        float("nan"),
        float("inf"),
    ],
)
def test_no_whole_number(given: str | float) -> None:
    with pytest.raises(NotRead, match="整数"):
        read_number(given)


@pytest.mark.parametrize("given", ["21", "9" * 20, "９" * 5000, 21.0])
def test_a_number_too_large(given: str | float) -> None:
    with pytest.raises(NotRead, match="过大，最多 20"):
        read_number(given, most=20)


def test_yes_and_no() -> None:
    assert read_yes_no(" 是 ") is True
    assert read_yes_no("否") is False
    for text in ("", "y", "√", "不是", "是否"):
        with pytest.raises(NotRead, match="是、否"):
            read_yes_no(text)
