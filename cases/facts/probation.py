"""Facts of stage 5, 预备党员的教育考察和转正: steps 19 to 25."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from .admission import Approval
from .base import Choice, Label, StepFacts, facts_of
from .values import (
    ArchivedPaper,
    Ballot,
    Examination,
    Exclusion,
    Opinion,
    PublicNotice,
    Report,
    ResolutionItem,
    Voter,
    WrittenOpinion,
)


@facts_of("enrol", no=19)
class Enrol(StepFacts, frozen=True, kw_only=True):
    """编入党支部和党小组. Source: 《细则》 2014 第二十九条, 2026 第二十八条."""

    on: Annotated[date | None, Label("编入日期", required=True)] = None
    branch: Annotated[str | None, Label("编入党支部", required=True)] = None
    group: Annotated[str | None, Label("编入党小组", required=True)] = None


@facts_of("oath", no=20)
class Oath(StepFacts, frozen=True, kw_only=True):
    """入党宣誓. Source: 《细则》 2014 第三十条, 2026 第二十九条."""

    on: Annotated[date | None, Label("宣誓日期", required=True)] = None
    place: Annotated[str | None, Label("宣誓地点")] = None
    organizer: Annotated[str | None, Label("组织单位")] = None


@facts_of("probation", no=21)
class Probation(StepFacts, frozen=True, kw_only=True):
    """继续教育考察. Source: 《细则》 2014 第三十一、三十二条, 2026 第三十、三十一条."""

    on: Annotated[date | None, Label("完成日期", "预备期满前三个月起可以填写", required=True)] = (
        None
    )
    examinations: Annotated[tuple[Examination, ...] | None, Label("考察", later=True)] = None
    reports: Annotated[tuple[Report, ...] | None, Label("思想汇报", later=True)] = None


@facts_of("request_conversion", no=22)
class RequestConversion(StepFacts, frozen=True, kw_only=True):
    """提出转正申请. Source: 《细则》 2014 第三十三条, 2026 第三十二条."""

    on: Annotated[date | None, Label("申请日期", required=True)] = None
    is_written: Annotated[bool | None, Label("书面申请", required=True)] = None


class ConversionOutcome(Choice):
    """Source: 《细则》 2014 第三十二条, 2026 第三十一条."""

    ON_TIME = "on_time", "按期转正"
    EXTEND = "extend", "延长预备期"
    CANCEL = "cancel", "取消预备党员资格"


@facts_of("conversion_meeting", no=23)
class ConversionMeeting(StepFacts, frozen=True, kw_only=True):
    """支部大会讨论转正. Source: 《细则》 2014 第三十二、三十三条, 2026 第三十一、三十二条.

    `months` is the length of an extension, counted from the expiry. `is_on_resolution`: the ballots
    are those on the resolution that passed, as the form asks; unknown of an import, and of what was
    recorded before the form asked so.
    """

    opinions: Annotated[
        tuple[Opinion, ...] | None,
        Label("听取意见", "党小组、党员和群众", required=True, clause=(33, 32)),
    ] = None
    committee_review_on: Annotated[
        date | None, Label("支委会审查日期", required=True, clause=(33, 32))
    ] = None
    on: Annotated[date | None, Label("大会日期", required=True, clause=(32, 31))] = None
    outcome: Annotated[
        ConversionOutcome | None, Label("大会讨论的决定", required=True, clause=(32, 31))
    ] = None
    months: Annotated[
        int | None, Label("延长月数", "只能延长一次，不少于六个月，不超过十二个月", clause=(32, 31))
    ] = None
    ballot: Annotated[
        Ballot | None,
        Label(
            "表决情况",
            "按所通过的决定（转正、延长或取消）的表决填写：赞成即赞成这一决定",
            required=True,
            clause=(33, 32),
        ),
    ] = None
    is_on_resolution: Annotated[bool | None, Label("票数为对所通过决定的表决", system=True)] = None
    voters: Annotated[tuple[Voter, ...] | None, Label("应到会党员名单", system=True)] = None
    written_opinions: Annotated[tuple[WrittenOpinion, ...] | None, Label("书面意见")] = None
    exclusions: Annotated[tuple[Exclusion, ...] | None, Label("不计入应到的正式党员")] = None
    chair: Annotated[str | None, Label("主持人")] = None
    tellers: Annotated[str | None, Label("监票人、计票人")] = None
    recorder: Annotated[str | None, Label("记录人")] = None
    resolution: Annotated[tuple[ResolutionItem, ...] | None, Label("决议载明", required=True)] = (
        None
    )
    resolution_text: Annotated[str | None, Label("决议内容", sensitive=True, lines=6)] = None
    is_passed: Annotated[bool | None, Label("大会通过", required=True, clause=(33, 32))] = None
    notices: Annotated[
        tuple[PublicNotice, ...] | None, Label("公示", "本地规定要求时填写", later=True)
    ] = None

    @property
    def is_negative(self) -> bool:
        return self.is_passed is False

    @property
    def decision(self) -> tuple[object, ...]:
        return (self.is_negative, self.outcome)


@facts_of("approve_conversion", no=24)
class ApproveConversion(Approval, frozen=True, kw_only=True):
    """上级党委审批转正、延长或取消. Source: 《细则》 2014 第三十四条, 2026 第三十三条."""

    full_from: Annotated[
        date | None, Label("党龄起算日", "预备期满转正之日，按期转正的填写", written=True)
    ] = None
    secretary_talk_on: Annotated[date | None, Label("支部书记谈话日期", later=True)] = None
    announced_on: Annotated[date | None, Label("党员大会宣布日期", later=True)] = None


class Keeping(Choice):
    PERSONNEL = "personnel", "人事档案"
    PARTY = "party", "党员档案"


@facts_of("archive", no=25)
class Archive(StepFacts, frozen=True, kw_only=True):
    """材料归档. Source: 《细则》 2014 第三十七条, 2026 第三十六条."""

    on: Annotated[date | None, Label("移交日期", required=True)] = None
    papers: Annotated[tuple[ArchivedPaper, ...] | None, Label("移交材料", required=True)] = None
    kept_in: Annotated[Keeping | None, Label("存入", required=True)] = None
    confirmed_on: Annotated[date | None, Label("上级党委确认接收日期", later=True)] = None
