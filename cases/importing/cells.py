"""How one cell reads: a raw value of the file becomes a typed one, or a reason why not.

What people type is read by `config.kit`, as in forms; here stands what only a spreadsheet has:
numbers that are days, formulas, error values, cells filled with 无 or a stroke.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from config import kit
from config.kit import LARGEST_NUMBER, NotRead

T = TypeVar("T")

#: What a cell of the file holds; anything else (a time of day, an array formula) is refused.
Raw = Any
Parse = Callable[[Raw], Any]

#: An identity number is encrypted; in another column it would be kept and shown in clear.
NO_PLACE_FOR_A_NUMBER = "像是公民身份号码，只能填在“公民身份号码”列"


class BadCell(Exception):
    """The cell cannot be read; the message is the reason, in Chinese."""


def clean(value: Raw) -> Raw:
    """The value without what nobody sees."""
    if isinstance(value, str):
        return kit.cleaned(value)
    return value


def is_empty(value: Raw) -> bool:
    """Whether nothing is written there; white space is nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def says_nothing(value: Raw, *, also: tuple[str, ...] = (), but: tuple[str, ...] = ()) -> bool:
    """Whether a cell is filled only so that it is not empty; `but` are the choices of its column,
    of which 无 may be one.
    """
    if not isinstance(value, str) or ("无" in value and "无" in but):
        return False
    return kit.says_nothing(value, also=also)


def refuse_unreadable(value: Raw) -> None:
    """Raise BadCell for what no column takes: formulas, error values, logical values, times of
    day, 同上.
    """
    if isinstance(value, str):
        if value.startswith("="):
            raise BadCell("单元格是公式，请改为数值（复制后选择性粘贴为“值”）")
        if value in _error_codes():
            raise BadCell("单元格是错误值")
        if kit.is_ditto(value):
            raise BadCell("“同上”是指上一行，请写出这一行的内容")
    elif isinstance(value, bool):
        raise BadCell("单元格是逻辑值，是否请写“是”或“否”")
    elif not isinstance(value, (int, float, date)):
        raise BadCell("单元格的内容不能识别（公式、时间或其他对象）")


@cache
def _error_codes() -> frozenset[str]:
    """What stands in a cell whose formula could not be reckoned."""
    from openpyxl.cell.cell import ERROR_CODES

    return frozenset(ERROR_CODES)


def plain(value: Raw) -> str:
    """The text of a cell in one spelling: half-width digits and signs, no white space around it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return kit.plain(str(value))


def text(most: int = 200, *, is_number: bool = False) -> Parse:
    """Words as they stand, of at most `most` characters; `is_number`: of a paper, which may have
    many digits.
    """

    def parse(value: Raw) -> str:
        words = " ".join(value.split()) if isinstance(value, str) else plain(value)
        if not is_number and kit.masked(words) != words:
            raise BadCell(NO_PLACE_FOR_A_NUMBER)
        if len(words) > most:
            raise BadCell(f"过长，最多 {most} 字")
        return words

    return parse


def identity_number(value: Raw) -> str:
    """The text of an identity number; whether it is one is checked with the person."""
    if isinstance(value, date):
        raise BadCell("单元格是日期，不是公民身份号码")
    if not isinstance(value, str):
        raise BadCell(
            "单元格是数字：电子表格只保留 15 位，后几位已经变成 0；请把这一列设为“文本”格式，"
            "再重新填写完整号码"
        )
    return kit.plain(value).strip("'‘’`")


def code(value: Raw) -> str:
    """The code of an organization, or its name; a number is taken as its digits."""
    words = plain(value)
    if kit.masked(words) != words:
        raise BadCell(NO_PLACE_FOR_A_NUMBER)
    if len(words) > 100:
        raise BadCell("过长，最多 100 字")
    return words


def new_code(value: Raw) -> str:
    """The code of an organization that the row itself is about."""
    words = code(value)
    if len(words) > 50:
        raise BadCell("过长，最多 50 字")
    return words


def name(value: Raw) -> kit.Named:
    """A person's name, and what stands in brackets after it."""
    if not isinstance(value, str):
        raise BadCell("不是姓名")
    if kit.masked(value) != value:
        raise BadCell(NO_PLACE_FOR_A_NUMBER)
    return _read(lambda: kit.read_named(value))


def names(value: Raw) -> tuple[kit.Part, ...]:
    """The parts of a list of names; whether 和 and spaces part them further, the member list
    says later.
    """
    if not isinstance(value, str):
        raise BadCell("不是姓名")
    if kit.masked(value) != value:
        raise BadCell(NO_PLACE_FOR_A_NUMBER)
    return _read(lambda: kit.read_names(value))


def day(value: Raw) -> date:
    """A date cell, a number that a spreadsheet shows as a date, or text in a usual spelling;
    without time of day.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _read(lambda: kit.day_in_range(value))
    if isinstance(value, (int, float)):
        return serial_day(value)
    return _read(lambda: kit.read_day(value))


def serial_day(value: float, *, is_1904: bool = False) -> date:
    """The day of a number cell; `is_1904`: the workbook counts its days from 1904."""
    return _read(lambda: kit.day_of_serial(value, is_1904=is_1904))


def number(most: int = LARGEST_NUMBER) -> Parse:
    """A whole number, not negative."""

    def parse(value: Raw) -> int:
        if not isinstance(value, (str, int, float)):
            raise BadCell("应为不小于 0 的整数")
        return _read(lambda: kit.read_number(value, most=most))

    return parse


def _read(read: Callable[[], T]) -> T:
    try:
        return read()
    except NotRead as reason:
        raise BadCell(str(reason)) from reason


def choice(values: Mapping[str, T]) -> Callable[[Raw], T]:
    """One of the words; `values` maps each to what it means."""

    def parse(value: Raw) -> T:
        words = "".join(plain(value).split())
        if words not in values:
            raise BadCell(f"应为：{'、'.join(values)}")
        return values[words]

    return parse


def yes_no(value: Raw) -> bool:
    """是 or 否."""
    return _read(lambda: kit.read_yes_no(plain(value)))


def listing(
    parse: Callable[[Raw], T], separators: str = kit.SEPARATORS
) -> Callable[[Raw], tuple[T, ...]]:
    """Several in one cell, parted as `kit.parted` says and each once, as written. A lone date is
    a list of one.
    """

    def parse_all(value: Raw) -> tuple[T, ...]:
        if not isinstance(value, str):
            return (parse(value),)
        found: dict[T, None] = {}
        for part in kit.parted(value, separators):
            try:
                if kit.is_ditto(part):
                    raise BadCell("是指上一行，请写出内容")
                found[parse(part)] = None
            except BadCell as bad:
                raise BadCell(f"“{part}”{bad}") from bad
        return tuple(found)

    return parse_all
