"""Rules of the limits of the approval, of what it writes, and of what follows it: D20 to D24."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.arithmetic import ONE_DAY, add_months
from ..facts.base import is_said
from ..facts.case import Facts
from .engine import Breach, Duty, Is, Result, Severity, rule
from .steps import (
    is_awaited,
    is_cancelled,
    is_missing,
    is_stopped,
    unknown_of_cancellation,
    unknown_of_stop,
)
from .unknown import unrecorded

VOID, CORRECT, ADVISE = Severity.VOID, Severity.CORRECT, Severity.ADVISE


@rule(
    "D20",
    step=17,
    title="支部大会决议三个月内审批，特殊情况不得超过六个月",
    e2014=Is("第二十六条", CORRECT),
    e2026=Is("第二十五条", CORRECT),
)
def approved_in_time(facts: Facts, on: date) -> Iterator[Result]:
    """Three calendar months from the branch meeting; up to six with a recorded reason; later is
    void.
    """
    met, approval = facts.day("admission_meeting"), facts.steps.approve
    if met is None:
        return
    yield from unknown_of_stop(facts)
    if is_stopped(facts):
        return
    if approval is not None:
        yield from unrecorded(approval, "late_reason")
    due, last = add_months(met, 3), add_months(met, 6)
    has_reason = approval is not None and is_said(approval.late_reason)
    approved = facts.day("approve")
    if approved is None:
        if is_awaited(facts, "approve", since=18):  # gone on without an approval: D19
            text = f"应不迟于 {due}：{met} 支部大会通过起三个月；特殊情况不得超过六个月（{last}）"
            yield Duty(due=due, void_from=last, is_silent=has_reason, text=text)
    elif approved > last:
        text = f"上级党委审批不得超过支部大会通过起六个月：应不迟于 {last}，实际 {approved}"
        yield Breach(due=last, actual=approved, severity=VOID, text=text)
    elif approved > due and not has_reason:
        text = (
            f"上级党委应在支部大会通过起三个月内审批，没有写明延长的理由：应不迟于 {due}，实际"
            f" {approved}"
        )
        yield Breach(due=due, actual=approved, text=text)


_RECONSIDER = "超过三个月的由支部大会重新讨论，超过六个月的重新履行程序"


@rule(
    "D21",
    step=17,
    title="决议超过三个月未上报的重新讨论，超过六个月的重新履行程序",
    e2014=Is(None, ADVISE),
    e2026=Is(None, ADVISE),
    wanted_by=("wants_reconsideration",),
)
def sent_up_in_time(facts: Facts, on: date) -> Iterator[Result]:
    """Off unless the local profile wants it. The resolution goes up within three, or six, months.
    Source: the local profile.
    """
    met, approval = facts.day("admission_meeting"), facts.steps.approve
    if not facts.profile.wants_reconsideration or met is None:
        return
    yield from unknown_of_stop(facts)
    if is_stopped(facts):
        return
    sent = None
    if approval is not None:
        yield from unrecorded(approval, "submitted_on")
        sent = approval.submitted_on
    due, last = add_months(met, 3), add_months(met, 6)
    if sent is None and not is_awaited(facts, "approve", since=18):
        return  # sent up on an unknown day
    if sent is None:
        yield Duty(due=due, text=f"应不迟于 {due}：{met} 支部大会通过起三个月内上报；{_RECONSIDER}")
    elif sent > due:
        limit = last if sent > last else due
        text = f"支部大会决议应在三个月内上报：应不迟于 {limit}，实际 {sent}；{_RECONSIDER}"
        yield Breach(due=limit, actual=sent, text=text)


@rule(
    "D22",
    step=17,
    title="审批意见写明预备期起止时间",
    e2014=Is("第二十五条、第三十二条", CORRECT),
    e2026=Is("第二十四条、第三十一条", CORRECT),
)
def probation_written(facts: Facts, on: date) -> Iterator[Result]:
    """Start and end are both written, and the end is the start plus a year less a day."""
    approval = facts.steps.approve
    if approval is None or approval.on is None:
        return
    yield from unknown_of_stop(facts)
    if is_stopped(facts):
        return
    yield from unrecorded(approval, "probation_from", "probation_to")
    start, end = approval.probation_from, approval.probation_to
    right = None
    if start is not None:
        right = add_months(start, 12) - ONE_DAY
    if approval.missing("probation_from") or approval.missing("probation_to"):
        yield Breach(due=right, text="审批意见没有写明预备期的起止时间")
    elif right is not None and end is not None and end != right:
        yield Breach(
            due=right, actual=end, text=f"预备期自 {start} 起一年，止于 {right}，所填为 {end}"
        )


@rule(
    "D23",
    step=18,
    title="报上一级党委组织部门备案",
    e2014=Is("第二十六条", CORRECT),
    e2026=Is("第二十五条", CORRECT),
)
def filed_with_department(facts: Facts, on: date) -> Iterator[Result]:
    """Missing once step 22 or a later one has a day, unless the case was stopped or cancelled."""
    yield from unknown_of_stop(facts)
    yield from unknown_of_cancellation(facts)
    if is_stopped(facts) or is_cancelled(facts):
        return
    if is_missing(facts, "file_with_department", since=22):
        yield Breach(text="没有报再上一级党委组织部门备案的记录")


#: `{field of the approval: what it is the day of}`.
_TOLD = {
    "branch_told_on": "通知党支部",
    "person_told_on": "通知本人",
    "announced_on": "在党员大会上宣布",
}


@rule(
    "D24",
    step=17,
    title="审批结果通知支部和本人，并在党员大会上宣布",
    e2014=Is("第二十五条", CORRECT),
    e2026=Is("第二十四条", CORRECT),
)
def told_and_announced(facts: Facts, on: date) -> Iterator[Result]:
    """Judged once step 22 or later has a day, as these facts are added after the approval."""
    approval = facts.steps.approve
    if approval is None or approval.on is None or not facts.went_past(22):
        return
    yield from unrecorded(approval, *_TOLD)
    lacking = [words for name, words in _TOLD.items() if approval.missing(name)]
    if lacking:
        yield Breach(text=f"审批后没有{'、'.join(lacking)}的记录")
