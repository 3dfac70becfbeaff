"""The workbook's columns: exact titles, and how a cell of each reads. This is the contract; see
`docs/specification/workbook.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from branches.acts import Kind
from branches.identity import Sex
from branches.models import Discipline, Member
from cases.facts.admission import CommitteeTalkerCapacity
from cases.facts.base import Choice
from cases.facts.cultivation import Recommendation
from cases.facts.probation import ConversionOutcome
from cases.facts.target import NoticeResult, ReviewPlace, TrainingBody
from cases.facts.values import Heard, Meeting, Paper, Place
from cases.importing import cells
from cases.importing.cells import Parse
from config import kit

#: Days in one cell; parted by all that parts names but the slash, which stands inside of days.
DAYS = cells.listing(cells.day, kit.DAY_SEPARATORS)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how its cells read, whether it and each of its cells must be there.

    several   words of which a cell may hold some
    choices   words of which 无 may be one, so that it is no empty cell here
    nothings  words that mean an empty cell here, beside 无 and strokes
    """

    title: str
    parse: Parse
    is_required: bool = False
    choices: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    nothings: tuple[str, ...] = ()

    @property
    def holds_days(self) -> bool:
        """Whether a number in it is a day as spreadsheets count them."""
        return self.parse in (cells.day, DAYS)


def _some_of(title: str, values: Mapping[str, Any]) -> Column:
    """A column whose cells hold some of the words."""
    return Column(title, cells.listing(cells.choice(values)), several=tuple(values))


def _one_of(title: str, values: Mapping[str, Any], *, is_required: bool = False) -> Column:
    """A column whose cells hold one of the words."""
    return Column(title, cells.choice(values), is_required=is_required, choices=tuple(values))


def _numbers(*titles: str) -> list[Column]:
    return [Column(title, cells.number()) for title in titles]


def _labels(choices: Iterable[Choice], **words: str) -> dict[str, Choice]:
    """`{word in the workbook: choice}`: the label, where the contract has no other word for it."""
    return {words.get(each.name, each.label): each for each in choices}


IDENTITY = "公民身份号码"
#: Columns that ledgers have and nobody reads: left out without a word.
LEFT_OUT = frozenset({"序号", "备注"})

ORGANIZATION_KINDS = {
    "党委": Kind.COMMITTEE,
    "党总支": Kind.GENERAL_BRANCH,
    "党支部": Kind.BRANCH,
    "组织部": Kind.DEPARTMENT,
}

ORGANIZATION_COLUMNS = (
    Column("编码", cells.new_code, is_required=True),
    Column("名称", cells.text(100), is_required=True),
    _one_of("类型", ORGANIZATION_KINDS, is_required=True),
    Column("上级编码", cells.code),
    Column("有审批权限", cells.yes_no),
    Column("设支委会", cells.yes_no),
)

STANDINGS = {"正式党员": Member.Standing.FULL, "预备党员": Member.Standing.PROBATIONARY}
#: None: no discipline.
DISCIPLINES: dict[str, Discipline.Kind | None] = {
    "无": None,
    "警告": Discipline.Kind.WARNING,
    "严重警告": Discipline.Kind.SERIOUS_WARNING,
    "撤销党内职务": Discipline.Kind.REMOVAL,
    "留党察看": Discipline.Kind.PROBATION_WITHIN_PARTY,
}

MEMBER_COLUMNS = (
    Column("姓名", cells.name, is_required=True),
    Column("组织编码", cells.code, is_required=True),
    _one_of("身份", STANDINGS),
    Column("入党日期", cells.day),
    _one_of("处分", DISCIPLINES),
    Column("处分起", cells.day),
    Column("处分止", cells.day),
)

#: The column of each step's day, by step code.
STEP_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "apply": "01 递交入党申请书",
        "talk": "02 党组织派人谈话",
        "shortlist": "03 推荐和确定入党积极分子",
        "file_activist": "04 上级党委备案",
        "appoint_contacts": "05 指定培养联系人",
        "cultivate": "06 培养教育考察",
        "nominate": "07 确定发展对象",
        "list_target": "08 报上级党委备案",
        "appoint_introducers": "09 确定入党介绍人",
        "political_review": "10 进行政治审查",
        "train": "11 开展集中培训",
        "committee_review": "12 支部委员会审查",
        "pre_review": "13 上级党委预审",
        "fill_form": "14 填写入党志愿书",
        "admission_meeting": "15 支部大会讨论",
        "committee_talk": "16 上级党委派人谈话",
        "approve": "17 上级党委审批",
        "file_with_department": "18 再上一级党委组织部门备案",
        "enrol": "19 编入党支部和党小组",
        "oath": "20 入党宣誓",
        "probation": "21 继续教育考察",
        "request_conversion": "22 提出转正申请",
        "conversion_meeting": "23 支部大会讨论转正",
        "approve_conversion": "24 上级党委审批转正",
        "archive": "25 材料归档",
    }
)

