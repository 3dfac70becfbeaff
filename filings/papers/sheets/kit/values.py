"""How a value stands on paper, and which values are missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_type_hints

from cases.facts.base import FACTS, Choice, fields_of
from cases.facts.values import NamedMember

M = TypeVar("M")


@dataclass(frozen=True)
class Blank:
    """The mark of a field that prints as a blank to fill by hand while it has no value; `label`
    names it.
    """

    label: str


@dataclass(frozen=True)
class Fact:
    """The mark of a field that holds a fact of a case, and bears its label.

    path   `step.name` of the fact; empty: the step of the paper, and the name of the field
    blank  what the blank is called that it prints as while it has no value; None: as its label,
           empty: it prints as none
    """

    path: str = ""
    blank: str | None = None

    def place(self, cls: type, name: str) -> tuple[str, str]:
        """(step code, name) of the fact, for the field `name` of the paper."""
        step, _, own = self.path.rpartition(".")
        return step or cls.step, own or name  # type: ignore[attr-defined]  # set by `registry.paper`


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
    labels = labels_of(type(part))
    for field in fields(part):
        value = getattr(part, field.name)
        if value is None or value == ():  # "" stands where there is nothing to fill
            label = labels.get(field.name)
            if label is not None and label.blank:
                yield label.blank
        elif isinstance(value, tuple):
            for row in value:
                if is_dataclass(row):
                    yield from _blanks(row)
        elif is_dataclass(value):
            yield from _blanks(value)


class FieldLabel(NamedTuple):
    """What a field is called, and its blank; `blank` empty: it prints as none."""

    text: str
    blank: str


def marks_of(cls: type, kind: type[M]) -> dict[str, M]:
    """`{field name: its mark of this kind}`."""
    return _marks_of(cls, kind)  # type: ignore[arg-type]  # every class is hashable


@cache
def _marks_of(cls: type, kind: type[M]) -> dict[str, M]:
    marks = {}
    for name, hint in get_type_hints(cls, include_extras=True).items():
        for mark in getattr(hint, "__metadata__", ()):
            if isinstance(mark, kind):
                marks[name] = mark
    return marks


def labels_of(cls: type) -> dict[str, FieldLabel]:
    """`{field name: label}` of the fields that have one, from their mark or from the facts."""
    return _labels_of(cls)


@cache
def _labels_of(cls: type) -> dict[str, FieldLabel]:
    found = {}
    for name, steer in marks_of(cls, Steer).items():
        if steer.label:
            found[name] = FieldLabel(steer.label, steer.label)
    for name, blank in marks_of(cls, Blank).items():
        found[name] = FieldLabel(blank.label, blank.label)
    for name, fact in marks_of(cls, Fact).items():
        step, own = fact.place(cls, name)
        titles = {field.name: field.label.title for field in fields_of(FACTS[step])}
        label = titles[own]
        found[name] = FieldLabel(label, label if fact.blank is None else fact.blank)
    return found


def printed_values(part: Any) -> Iterator[str]:
    """Every value of a paper as it is printed, rows included; for the test that looks for them
    in the PDF.
    """
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in marks_of(type(part), Steer):
            continue
        if is_dataclass(value):
            yield from printed_values(value)
        elif isinstance(value, tuple):
            for row in value:
                yield from printed_values(row) if is_dataclass(row) else (shown(row),)
        elif text := shown(value):
            yield text
