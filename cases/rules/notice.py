"""The public notice that local rules want at other steps than 8, where the regulation has one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.base import NUMBERS, StepFacts
from ..facts.case import Facts
from ..facts.probation import ConversionMeeting, ConversionOutcome
from ..facts.values import PublicNotice, Reflected
from .engine import Breach, Duty, Is, Result, Severity, rule
from .steps import is_stopped, unknown_of_stop
from .target import due_after_notice, earliest_after_notice, how_counted, notice_full_on
from .unknown import unrecorded

#: {step: (rule of the local profile, the step before whose day the notice has to be over)}
NOTICED = {
    "shortlist": ("shortlist_notice_days", "file_activist"),
    "admission_meeting": ("admission_notice_days", "approve"),
    "conversion_meeting": ("conversion_notice_days", "approve_conversion"),
}
#: {step: the field that says what it decided}
DECIDED = {
    "shortlist": "is_agreed",
    "admission_meeting": "is_passed",
    "conversion_meeting": "is_passed",
}
UNTIL = {
    "file_activist": "报上级党委备案",
    "approve": "上级党委审批",
    "approve_conversion": "上级党委审批转正",
}


@rule(
    "F09",
    step=None,
    title="本地规定的公示",
    e2014=Is(None, Severity.ADVISE),
    e2026=Is(None, Severity.ADVISE),
    is_about_days=True,
    wanted_by=tuple(name for name, _ in NOTICED.values()),
)
def local_notice(facts: Facts, on: date) -> Iterator[Result]:
    """Off unless the local profile names working days. One finding a step: adverse result, no
    notice, then too short.

    After the decision of step 3, 15 or 23, if it was a good one, and over before it goes up (4) or
    is approved (17, 24). Counted as in C05; of several notices the last one counts.
    Source: the local profile.
    """
    for code, (name, before) in NOTICED.items():
        needed = getattr(facts.profile, name)
        if not needed or code not in facts.days:
            continue
        step = facts.steps.get(code)
        assert step is not None, "its day is known"
        yield from unrecorded(step, DECIDED[code])
        if not _ended_otherwise(step):
            yield from _of_step(facts, code, before, needed)


def _ended_otherwise(step: StepFacts) -> bool:
    """Whether the step decided something of which no notice is given."""
    is_other = isinstance(step, ConversionMeeting) and step.outcome is not ConversionOutcome.ON_TIME
    return step.is_negative or is_other


def _of_step(facts: Facts, code: str, before: str, needed: int) -> Iterator[Result]:
    step, until, no = facts.steps.get(code), facts.day(before), NUMBERS[code]
    assert step is not None, "its day is known"
    notices: tuple[PublicNotice, ...] = getattr(step, "notices", None) or ()
    if not notices:
        yield from unrecorded(step, "notices")
        if until is not None and step.missing("notices"):
            text = f"本地规定公示不少于 {needed} 个工作日：{UNTIL[before]}前没有公示的记录"
            yield Breach(text, actual=until, act_on=until, step=no)
        return
    last = max(notices, key=lambda notice: notice.on)
    yield from unrecorded(last, "result")
    full = notice_full_on(last.on, needed, facts.calendar)
    counted = how_counted(facts.calendar, last.on, full)
    if last.result is Reflected.ADVERSE:
        if until is not None:
            yield Breach(
                f"公示有影响，仍于 {until} {UNTIL[before]}", actual=until, act_on=until, step=no
            )
        return
    if until is None:
        yield from unknown_of_stop(facts)
        if is_stopped(facts) or facts.went_past(NUMBERS[before]):
            return
    yield from unrecorded(last, "to")
    if until is None:
        earliest = earliest_after_notice(last.on, last.to, needed, facts.calendar)
        text = (
            f"应不早于 {earliest} {UNTIL[before]}：公示自 {last.on} 的次日起满 {needed}"
            f" 个工作日{counted}"
        )
        yield Duty(text, earliest=earliest, step=NUMBERS[before])
    elif (due := due_after_notice(last.on, last.to, until, needed, facts.calendar)) is not None:
        text = (
            f"本地规定公示不少于 {needed} 个工作日，并在{UNTIL[before]}之前结束：{last.on} 起公示，"
            f"应不早于 {due}，实际 {until}{counted}"
        )
        yield Breach(
            text,
            due=due,
            actual=until,
            act_on=until,
            step=no,
            years=facts.calendar.unknown_years(last.on, full),
        )
