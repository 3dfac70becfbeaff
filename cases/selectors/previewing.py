"""What recording would give, without recording it: findings of the candidate, and the lawful
range of its days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import msgspec

from cases import ledger, may
from cases.facts.arithmetic import add_months
from cases.facts.base import FACTS, StepFacts, fields_of, without_sensitive
from cases.facts.case import CaseFacts, Facts
from cases.facts.target import ListTarget
from cases.ledger import Addition
from cases.may import Question
from cases.models import Case
from cases.models.case import NAMED_IN, STEP_OF
from cases.procedure import STEP, Step
from cases.rules.engine import judge
from cases.rules.ranges import Bound, DayRange, day_ranges
from cases.rules.steps import provisional
from cases.rules.target import years_of_notice
from cases.selectors import others
from cases.selectors.sponsors import foreseen

#: The field of the facts of 5 and 9 that names the sponsors.
NAMING = {STEP_OF[kind]: name for kind, name in NAMED_IN.items()}


def preview(
    *, case: Case, code: str, facts: StepFacts, context: Facts, today: date
) -> list[Question]:
    """What recording `facts` today would bring about, gravest first; writes nothing.

    `context`: facts of the case with calendar and profile, from `selectors.context.context_for`.
    """
    if facts.on is None or facts.on > today:
        return []
    document = ledger.as_it_stood(case, without_sensitive(facts))
    is_lenient = may.is_lenient(case, facts, facts.on)
    return asked(
        STEP[code], candidate(case, code, document, today), context, today, is_lenient=is_lenient
    )


def provisional_note(
    *, case: Case, code: str, facts: StepFacts, context: Facts, today: date
) -> str:
    """What is said of a notice whose working days fall in a year without a published calendar,
    pass or not; else "".
    """
    if not isinstance(facts, ListTarget):
        return ""
    trial = replace(context, case=candidate(case, code, without_sensitive(facts), today))
    years = [year for year in years_of_notice(trial, today) if year not in trial.calendar.years]
    if not years:
        return ""
    return f"公示的工作日{provisional(years)}，按周一至周五计算；载入后将按实际放假安排重新判定。"


def preview_supplement(
    *, case: Case, addition: Addition, context: Facts, today: date
) -> list[Question]:
    """What the supplement would bring about today; as `preview`."""
    document = ledger.with_supplement(case.facts, addition, today)
    added_to = document.steps.get(addition.code)
    assert added_to is not None, addition.code
    is_lenient = may.is_lenient(case, added_to, addition.taken_on)
    return asked(STEP[addition.code], document, context, today, is_lenient=is_lenient)


def asked(
    step: Step, document: CaseFacts, context: Facts, today: date, *, is_lenient: bool
) -> list[Question]:
    """What the case with this document asks that it did not ask before, as the act of a step."""
    before, after = judge(context, today), judge(replace(context, case=document), today)
    return may.questions(may.brought_about(before, after), step=step.no, is_lenient=is_lenient)


def candidate(
    case: Case, code: str, facts: StepFacts, today: date, *, turn: str | None = None
) -> CaseFacts:
    """The document of the case with the step taken today, as `services.recording.enter` would
    leave it. `turn`: the one it takes, where that is not in the facts.
    """
    document = ledger.with_step(case.facts, code, facts, today)
    if turn := turn or facts.turn:
        document = ledger.with_turn(document, turn)
    if code in NAMING:
        document = msgspec.structs.replace(document, **{NAMING[code]: foreseen(case, code, facts)})
    elif code in others.WIDE:
        document = others.with_elsewhere(case, document)
    return document


def lawful_ranges(
    *,
    code: str,
    facts: StepFacts | None,
    context: Facts,
    today: date,
    names: Iterable[str] | None = None,
) -> Mapping[str, DayRange]:
    """`{field: range}` of the days of a step, or of its fields `names`; of rules and of the
    procedure.
    """
    step = STEP[code]
    so_far = without_sensitive(facts) if facts is not None else FACTS[code]()
    days = [
        each.name for each in fields_of(FACTS[code]) if each.type is date and not each.label.written
    ]
    wanted = [name for name in days if names is None or name in names]
    found = day_ranges(context, code, so_far, wanted, today)
    if "on" in wanted and (opening := opens_on(step, context)):
        old = found.get("on", DayRange())
        if old.first is None or old.first.day < opening.day:
            found["on"] = replace(old, first=opening)
    return found


def opens_on(step: Step, facts: Facts) -> Bound | None:
    """The first day from which the step is open: so many months before the expiry, counted
    forward.
    """
    if step.opens is None or (expiry := facts.expiry) is None:
        return None
    day = add_months(expiry, -step.opens)
    while add_months(day, step.opens) < expiry:
        day += timedelta(days=1)
    return Bound(day, step.article(2026))
