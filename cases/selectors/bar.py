"""The five stages with their 25 steps, as `_components/stages.html` shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from types import MappingProxyType

from cases.facts.base import StepFacts
from cases.models import Case, Obligation
from cases.procedure import PLACE, STAGES, STEPS, Step


@dataclass(frozen=True)
class BarStep:
    """One of the 25 steps; `note` is the word before the day, `anchor` its id on the page where it has no entry."""

    no: int
    name: str
    state: str
    is_checkpoint: bool
    day: date | None = None
    note: str = ""
    url: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class BarStage:
    name: str
    state: str
    steps: tuple[BarStep, ...]

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)


def stage_bar(
    case: Case,
    obligations: Iterable[Obligation],
    today: date,
    hidden: Collection[str] = (),
    urls: Mapping[int, str] = MappingProxyType({}),
    anchors: Mapping[int, str] = MappingProxyType({}),
) -> tuple[BarStage, ...]:
    """The bar; of the steps in `hidden` nothing is told but whether the case is past them.

    `urls`: `{step number: form that the user may open}`; `anchors`: `{step number: id of its place on the page}`.
    """
    due = {row.step: row for row in obligations if row.step is not None}
    steps = [
        (rows[0].stage, _hidden(case, rows) if rows[0].code in hidden else _step(case, rows, due, today))
        for rows in (tuple(rows) for _, rows in groupby(STEPS, key=lambda step: step.no))
    ]
    steps = [
        (stage, replace(step, url=urls.get(step.no, ""), anchor=anchors.get(step.no, ""))) for stage, step in steps
    ]
    return tuple(_stage(no, [step for stage, step in steps if stage == no]) for no in (1, 2, 3, 4, 5))


def _stage(no: int, steps: list[BarStep]) -> BarStage:
    is_done = all(step.state in ("done", "missing") for step in steps)
    is_begun = any(step.state in ("done", "now", "overdue") for step in steps)
    name = f"{no} {STAGES[no - 1].person}"
    return BarStage(name, "done" if is_done else "now" if is_begun else "todo", tuple(steps))


def _hidden(case: Case, rows: tuple[Step, ...]) -> BarStep:
    state = "done" if case.place >= PLACE[rows[-1].code] else "todo"
    return BarStep(rows[0].no, rows[0].term, state, rows[-1].star is not None)


def _step(case: Case, rows: tuple[Step, ...], due: Mapping[int, Obligation], today: date) -> BarStep:
    """Of the two rows of step 8 the last one is the step."""
    last, no = rows[-1], rows[0].no
    name = last.term_in(case.facts.steps.edition_of(last.code, today))
    is_star = last.star is not None
    day = _done_on(case, last)
    if day is not None:
        return BarStep(no, name, "done", is_star, day)
    if case.is_open and last.code in case.facts.earlier_round:
        return BarStep(no, name, _awaited(case, rows), is_star, note="延长后重新办理")
    if case.place >= PLACE[last.code]:
        return BarStep(no, name, "missing", is_star)
    duty = due.get(no)
    if duty is not None and duty.until_on is not None:
        is_overdue = duty.until_on < today
        return BarStep(no, name, "overdue" if is_overdue else _awaited(case, rows), is_star, duty.until_on, "最迟")
    if duty is not None and duty.earliest_on is not None and duty.earliest_on > today:
        return BarStep(no, name, _awaited(case, rows), is_star, duty.earliest_on, "最早")
    return BarStep(no, name, _awaited(case, rows), is_star)


def _awaited(case: Case, rows: tuple[Step, ...]) -> str:
    return "now" if case.is_open and any(case.state in row.after for row in rows) else "todo"


def _done_on(case: Case, step: Step) -> date | None:
    facts: StepFacts | None = case.facts.steps.get(step.code)
    if facts is None or facts.is_negative or step.code in case.facts.earlier_round:
        return None
    return facts.on
