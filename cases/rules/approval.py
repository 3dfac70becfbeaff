"""Rules of the way from the branch meeting to the approved admission: D14 to D19, and D28."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.admission import Approve, CommitteeTalkerCapacity
from ..facts.arithmetic import is_majority, votes_needed
from ..facts.case import Facts, edition_on
from ..facts.values import Kind, OrganizationThen, Paper, ResolutionItem
from .engine import Breach, Is, Result, Severity, Unknown, rule
from .steps import (
    is_missing,
    lacks_record,
)
from .unknown import APPROVAL_POWER, SENT_UP, unrecorded

VOID, CORRECT = Severity.VOID, Severity.CORRECT


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


#: What goes up in both editions.
_SENT_ALWAYS = (Paper.FORM, Paper.APPLICATION, Paper.REVIEW)


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
        yield SENT_UP
        return
    sent = approval.papers
    lacking = [paper.label for paper in _SENT_ALWAYS if paper not in sent]
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
