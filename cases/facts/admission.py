"""Facts of stage 4, 预备党员的接收: steps 12 to 18."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from .base import Choice, Label, StepFacts, Value, facts_of
from .values import (
    Ballot,
    Deliberation,
    Exclusion,
    OrganizationThen,
    Paper,
    PublicNotice,
    ResolutionItem,
    Voter,
    WrittenOpinion,
)


@facts_of("committee_review", no=12)
class CommitteeReview(StepFacts, frozen=True, kw_only=True):
    """支部委员会审查. Source: 《细则》 2014 第十九条, 2026 第十八条."""

    on: Annotated[date | None, Label("会议日期", required=True)] = None
    present: Annotated[int | None, Label("到会人数")] = None
    is_passed: Annotated[bool | None, Label("审查通过", required=True)] = None
    remarks: Annotated[str | None, Label("审查意见", sensitive=True, lines=4)] = None

    @property
    def is_negative(self) -> bool:
        return self.is_passed is False


@facts_of("pre_review", no=13)
class PreReview(StepFacts, frozen=True, kw_only=True):
    """上级党委预审. Source: 《细则》 2014 第十九条, 2026 第十八条."""

    received_on: Annotated[date | None, Label("收到日期", system=True)] = None
    submitted_on: Annotated[date | None, Label("报送日期", system=True)] = None
    needs_discipline_opinion: Annotated[bool | None, Label("需要听取执纪执法等部门意见")] = None
    discipline_opinion_on: Annotated[date | None, Label("执纪执法等部门意见日期")] = None
    leaves_within_three_months: Annotated[
        bool | None, Label("三个月内将离开工作、学习单位", "一般不办理接收手续", required=True)
    ] = None
    leave_reason: Annotated[str | None, Label("仍予办理的理由")] = None
    on: Annotated[date | None, Label("预审答复日期", required=True)] = None
    is_qualified: Annotated[bool | None, Label("预审合格", required=True)] = None
    is_written: Annotated[bool | None, Label("已书面通知党支部", required=True)] = None
    remarks: Annotated[str | None, Label("预审意见", sensitive=True, lines=4)] = None
    reviewer: Annotated[OrganizationThen | None, Label("预审党委", system=True)] = None

    @property
    def is_negative(self) -> bool:
        return self.is_qualified is False


@facts_of("fill_form", no=14)
class FillForm(StepFacts, frozen=True, kw_only=True):
    """填写入党志愿书. Source: 《细则》 2014 第十五、十九条, 2026 第十五、十八条."""

    form_number: Annotated[str | None, Label("志愿书编号", required=True, clause=(19, 18))] = None
    issued_on: Annotated[
        date | None, Label("发放日期", "预审合格之后", required=True, clause=(19, 18))
    ] = None
    on: Annotated[date | None, Label("填写日期", required=True, clause=(19, 18))] = None


class AfterFailure(Choice):
    """What follows a meeting that did not pass; the values are codes of turns."""

    CONTINUE = "continue_after_meeting", "继续培养"
    CLOSE = "close_after_meeting", "结案"


@facts_of("admission_meeting", no=15)
class AdmissionMeeting(StepFacts, frozen=True, kw_only=True):
    """支部大会讨论接收. Source: 《细则》 2014 第二十至二十二条, 2026 第十九至二十一条."""

    on: Annotated[
        date | None, Label("大会日期", "预备期自这一天起算", required=True, clause=(20, 19))
    ] = None
    ballot: Annotated[Ballot | None, Label("表决情况", required=True, clause=(21, 20))] = None
    voters: Annotated[tuple[Voter, ...] | None, Label("应到会党员名单", system=True)] = None
    opinions: Annotated[tuple[WrittenOpinion, ...] | None, Label("书面意见")] = None
    exclusions: Annotated[tuple[Exclusion, ...] | None, Label("不计入应到的正式党员")] = None
    introducers_present: Annotated[
        bool | None, Label("入党介绍人到会介绍情况", required=True, clause=(20, 19))
    ] = None
    chair: Annotated[str | None, Label("主持人")] = None
    tellers: Annotated[str | None, Label("监票人、计票人")] = None
    recorder: Annotated[str | None, Label("记录人")] = None
    resolution: Annotated[
        tuple[ResolutionItem, ...] | None, Label("决议载明", required=True, clause=(22, 21))
    ] = None
    resolution_text: Annotated[str | None, Label("决议内容", sensitive=True, lines=6)] = None
    is_passed: Annotated[bool | None, Label("大会通过", required=True, clause=(21, 20))] = None
    branch: Annotated[OrganizationThen | None, Label("支部当时情况", system=True)] = None
    afterwards: Annotated[AfterFailure | None, Label("未通过的处理", "大会未通过的填写")] = None
    notices: Annotated[
        tuple[PublicNotice, ...] | None, Label("公示", "本地规定要求时填写", later=True)
    ] = None

    @property
    def is_negative(self) -> bool:
        return self.is_passed is False

    @property
    def turn(self) -> str | None:
        if not self.is_negative:
            return None
        return (self.afterwards or AfterFailure.CONTINUE).value


class CommitteeTalkerCapacity(Choice):
    """Source: 《细则》 2014 第二十四条, 2026 第二十三条."""

    COMMITTEE_MEMBER = "committee_member", "党委委员"
    ORGANIZER = "organizer", "组织员"
    OTHER = "other", "其他"


@facts_of("committee_talk", no=16)
class CommitteeTalk(StepFacts, frozen=True, kw_only=True):
    """上级党委派人谈话. Source: 《细则》 2014 第二十四条, 2026 第二十三条."""

    on: Annotated[date | None, Label("谈话日期", required=True)] = None
    talker: Annotated[str | None, Label("谈话人", required=True)] = None
    capacity: Annotated[CommitteeTalkerCapacity | None, Label("谈话人职务", required=True)] = None
    is_favourable: Annotated[bool | None, Label("同意接收为预备党员", required=True)] = None
    opinion: Annotated[str | None, Label("谈话情况和意见", sensitive=True, lines=6)] = None

    @property
    def is_negative(self) -> bool:
        return self.is_favourable is False


class Votes(Value, frozen=True, kw_only=True):
    """Votes of the committee's meeting, in persons."""

    should_attend: Annotated[int | None, Label("应到委员")] = None
    present: Annotated[int | None, Label("实到委员")] = None
    in_favour: Annotated[int | None, Label("赞成")] = None
    against: Annotated[int | None, Label("反对")] = None
    abstaining: Annotated[int | None, Label("弃权")] = None


