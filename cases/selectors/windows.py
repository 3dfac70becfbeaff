"""The steps of a case on a scale of days, each with the days between which it is lawful.

The days are those that the rules answer, as on the form of the step: asked of the case as it stood
before the step was taken, and of the plan for the steps that remain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from cases.facts.case import Facts
from cases.models import Case
from cases.procedure import PLACE, STEPS, Step
from cases.selectors.planner import planned
from cases.selectors.previewing import lawful_ranges

#: Of a step and its window: the word, and the kind of its mark in the picture.
EARLY, LATE, IN_TIME, FREE, MISSING, OVERDUE, AHEAD = (
    "early",
    "late",
    "good",
    "free",
    "missing",
    "overdue",
    "ahead",
)
WORDS = {
    EARLY: "过早",
    LATE: "超期",
    IN_TIME: "按期",
    FREE: "没有期限",
    MISSING: "缺登记",
    OVERDUE: "已逾期",
    AHEAD: "未到",
}


@dataclass(frozen=True)
class Window:
    """A step: the first and the last lawful day, as far as there is one, and the day it was
    taken.
    """

    no: int
    term: str
    kind: str
    first: date | None = None
    last: date | None = None
    day: date | None = None

    @property
    def word(self) -> str:
        return WORDS[self.kind]

    @property
    def days(self) -> list[date]:
        """The days that are known."""
        return [day for day in (self.first, self.last, self.day) if day is not None]


def windows_of(case: Case, context: Facts, today: date) -> list[Window]:
    """A window a step, in the order of the procedure; `context` as `context_for` gives it. Asks
    no query.
    """
    plan = {line.code: line for line in planned(case, context, today)}
    found = []
    for step in _rows():
        facts = case.facts.steps.get(step.code)
        is_done = facts is not None and facts.on is not None and not facts.is_negative
        term = step.term_in(case.facts.steps.edition_of(step.code, today))
        line = plan.get(step.code)
        if is_done and step.code not in case.facts.earlier_round:
            found.append(_done(step, term, context))
        elif line is not None:
            is_late = line.latest is not None and line.latest < today
            kind = OVERDUE if is_late else AHEAD
            found.append(Window(step.no, term, kind, line.earliest, line.latest))
        else:
            is_past = case.place >= PLACE[step.code]
            found.append(Window(step.no, term, MISSING if is_past else AHEAD))
    return found


def _rows() -> Iterator[Step]:
    """The steps, of step 8 the row that lists the person."""
    for step in STEPS:
        if not step.only_2026:
            yield step


def _done(step: Step, term: str, context: Facts) -> Window:
    """A step that was taken, judged by the case as it stood the day before. One that lasts has no
    last day: what is due meanwhile is its next examination.
    """
    facts = context.steps.get(step.code)
    assert facts is not None
    assert facts.on is not None
    before = context.as_of(facts.on - timedelta(1)).with_step(step.code, None)
    candidate = msgspec.structs.replace(facts, on=None)
    found = lawful_ranges(
        code=step.code, facts=candidate, context=before, today=facts.on, names=["on"]
    ).get("on")
    first = found.first.day if found and found.first else None
    last = found.last.day if found and found.last and not step.lasts else None
    return Window(step.no, term, _kind(facts.on, first, last), first, last, facts.on)


def _kind(day: date, first: date | None, last: date | None) -> str:
    if first is not None and day < first:
        return EARLY
    if last is not None and day > last:
        return LATE
    return FREE if first is None and last is None else IN_TIME


# The picture: pixels from the upper left corner.
WIDTH, LEFT, RIGHT, TOP, ROW = 480, 28, 12, 24, 18
MOST_TICKS = 8


@dataclass(frozen=True)
class Bar:
    """A window in the picture: its middle, from where to where it is lawful, and its mark."""

    window: Window
    y: int
    start: int | None
    width: int
    mark: int | None


@dataclass(frozen=True)
class Picture:
    """The windows to scale; `ticks`: (place, year)."""

    bars: list[Bar]
    ticks: list[tuple[int, int]]
    today: int
    height: int
    width: int = WIDTH
    left: int = LEFT
    top: int = TOP


def picture_of(windows: Sequence[Window], today: date) -> Picture:
    """From the day of the first step to the last day that is known, today always among them. What
    was lawful before begins at the edge.
    """
    taken = [window.day for window in windows if window.day]
    first = min([*taken, today])
    last = max([*(day for window in windows for day in window.days), today])
    span = max((last - first).days, 1)

    def at(day: date) -> int:
        return LEFT + round(max((day - first).days, 0) * (WIDTH - LEFT - RIGHT) / span)

    bars, before = [], first
    for index, window in enumerate(windows):
        y = TOP + ROW * index + ROW // 2
        start = window.first or (before if window.last else None)
        end = window.last or window.day or (today if start and start <= today else start)
        width = max(at(end) - at(start), 2) if start and end else 0
        mark = window.day or (before if window.kind == MISSING else None)
        bars.append(Bar(window, y, at(start) if start else None, width, at(mark) if mark else None))
        before = window.day or before
    every = max(1, (last.year - first.year + MOST_TICKS - 1) // MOST_TICKS)
    years = range(first.year + 1, last.year + 1, every)
    ticks = [(at(date(year, 1, 1)), year) for year in years]
    return Picture(bars, ticks, at(today), TOP + ROW * len(windows) + 8)
