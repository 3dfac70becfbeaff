"""Rules of stage 3, first part: how a development target is decided on and listed, steps 7 and
8.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.arithmetic import ONE_DAY, Calendar, add_months
from ..facts.case import Facts, edition_on
from ..facts.target import ListTarget, NoticeResult
from ..facts.values import Heard, Place
from .engine import Breach, Duty, Is, Result, Severity, rule
from .steps import (
    fault_of_decision,
    is_cultivated,
    is_migrant,
    is_missing,
    provisional,
    unknown_of_cultivation,
    unknown_of_decision,
    unknown_of_migrant,
)
from .unknown import unrecorded

#: Working days of the public notice. Source: 《细则》 2026 第十三条.
NOTICE_DAYS = 5


@rule(
    "C01",
    step=7,
    title="经过一年以上培养教育和考察方可列为发展对象",
    e2014=Is("第十三条", Severity.VOID),
    e2026=Is("第十三条", Severity.VOID),
)
def a_year_of_cultivation(facts: Facts, on: date) -> Iterator[Result]:
    """From the decision of step 3 to that of step 7, one calendar year; a local profile may want
    it between the filings (4 and 8) as well.
    """
    if (decided := facts.day("shortlist")) is None:
        return
    due = add_months(decided, 12)
    yield from unknown_of_cultivation(facts)
    if is_cultivated(facts):
        yield Duty(f"应不早于 {due}：{decided} 确定为入党积极分子起满一年", earliest=due)
        return
    nominated = facts.day("nominate")
    if nominated is not None and nominated < due:
        text = f"确定为入党积极分子满一年方可列为发展对象：应不早于 {due}，实际 {nominated}"
        yield Breach(text, due=due, actual=nominated)
    elif facts.profile.counts_year_by_filing:
        yield from _year_between_filings(facts)


def _year_between_filings(facts: Facts) -> Iterator[Breach]:
    first, last = facts.day("file_activist"), facts.day("list_target")
    if first is not None and last is not None and last < (due := add_months(first, 12)):
        text = f"本地规定自入党积极分子备案起满一年方可备案为发展对象：应不早于 {due}，实际 {last}"
        yield Breach(text, due=due, actual=last, act_on=last)


@rule(
    "C02",
    step=7,
    title="听取党小组、培养联系人、党员和群众意见",
    e2014=Is("第十三条", Severity.CORRECT),
    e2026=Is("第十三条", Severity.CORRECT),
)
def opinions_heard(facts: Facts, on: date) -> Iterator[Result]:
    """All four kinds, none after the decision; what is missing comes before what is late."""
    step = facts.steps.nominate
    if step is None or step.on is None:
        return
    if step.opinions is None and not step.missing("opinions"):
        yield from unrecorded(step, "opinions")
        return
    opinions = step.opinions or ()
    heard = {opinion.kind for opinion in opinions}
    lacking = [kind.label for kind in Heard if kind not in heard]
    if lacking:
        yield Breach(f"没有听取意见的记录：{'、'.join(lacking)}")
        return
    latest = max((opinion.on for opinion in opinions if opinion.on is not None), default=step.on)
    if latest > step.on:
        text = f"应在讨论确定发展对象之前听取意见：应不迟于 {step.on}，实际 {latest}"
        yield Breach(text, due=step.on, actual=latest)


@rule(
    "C03",
    step=7,
    title="经支委会（没有支委会的由支部大会）讨论同意",
    e2014=Is("第十三条", Severity.VOID),
    e2026=Is("第十三条", Severity.VOID),
)
def nominated_by_the_branch(facts: Facts, on: date) -> Iterator[Result]:
    """As in B02, judged of the decision of step 7."""
    if is_missing(facts, "nominate", since=8):
        yield Breach("没有支委会讨论确定发展对象的记录")
        return
    step = facts.steps.nominate
    if step is None or step.on is None:
        return
    branch = step.branch or facts.case.branch
    yield from unknown_of_decision(step, branch)
    yield from unrecorded(step, "is_agreed")
    if fault := fault_of_decision(step.meeting, branch):
        severity, text = fault
        yield Breach(f"确定发展对象：{text}", actual=step.on, severity=severity)
    elif step.is_agreed is False and facts.went_past(8):
        yield Breach(f"{step.on} 的会议没有同意列为发展对象人选，案卷却继续办理", actual=step.on)


def _lacks_consent(facts: Facts, listed: ListTarget | None) -> bool:
    """Whether the consent was asked for and is not there; what an import did not ask is unknown."""
    consent = facts.steps.list_consent
    if consent is not None:
        return consent.missing("on")
    return listed is not None and listed.asked is None


@rule(
    "C04",
    step=8,
    title="列为发展对象前报上级党委备案（2014）、经上级党委同意后公示（2026）",
    e2014=Is("第十三条", Severity.VOID),
    e2026=Is("第十三条", Severity.VOID),
)
def consent_before_notice(facts: Facts, on: date) -> Iterator[Result]:
    """2014: step 8 is there. 2026: consent not after the first day of the notice, also before the
    person is listed.

    The edition is that of the committee's answer, where that is unknown of step 8.
    """
    step, answered = facts.steps.list_target, facts.day("list_consent")
    if is_missing(facts, "list_target", since=9):
        yield Breach("没有报上级党委备案、列为发展对象的记录", act_on=answered)
        return
    if step is None or (governing := answered or step.on) is None or edition_on(governing) == 2014:
        return
    posted = step.notice_from
    yield from unrecorded(step, "notice_from")
    if answered is None:
        if _lacks_consent(facts, step):
            text = "公示前应经上级党委同意：没有同意的记录"
            if posted:
                text += f"，应不迟于 {posted}"
            yield Breach(text, due=posted, act_on=governing, is_stricter=True)
    elif posted is not None and answered > posted:
        text = f"公示前应经上级党委同意：应不迟于 {posted}，实际 {answered}"
        yield Breach(text, due=posted, actual=answered, act_on=answered, is_stricter=True)


@rule(
    "C05",
    step=8,
    title="列为发展对象前公示不少于五个工作日",
    e2014=Is(None, Severity.ADVISE),
    e2026=Is("第十三条", Severity.VOID),
    is_stricter=True,
    wanted_by=("notice_days_2014",),
)
def public_notice(facts: Facts, on: date) -> Iterator[Result]:
    """One finding: adverse result, no notice, then too short. Counting starts the day after the
    first of the notice.

    In 2014 only where the local profile names a length. The edition is that of the committee's
    answer. Source for 2014: the local profile.
    """
    step, answered = facts.steps.list_target, facts.day("list_consent")
    if step is None or not (needed := _days_needed(facts, on)):
        return
    governing = answered or step.on or on
    if step.on is None:
        if (
            step.notice_from is not None
            and step.result is not NoticeResult.ADVERSE
            and facts.last < 9
        ):
            yield _earliest_listing(step.notice_from, step.notice_to, needed, facts.calendar)
        return
    yield from unrecorded(step, "result", "notice_from", "notice_to")
    if step.result is NoticeResult.ADVERSE:
        text = f"公示结果有影响的，不能列为发展对象：{step.on} 列为发展对象"
        yield Breach(text, actual=step.on, act_on=governing)
    elif step.notice_from is not None:
        yield from _too_short(step, needed, facts.calendar, governing)
    elif step.missing("notice_from"):
        yield Breach("列为发展对象前没有公示的记录", actual=step.on, act_on=governing)


def _days_needed(facts: Facts, on: date) -> int:
    """The working days that the notice has to last, 0 where none is asked for."""
    governing = facts.day("list_consent") or facts.day("list_target") or on
    if edition_on(governing) == 2026:
        return NOTICE_DAYS
    return facts.profile.notice_days_2014


def years_of_notice(facts: Facts, on: date) -> range:
    """The years whose calendar the notice is counted by, from its first day to the last it
    needs; empty: no notice.
    """
    step, needed = facts.steps.list_target, _days_needed(facts, on)
    if step is None or step.notice_from is None or not needed:
        return range(0)
    return range(
        step.notice_from.year,
        facts.calendar.nth_working_day_after(step.notice_from, needed).year + 1,
    )


def _too_short(
    step: ListTarget, needed: int, calendar: Calendar, governing: date
) -> Iterator[Breach]:
    """Fewer days than needed, or not over before the listing; `due` is the first lawful day of
    listing.
    """
    if step.notice_from is None or step.on is None:
        return
    due = due_after_notice(step.notice_from, step.notice_to, step.on, needed, calendar)
    if due is None:
        return
    full = due - ONE_DAY
    last = step.notice_to or step.on - ONE_DAY
    text = (
        f"公示应不少于 {needed} 个工作日，并在列为发展对象之前结束：公示 {step.notice_from} 至"
        f" {last}，"
        f"应不早于 {due} 列为发展对象，实际"
        f" {step.on}{how_counted(calendar, step.notice_from, full)}"
    )
    years = calendar.unknown_years(step.notice_from, full)
    yield Breach(text, due=due, actual=step.on, act_on=governing, years=years)


def notice_full_on(posted: date, needed: int, calendar: Calendar) -> date:
    """The last day that a public notice needs: the `needed`-th working day after the day it was
    posted.
    """
    return calendar.nth_working_day_after(posted, needed)


def due_after_notice(
    posted: date, ended: date | None, acted: date, needed: int, calendar: Calendar
) -> date | None:
    """The first lawful day of the act, where the notice was too short or not over before it;
    None: it was in order.
    """
    full = notice_full_on(posted, needed, calendar)
    last = ended or acted - ONE_DAY
    if full <= last < acted:
        return None
    return full + ONE_DAY


def earliest_after_notice(
    posted: date, ended: date | None, needed: int, calendar: Calendar
) -> date:
    """The first day on which what the notice was given for may be done; `ended` None: it runs."""
    full = notice_full_on(posted, needed, calendar)
    return max(full, ended or full) + ONE_DAY


def _earliest_listing(posted: date, ended: date | None, needed: int, calendar: Calendar) -> Duty:
    full = notice_full_on(posted, needed, calendar)
    earliest = earliest_after_notice(posted, ended, needed, calendar)
    text = f"应不早于 {earliest}：公示自 {posted} 的次日起满 {needed} 个工作日"
    if ended is not None and ended > full:
        text += f"，且到 {ended} 止"
    return Duty(text + how_counted(calendar, posted, full), earliest=earliest)


@rule(
    "C06",
    step=8,
    title="流动人员在流出地和流入地都公示",
    e2014=None,
    e2026=Is("第十三条", Severity.CORRECT),
    is_stricter=True,
)
def notice_at_both_places(facts: Facts, on: date) -> Iterator[Result]:
    """Also where there was no notice at all."""
    step = facts.steps.list_target
    if step is None or step.on is None:
        return
    yield from unknown_of_migrant(facts)
    if not is_migrant(facts):
        return
    yield from unrecorded(step, "notice_from", "places")
    asked: tuple[Place, ...] = (Place.ORIGIN, Place.DESTINATION)
    if (
        step.notice_from is None
        and step.missing("notice_from")
        and step.result is not NoticeResult.ADVERSE
    ):
        lacking = asked
    elif step.places is None and not step.missing("places"):
        return
    else:
        lacking = tuple(place for place in asked if place not in (step.places or ()))
    if lacking:
        yield Breach(
            f"流动人员没有公示的记录：{'、'.join(place.label for place in lacking)}",
            act_on=facts.day("list_consent"),
        )


@rule(
    "C17",
    step=8,
    title="在工作、学习单位或者居住地公示",
    e2014=None,
    e2026=Is("第十三条", Severity.CORRECT),
)
def notice_at_unit_or_residence(facts: Facts, on: date) -> Iterator[Result]:
    """Where the places were asked. Of a migrant C06 asks for two other places; without any
    notice it is C05's.
    """
    step = facts.steps.list_target
    if step is None or step.on is None:
        return
    yield from unrecorded(step, "notice_from")
    yield from unknown_of_migrant(facts)
    if step.notice_from is None or is_migrant(facts):
        return
    yield from unrecorded(step, "places")
    if step.was_asked("places") and not {Place.UNIT, Place.RESIDENCE} & set(step.places or ()):
        yield Breach("没有在工作、学习单位或者居住地公示的记录")


def how_counted(calendar: Calendar, first: date, last: date) -> str:
    """In brackets, which holidays counting working days from `first` to `last` skipped, and
    whether for now only.
    """
    parts = []
    if skipped := list(_spans(calendar, first, last)):
        parts.append(f"不计放假的 {'、'.join(skipped)}")
    if years := calendar.unknown_years(first, last):
        parts.append(provisional(years))
    if not parts:
        return ""
    return f"（{'；'.join(parts)}）"


def _spans(calendar: Calendar, first: date, last: date) -> Iterator[str]:
    """The holidays as `国庆节 2026-10-01 至 2026-10-07`, those of one name that only a weekend
    parts taken together.
    """
    spans: list[tuple[str, date, date]] = []
    for day in calendar.holidays(first, last):
        name = calendar.names.get(day, "")
        if spans and spans[-1][0] == name and (day - spans[-1][2]).days <= 3:
            spans[-1] = (name, spans[-1][1], day)
        else:
            spans.append((name, day, day))
    for name, start, end in spans:
        span = f"{name} {start}".strip()
        if end > start:
            span += f" 至 {end}"
        yield span
