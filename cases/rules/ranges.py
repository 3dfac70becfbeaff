"""The lawful range of each day of a step, asked of the rules themselves.

An earliest day is what the rules answer to a day that is too early: the first permitted day. A
latest day is that of the duty that runs. So there is no second account of the limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import msgspec

from ..facts.arithmetic import ONE_DAY
from ..facts.base import NUMBERS, StepFacts
from ..facts.case import Facts
from .engine import Finding, Obligation, judge

TOO_EARLY = date(1950, 1, 1)
TRIES = 4  # an earliest day may lie in the other edition, whose rules are asked again


@dataclass(frozen=True, slots=True)
class Bound:
    """A first or last permitted day, the article that says so (None: the order of the steps), and
    the rule.

    years   years without a published calendar by which the day was counted for now
    """

    day: date
    article: str | None
    rule: str = field(default="", compare=False)
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DayRange:
    """First and last permitted day; `last_of_all` where a reason or a special case allows later
    than `last`.
    """

    first: Bound | None = None
    last: Bound | None = None
    last_of_all: date | None = None


def day_ranges(
    facts: Facts, code: str, candidate: StepFacts, names: Iterable[str], today: date
) -> dict[str, DayRange]:
    """The range of each of the fields `names` of the step, those without any left out.

    `candidate` are the facts of the step so far.
    """
    found = {}
    for name in names:
        first = _first(facts, code, candidate, name, today)
        last = last_of_all = None
        if name == "on":
            last, last_of_all = _last(_ended(facts, code, candidate, today), NUMBERS[code])
        if first or last:
            found[name] = DayRange(first, last, last_of_all)
    return found


def _first(facts: Facts, code: str, candidate: StepFacts, name: str, today: date) -> Bound | None:
    """The day after which no rule finds this day too early; the article is that of the day
    before it.
    """
    if name != "on" and candidate.on is None:
        candidate = msgspec.structs.replace(candidate, on=today)

    def asked(day: date) -> Bound | None:
        trial = facts.with_step(code, msgspec.structs.replace(candidate, **{name: day}))
        early = _too_early(judge(trial, max(today, day)).findings, NUMBERS[code], day)
        return max(early, key=lambda each: each.day, default=None)

    bound, day = None, TOO_EARLY
    for _ in range(TRIES):
        if (found := asked(day)) is None:
            break
        bound, day = found, found.day
    if bound is None:
        return None
    nearer = asked(bound.day - ONE_DAY)
    if nearer is not None and nearer.day == bound.day:
        return nearer
    return bound


def _too_early(findings: Iterable[Finding], no: int, day: date) -> Iterator[Bound]:
    for finding in findings:
        if (
            finding.step == no
            and finding.actual == day
            and finding.due is not None
            and finding.due > day
        ):
            yield Bound(finding.due, finding.article, finding.rule, finding.years)


def _ended(facts: Facts, code: str, candidate: StepFacts, today: date) -> Iterator[Obligation]:
    """The duties that the step ends; the next examination stays due when the step that lasts is
    completed.
    """
    taken = facts.with_step(code, msgspec.structs.replace(candidate, on=today))
    left = {(each.rule, each.due) for each in judge(taken, today).obligations}
    for each in judge(facts, today).obligations:
        if (each.rule, each.due) not in left:
            yield each


def _last(obligations: Iterable[Obligation], no: int) -> tuple[Bound | None, date | None]:
    """The last permitted day, and the last of all."""
    due = [each for each in obligations if each.step == no and each.due is not None]
    if not due:
        return None, None
    soonest = min(due, key=lambda each: each.due or date.max)
    assert soonest.due is not None
    return Bound(soonest.due, soonest.article), soonest.void_from
