"""How a value stands on paper, and which values are missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, get_type_hints

from cases.facts.base import Choice
from cases.facts.values import NamedMember


@dataclass(frozen=True)
class Blank:
    """The mark of a field that prints as a blank to fill by hand while it has no value; `label`
    names it.
    """

    label: str


@dataclass(frozen=True)
class Ahead:
    """The mark of a day that may lie after the paper's own: a limit, the end of a period, what
    is only announced.
    """


@dataclass(frozen=True)
class Steer:
    """The mark of a field that chooses words and is not printed itself; `label` as in `Blank`,
    empty: none.
    """

    label: str = ""


def shown(value: Any) -> str:
    """A value as it is printed; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, NamedMember):
        return value.name
    if isinstance(value, tuple):
        return "、".join(shown(each) for each in value)
    return str(value)


def month(value: date | None) -> str | None:
    """A day to the month, as births and joinings are written in rosters."""
    return f"{value.year}年{value.month}月" if value else None


def blanks(paper: Any) -> list[str]:
    """Labels of the marked fields without a value, each once, in the order of the paper, rows
    included.
    """
    return list(dict.fromkeys(_blanks(paper)))


def _blanks(part: Any) -> Iterator[str]:
    marks = _marks(type(part))  # type: ignore[arg-type]  # every class is hashable
    for field in fields(part):
        value = getattr(part, field.name)
        if value is None or value == ():  # "" stands where there is nothing to fill
            if field.name in marks:
                yield marks[field.name]
        elif isinstance(value, tuple):
            for row in value:
                if is_dataclass(row):
                    yield from _blanks(row)
        elif is_dataclass(value):
            yield from _blanks(value)


@cache
def _steering(cls: type) -> frozenset[str]:
    """Names of the fields marked with a `Steer`."""
    hints = get_type_hints(cls, include_extras=True)
    return frozenset(
        name
        for name, hint in hints.items()
        if any(isinstance(m, Steer) for m in getattr(hint, "__metadata__", ()))
    )


@cache
def _marks(cls: type) -> dict[str, str]:
    """`{field name: label}` of the fields marked with a `Blank`."""
    hints = get_type_hints(cls, include_extras=True)
    return {
        name: mark.label
        for name, hint in hints.items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, Blank | Steer) and mark.label
    }


def printed_values(part: Any) -> Iterator[str]:
    """Every value of a paper as it is printed, rows included; for the test that looks for them
    in the PDF.
    """
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in _steering(type(part)):  # type: ignore[arg-type]  # every class is hashable
            continue
        if is_dataclass(value):
            yield from printed_values(value)
        elif isinstance(value, tuple):
            for row in value:
                yield from printed_values(row) if is_dataclass(row) else (shown(row),)
        elif text := shown(value):
            yield text
