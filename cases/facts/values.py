"""Choices and groups of facts that more than one step uses."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from .base import Choice, Label, Value


class Kind(Choice):
    """Kind of an organization; the same values as `branches.models.Organization.Kind`."""

    COMMITTEE = "committee", "党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    DEPARTMENT = "department", "组织部"
    LEADING_GROUP = "leading_group", "党组"


class OrganizationThen(Value, frozen=True, kw_only=True):
    """An organization as it stood on the day of the act; None: not known."""

    code: str
    name: str
    kind: Kind
    has_approval_power: bool | None = None
    has_branch_committee: bool | None = None
    is_provisional: bool = False
    is_above_branch: bool = True

    @property
    def approves(self) -> bool | None:
        """Whether it has the power of approval; only of a committee (党委) can that be unknown
        (None).

        Source: 《细则》 2014 第二十三条, 2026 第二十二条.
        """
        if self.kind is not Kind.COMMITTEE:
            return False
        return self.has_approval_power


class Meeting(Choice):
    BRANCH_COMMITTEE = "branch_committee", "支委会"
    BRANCH_MEETING = "branch_meeting", "支部大会"
    NONE = "none", "无"


class Heard(Choice):
    """Whose opinion was heard."""

    GROUP = "group", "党小组"
    CONTACTS = "contacts", "培养联系人"
    MEMBERS = "members", "党员"
    MASSES = "masses", "群众"


class Place(Choice):
    UNIT = "unit", "单位"
    RESIDENCE = "residence", "居住地"
    ORIGIN = "origin", "流出地"
    DESTINATION = "destination", "流入地"


class Examination(Value, frozen=True, kw_only=True):
    """One examination of an activist or a probationary member.

    Source: 《细则》第十一条 (half-yearly), 2014 第三十二条, 2026 第三十一条.
    """

    on: Annotated[date, Label("考察日期", required=True)]
    by: Annotated[str | None, Label("考察人")] = None
    conclusion: Annotated[str | None, Label("考察意见", required=True, sensitive=True, lines=4)] = (
        None
    )


class Report(Value, frozen=True, kw_only=True):
    """One thought report (思想汇报)."""

    on: Annotated[date, Label("汇报日期", required=True)]
    note: Annotated[str | None, Label("主要内容", sensitive=True, lines=3)] = None


class Reflected(Choice):
    """What a public notice under local rules came to."""

    CLEAR = "clear", "没有影响"
    ADVERSE = "adverse", "有影响"


class PublicNotice(Value, frozen=True, kw_only=True):
    """A public notice (公示) that local rules want at a step where the regulation has none.

    `on` and `to` are the first and the last day of posting; counting starts the day after the
    first.
    """

    on: Annotated[date, Label("公示开始日期", required=True)]
    to: Annotated[date | None, Label("公示结束日期", required=True)] = None
    place: Annotated[str | None, Label("公示地点", required=True)] = None
    result: Annotated[Reflected | None, Label("公示结果", required=True)] = None


class Opinion(Value, frozen=True, kw_only=True):
    """One opinion heard. `on` is None where only its existence is known."""

    kind: Annotated[Heard, Label("听取对象", required=True)]
    on: Annotated[date | None, Label("听取日期", required=True)] = None
    summary: Annotated[str | None, Label("意见摘要", sensitive=True, lines=3)] = None


class NamedMember(Value, frozen=True, kw_only=True):
    """A contact or introducer as named: the member's id, or only a name from a workbook."""

    name: str
    member: int | None = None


class Replacement(Value, frozen=True, kw_only=True):
    """A contact or introducer replaced: the new one begins the day the old one ends, so that no
    day is uncovered.
    """

    on: Annotated[date, Label("更换日期", required=True)]
    old: NamedMember
    new: NamedMember
    reason: Annotated[str, Label("更换原因", required=True)]


class WrittenOpinion(Value, frozen=True, kw_only=True):
    """The written opinion of a voting member who is absent. Source: 2014 第二十一条, 2026
    第二十条.
    """

    name: Annotated[str, Label("党员姓名", required=True)]
    in_favour: Annotated[bool, Label("同意", required=True)] = False
    before_meeting: Annotated[bool, Label("会前送达", required=True)] = True
    has_vote: Annotated[bool, Label("有表决权", required=True)] = True
    is_present: Annotated[bool, Label("计入实到", required=True)] = False


class Exclusion(Value, frozen=True, kw_only=True):
    """A full member left out of 应到 beside probationary members and those under 留党察看."""

    name: Annotated[str, Label("党员姓名", required=True)]
    reason: Annotated[str | None, Label("理由")] = None
    has_consent: Annotated[bool, Label("上级同意并经支部大会通过")] = False


class Voter(Value, frozen=True, kw_only=True):
    """One of those who should attend, as on the roster that day."""

    name: str
    is_probationary: bool = False
    is_under_probation_within_party: bool = False


class ResolutionItem(Choice):
    """The five items of a resolution. Source: 2014 第二十二条, 2026 第二十一条."""

    PERFORMANCE = "performance", "主要表现"
    ATTENDANCE = "attendance", "应到和实到人数"
    RESULT = "result", "表决结果"
    DATE = "date", "通过决议的日期"
    SIGNATURE = "signature", "支部书记签名"


class Ballot(Value, frozen=True, kw_only=True):
    """The numbers of one secret ballot (steps 15 and 23), in persons or ballots.

    `in_favour`, `against`, `abstaining`, `spoiled` hold ballots only, never written opinions.
    """

    should_attend: Annotated[int | None, Label("应到会有表决权党员", required=True)] = None
    present: Annotated[int | None, Label("实到会有表决权党员", required=True)] = None
    given_out: Annotated[int | None, Label("发出票", required=True)] = None
    taken_back: Annotated[int | None, Label("收回票", required=True)] = None
    in_favour: Annotated[int | None, Label("赞成票", required=True)] = None
    against: Annotated[int | None, Label("反对票", required=True)] = None
    abstaining: Annotated[int | None, Label("弃权票", required=True)] = None
    spoiled: Annotated[int | None, Label("无效票", required=True)] = None
    written: Annotated[
        int | None,
        Label("会前书面意见", "因故不能到会、会前正式提出书面意见的有表决权党员", required=True),
    ] = None
    written_in_favour: Annotated[int | None, Label("其中书面赞成", required=True)] = None
    is_secret: Annotated[bool | None, Label("无记名投票", required=True)] = None
    is_one_by_one: Annotated[bool | None, Label("逐个讨论、逐个表决", required=True)] = None


class Paper(Choice):
    """Kinds of papers in the archive. Source: 2014 第三十七条, 2026 第三十六条."""

    FORM = "form", "入党志愿书"
    APPLICATION = "application", "入党申请书"
    REVIEW = "review", "政治审查材料"
    CONVERSION = "conversion", "转正申请书"
    CULTIVATION = "cultivation", "培养教育考察材料"
    ACTIVIST_RECORD = "activist_record", "入党积极分子培养考察登记表"
    PROBATION_RECORD = "probation_record", "预备党员教育考察登记表"


class ArchivedPaper(Value, frozen=True, kw_only=True):
    kind: Annotated[Paper, Label("材料", required=True)]
    pages: Annotated[int | None, Label("页数")] = None


class Deliberation(Value, frozen=True, kw_only=True):
    """审议 by a general branch or a committee without power of approval."""

    organization: str
    on: date | None = None
    agrees: bool = True
