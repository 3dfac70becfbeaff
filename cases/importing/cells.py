"""How one cell reads: a raw value of the file becomes a typed one, or a reason why not.

Everything typed by hand is forgiven what does not change its meaning: white space, full-width digits and signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from openpyxl.cell.cell import ERROR_CODES

T = TypeVar("T")

#: What a cell of the file holds; anything else (a time of day, an array formula) is refused.
Raw = Any
Parse = Callable[[Raw], Any]

#: Years that a day may lie in: limits of the regulation are added to it, and must stay within the calendar.
FIRST_YEAR, LAST_YEAR = 1900, 9900
LARGEST_NUMBER = 100_000

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?P<rest>.*)")
_TIME = re.compile(r"[ T]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
_SEPARATOR = re.compile("[、;]")


class BadCell(Exception):
    """The cell cannot be read; the message is the reason, in Chinese."""


def is_empty(value: Raw) -> bool:
    """Whether nothing is written there; white space is nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def refuse_unreadable(value: Raw) -> None:
    """Raise BadCell for what no column takes: formulas, error values, logical values, times of day."""
    if isinstance(value, str):
        if value.startswith("="):
            raise BadCell("单元格是公式，请改为数值（复制后选择性粘贴为“值”）")
        if value in ERROR_CODES:
            raise BadCell("单元格是错误值")
    elif isinstance(value, bool):
        raise BadCell("单元格是逻辑值，是否请写“是”或“否”")
    elif not isinstance(value, (int, float, date)):
        raise BadCell("单元格的内容不能识别（公式、时间或其他对象）")


def plain(value: Raw) -> str:
    """The text of a cell in one spelling: half-width digits and signs, no white space around it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFKC", str(value)).strip()


def text(most: int = 200) -> Parse:
    """Words as they stand, of at most `most` characters."""

    def parse(value: Raw) -> str:
        words = " ".join(str(value).split()) if isinstance(value, str) else plain(value)
        if len(words) > most:
            raise BadCell(f"过长，最多 {most} 字")
        return words

    return parse


def code(value: Raw) -> str:
    """The code of an organization; a number is taken as its digits."""
    words = plain(value)
    if len(words) > 50:
        raise BadCell("过长，最多 50 字")
    return words


def name(value: Raw) -> str:
    """A person's name: `张 三` is written so for looks and means 张三; foreign names keep their spaces."""
    words = " ".join(str(value).split())
    if not isinstance(value, str) or not words:
        raise BadCell("不是姓名")
    if len(words) > 100:
        raise BadCell("过长，最多 100 字")
    return words if re.search("[A-Za-z]", words) else words.replace(" ", "")


def day(value: Raw) -> date:
    """A date cell, or text in one of the three spellings; a time of day is cut off."""
    found = value.date() if isinstance(value, datetime) else value if isinstance(value, date) else _written(value)
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadCell("不是日期：应为日期格式，或 2025-03-07、2025.3.7、2025年3月7日")
    return found


def _written(value: Raw) -> date | None:
    match = _DAY.fullmatch(plain(value)) if isinstance(value, str) else None
    if match is None or (match["rest"] and not _TIME.fullmatch(match["rest"])):
        return None
    year, month, day_of_month = (int(part) for part in match.groups()[:7] if part)
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


def number(most: int = LARGEST_NUMBER) -> Parse:
    """A whole number, not negative."""

    def parse(value: Raw) -> int:
        if isinstance(value, str):
            digits = plain(value)
            found = int(digits) if re.fullmatch("[0-9]{1,9}", digits) else None
        elif isinstance(value, (int, float)) and value == value // 1:
            found = int(value)
        else:
            found = None
        if found is None or found < 0:
            raise BadCell("应为不小于 0 的整数")
        if found > most:
            raise BadCell(f"过大，最多 {most}")
        return found

    return parse


def choice(values: Mapping[str, T]) -> Callable[[Raw], T]:
    """One of the words; `values` maps each to what it means."""

    def parse(value: Raw) -> T:
        words = plain(value)
        if words not in values:
            raise BadCell(f"应为：{'、'.join(values)}")
        return values[words]

    return parse


yes_no = choice({"是": True, "否": False})


def listing(parse: Callable[[Raw], T]) -> Callable[[Raw], tuple[T, ...]]:
    """Several in one cell, separated by 、 or ; and each once, as written. A lone date is a list of one."""

    def parse_all(value: Raw) -> tuple[T, ...]:
        if not isinstance(value, str):
            return (parse(value),)
        found: dict[T, None] = {}
        for part in _SEPARATOR.split(value.replace("；", ";").replace("､", "、")):
            if part.strip():
                try:
                    found[parse(part)] = None
                except BadCell as bad:
                    raise BadCell(f"“{part.strip()}”{bad}") from bad
        return tuple(found)

    return parse_all
