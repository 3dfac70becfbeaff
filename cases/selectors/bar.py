"""The five stages with their 25 steps, as `_components/stages.html` shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from types import MappingProxyType

from cases.facts.base import StepFacts
from cases.models import Case, Obligation
from cases.models.sight import HIDDEN_FROM_SPONSORS, SHOWN_AGAIN, Sight
from cases.procedure import PLACE, STAGES, STEPS, Step
from cases.selectors.acts import Situation


@dataclass(frozen=True)
class BarStep:
    """One of the 25 steps, or several that are not shown one by one.

    no       of the first of them; `last_no` of the last, 0 where it is one
    note     the word before the day
    url      the form that the user may open
    opens    the address that shows the step beside the bar; `is_opened`: it is shown there
    printed  how many of its papers were printed; `kept`: how many scans are here; `lacking`: how
             many are not, or lack a mark
    """

    no: int
    name: str
    state: str
    is_checkpoint: bool
    day: date | None = None
    note: str = ""
    url: str = ""
    last_no: int = 0
    opens: str = ""
    is_opened: bool = False
    printed: int = 0
    kept: int = 0
    lacking: int = 0

    @property
    def label(self) -> str:
        return f"{self.no}–{self.last_no} {self.name}" if self.last_no else f"{self.no} {self.name}"

    @property
    def count(self) -> int:
        return max(self.last_no - self.no, 0) + 1


@dataclass(frozen=True)
class BarStage:
    name: str
    state: str
    steps: tuple[BarStep, ...]

    @property
    def done(self) -> int:
        return sum(step.count for step in self.steps if step.state == "done")

    @property
    def total(self) -> int:
        return sum(step.count for step in self.steps)


def stage_bar(
    situation: Situation,
    sight: Sight,
    urls: Mapping[int, str] = MappingProxyType({}),
) -> tuple[BarStage, ...]:
    """The bar. Hidden steps that follow one another stand as one, which tells nothing but that
    others are at it.

    `urls`: `{step number: form that the user may open}`.
    """
    case, today = situation.case, situation.actor.today
    due = {row.step: row for row in situation.obligations if row.step is not None}
    numbers = [tuple(rows) for _, rows in groupby(STEPS, key=lambda step: step.no)]
    steps: list[tuple[int, BarStep]] = []
    for is_hidden, group in groupby(numbers, key=lambda rows: rows[0].code in HIDDEN_FROM_SPONSORS):
        if is_hidden and not sight.is_whole:
            together = list(group)
            steps.append((together[0][0].stage, _hidden(sight, together)))
            continue
        for rows in group:
            shown = _step(case, rows, due, today, sight)
            steps.append((rows[0].stage, replace(shown, url=urls.get(shown.no, ""))))
    stages = []
    for no in (1, 2, 3, 4, 5):
        stages.append(_stage(no, [step for stage, step in steps if stage == no]))
    return tuple(stages)


def _stage(no: int, steps: list[BarStep]) -> BarStage:
    is_done = all(step.state in ("done", "missing") for step in steps)
    is_begun = any(step.state in ("done", "now", "overdue") for step in steps)
    name = f"{no} {STAGES[no - 1].person}"
    if is_done:
        state = "done"
    elif is_begun:
        state = "now"
    else:
        state = "todo"
    return BarStage(name, state, tuple(steps))


def _hidden(sight: Sight, together: Sequence[tuple[Step, ...]]) -> BarStep:
    """The hidden steps between two that are seen: done once a later step is seen to be done,
    before that at most awaited.
    """
    first, last = together[0][0], together[-1][-1]
    if PLACE[last.code] < sight.place or SHOWN_AGAIN not in sight.hidden:
        state = "done"
    elif sight.is_elsewhere and PLACE[first.code] == sight.place + 1:
        state = "now"
    else:
        state = "hidden"
    return BarStep(
        first.no, "由党组织办理", state, False, last_no=last.no if last.no != first.no else 0
    )


def _step(
    case: Case, rows: tuple[Step, ...], due: Mapping[int, Obligation], today: date, sight: Sight
) -> BarStep:
    """Of the two rows of step 8 the last one is the step."""
    last, no = rows[-1], rows[0].no
    name = last.term_in(case.facts.steps.edition_of(last.code, today))
    is_star = last.star is not None
    if last.code in sight.hidden:
        return BarStep(no, name, "todo", is_star)
    day = _done_on(case, last)
    if day is not None:
        return BarStep(no, name, "done", is_star, day)
    if case.is_open and last.code in case.facts.earlier_round:
        return BarStep(no, name, _awaited(sight, rows), is_star, note="延长后重新办理")
    if sight.place >= PLACE[last.code]:
        return BarStep(no, name, "missing", is_star)
    duty = due.get(no)
    if duty is not None and duty.until_on is not None:
        is_overdue = duty.until_on < today
        return BarStep(
            no,
            name,
            "overdue" if is_overdue else _awaited(sight, rows),
            is_star,
            duty.until_on,
            "最迟",
        )
    if duty is not None and duty.earliest_on is not None and duty.earliest_on > today:
        return BarStep(no, name, _awaited(sight, rows), is_star, duty.earliest_on, "最早")
    return BarStep(no, name, _awaited(sight, rows), is_star)


def _awaited(sight: Sight, rows: tuple[Step, ...]) -> str:
    is_now = sight.is_open and any(sight.state in row.after for row in rows)
    return "now" if is_now else "todo"


def _done_on(case: Case, step: Step) -> date | None:
    facts: StepFacts | None = case.facts.steps.get(step.code)
    if facts is None or facts.is_negative or step.code in case.facts.earlier_round:
        return None
    return facts.on