_PASSED = cells.choice({"通过": True, "不通过": False})
_QUALIFIED = cells.choice({"合格": True, "不合格": False})
_NAMES = cells.names
_CONVERSION_HEARD = (Heard.GROUP, Heard.MEMBERS, Heard.MASSES)

CASE_COLUMNS = (
    Column("姓名", cells.name, is_required=True),
    _one_of("性别", {each.label: each for each in Sex}),
    Column("民族", cells.text(20)),
    Column("出生日期", cells.day),
    Column(IDENTITY, cells.identity_number),
    Column("学历", cells.text(50)),
    Column("职务", cells.text()),
    Column("党支部编码", cells.code, is_required=True),
    Column("流动人员", cells.yes_no),
    *(Column(title, cells.day) for title in STEP_COLUMNS.values()),
    Column("申请书落款日期", cells.day),
    Column("本人签名", cells.yes_no),
    Column("谈话人", cells.text(100)),
    Column("谈话人职务", cells.text(100)),
    _one_of("推荐方式", _labels(Recommendation, MASS_ORGANIZATION="群团推优", OTHER="其他")),
    _one_of("确定会议", _labels(Meeting)),
    Column("培养联系人", _NAMES),
    Column("考察日期", DAYS),
    _some_of("听取意见", _labels(Heard)),
    Column("上级党委同意日期", cells.day),
    Column("公示开始", cells.day),
    Column("公示结束", cells.day),
    _some_of("公示地点", _labels(Place)),
    _one_of("公示结果", {"不影响": NoticeResult.CLEAR, "有影响": NoticeResult.ADVERSE}),
    Column("入党介绍人", _NAMES),
    Column("政审结论", _QUALIFIED),
    Column("政审复函日期", DAYS),
    _some_of("政审征求地", _labels(ReviewPlace)),
    Column("培训天数", cells.number()),
    Column("培训学时", cells.number()),
    _one_of("培训单位", _labels(TrainingBody, COUNTY_DEPARTMENT="县级组织部门", OTHER="其他")),
    Column("免训原因", cells.text(), nothings=("否",)),
    Column("支委会审查结论", _PASSED),
    Column("预审结论", _QUALIFIED),
    Column("三个月内离开", cells.yes_no),
    Column("志愿书编号", cells.text(50, is_number=True)),
    Column("志愿书发放日期", cells.day),
    *_numbers("应到", "实到", "发出票", "收回票"),
    *_numbers("赞成", "反对", "弃权", "无效", "书面意见", "书面赞成"),
    Column("无记名投票", cells.yes_no),
    Column("逐个表决", cells.yes_no),
    Column("大会结论", _PASSED),
    _one_of("党委谈话人职务", _labels(CommitteeTalkerCapacity)),
    Column("审批组织编码", cells.code),
    Column("党委集体表决", cells.yes_no),
    _one_of("审批结论", {"批准": True, "不批准": False}),
    Column("预备期起", cells.day),
    Column("预备期止", cells.day),
    Column("延长审批理由", cells.text(), nothings=("否",)),
    Column("党总支审议日期", cells.day),
    Column("党小组", cells.text(100)),
    Column("预备期考察日期", DAYS),
    *_numbers("转正应到", "转正实到", "转正赞成", "转正反对", "转正弃权"),
    *_numbers("转正书面意见", "转正书面赞成"),
    Column("转正无记名投票", cells.yes_no),
    _some_of("转正听取意见", _labels(_CONVERSION_HEARD)),
    _one_of("转正结论", _labels(ConversionOutcome)),
    Column("延长月数", cells.number(600)),
    Column("已延长次数", cells.number(20)),
    Column("正式党员起", cells.day),
    _some_of("归档材料", _labels(Paper)),
)

ORGANIZATIONS, MEMBERS, CASES = "组织", "党员", "案卷"

SHEETS: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {ORGANIZATIONS: ORGANIZATION_COLUMNS, MEMBERS: MEMBER_COLUMNS, CASES: CASE_COLUMNS}
)

#: The list of members that an administrator brings in at one organization.
MEMBER_LIST = "党员名单"
PHONE, PLACE = "手机", "组织编码"
LIST_COLUMNS = (
    Column("姓名", cells.name, is_required=True),
    Column(IDENTITY, cells.identity_number, is_required=True),
    _one_of("性别", {each.label: each for each in Sex}),
    Column("出生日期", cells.day),
    Column("民族", cells.text(20)),
    Column(PHONE, cells.text(30, is_number=True)),
    _one_of("身份", STANDINGS),
    Column("入党日期", cells.day),
    Column("转正日期", cells.day),
    Column("编入日期", cells.day),
    Column(PLACE, cells.code),
)

#: The columns of every sheet that is read, also of the list, which no workbook of SHEETS holds.
COLUMNS_OF: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {**SHEETS, MEMBER_LIST: LIST_COLUMNS}
)
