"""Facts of stage 2, 入党积极分子的确定和培养教育: steps 3 to 6."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from .base import Choice, Label, StepFacts, Value, facts_of
from .values import (
    Examination,
    Meeting,
    NamedMember,
    OrganizationThen,
    PublicNotice,
    Replacement,
    Report,
)


class Recommendation(Choice):
    """Source: 《细则》第八条."""

    MEMBERS = "members", "党员推荐"
    MASS_ORGANIZATION = "mass_organization", "群团组织推优"
    OTHER = "other", "其他方式"
    NONE = "none", "无"


@facts_of("shortlist", no=3)
class Shortlist(StepFacts, frozen=True, kw_only=True):
    """推荐和确定入党积极分子. Source: 《细则》第八条."""

    recommended_by: Annotated[Recommendation | None, Label("推荐方式", required=True)] = None
    recommended_on: Annotated[date | None, Label("推荐日期")] = None
    recommender: Annotated[str | None, Label("推荐人或推荐组织")] = None
    recommender_count: Annotated[int | None, Label("推荐人数")] = None
    meeting: Annotated[Meeting | None, Label("确定会议", required=True)] = None
    on: Annotated[date | None, Label("会议日期", required=True)] = None
    present: Annotated[int | None, Label("到会人数")] = None
    is_agreed: Annotated[bool | None, Label("同意确定为入党积极分子", required=True)] = None
    branch: Annotated[OrganizationThen | None, Label("支部当时情况", system=True)] = None
    notices: Annotated[
        tuple[PublicNotice, ...] | None, Label("公示", "本地规定要求时填写", later=True)
    ] = None

    @property
    def is_negative(self) -> bool:
        return self.is_agreed is False


@facts_of("file_activist", no=4)
class FileActivist(StepFacts, frozen=True, kw_only=True):
    """入党积极分子报上级党委备案. Source: 《细则》第八条."""

    on: Annotated[date | None, Label("报送日期", required=True)] = None
    received_on: Annotated[date | None, Label("收到日期", system=True)] = None
    answered_on: Annotated[date | None, Label("备案日期", required=True)] = None
    remarks: Annotated[str | None, Label("备注", lines=3)] = None


@facts_of("appoint_contacts", no=5)
class AppointContacts(StepFacts, frozen=True, kw_only=True):
    """指定培养联系人, one or two full members. Source: 《细则》第九条."""

    on: Annotated[date | None, Label("指定日期", required=True)] = None
    contacts: Annotated[
        tuple[NamedMember, ...] | None, Label("培养联系人", "一至两名正式党员", required=True)
    ] = None
    replacements: Annotated[tuple[Replacement, ...] | None, Label("更换", system=True)] = None


class Activity(Value, frozen=True, kw_only=True):
    on: Annotated[date, Label("日期", required=True)]
    what: Annotated[str, Label("教育活动", required=True)] = ""


@facts_of("cultivate", no=6)
class Cultivate(StepFacts, frozen=True, kw_only=True):
    """培养教育考察. Source: 《细则》第十、十一条."""

    on: Annotated[date | None, Label("完成日期", "培养教育考察满一年后填写", required=True)] = None
    examinations: Annotated[
        tuple[Examination, ...] | None, Label("考察", "至少每半年一次", later=True)
    ] = None
    reports: Annotated[tuple[Report, ...] | None, Label("思想汇报", later=True)] = None
    activities: Annotated[tuple[Activity, ...] | None, Label("教育活动", later=True)] = None
