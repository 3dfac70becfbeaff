"""Facts, days and rules in words, from the labels that stand at the facts classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from cases.facts.base import Choice, StepFacts, fields_of, without_sensitive
from cases.facts.values import Deliberation, NamedMember, OrganizationThen, Voter

ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


@dataclass(frozen=True)
class Fact:
    """A line of a list that the filter `summary_list` writes."""

    label: str
    value: str


def written(day: date) -> str:
    """A day as it is written here: 2026年5月18日."""
    return f"{day.year}年{day.month}月{day.day}日"


def covered(names: Iterable[str] = (), *, where: str = "") -> str:
    """What stands in place of what is sealed: what it is, as far as it may be named, and where it
    is shown to whoever may see it.
    """
    told = f"已遮盖：{'、'.join(names)}" if names else "另有已遮盖的内容"
    return f"{told}（{where}）" if where else told


def spelled(text: str) -> str:
    """A sentence of a rule with its days as they are written here."""
    return ISO_DAY.sub(lambda found: f"{found[1]}年{int(found[2])}月{int(found[3])}日", text)


def facts_shown(facts: StepFacts | None, *, sensitive: bool = False) -> list[Fact]:
    """The facts that are recorded, in the order of the form; either the open or the `sensitive`
    ones.
    """
    if facts is None:
        return []
    shown = facts if sensitive else without_sensitive(facts)
    return [Fact(label, text) for label, text in _lines(shown, sensitive)]


def sensitive_labels(cls: type[StepFacts]) -> list[str]:
    """The labels of what is masked among the facts of a step."""
    return [
        field.label.title
        for field in fields_of(cls)
        if field.label.sensitive or _has_sensitive(field.type)
    ]


def _has_sensitive(kind: Any) -> bool:
    parts = [part for part in getattr(kind, "__args__", ()) if isinstance(part, type)]
    return any(
        field.label.sensitive
        for part in parts
        if issubclass(part, msgspec.Struct)
        for field in fields_of(part)
    )


def _lines(facts: StepFacts, sensitive: bool) -> Iterator[tuple[str, str]]:
    for field in fields_of(type(facts)):
        value = getattr(facts, field.name)
        if value is None or value == () or field.name == "asked":
            continue
        if sensitive:
            is_wanted = field.label.sensitive or _has_sensitive(field.type)
        else:
            is_wanted = not field.label.sensitive
        if is_wanted and (text := text_of(value)):
            yield field.label.title, text


def text_of(value: Any) -> str:
    """One value in words; the parts of a list stand on lines of their own unless they are
    answers of a choice.
    """
    match value:
        case bool():
            return "是" if value else "否"
        case Choice():
            return value.label
        case date():
            return written(value)
        case tuple():
            separator = "\n" if value and isinstance(value[0], msgspec.Struct) else "、"
            return separator.join(text_of(part) for part in value)
        case NamedMember() | OrganizationThen() | Voter():
            return value.name
        case Deliberation():
            day = f"{written(value.on)} " if value.on else ""
            return f"{value.organization} {day}{'同意' if value.agrees else '不同意'}"
        case msgspec.Struct():
            parts = ((field.label, getattr(value, field.name)) for field in fields_of(type(value)))
            return "；".join(
                f"{label.title} {text_of(part)}" for label, part in parts if part is not None
            )
        case _:
            return str(value)
