"""The facts of a step as they stood at the end of a day."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import msgspec

from .base import StepFacts, fields_of, value_class


def is_later(value: date | None, day: date) -> bool:
    """Whether it is known to lie after `day`."""
    return value is not None and value > day


@cache
def _dated(cls: type[StepFacts]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names of the fields that hold the day of an act, of those with a list of dated parts, and
    of the others.
    """
    days: list[str] = []
    lists: list[str] = []
    others: list[str] = []
    for field_ in fields_of(cls):
        part = value_class(field_.type)
        if field_.type is date and not field_.label.written:
            days.append(field_.name)
        elif part is not None and "on" in part.__struct_fields__:
            lists.append(field_.name)
        elif field_.name != "asked":
            others.append(field_.name)
    return tuple(days), tuple(lists), tuple(others)


def step_as_of(facts: StepFacts, day: date) -> StepFacts:
    """`facts` without what is dated after `day`; of a later act only what has an earlier day of
    its own.
    """
    days, lists, others = _dated(type(facts))
    changes: dict[str, Any] = {}
    for name in days:
        if is_later(getattr(facts, name), day):
            changes[name] = None
    for name in lists:
        parts = getattr(facts, name) or ()
        there = tuple(part for part in parts if not is_later(part.on, day))
        if len(there) < len(parts):
            changes[name] = there
    if "on" in changes:
        changes |= {name: None for name in others if getattr(facts, name) is not None}
    if not changes:
        return facts
    return msgspec.structs.replace(facts, **changes)
