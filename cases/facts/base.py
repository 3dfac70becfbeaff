"""What every step records: a typed, frozen value with a label per field.

A field's label, hint and marks stand in its annotation, so that the form, the timeline, the papers
and the import read one place. Stored as JSON: dates as ISO text, choices as their English value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from config.kit import says_nothing


def is_said(words: str | None) -> bool:
    """Whether a fact in words is there: 无, 否, slashes, dashes and dots alone only fill the field.

    Source: docs/specification/workbook.md, "What offices write".
    """
    return words is not None and not says_nothing(words, also=("否",))


class Choice(StrEnum):
    """A closed list of answers; the value is stored, the label shown."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The member of a stored value. Raises KeyError."""
        return cls._value2member_map_[value]  # type: ignore[return-value]  # typed as Enum


@dataclass(frozen=True)
class Label:
    """How a field is shown and by whom it is filled.

    sensitive  stored encrypted, masked on screens, never in `Case.facts`
    required   the form asks for it always
    later      may be added by a supplement after the act
    system     filled by the services, in no form
    lines      a text of this many lines
    written    a day written down in a paper, no act: it may lie ahead
    ahead      typed without a year, the next such day is meant
    nothings   words that say nothing here, beside 无 and strokes
    offers     common answers, from which one may be chosen; any other may be typed
    clause     numbers of the articles of 2014 and 2026 that ask for it, where the step has several
    """

    title: str
    hint: str = ""
    sensitive: bool = False
    required: bool = False
    later: bool = False
    system: bool = False
    lines: int = 1
    written: bool = False
    ahead: bool = False
    nothings: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    clause: tuple[int, int] | None = None


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A group of facts inside a step, such as one inquiry or one ballot count."""


class StepFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The facts of one step; None means that nothing is recorded.

    on     day of the act; None: the step is not done, other facts may be there already
    asked  names of the fields that were asked for, None for all. A field without a value that was
           not
           asked for is unknown, not missing: no rule finds anything in it (history from a
           workbook).
    """

    on: Annotated[date | None, Label("日期", required=True)] = None
    asked: Annotated[tuple[str, ...] | None, Label("已填报项目", system=True)] = None

    @property
    def is_negative(self) -> bool:
        """Whether the act ended badly: it is kept, moves nothing, and can be repeated."""
        return False

    @property
    def turn(self) -> str | None:
        """Code of the turn that the act itself brings with it."""
        return None

    @property
    def decision(self) -> tuple[object, ...]:
        """What was decided, and so where the case went: no correction changes it."""
        return (self.is_negative, self.turn)

    @property
    def contradiction(self) -> tuple[str, str] | None:
        """The field in which the facts deny each other, and why; such facts are not recorded."""
        return None

    def was_asked(self, name: str) -> bool:
        """Whether somebody was asked for the field; of a workbook's row only what the contract
        says.
        """
        return self.asked is None or name in self.asked

    def missing(self, name: str) -> bool:
        """Whether the field was asked for and left without a value."""
        return getattr(self, name) is None and self.was_asked(name)


@dataclass(frozen=True)
class FactField:
    """One field of a facts class: its name, its type without None, its label."""

    name: str
    type: Any
    label: Label


@cache
def fields_of(cls: type[msgspec.Struct]) -> tuple[FactField, ...]:
    """The labelled fields of a facts class or value, in the order of the form (the day first)."""
    hints = get_type_hints(cls, include_extras=True)
    return tuple(_fields(cls, hints))


def _fields(cls: type[msgspec.Struct], hints: dict[str, Any]) -> Iterator[FactField]:
    for name in cls.__struct_fields__:
        hint = hints[name]
        if get_origin(hint) is not Annotated:
            continue
        inner, *marks = get_args(hint)
        label = next(mark for mark in marks if isinstance(mark, Label))
        yield FactField(name, _without_none(inner), label)


