"""Rules of the way from the branch meeting to the approved and filed admission: D14 to D24, and
D28.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.admission import Approve, CommitteeTalkerCapacity
from ..facts.arithmetic import ONE_DAY, add_months, is_majority, votes_needed
from ..facts.base import is_said
from ..facts.case import Facts, edition_on
from ..facts.values import Kind, OrganizationThen, Paper, ResolutionItem
from .engine import Breach, Duty, Is, Result, Severity, Unknown, rule
from .steps import (
    is_awaited,
    is_cancelled,
    is_missing,
    is_stopped,
    lacks_record,
    unknown_of_cancellation,
    unknown_of_stop,
)
from .unknown import APPROVAL_POWER, unrecorded

VOID, CORRECT, ADVISE = Severity.VOID, Severity.CORRECT, Severity.ADVISE


@rule(
    "D14",
    step=15,
    title="决议载明五项内容",
    e2014=Is("第二十二条", CORRECT),
    e2026=Is("第二十一条", CORRECT),
)
def resolution_items(facts: Facts, on: date) -> Iterator[Result]:
    """Main performance, attendance, result, date, signature; only a meeting that passed writes a
    resolution.
    """
    meeting = facts.steps.admission_meeting
    if meeting is None or meeting.on is None:
        return
    yield from unrecorded(meeting, "is_passed")
    if meeting.is_passed is False:
        return
    if meeting.resolution is None and not meeting.missing("resolution"):
        yield from unrecorded(meeting, "resolution")
        return
    lacking = [item.label for item in ResolutionItem if item not in (meeting.resolution or ())]
    if lacking:
        yield Breach(text=f"支部大会决议没有载明：{'、'.join(lacking)}")


@rule(
    "D15",
    step=17,
    title="决议连同有关材料一并上报",
    e2014=Is("第二十二条", CORRECT),
    e2026=Is("第二十一条", CORRECT),
)
def dossier_sent_up(facts: Facts, on: date) -> Iterator[Result]:
    """志愿书, 申请书, review and cultivation papers go up with the resolution; those of cultivation
    as in E16.

    What was sent is taken from the filing; nobody is asked for it, so that None is unknown.
    """
    approval = facts.steps.approve
    if approval is None or approval.on is None:
        return
    if approval.papers is None:
        yield from unrecorded(approval, "papers")
        return
    sent = approval.papers
    lacking = [
        paper.label for paper in (Paper.FORM, Paper.APPLICATION, Paper.REVIEW) if paper not in sent
    ]
    record = Paper.ACTIVIST_RECORD
    if edition_on(approval.on) == 2014 and not {Paper.CULTIVATION, record} & set(sent):
        lacking.append(Paper.CULTIVATION.label)
    elif edition_on(approval.on) == 2026 and lacks_record(record, facts.day("nominate"), sent):
        lacking.append(record.label)
    if lacking:
        yield Breach(text=f"上报支部大会决议时缺少：{'、'.join(lacking)}")


def _may_approve(organization: OrganizationThen) -> bool | None:
    """Whether it is a committee with power of approval above the branch; None: not known."""
    if organization.approves is None:
        return None
    return (
        organization.approves and organization.is_above_branch and not organization.is_provisional
    )


@rule(
    "D16",
    step=17,
    title="预备党员由具有审批权限的党委审批",
    e2014=Is("第二十三条", VOID),
    e2026=Is("第二十二条", VOID),
)
def approver_has_power(facts: Facts, on: date) -> Iterator[Result]:
    """Not a general branch, a 党组, a provisional organization, nor a committee without that
    power.
    """
    approval = facts.steps.approve
    if approval is None or approval.on is None:
        return
    if approval.approver is None:
        yield from unrecorded(approval, "approver")
        return
    if approval.approver.approves is None:
        yield APPROVAL_POWER
    if _may_approve(approval.approver) is False:
        text = f"审批组织应是本支部之上具有审批权限的党委，{approval.approver.name}不能审批"
        yield Breach(actual=approval.on, text=text)


def _needs_deliberation(approval: Approve) -> bool:
    """Whether somebody stands between who may only deliberate; a committee of unknown power does
    not count.
    """
    approver = approval.approver
    if approver is None or approver.approves is None or not approver.is_above_branch:
        return False
    return any(each.approves is False for each in _bodies_between(approval))


def _bodies_between(approval: Approve) -> list[OrganizationThen]:
    bodies = (Kind.GENERAL_BRANCH, Kind.COMMITTEE)
    return [each for each in approval.between or () if each.kind in bodies]


def _unknown_of_deliberation(approval: Approve) -> Iterator[Unknown]:
    """What `_needs_deliberation` does not know, up to the first body that may only deliberate."""
    approver = approval.approver
    if approver is None:
        yield from unrecorded(approval, "approver")
        return
    if approver.approves is None:
        yield APPROVAL_POWER
        return
    if not approver.is_above_branch:
        return
    yield from unrecorded(approval, "between")
    for each in _bodies_between(approval):
        if each.approves is None:
            yield APPROVAL_POWER
        elif not each.approves:
            return


@rule(
    "D17",
    step=17,
    title="党总支和没有审批权限的党委应当审议",
    e2014=Is("第二十三条", CORRECT),
    e2026=Is("第二十二条", CORRECT),
)
def deliberated_between(facts: Facts, on: date) -> Iterator[Result]:
    """A deliberation lies between branch meeting and approval, both days included."""
    approval, met = facts.steps.approve, facts.day("admission_meeting")
    if approval is None or (approved := approval.on) is None:
        return
    yield from _unknown_of_deliberation(approval)
    if not _needs_deliberation(approval):
        return
    yield from unrecorded(approval, "deliberations")
    if not approval.deliberations:
        if approval.deliberations is not None or approval.missing("deliberations"):
            yield Breach(due=approved, text="没有党总支（下一级党委）审议的记录，已报上级党委审批")
        return
    days = [each.on for each in approval.deliberations if each.on is not None]
    if len(days) < len(approval.deliberations):
        return  # held on an unknown day
    if any((met is None or met <= day) and day <= approved for day in days):
        return
    last = max(days)
    if last > approved:
        yield Breach(
            due=approved,
            actual=last,
            text=f"审议应在上级党委审批之前：应不迟于 {approved}，实际 {last}",
        )
    else:
        yield Breach(
            due=met, actual=last, text=f"审议应在支部大会之后：应不早于 {met}，实际 {last}"
        )


@rule(
    "D18",
    step=16,
    title="党委审批前指派党委委员或组织员谈话",
    e2014=Is("第二十四条", CORRECT),
    e2026=Is("第二十三条", CORRECT),
)
def committee_talk(facts: Facts, on: date) -> Iterator[Result]:
    """Between branch meeting and approval, both days included; the day comes before the
    capacity.
    """
    talk, met, approved = (
        facts.steps.committee_talk,
        facts.day("admission_meeting"),
        facts.day("approve"),
    )
    if talk is None or talk.on is None:
        if is_missing(facts, "committee_talk", since=17):
            yield Breach(due=approved, text="审批前没有上级党委派人谈话的记录")
        return
    yield from unrecorded(talk, "capacity")
    if met is not None and talk.on < met:
        yield Breach(
            due=met,
            actual=talk.on,
            text=f"上级党委派人谈话应在支部大会之后：应不早于 {met}，实际 {talk.on}",
        )
    elif approved is not None and talk.on > approved:
        text = f"上级党委派人谈话应在审批之前：应不迟于 {approved}，实际 {talk.on}"
        yield Breach(due=approved, actual=talk.on, text=text)
    elif talk.capacity is CommitteeTalkerCapacity.OTHER:
        yield Breach(actual=talk.on, text="谈话人应是党委委员或组织员")


@rule(
    "D19",
    step=17,
    title="党委会集体讨论和表决，两个以上的逐个审议和表决",
    e2014=Is("第二十五条", VOID),
    e2026=Is("第二十四条", VOID),
)
def decided_collectively(facts: Facts, on: date) -> Iterator[Result]:
    """The approval is there and given when the case goes on, and was discussed and voted
    collectively.
    """
    approval = facts.steps.approve
    if approval is None or approval.on is None:
        if is_missing(facts, "approve", since=18):
            yield Breach(text="没有上级党委审批的记录，案卷已进入以后步骤")
        return
    yield from unrecorded(approval, "is_approved", "is_collective", "is_one_by_one")
    if approval.is_approved is False and facts.went_past(18):
        yield Breach(actual=approval.on, text=f"上级党委 {approval.on} 不批准，仍办理以后步骤")
    elif approval.is_collective is False:
        yield Breach(actual=approval.on, text="上级党委没有集体讨论和表决")
    elif approval.is_one_by_one is False:
        yield Breach(actual=approval.on, text="上级党委没有逐个审议和表决")


@rule(
    "D28",
    step=None,
    title="党委会到会委员和赞成委员都超过半数",
    e2014=Is(None, CORRECT),
    e2026=Is(None, CORRECT),
    about=("approve", "approve_conversion"),
)
def committee_majority(facts: Facts, on: date) -> Iterator[Result]:
    """More than half of the committee's members there, and more than half of all in favour; a
    finding for each.

    Both approvals, 17 and 24, where they were given and the numbers are known. Source:
    organization practice; the regulation asks for collective discussion and a vote.
    """
    for no, approval in ((17, facts.steps.approve), (24, facts.steps.approve_conversion)):
        if approval is None or approval.on is None:
            continue
        yield from unrecorded(approval, "is_approved")
        if not approval.is_approved:
            continue
        if approval.votes is None:
            yield from unrecorded(approval, "votes")
            continue
        votes, members = approval.votes, approval.votes.should_attend
        if members is None:
            continue
        least = f"应到委员 {members} 名，至少 {votes_needed(members)} 名"
        if votes.present is not None and not is_majority(votes.present, members):
            text = f"党委会到会委员没有超过半数：{least}，实到 {votes.present} 名"
            yield Breach(text, actual=approval.on, act_on=approval.on, step=no)
        if votes.in_favour is not None and not is_majority(votes.in_favour, members):
            text = f"党委会赞成委员没有超过应到会委员的半数：{least}，赞成 {votes.in_favour} 名"
            yield Breach(text, actual=approval.on, act_on=approval.on, step=no)


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
    if approval is not None:
        yield from unrecorded(approval, "submitted_on")
    sent = None if approval is None else approval.submitted_on
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
    right = None if start is None else add_months(start, 12) - ONE_DAY
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
    yield from unrecorded(approval, "branch_told_on", "person_told_on", "announced_on")
    lacking = [
        words
        for name, words in (
            ("branch_told_on", "通知党支部"),
            ("person_told_on", "通知本人"),
            ("announced_on", "在党员大会上宣布"),
        )
        if approval.missing(name)
    ]
    if lacking:
        yield Breach(text=f"审批后没有{'、'.join(lacking)}的记录")
