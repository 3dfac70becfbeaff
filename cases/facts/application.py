"""Facts of stage 1, 申请入党: steps 1 and 2."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from .base import Choice, Label, StepFacts, Value, facts_of


class Stratum(Choice):
    """Source: 《细则》第五条 (工人、农民、军人、知识分子和其他社会阶层的先进分子)."""

    WORKER = "worker", "工人"
    FARMER = "farmer", "农民"
    SOLDIER = "soldier", "军人"
    INTELLECTUAL = "intellectual", "知识分子"
    CIVIL_SERVANT = "civil_servant", "党政机关工作人员"
    MANAGER = "manager", "企业管理人员"
    NEW_FIELD = "new_field", "新就业群体"
    STUDENT = "student", "学生"
    OTHER = "other", "其他社会阶层"


class Education(Choice):
    POSTGRADUATE = "postgraduate", "研究生"
    BACHELOR = "bachelor", "大学本科"
    COLLEGE = "college", "大学专科"
    SECONDARY = "secondary", "中专"
    HIGH_SCHOOL = "high_school", "高中"
    MIDDLE_SCHOOL = "middle_school", "初中"
    PRIMARY = "primary", "小学"


class PoliticalStatus(Choice):
    LEAGUE_MEMBER = "league_member", "共青团员"
    MASSES = "masses", "群众"
    OTHER_PARTY = "other_party", "民主党派成员"


class UnitSituation(Choice):
    """Where the applicant works. Source: 《细则》第六条."""

    WITH_ORGANIZATION = "with_organization", "所在单位有党组织"
    WITHOUT_ORGANIZATION = "without_organization", "所在单位没有党组织"
    NO_UNIT = "no_unit", "没有工作、学习单位"


class Competence(Choice):
    """Why this organization may take the application. Source: 《细则》第六条."""

    UNIT = "unit", "工作、学习所在单位党组织"
    UNIT_PLACE = "unit_place", "单位所在地党组织"
    SUPERVISOR = "supervisor", "单位主管部门党组织"
    RESIDENCE = "residence", "居住地党组织"
    MIGRANT = "migrant", "流动党员党组织"


DEGREES = ("学士", "硕士", "博士")
RELATIONS = (
    "父亲",
    "母亲",
    "丈夫",
    "妻子",
    "儿子",
    "女儿",
    "哥哥",
    "弟弟",
    "姐姐",
    "妹妹",
    "岳父",
    "岳母",
    "公公",
    "婆婆",
    "祖父",
    "祖母",
    "外祖父",
    "外祖母",
)
#: Source: GB/T 4762.
POLITICAL_STATUSES = (
    "中共党员",
    "中共预备党员",
    "共青团员",
    "民革党员",
    "民盟盟员",
    "民建会员",
    "民进会员",
    "农工党党员",
    "致公党党员",
    "九三学社社员",
    "台盟盟员",
    "无党派人士",
    "群众",
)


class Period(Value, frozen=True, kw_only=True):
    """One line of the personal history (简历)."""

    start: Annotated[str, Label("起始年月", "如 2019.09", required=True)]
    end: Annotated[str | None, Label("截止年月", "至今可不填")] = None
    what: Annotated[str, Label("在何地、何单位学习或工作，任何职", required=True)] = ""


class Relative(Value, frozen=True, kw_only=True):
    """One of the family members and main social relations."""

    relation: Annotated[str, Label("称谓", required=True, offers=RELATIONS)]
    name: Annotated[str, Label("姓名", required=True)]
    born: Annotated[str | None, Label("出生年月")] = None
    unit: Annotated[str | None, Label("单位及职务")] = None
    political_status: Annotated[str | None, Label("政治面貌", offers=POLITICAL_STATUSES)] = None


@facts_of("apply", no=1)
class Apply(StepFacts, frozen=True, kw_only=True):
    """递交入党申请书. Source: 《细则》第五、六条."""

    on: Annotated[
        date | None, Label("收到申请书日期", "谈话期限自这一天起算", required=True, clause=(7, 7))
    ] = None
    letter_on: Annotated[date | None, Label("申请书落款日期", required=True)] = None
    is_own_hand: Annotated[bool | None, Label("本人书写并签名", required=True)] = None
    is_citizen: Annotated[bool | None, Label("中国公民", required=True, clause=(5, 5))] = None
    stratum: Annotated[Stratum | None, Label("职业类别（阶层）", required=True, clause=(5, 5))] = (
        None
    )
    unit_situation: Annotated[
        UnitSituation | None, Label("所在单位情况", required=True, clause=(6, 6))
    ] = None
    is_migrant: Annotated[bool | None, Label("流动人员", required=True, clause=(6, 6))] = None
    competence: Annotated[
        Competence | None, Label("受理申请的党组织属于", required=True, clause=(6, 6))
    ] = None
    former_name: Annotated[str | None, Label("曾用名")] = None
    native_place: Annotated[str | None, Label("籍贯")] = None
    birthplace: Annotated[str | None, Label("出生地")] = None
    education: Annotated[Education | None, Label("学历")] = None
    degree: Annotated[str | None, Label("学位", offers=DEGREES)] = None
    school: Annotated[str | None, Label("毕业院校")] = None
    post: Annotated[str | None, Label("工作单位及职务")] = None
    political_status: Annotated[PoliticalStatus | None, Label("政治面貌")] = None
    league_joined_on: Annotated[date | None, Label("入团时间")] = None
    registered_address: Annotated[str | None, Label("户籍地", sensitive=True)] = None
    residence: Annotated[str | None, Label("居住地", sensitive=True)] = None
    history: Annotated[tuple[Period, ...] | None, Label("简历", sensitive=True)] = None
    relatives: Annotated[
        tuple[Relative, ...] | None, Label("家庭成员及主要社会关系", sensitive=True)
    ] = None


class TalkerCapacity(Choice):
    SECRETARY = "secretary", "支部书记"
    DEPUTY = "deputy", "支部副书记"
    COMMITTEE_MEMBER = "committee_member", "支委委员"
    MEMBER = "member", "党员"


class TalkTopic(Choice):
    """What the talk covered. Source: 《细则》 2026 第七条."""

    HISTORY = "history", "学习和工作经历"
    VIEW = "view", "对党的认识"
    MOTIVE = "motive", "入党动机"
    LAW = "law", "遵纪守法情况"
    FAMILY = "family", "家庭情况"
    EXPLAINED = "explained", "介绍党的基本知识、党员标准和入党条件"


@facts_of("talk", no=2)
class Talk(StepFacts, frozen=True, kw_only=True):
    """党组织派人谈话. Source: 《细则》第七条."""

    on: Annotated[date | None, Label("谈话日期", required=True)] = None
    talker: Annotated[str | None, Label("谈话人", required=True)] = None
    capacity: Annotated[TalkerCapacity | None, Label("谈话人职务", required=True)] = None
    place: Annotated[str | None, Label("谈话地点")] = None
    topics: Annotated[tuple[TalkTopic, ...] | None, Label("谈话内容", required=True)] = None
    summary: Annotated[str | None, Label("谈话情况", sensitive=True, lines=6)] = None
