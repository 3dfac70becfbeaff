"""Days as people write them. One reader for forms and workbooks; what is not certain is refused,
never guessed.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from config.kit.words import NotRead, plain

#: Limits of the regulation are added to a day, and must stay within the calendar.
FIRST_YEAR, LAST_YEAR = 1900, 9900
#: A number of a spreadsheet is a day from here on (3 October 1954); smaller ones are years, months
#: and slips.
FIRST_SERIAL, LAST_SERIAL = 20_000, 99_999
WEEKDAYS = "一二三四五六日"
#: Years between two days of 29 February, over a century that has none.
LEAP_GAP = 8

#: The spellings, as hints, help sheets and error texts name them.
DAYS_ARE_WRITTEN = "2025-03-07、2025.3.7、2025/3/7、20250307 或 2025年3月7日"

_TIME = r"(?:\s*[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_GROUPS = re.compile(
    r"([0-9]{4})(?:\s*([-./])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,2})"
    r"|\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?"
    r"|\s+([0-9]{1,2})\s+([0-9]{1,2}))" + _TIME
)
_EIGHT_DIGITS = re.compile(r"([0-9]{4})\s*([0-9]{2})\s*([0-9]{2})" + _TIME)
_YEARLESS = re.compile(r"([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]")
_ONLY_MONTH = re.compile(r"[0-9]{4}\s*(?:[-./]\s*[0-9]{1,2}|年\s*[0-9]{1,2}\s*月?)")
_SHORT_YEAR = re.compile(
    r"[0-9]{2}\s*(?:([-./])\s*[0-9]{1,2}\s*\1|年\s*[0-9]{1,2}\s*月)\s*[0-9]{1,2}\s*[日号]?"
)
_RELATIVE = {"今天": 0, "昨天": 1}
_AHEAD_OR_BEHIND = frozenset({*_RELATIVE, "前天", "明天", "后天", "今日", "昨日", "明日"})
_WEEKDAY = re.compile(r"\s*,?\s*\(?\s*(?:星期|周|礼拜)\s*([一二三四五六日天])\s*\)?$")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | {ord("。"): "."}


class NoSuchYear(NotRead):
    """The day is one, in a year that cannot be meant."""


def read_day(text: str, *, today: date | None = None, lies_ahead: bool = False) -> date:
    """The day that a text names; a time of day after it is cut off.

    With `today` it may also be 今天, 昨天, or have no year: then it is the last such day up to
    today, or, of a field whose day lies ahead, the next from today on. A workbook has no such day,
    as nobody knows when it was filled. A weekday may stand behind the day, and must be its own.

    Raises NotRead.
    """
    words, weekday = _without_weekday(plain(text).translate(_DASHES))
    day = _read_day(words, today, lies_ahead=lies_ahead)
    if weekday is not None and day.weekday() != weekday:
        raise NotRead(f"{with_weekday(day)}，与写的星期不符，请核对")
    return day


def _without_weekday(words: str) -> tuple[str, int | None]:
    """The text without the weekday at its end, and that weekday: Monday is 0."""
    found = _WEEKDAY.search(words)
    if found is None:
        return words, None
    return words[: found.start()], WEEKDAYS.index(found[1].replace("天", "日"))


def _read_day(words: str, today: date | None, *, lies_ahead: bool) -> date:
    if (found := _GROUPS.fullmatch(words)) or (found := _EIGHT_DIGITS.fullmatch(words)):
        year, month, day = (int(part) for part in found.groups() if part and part.isdigit())
        return _day(year, month, day)
    if today is not None:
        if "".join(words.split()) in _RELATIVE:
            return today - timedelta(_RELATIVE["".join(words.split())])
        if found := _YEARLESS.fullmatch(words):
            return _nearest(int(found[1]), int(found[2]), today, lies_ahead=lies_ahead)
    raise NotRead(_why(words))


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise NotRead("没有这一天，请核对月份和日期") from None
    return day_in_range(found)


def day_in_range(day: date) -> date:
    """The day, if it lies in a year that can be meant. Raises NotRead."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NoSuchYear("年份不对，请核对")
    return day


def _nearest(month: int, day: int, today: date, *, lies_ahead: bool) -> date:
    """The day of this month and day nearest to today on the side where it must lie; 29 February
    may be years away.
    """
    step = 1 if lies_ahead else -1
    for years in range(LEAP_GAP + 1):
        try:
            found = date(today.year + step * years, month, day)
        except ValueError:
            continue
        if (found >= today) if lies_ahead else (found <= today):
            return found
    raise NotRead("没有这一天，请核对月份和日期")


def _why(words: str) -> str:
    """Why no day can be read."""
    digits = "".join(words.split())
    if re.fullmatch("[0-9]{6,7}", digits):
        return f"{len(digits)} 位数字不能确定是哪一天，请写成 {DAYS_ARE_WRITTEN}"
    if digits in _AHEAD_OR_BEHIND:
        return f"这里不能写“{digits}”，请写出年月日，如 {DAYS_ARE_WRITTEN}"
    if _YEARLESS.fullmatch(words):
        return f"没有写年份，请写成 {DAYS_ARE_WRITTEN}"
    if _ONLY_MONTH.fullmatch(words):
        return f"只有年月，没有写哪一天，请写成 {DAYS_ARE_WRITTEN}"
    if _SHORT_YEAR.fullmatch(words):
        return f"年份应写四位，请写成 {DAYS_ARE_WRITTEN}"
    return f"不是日期，请写成 {DAYS_ARE_WRITTEN}"


def day_of_serial(number: float, *, is_1904: bool = False) -> date:
    """The day of a number cell in a column of days: Excel counts days from 1900 (or 1904), the time
    is the fraction.

    A number of eight digits is read like its text. Raises NotRead.
    """
    whole = int(number // 1)
    if FIRST_SERIAL <= whole <= LAST_SERIAL:
        start = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
        return start + timedelta(whole)
    if whole != number:
        raise NotRead(f"不是日期，请写成 {DAYS_ARE_WRITTEN}")
    return read_day(str(whole))


def with_weekday(day: date) -> str:
    """A day as a form repeats it: 2026年5月8日（星期五）."""
    return f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"
