"""Why a step may not be recorded now, or something may not be added to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django_fsm import can_proceed

from cases.facts.arithmetic import add_months
from cases.facts.base import StepFacts, Value, fields_of
from cases.facts.case import Facts, edition_on
from cases.may.reasons import Reason
from cases.models import Case
from cases.procedure import PLACE, STEP, TURN, Step, Turn
from cases.rules.engine import Finding

ALREADY = "这一步已经登记；要修改请用「更正」。"
CLOSED_CASE = "案卷已经办结，不再登记新的步骤。"


def is_missing(case: Case, step: Step) -> bool:
    """Whether the case went past the step without its entry, as imported cases do. Source:
    docs/specification/procedure.md, "Order".
    """
    present = case.facts.steps.get(step.code)
    if case.place < PLACE[step.code] or (present is not None and present.on is not None):
        return False
    day = Facts(case.facts).first_day_from(step.no)
    return not step.only_2026 or (day is not None and edition_on(day) == 2026)


def is_recorded(case: Case, step: Step) -> bool:
    """Whether the step stands recorded and is not recorded again."""
    present = case.facts.steps.get(step.code)
    if present is None or present.on is None or step.code in case.facts.earlier_round:
        return False
    may_come_again = can_proceed(getattr(case, step.method)) or (
        present.is_negative and case.place < PLACE[step.code]
    )
    return not may_come_again


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to a filing, which records a step.

    turn    what it takes in place of the step's own move: the order is the turn's
    beyond  findings that it brings about elsewhere, about an organization; they want a reason as
            the case's do
    """

    turn: str | None = None
    beyond: Iterable[Finding] = ()


def record(
    case: Case,
    step: Step,
    facts: StepFacts | None,
    today: date,
    answer: Answer | None = None,
) -> Reason | None:
    """Why the step cannot be recorded now.

    facts   None: nothing typed yet
    answer  None: it answers no filing
    """
    if case.closed_on is not None:
        return Reason(CLOSED_CASE)
    if facts is not None and facts.on is None:
        return Reason("请填写办理日期。", "on")
    has_turn = answer is not None and answer.turn is not None
    if not has_turn and (why := _order(case, step, facts, today, is_answer=answer is not None)):
        return why
    if facts is not None and (why := _content(case, facts, today, has_turn=has_turn)):
        return why
    return _opening(case, step, facts, today)


def _content(case: Case, facts: StepFacts, today: date, *, has_turn: bool) -> Reason | None:
    """Why facts like these are not taken, whatever the step."""
    if why := future(facts, today):
        return why
    if facts.contradiction is not None:
        field, text = facts.contradiction
        return Reason(text, field)
    if facts.turn and not has_turn:
        return leave_line(case, TURN[facts.turn])
    return None


def leave_line(case: Case, turn: Turn) -> Reason | None:
    """Why the machine does not take the turn from where the case is."""
    if can_proceed(getattr(case, turn.method)):
        return None
    return Reason(f"案卷现处于「{case.state_label}」，不能「{turn.term}」。")


def _order(
    case: Case, step: Step, facts: StepFacts | None, today: date, *, is_answer: bool
) -> Reason | None:
    if case.state in step.by_answer_from and not is_answer:
        return Reason("须先报上级党委，答复后才能列为发展对象。", article=step.article(2026))
    if can_proceed(getattr(case, step.method)):
        return None
    present = case.facts.steps.get(step.code)
    is_recorded = (
        present is not None and present.on is not None and step.code not in case.facts.earlier_round
    )
    if case.place >= PLACE[step.code]:
        if is_recorded:
            return Reason(ALREADY)
        if is_missing(case, step):
            return None
        return Reason("这份案卷按 2014 年版办理，没有这一步。")
    if step.early is not None and not step.lasts and case.place >= PLACE[step.early]:
        if is_recorded and present is not None and not present.is_negative:
            return Reason(ALREADY)
        if step.early_if is None or (facts is not None and step.early_if(facts)):
            return None
    awaited = next((STEP[state] for state in step.after if state in STEP), None)
    if awaited is None:
        return Reason(ALREADY)
    return Reason(
        f"还没有轮到这一步：须先完成第 {awaited.no} 步「{case.term_of(awaited.code, today)}」。"
    )


def _opening(case: Case, step: Step, facts: StepFacts | None, today: date) -> Reason | None:
    """Steps 21 and 22 open three months before the expiry. Source: docs/specification/rules.md,
    Arithmetic.
    """
    if step.opens is None:
        return None
    expiry = Facts(case.facts).expiry
    day = facts.on if facts is not None and facts.on is not None else today
    if expiry is None or add_months(day, step.opens) >= expiry:
        return None
    if facts is not None and is_history(case, day):
        return None
    return Reason(f"预备期 {expiry} 期满，期满前三个月起才能办理。", "on", step.article(2026))


def is_history(case: Case, day: date) -> bool:
    """Whether an act of that day lies before the case was opened in this system."""
    return case.opened_on is None or day < case.opened_on


def is_lenient(case: Case, facts: StepFacts, day: date) -> bool:
    """Whether the act is recorded as it was: history, or ended badly. Source:
    docs/specification/rules.md, "Severity says".
    """
    return facts.is_negative or is_history(case, day)


def future(facts: StepFacts, today: date) -> Reason | None:
    """Why facts with a day after `today` are not taken."""
    late = next(later_than(facts, today), None)
    return None if late is None else Reason(f"日期不能晚于今天（{today}）。", late)


def later_than(facts: StepFacts | Value, today: date, prefix: str = "") -> Iterator[str]:
    """The names of fields with a day after `today` that may have none; `inquiries` for a day
    inside one.
    """
    for field in fields_of(type(facts)):
        value: Any = getattr(facts, field.name)
        if isinstance(value, date) and value > today and not field.label.written:
            yield prefix or field.name
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, Value):
                    yield from later_than(part, today, prefix or field.name)


def supplement(case: Case, step: Step) -> Reason | None:
    """Why nothing can be added to the step now."""
    if case.closed_on is not None and step.outcome is None:
        return Reason("案卷已经办结，只能更正。")
    present = case.facts.steps.get(step.code)
    if present is not None and present.on is not None:
        return None
    if step.lasts and step.early is not None and case.place >= PLACE[step.early]:
        return None
    return Reason("这一步还没有登记，不能补充。")


def add(case: Case, step: Step, facts: StepFacts, today: date) -> Reason | None:
    """Why these facts cannot be added to the step now.

    Only what arises later is added, and nothing that is there already is replaced; that would be a
    correction.
    """
    if why := supplement(case, step):
        return why
    present = case.facts.steps.get(step.code)
    for field in fields_of(type(facts)):
        value = getattr(facts, field.name)
        if value is None:
            continue
        if not field.label.later:
            return Reason(
                f"「{field.label.title}」不是事后补充的内容；要修改请用「更正」。", field.name
            )
        if not isinstance(value, tuple) and getattr(present, field.name, None) is not None:
            return Reason(f"「{field.label.title}」已经登记；要修改请用「更正」。", field.name)
    return future(facts, today)
