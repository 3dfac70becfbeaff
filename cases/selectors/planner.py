"""The planner: the earliest lawful day of each step that remains, each assumed done on its earliest
day, and well.

The days are those that the rules answer, as on the step form; there is no second account of the
limits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import msgspec

from cases.facts.base import FACTS, StepFacts
from cases.facts.case import Facts, edition_on
from cases.facts.probation import ConversionMeeting, ConversionOutcome
from cases.facts.target import ListTarget, Train
from cases.ledger import Ledger
from cases.models import Case
from cases.procedure import PLACE, STEP, STEPS, Step
from cases.rules.engine import RULES, judge
from cases.rules.ranges import Bound, DayRange, day_ranges
from cases.rules.vetting import TRAINING_DAYS
from cases.selectors.previewing import opens_on
from cases.selectors.wording import spelled


@dataclass(frozen=True)
class PlanLine:
    """A step that remains: from when it is lawful, what holds it back until then, and by when it is
    due.

    is_held  whether a limit holds it back, and not the steps before it alone
    """

    code: str
    no: int
    term: str
    earliest: date
    reason: str
    article: str | None
    edition: int
    is_held: bool
    latest: date | None
    latest_article: str | None


def planned(case: Case, context: Facts, today: date) -> list[PlanLine]:
    """The chain of the steps that remain; none of a closed case. `context` as
    `judging.context_for` gives it; asks no query.
    """
    if not case.is_open:
        return []
    lines: list[PlanLine] = []
    facts, cursor, before = context, today, None
    steps = (STEP["approve_conversion"],) if _is_turning(facts) else STEPS
    for step in steps:
        if PLACE[step.code] <= case.place:
            continue
        is_done = step.code in facts.days and step.code not in facts.case.earlier_round
        if is_done:
            cursor = max(cursor, facts.days[step.code])
            continue
        if step.only_2026 and edition_on(cursor) == 2014:
            continue
        line = _line(step, facts, cursor, before)
        lines.append(line)
        facts = _taken(facts, step, _candidate(step, cursor), line.earliest)
        cursor, before = line.earliest, step
    return lines


def _is_turning(facts: Facts) -> bool:
    """Whether the meeting of step 23 decided to extend or to cancel, and the answer is awaited:
    with it the case leaves the line of the steps.
    """
    meeting, approval = facts.steps.conversion_meeting, facts.steps.approve_conversion
    if meeting is None or meeting.on is None or facts.case.awaits_new_meeting:
        return False
    if approval is not None and approval.on is not None:
        return False
    return meeting.is_passed is not False and meeting.outcome in (
        ConversionOutcome.EXTEND,
        ConversionOutcome.CANCEL,
    )


def _line(step: Step, facts: Facts, cursor: date, before: Step | None) -> PlanLine:
    """The step after what is taken already; `cursor`: the day of the step before."""
    candidate = _candidate(step, cursor)
    found = day_ranges(facts, step.code, candidate, ["on"], cursor).get("on", DayRange())
    first, last = found.first, found.last
    said = _duties(step, facts.with_step(step.code, candidate), cursor)
    bounds = [first, opens_on(step, facts)]
    if not step.lasts or step.opens is None:
        bounds += [Bound(day, article) for day, (_, article) in said.items()]
    # else it is completed once the probation nears its end: the meeting awaits its duties
    hold = max(filter(None, bounds), key=lambda bound: bound.day, default=None)
    earliest, reason, article, is_held = cursor, "现在可以办理", None, False
    if hold is not None and hold.day > cursor:
        earliest, is_held = hold.day, True
        reason, article = said.get(hold.day) or (_title(hold, step), hold.article)
    elif before is not None:
        reason = f"第 {before.no} 步办理之后"
    if isinstance(candidate, Train):
        earliest += timedelta(TRAINING_DAYS - 1)
        reason = f"集中培训不少于 {TRAINING_DAYS} 天"
        article = step.article(edition_on(earliest))
        is_held = True
    edition = edition_on(earliest)
    return PlanLine(
        step.code,
        step.no,
        step.term_in(edition),
        earliest,
        spelled(reason),
        article,
        edition,
        is_held,
        last.day if last else None,
        last.article if last else None,
    )


def _duties(step: Step, facts: Facts, day: date) -> dict[date, tuple[str, str | None]]:
    """`{first lawful day: (sentence, article)}` of what the rules await of the step; of one that
    lasts also of the step after it.
    """
    numbers = {step.no}
    if step.lasts:
        numbers.add(_next_no(step))
    return {
        each.earliest: (each.text, each.article)
        for each in judge(facts, day).obligations
        if each.earliest is not None and each.step in numbers
    }


def _next_no(step: Step) -> int:
    return STEPS[PLACE[step.code] + 1].no


def _title(hold: Bound, step: Step) -> str:
    if hold.rule:
        return RULES[hold.rule].title
    return f"预备期满前 {step.opens} 个月起" if step.opens else "在前面的步骤之后"


def _candidate(step: Step, day: date) -> StepFacts:
    """The step without its day, as it would be when all goes well: the notice is posted on the
    day of the consent.
    """
    kind = FACTS[step.code]
    if kind is ListTarget:
        return ListTarget(notice_from=day)
    if kind is ConversionMeeting:
        return ConversionMeeting(outcome=ConversionOutcome.ON_TIME)
    return kind()


def _taken(facts: Facts, step: Step, candidate: StepFacts, day: date) -> Facts:
    book = Ledger.of(facts.case)
    book.take_step(step.code, msgspec.structs.replace(candidate, on=day))
    return replace(facts, case=book.write(facts.case))