def _without_none(kind: Any) -> Any:
    """The one type beside None, where a field may be empty: `date` of `date | None`."""
    options = [part for part in get_args(kind) if part is not type(None)]
    if type(None) in get_args(kind) and len(options) == 1:
        return options[0]
    return kind


F = TypeVar("F", bound="StepFacts")

_classes: dict[str, type[StepFacts]] = {}
_numbers: dict[str, int] = {}

#: Facts class of each step code, and the number (1–25) of each code; `case.CODES` has their order.
FACTS: MappingProxyType[str, type[StepFacts]] = MappingProxyType(_classes)
NUMBERS: MappingProxyType[str, int] = MappingProxyType(_numbers)


def facts_of(code: str, no: int) -> Callable[[type[F]], type[F]]:
    """Class decorator: these are the facts of the step `code`, number `no` (1–25)."""

    def attach(cls: type[F]) -> type[F]:
        _classes[code] = cls
        _numbers[code] = no
        return cls

    return attach


def merge(facts: F, more: F) -> F:
    """`facts` with what a supplement adds: its lists are appended, its other values replace.

    Source: the regulation lets examinations, notices and talks follow an act; they complete it and
    correct nothing.
    """
    changes: dict[str, Any] = {}
    for name in more.__struct_fields__:
        if name == "asked" or (value := getattr(more, name)) is None:
            continue
        if isinstance(value, tuple):
            value = (getattr(facts, name) or ()) + value
        changes[name] = value
    return msgspec.structs.replace(facts, **changes)


def split_sensitive(facts: StepFacts) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts as JSON-ready values in two parts: open, and to be encrypted; `join` puts them
    together.

    Shapes: `{field: value}` each; a list of values with sensitive fields stands in both, element by
    element.
    """
    data: dict[str, Any] = msgspec.to_builtins(facts)
    return data, _take_sensitive(type(facts), data)


def without_sensitive(facts: F) -> F:
    """The facts as rules and `Case.facts` hold them."""
    data, _ = split_sensitive(facts)
    return msgspec.convert(data, type(facts))


def _take_sensitive(cls: type[msgspec.Struct], data: dict[str, Any]) -> dict[str, Any]:
    sealed: dict[str, Any] = {}
    for name, inner in _sealing(cls):
        if name not in data:
            continue
        if inner is None:
            sealed[name] = data.pop(name)
        else:
            parts = [_take_sensitive(inner, part) for part in data[name]]
            if any(parts):
                sealed[name] = parts
    return sealed


@cache
def _sealing(cls: type[msgspec.Struct]) -> tuple[tuple[str, type[Value] | None], ...]:
    """(name, None) of each sensitive field, (name, class of its elements) of each list that has
    some.
    """
    found: list[tuple[str, type[Value] | None]] = []
    for field in fields_of(cls):
        inner = value_class(field.type)
        if field.label.sensitive:
            found.append((field.name, None))
        elif inner is not None and _sealing(inner):
            found.append((field.name, inner))
    return tuple(found)


def value_class(kind: Any) -> type[Value] | None:
    """The class of the elements where a field holds a list of values (`tuple[Inquiry, ...]`)."""
    if get_origin(kind) is not tuple:
        return None
    part = get_args(kind)[0]
    if isinstance(part, type) and issubclass(part, Value):
        return part
    return None


def join(code: str, data: dict[str, Any], sealed: dict[str, Any] | None = None) -> StepFacts:
    """The typed facts of step `code` from stored values. Raises msgspec.ValidationError when
    they do not fit.
    """
    return msgspec.convert(_overlay(data, sealed or {}), FACTS[code])


def _overlay(data: Any, sealed: Any) -> Any:
    if isinstance(data, dict):
        return data | {name: _overlay(data.get(name), value) for name, value in sealed.items()}
    if isinstance(data, (list, tuple)) and isinstance(sealed, list):
        return [_overlay(part, more) for part, more in zip(data, sealed, strict=True)]
    return sealed
