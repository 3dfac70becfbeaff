"""Days as people write them: every usual way is read, nothing uncertain is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.kit import NotRead, day_of_serial, read_day, with_weekday

TODAY = date(2026, 11, 24)
MAY = date(2026, 5, 8)


@pytest.mark.parametrize(
    "text",
    [
        "2026-5-8",
        "2026-05-08",
        "2026.5.8",
        "2026/5/8",
        "20260508",
        "2026年5月8日",
        "2026年05月08日",
        "2026年5月8号",
        "2026年5月8",
        "２０２６－５－８",
        "２０２６．５．８",
        "2026。5。8",
        "２０２６／０５／０８",
        "２０２６０５０８",
        "２０２６年５月８日",
        "2026–5–8",
        "2026—5—8",
        "2026 - 5 - 8",
        "2026 年 5 月 8 日",
        "2026年 5月 8日",
        "\u30002026年5月8日\u3000",
        "2026\u20035\u20038",
        "2026 5 8",
        "2026 05 08",
        "2026 0508",
        "2026-5-8 00:00:00",
        "2026-5-8T9:30",
        "2026年5月8日 14:05",
        "2026\u200b-5-8_x000D_",
        "2026年5月8日（星期五）",
        "2026-5-8 周五",
        "2026.5.8，星期五",
    ],
)
def test_one_day_in_every_usual_way(text: str) -> None:
    assert read_day(text) == MAY
    assert read_day(text, today=TODAY) == MAY


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026年5月8日（星期四）", "与写的星期不符"),
        ("星期五", "不是日期"),
        ("202611", "6 位数字"),
        ("2026111", "7 位数字"),
        ("202658", "6 位数字"),
        ("２０２６５８", "6 位数字"),
        ("2026 1 108", "不是日期"),
        ("20 26 05 08", "不是日期"),
        ("2026-1 1-8", "不是日期"),
        ("2019.03", "只有年月"),
        ("2019年3月", "只有年月"),
        ("2026/13/1", "没有这一天"),
        ("2026-2-30", "没有这一天"),
        ("20261131", "没有这一天"),
        ("26.11.20", "年份应写四位"),
        ("2026-5.8", "不是日期"),
        ("44193", "不是日期"),
        ("明天", "明天"),
        ("2026", "不是日期"),
        ("5.8", "不是日期"),
        ("1899-1-1", "年份不对"),
        ("2026-5-8 多", "不是日期"),
        ("", "不是日期"),
        ("二〇二六年", "不是日期"),
        ("11/5/2026", "不是日期"),
        ("٢٠٢٦-٥-٨", "不是日期"),
    ],
)
@pytest.mark.parametrize("today", [None, TODAY])
def test_what_is_uncertain_is_refused_with_the_reason(
    text: str, why: str, today: date | None
) -> None:
    with pytest.raises(NotRead, match=why):
        read_day(text, today=today)


@pytest.mark.parametrize(
    ("text", "behind", "ahead"),
    [
        ("5月8日", date(2026, 5, 8), date(2027, 5, 8)),
        ("５ 月 ８ 号", date(2026, 5, 8), date(2027, 5, 8)),
        ("11月24日", TODAY, TODAY),
        ("11月25日", date(2025, 11, 25), date(2026, 11, 25)),
        ("12月31号", date(2025, 12, 31), date(2026, 12, 31)),
        ("2月29日", date(2024, 2, 29), date(2028, 2, 29)),
        ("今天", TODAY, TODAY),
        (" 昨 天 ", date(2026, 11, 23), date(2026, 11, 23)),
    ],
)
def test_a_day_without_year_is_the_nearest_on_its_side(
    text: str, behind: date, ahead: date
) -> None:
    assert read_day(text, today=TODAY) == behind
    assert read_day(text, today=TODAY, lies_ahead=True) == ahead
    with pytest.raises(NotRead):
        read_day(text)


def test_29_february_over_a_century_without_one() -> None:
    assert read_day("2月29日", today=date(2103, 1, 1)) == date(2096, 2, 29)
    assert read_day("2月29日", today=date(2097, 1, 1), lies_ahead=True) == date(2104, 2, 29)
    with pytest.raises(NotRead, match="没有这一天"):
        read_day("2月30日", today=TODAY)


def test_serial_numbers_of_spreadsheets() -> None:
    assert day_of_serial(44193) == date(2020, 12, 28)
    assert day_of_serial(44193.75) == date(2020, 12, 28)
    assert day_of_serial(20000) == date(1954, 10, 3)
    assert day_of_serial(42731, is_1904=True) == date(2020, 12, 28)
    assert day_of_serial(20260508.0) == MAY
    for number in (19_999, 2020, 202611, 2026111, 20261131, 100_000, 0, -44193, 0.5, 20260508.5):
        with pytest.raises(NotRead):
            day_of_serial(number)


DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
WIDE = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")
FORMS = (
    "{0}-{1}-{2}",
    "{0}.{1}.{2}",
    "{0}/{1}/{2}",
    "{0}年{1}月{2}日",
    "{0} 年 {1} 月 {2} 日",
    "{0}-{1:02}-{2:02}",
    "{0}{1:02}{2:02}",
)


@given(DAYS, st.sampled_from(FORMS), st.booleans())
def test_every_day_comes_back_from_every_spelling(day: date, form: str, is_wide: bool) -> None:
    text = form.format(day.year, day.month, day.day)
    assert read_day(text.translate(WIDE) if is_wide else text) == day
    assert read_day(with_weekday(day)) == day


@given(st.text("0123456789０１２-./年月日号 今天", max_size=12))
def test_what_is_read_stands_there_in_full(text: str) -> None:
    """Never guessed: a day that is read has its year, month and day among the digits, in this
    order.
    """
    try:
        day = read_day(text)
    except NotRead:
        return
    digits = "".join(
        each for each in text.translate(str.maketrans("０１２", "012")) if each.isdigit()
    )
    spellings = {
        f"{day.year}{month}{number}"
        for month in (day.month, f"{day.month:02}")
        for number in (day.day, f"{day.day:02}")
    }
    assert digits in spellings
    assert len(digits) == 8 or any(not each.isdigit() for each in text.strip())


@given(st.from_regex(r"[0-9]{5,7}", fullmatch=True))
def test_fewer_than_eight_digits_are_no_day(text: str) -> None:
    for today in (None, TODAY):
        with pytest.raises(NotRead):
            read_day(text, today=today)
