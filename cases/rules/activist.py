"""Rules of stage 2, 入党积极分子的确定和培养教育: steps 3 to 6."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ..facts.arithmetic import ONE_DAY, add_months
from ..facts.case import Facts, Sponsor
from ..facts.cultivation import Recommendation
from .engine import Breach, Duty, Is, Result, Severity, rule
from .steps import (
    days_recorded,
    fault_of_decision,
    is_cultivated,
    is_missing,
    unknown_days,
    unknown_of_cultivation,
    unknown_of_decision,
)
from .unknown import MEMBER_RECORD, unrecorded


@rule(
    "B01",
    step=3,
    title="入党积极分子人选由党员推荐、群团组织推优等方式产生",
    e2014=Is("第八条", Severity.CORRECT),
    e2026=Is("第八条", Severity.CORRECT),
)
def recommended(facts: Facts, on: date) -> Iterator[Result]:
    """Only where the record says that nobody recommended the person."""
    step = facts.steps.shortlist
    if step is None or step.on is None:
        return
    yield from unrecorded(step, "recommended_by")
    if step.recommended_by is Recommendation.NONE:
        yield Breach("入党积极分子人选没有经过党员推荐或群团组织推优", actual=step.on)


@rule(
    "B02",
    step=3,
    title="入党积极分子由支委会（没有支委会的由支部大会）研究决定",
    e2014=Is("第八条", Severity.VOID),
    e2026=Is("第八条", Severity.VOID),
)
def decided_by_the_branch(facts: Facts, on: date) -> Iterator[Result]:
    """Void where nobody decided, or a committee that the branch does not have, or where the person
    was not chosen and the case went on; correct where the branch meeting decided although there is
    a committee.
    """
    if is_missing(facts, "shortlist", since=4):
        yield Breach("没有研究决定为入党积极分子的记录")
        return
    step = facts.steps.shortlist
    if step is None or step.on is None:
        return
    branch = step.branch or facts.case.branch
    yield from unknown_of_decision(step, branch)
    yield from unrecorded(step, "is_agreed")
    if fault := fault_of_decision(step.meeting, branch):
        severity, text = fault
        yield Breach(f"确定入党积极分子：{text}", actual=step.on, severity=severity)
    elif step.is_agreed is False and facts.went_past(4):
        yield Breach(f"{step.on} 的会议没有同意确定为入党积极分子，案卷却继续办理", actual=step.on)


@rule(
    "B03",
    step=4,
    title="确定入党积极分子后报上级党委备案",
    e2014=Is("第八条", Severity.CORRECT),
    e2026=Is("第八条", Severity.CORRECT),
)
def filed_after_decision(facts: Facts, on: date) -> Iterator[Result]:
    """Filed, and not before the day of the decision."""
    if is_missing(facts, "file_activist", since=7):
        yield Breach("入党积极分子没有报上级党委备案的记录")
        return
    decided, filed = facts.day("shortlist"), facts.day("file_activist")
    if decided is not None and filed is not None and filed < decided:
        text = f"应在确定为入党积极分子之后备案：应不早于 {decided}，实际 {filed}"
        yield Breach(text, due=decided, actual=filed)


@rule(
    "B04",
    step=3,
    title="确定入党积极分子前已派人谈话",
    e2014=Is("第七条、第八条", Severity.CORRECT),
    e2026=Is("第七条、第八条", Severity.CORRECT),
)
def talked_to_before_decision(facts: Facts, on: date) -> Iterator[Result]:
    """The decision not before the talk; a missing talk is A05's. Source: 流程图 (only those already
    talked to).
    """
    talked, decided = facts.day("talk"), facts.day("shortlist")
    if talked is not None and decided is not None and decided < talked:
        text = f"应在派人谈话之后确定入党积极分子：应不早于 {talked}，实际 {decided}"
        yield Breach(text, due=talked, actual=decided)


@rule(
    "B05",
    step=5,
    title="指定一至两名正式党员作培养联系人，不得间断",
    e2014=Is("第九条", Severity.CORRECT),
    e2026=Is("第九条", Severity.CORRECT),
)
def one_or_two_full_contacts(facts: Facts, on: date) -> Iterator[Result]:
    """One finding, of several faults the first; a fault of a replacement is judged on the day it
    began.
    """
    if is_missing(facts, "appoint_contacts", since=7):
        yield Breach("没有指定培养联系人的记录")
        return
    step, contacts = facts.steps.appoint_contacts, facts.case.contacts
    if step is None or step.on is None:
        return
    if contacts:
        until = facts.first_day_from(15) or facts.case.closed_on
        fault = (
            _too_many(contacts, step.on)
            or _not_full(contacts, step.on)
            or _uncovered(contacts, until, on)
        )
        if fault:
            day, text = fault
            yield Breach(text, actual=day, act_on=day)
        if any(contact.member is None for contact in contacts):
            yield MEMBER_RECORD
        return
    if contacts is None:
        yield from unrecorded(step, "contacts")
    if contacts == () or step.missing("contacts"):
        yield Breach("没有记录培养联系人")


def _too_many(contacts: Sequence[Sponsor], appointed: date) -> tuple[date, str] | None:
    """The first day with more than two at one time; a name counts once."""
    if len(contacts) < 3:
        return None
    for day in sorted({contact.since or appointed for contact in contacts}):
        there = {(each.name, each.member) for each in contacts if _is_there(each, day, appointed)}
        if len(there) > 2:
            return day, f"培养联系人应为一至两名：{day} 有 {len(there)} 名"
    return None


def _is_there(contact: Sponsor, day: date, appointed: date) -> bool:
    since = contact.since or appointed
    return since <= day and (contact.until is None or day < contact.until)


def _not_full(contacts: Sequence[Sponsor], appointed: date) -> tuple[date, str] | None:
    for contact in contacts:
        day = contact.since or appointed
        if contact.member is not None and contact.member.is_full_on(day) is False:
            return day, f"培养联系人应为正式党员：{contact.name} {day} 还不是正式党员"
    return None


def _uncovered(
    contacts: Sequence[Sponsor], until: date | None, on: date
) -> tuple[date, str] | None:
    """The first day without a contact between the first appointment and `until`; open cases up
    to the day itself.
    """
    covered: date | None = None  # first day not covered so far
    for contact in sorted(contacts, key=lambda each: each.since or date.min):
        if contact.since is None:
            return None
        if covered is not None and contact.since > covered:
            break
        if contact.until is None:
            return None
        covered = max(covered or contact.until, contact.until)
    if until is None:
        until = on + ONE_DAY
    if covered is None or covered >= until:
        return None
    return covered, f"培养考察期间不应没有培养联系人：{covered} 起没有"


def _within(facts: Facts, days: tuple[date, ...], on: date) -> list[date]:
    """Those from step 3 to step 7, in order."""
    first, last = facts.day("shortlist") or date.min, facts.first_day_from(7)
    if last is None or is_cultivated(facts):
        last = on
    return sorted({day for day in days if first <= day <= last})


@rule(
    "B06",
    step=6,
    title="党支部每半年对入党积极分子考察一次",
    e2014=Is("第十一条", Severity.CORRECT),
    e2026=Is("第十一条", Severity.CORRECT),
)
def examined_half_yearly(facts: Facts, on: date) -> Iterator[Result]:
    """At most six calendar months from the decision to the first, between two, and from the last to
    step 7.

    One finding a gap. Without a day of step 3 or 7 the gap there is not judged.
    """
    previous = facts.day("shortlist")
    if previous is None and facts.last < 4:
        return
    if (days := days_recorded(facts, "cultivate", "examinations")) is None:
        yield from unknown_days(facts, "cultivate", "examinations")
        return
    yield from unknown_of_cultivation(facts)
    for day in _within(facts, days, on):
        if previous is not None and day > (due := add_months(previous, 6)):
            text = f"每半年应考察一次：{previous} 之后应不迟于 {due}，实际 {day}"
            yield Breach(text, due=due, actual=day, act_on=day)
        previous = day
    if previous is None:
        return
    due = add_months(previous, 6)
    if is_cultivated(facts):
        since = "上次考察" if previous != facts.day("shortlist") else "确定为入党积极分子"
        yield Duty(f"应不迟于 {due}：{previous} {since}起六个月", due=due)
    elif (nominated := facts.day("nominate")) is not None and nominated > due:
        text = (
            f"每半年应考察一次：{previous} 之后应不迟于 {due}，{nominated} 确定发展对象前没有考察"
        )
        yield Breach(text, due=due, act_on=nominated)


@rule(
    "B09",
    step=3,
    title="申请入党到确定为入党积极分子达到本地规定的时间",
    e2014=Is(None, Severity.ADVISE),
    e2026=Is(None, Severity.ADVISE),
    wanted_by=("waiting_months",),
)
def local_waiting_time(facts: Facts, on: date) -> Iterator[Result]:
    """Off unless the local profile names months. Source: the local profile."""
    months = facts.profile.waiting_months
    if (
        not months
        or (received := facts.day("apply")) is None
        or (decided := facts.day("shortlist")) is None
    ):
        return
    if decided < (due := add_months(received, months)):
        text = (
            f"本地规定申请入党满 {months} 个月方可确定为入党积极分子："
            f"应不早于 {due}，实际 {decided}"
        )
        yield Breach(text, due=due, actual=decided)


@rule(
    "B10",
    step=6,
    title="按本地规定每季度递交思想汇报",
    e2014=Is(None, Severity.ADVISE),
    e2026=Is(None, Severity.ADVISE),
    wanted_by=("wants_quarterly_reports",),
)
def quarterly_reports(facts: Facts, on: date) -> Iterator[Result]:
    """Off unless the local profile wants it. One finding, the first gap of more than three
    months. Source: the local profile.
    """
    if not facts.profile.wants_quarterly_reports or (previous := facts.day("shortlist")) is None:
        return
    if (days := days_recorded(facts, "cultivate", "reports")) is None:
        yield from unknown_days(facts, "cultivate", "reports")
        return
    yield from unknown_of_cultivation(facts)
    for day in _within(facts, days, on):
        if day > (due := add_months(previous, 3)):
            text = f"每季度应递交思想汇报：{previous} 之后应不迟于 {due}，实际 {day}"
            yield Breach(text, due=due, actual=day, act_on=day)
            return
        previous = day
    due = add_months(previous, 3)
    if is_cultivated(facts):
        yield Duty(f"应不迟于 {due}：本地规定每季度递交思想汇报，自 {previous} 起三个月", due=due)
    elif (nominated := facts.day("nominate")) is not None and nominated > due:
        text = (
            f"每季度应递交思想汇报：{previous} 之后应不迟于 {due}，"
            f"{nominated} 确定发展对象前没有递交"
        )
        yield Breach(text, due=due, act_on=nominated)
