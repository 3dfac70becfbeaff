"""Facts of stage 3, 发展对象的确定和考察: steps 7 to 11."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from .base import Choice, Label, StepFacts, Value, facts_of, is_said
from .values import Meeting, NamedMember, Opinion, OrganizationThen, Place, Replacement


@facts_of("nominate", no=7)
class Nominate(StepFacts, frozen=True, kw_only=True):
    """确定发展对象. Source: 《细则》第十三条."""

    opinions: Annotated[
        tuple[Opinion, ...] | None,
        Label("听取意见", "党小组、培养联系人、党员和群众，四方面都要听取", required=True),
    ] = None
    meeting: Annotated[Meeting | None, Label("讨论会议", required=True)] = None
    on: Annotated[date | None, Label("会议日期", required=True)] = None
    present: Annotated[int | None, Label("到会人数")] = None
    is_agreed: Annotated[bool | None, Label("同意列为发展对象人选", required=True)] = None
    branch: Annotated[OrganizationThen | None, Label("支部当时情况", system=True)] = None

    @property
    def is_negative(self) -> bool:
        return self.is_agreed is False


@facts_of("list_consent", no=8)
class ListConsent(StepFacts, frozen=True, kw_only=True):
    """上级党委同意 (2026 only). Source: 《细则》 2026 第十三条."""

    on: Annotated[date | None, Label("同意日期", required=True)] = None
    submitted_on: Annotated[date | None, Label("报送日期", system=True)] = None
    received_on: Annotated[date | None, Label("收到日期", system=True)] = None
    remarks: Annotated[str | None, Label("意见", lines=3)] = None


class NoticeResult(Choice):
    CLEAR = "clear", "不影响列为发展对象"
    ADVERSE = "adverse", "有影响"


@facts_of("list_target", no=8)
class ListTarget(StepFacts, frozen=True, kw_only=True):
    """列为发展对象: filed (2014), or listed after the public notice (2026). Source:
    《细则》第十三条.

    `on` is the day of filing (2014) or of listing (2026). The notice's first and last day are days
    of posting.
    """

    on: Annotated[date | None, Label("列为发展对象日期", required=True)] = None
    notice_from: Annotated[
        date | None, Label("公示开始日期", "上级党委同意之后；公示期自张贴次日起算", required=True)
    ] = None
    notice_to: Annotated[date | None, Label("公示结束日期", "不少于五个工作日", required=True)] = (
        None
    )
    places: Annotated[
        tuple[Place, ...] | None,
        Label("公示地点", "流动人员在流出地和流入地都要公示", required=True),
    ] = None
    reactions: Annotated[str | None, Label("公示期间反映的情况", sensitive=True, lines=4)] = None
    result: Annotated[NoticeResult | None, Label("公示结果", required=True)] = None
    received_on: Annotated[date | None, Label("收到日期", system=True)] = None
    answered_on: Annotated[date | None, Label("备案日期", system=True)] = None
    remarks: Annotated[str | None, Label("备注", lines=3)] = None

    @property
    def is_negative(self) -> bool:
        return self.result is NoticeResult.ADVERSE

    @property
    def turn(self) -> str | None:
        if not self.is_negative:
            return None
        return "adverse_notice"


@facts_of("appoint_introducers", no=9)
class AppointIntroducers(StepFacts, frozen=True, kw_only=True):
    """确定入党介绍人, two full members. Source: 《细则》第十四条."""

    on: Annotated[date | None, Label("确定日期", required=True)] = None
    introducers: Annotated[
        tuple[NamedMember, ...] | None, Label("入党介绍人", "两名正式党员", required=True)
    ] = None
    replacements: Annotated[tuple[Replacement, ...] | None, Label("更换", system=True)] = None


class ReviewMethod(Choice):
    TALK = "talk", "同本人谈话"
    FILES = "files", "查阅有关档案材料"
    PERSONS = "persons", "找有关单位和人员了解情况"
    LETTER = "letter", "函调"
    VISIT = "visit", "外调"


class Inquiry(Value, frozen=True, kw_only=True):
    """One inquiry by letter or visit (函调、外调)."""

    unit: Annotated[str | None, Label("函调、外调单位", sensitive=True, required=True)] = None
    sent_on: Annotated[date | None, Label("发出日期")] = None
    replied_on: Annotated[date | None, Label("复函日期")] = None
    is_sealed: Annotated[bool | None, Label("复函加盖公章")] = None
    reply: Annotated[str | None, Label("复函摘录", sensitive=True, lines=3)] = None


class ReviewPlace(Choice):
    REGISTERED = "registered", "户籍地"
    RESIDENCE = "residence", "居住地"


@facts_of("political_review", no=10)
class PoliticalReview(StepFacts, frozen=True, kw_only=True):
    """进行政治审查. Source: 《细则》第十六条."""

    methods: Annotated[tuple[ReviewMethod, ...] | None, Label("审查方式", required=True)] = None
    inquiries: Annotated[tuple[Inquiry, ...] | None, Label("函调、外调")] = None
    places: Annotated[
        tuple[ReviewPlace, ...] | None,
        Label("征求意见的党组织", "流动人员须征求户籍地和居住地基层党组织意见"),
    ] = None
    needs_joint_review: Annotated[bool | None, Label("需要县级联审或执纪执法等部门意见")] = None
    joint_review_on: Annotated[date | None, Label("联审（执纪执法等部门意见）日期")] = None
    findings: Annotated[str | None, Label("审查情况", sensitive=True, lines=8)] = None
    on: Annotated[date | None, Label("形成结论日期", required=True)] = None
    has_document: Annotated[bool | None, Label("已形成结论性材料", required=True)] = None
    is_qualified: Annotated[bool | None, Label("政治审查合格", required=True)] = None

    @property
    def is_negative(self) -> bool:
        """Without a concluding document there is no conclusion. Source:
        docs/specification/rules.md, C10.
        """
        return self.is_qualified is False or self.has_document is False


class TrainingBody(Choice):
    COMMITTEE = "committee", "基层党委"
    COUNTY_DEPARTMENT = "county_department", "县级党委组织部门"
    OTHER = "other", "其他单位"


class TrainingMode(Choice):
    ONSITE = "onsite", "线下"
    VIDEO = "video", "视频"


@facts_of("train", no=11)
class Train(StepFacts, frozen=True, kw_only=True):
    """开展集中培训; the day is the last day of the class. Source: 《细则》第十七条."""

    organizer: Annotated[TrainingBody | None, Label("培训单位", required=True)] = None
    class_name: Annotated[str | None, Label("培训班名称")] = None
    start_on: Annotated[date | None, Label("开班日期")] = None
    on: Annotated[date | None, Label("结业日期", required=True)] = None
    days: Annotated[int | None, Label("培训天数", "一般不少于三天", required=True)] = None
    hours: Annotated[int | None, Label("培训学时", "或不少于二十四学时", required=True)] = None
    mode: Annotated[TrainingMode | None, Label("培训形式")] = None
    is_passed: Annotated[bool | None, Label("培训合格", required=True)] = None
    certificate: Annotated[str | None, Label("合格证编号")] = None
    special_case: Annotated[
        str | None,
        Label("未经培训的特殊情况", "个别特殊情况下未培训的，写明原因", lines=2, nothings=("否",)),
    ] = None

    @property
    def is_none(self) -> bool:
        """Whether days and hours are both written as 0: no training, whatever day the step has."""
        return self.days == 0 and self.hours == 0

    @property
    def is_negative(self) -> bool:
        return (self.is_passed is False or self.is_none) and not self.is_excused

    @property
    def is_excused(self) -> bool:
        """Whether a special case is recorded in which there was no training."""
        return is_said(self.special_case)

    @property
    def contradiction(self) -> tuple[str, str] | None:
        if self.is_none and self.is_passed:
            return "is_passed", "培训 0 天、0 学时，等于没有培训，不能填合格。"
        return None