class Approval(StepFacts, frozen=True, kw_only=True):
    """What both approvals (17 and 24) record. Source: 《细则》 2014 第二十三至二十六条, 2026
    第二十二至二十五条.

    `between` are the organizations between branch and approver as they stood, lowest first.
    """

    submitted_on: Annotated[date | None, Label("报送日期", system=True)] = None
    received_on: Annotated[date | None, Label("收到日期", system=True)] = None
    deliberations: Annotated[tuple[Deliberation, ...] | None, Label("审议", system=True)] = None
    approver: Annotated[OrganizationThen | None, Label("审批党委", system=True)] = None
    between: Annotated[tuple[OrganizationThen, ...] | None, Label("中间组织", system=True)] = None
    on: Annotated[date | None, Label("党委会日期", required=True)] = None
    votes: Annotated[Votes | None, Label("党委会表决")] = None
    is_collective: Annotated[bool | None, Label("集体讨论、表决决定", required=True)] = None
    is_one_by_one: Annotated[bool | None, Label("逐个讨论、逐个表决", required=True)] = None
    is_approved: Annotated[bool | None, Label("批准", required=True)] = None
    late_reason: Annotated[
        str | None,
        Label("延长审批的理由", "自支部大会通过起超过三个月的，写明特殊情况", nothings=("否",)),
    ] = None
    remarks: Annotated[str | None, Label("审批意见", sensitive=True, lines=3)] = None
    branch_told_on: Annotated[date | None, Label("通知支部日期", later=True)] = None

    @property
    def is_negative(self) -> bool:
        return self.is_approved is False


@facts_of("approve", no=17)
class Approve(Approval, frozen=True, kw_only=True):
    """上级党委审批接收. `papers` are those sent up with the resolution (2014 第二十二条, 2026
    第二十一条).
    """

    papers: Annotated[tuple[Paper, ...] | None, Label("随请示报送的材料", system=True)] = None
    probation_from: Annotated[
        date | None,
        Label("预备期起", "支部大会通过之日", required=True, written=True, clause=(32, 31)),
    ] = None
    probation_to: Annotated[
        date | None,
        Label(
            "预备期止（志愿书所填）",
            "起算日加一年的前一天；预备期满为其次日",
            required=True,
            written=True,
            ahead=True,
            clause=(25, 24),
        ),
    ] = None
    person_told_on: Annotated[date | None, Label("通知本人日期", later=True)] = None
    announced_on: Annotated[date | None, Label("党员大会宣布日期", later=True)] = None


@facts_of("file_with_department", no=18)
class FileWithDepartment(StepFacts, frozen=True, kw_only=True):
    """再上一级党委组织部门备案. Source: 《细则》 2014 第二十六条, 2026 第二十五条."""

    on: Annotated[date | None, Label("报送日期", required=True)] = None
    received_on: Annotated[date | None, Label("组织部门收到日期", later=True)] = None
    number: Annotated[str | None, Label("备案编号", later=True)] = None
    body: Annotated[str | None, Label("备案组织部门", later=True)] = None
