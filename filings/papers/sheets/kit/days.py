"""The own day of a paper: read by `registry.paper(day=…)` from the facts of its round.

A paper tells of nothing later than its own day. A list that is kept up (examinations, reports,
opinions, answers) has the day of its last line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from filings.papers.sheets.kit.subject import Subject

DayOf = Callable[[Subject], date | None]


def _values(subject: Subject, path: str) -> Iterator[date]:
    """The days at `step.field`, or at `step.list.field`."""
    code, *names = path.split(".")
    found: list[Any] = [subject.whole.get(code)]
    for name in names:
        values = [getattr(each, name) for each in found if each is not None]
        found = []
        for value in values:
            found += value if isinstance(value, tuple) else (value,)
    yield from (day for day in found if day is not None)


def first(*paths: str) -> DayOf:
    """The first of these days that is known."""
    return lambda subject: next((day for path in paths for day in _values(subject, path)), None)


def last(*paths: str) -> DayOf:
    """The last of all these days."""
    return lambda subject: max(
        (day for path in paths for day in _values(subject, path)), default=None
    )


def either(one: DayOf, other: DayOf) -> DayOf:
    """The first day, or the other where that is not known."""
    return lambda subject: one(subject) or other(subject)


def sent(code: str) -> DayOf:
    """The day on which the report of the step went up."""
    return lambda subject: subject.sent_on(code)


def kept_up(code: str) -> DayOf:
    """The last day in the record of a step that lasts; of a round that another followed, the day
    it was completed.
    """
    lists = [f"{code}.{name}.on" for name in ("examinations", "reports", "activities")]

    def day(subject: Subject) -> date | None:
        completed = first(f"{code}.on")(subject)
        if subject.round is not None and subject.round.ended_at is not None:
            return completed
        known = [path for path in lists if hasattr(subject.whole.get(code), path.split(".")[1])]
        return last(f"{code}.on", *known)(subject) if completed else None

    return day
