"""Workbooks as data: lawful cases of both editions and of the years between, to plant one breach
in.

    python -m tests.cases.importing.build FILE.xlsx 2026-11-24

writes them to a file, with unfinished ones that stand well on that day. Everything is synthetic and
the same each time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import astuple

from branches.identity import compose
from cases.facts import samples
from cases.facts.base import Choice
from cases.facts.samples import Sample, days
from cases.facts.values import Examination, NamedMember, Opinion, Paper
from cases.importing.columns import CASES, MEMBERS, ORGANIZATIONS, SHEETS, STEP_COLUMNS
from config.kit.xlsx import Sheet, write_sheets

#: `{title: value}` of one row; a day is a date.
Cells = dict[str, Any]
#: `{sheet: rows}`.
Book = dict[str, list[Cells]]

COMMITTEE, GENERAL_BRANCH, BRANCH, FAR_BRANCH, SMALL_BRANCH = (
    "GX-LY",
    "GX-LY-Z",
    "GX-LY-01",
    "GX-LY-02",
    "GX-LY-03",
)
STEP = {int(title[:2]): title for title in STEP_COLUMNS.values()}
CODE_OF = {int(title[:2]): code for code, title in STEP_COLUMNS.items()}
SURNAMES, GIVEN = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨",
    ("伟", "芳", "建国", "秀英", "志强", "晓梅", "海燕", "立军", "文静"),
)


def _organization(*cells: str | None) -> Cells:
    """A row, its cells in the order of the columns; None leaves one empty."""
    titles = [column.title for column in SHEETS[ORGANIZATIONS]]
    return {title: cell for title, cell in zip(titles, cells, strict=True) if cell is not None}


ORGANIZATION_ROWS: list[Cells] = [
    _organization("GX", "中共测试市委员会", "党委", None, "是", None),
    _organization("GX-Z", "中共测试市委组织部", "组织部", "GX", "否", None),
    _organization(COMMITTEE, "测试市林业局党委", "党委", "GX", "是", None),
    _organization(GENERAL_BRANCH, "林场党总支", "党总支", COMMITTEE, "否", None),
    _organization(BRANCH, "机关第一党支部", "党支部", COMMITTEE, None, "是"),
    _organization(FAR_BRANCH, "林场第一党支部", "党支部", GENERAL_BRANCH, None, "是"),
    _organization(SMALL_BRANCH, "机关第二党支部", "党支部", COMMITTEE, None, "否"),
]
MEMBER_ROWS: list[Cells] = [
    {"姓名": name, "组织编码": code, "身份": "正式党员", "入党日期": date(2001, 7, 1), "处分": "无"}
    for code, names in {
        BRANCH: ("王一", "李二", "张三丰"),
        FAR_BRANCH: ("吴九", "郑十"),
        SMALL_BRANCH: ("孙七", "周八"),
        COMMITTEE: ("何书记",),
    }.items()
    for name in names
]
SPONSORS = {BRANCH: "王一、李二", FAR_BRANCH: "吴九、郑十", SMALL_BRANCH: "孙七、周八"}


def number_of(serial: int) -> str:
    """A valid synthetic identity number, another for each serial; born 1985 to 1995."""
    return compose(
        area="450100",
        birth_on=date(1985, 1, 1) + timedelta(serial % 3650),
        serial=serial % 899 + 100,
    )


def lawful(
    start: date, serial: int = 1, *, until: int = 25, branch: str = BRANCH, but: Cells | None = None
) -> Cells:
    """A case that keeps every rule of whatever edition its days fall in, with the steps up to
    number `until`.

    `but` replaces cells by title; None empties one.
    """
    day = {number: days(start)[code] for number, code in CODE_OF.items() if number <= until}
    cells: Cells = {STEP[number]: on for number, on in day.items()}
    cells |= _person(serial, branch)
    facts = _facts(start, branch, serial)
    for number in day:
        cells |= facts.get(CODE_OF[number], {})
    return {title: value for title, value in (cells | (but or {})).items() if value is not None}


def _person(serial: int, branch: str) -> Cells:
    number = number_of(serial)
    return {
        "姓名": SURNAMES[serial % len(SURNAMES)] + GIVEN[serial // len(SURNAMES) % len(GIVEN)],
        "性别": "男" if int(number[16]) % 2 else "女",
        "民族": "汉族",
        "出生日期": date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        "公民身份号码": number,
        "学历": "大学本科",
        "职务": "技术员",
        "党支部编码": branch,
        "流动人员": "否",
    }


#: The cells that the lawful facts of a step fill, each with its field.
CELLS: dict[str, dict[str, str]] = {
    "apply": {"申请书落款日期": "letter_on", "本人签名": "is_own_hand"},
    "talk": {"谈话人": "talker", "谈话人职务": "capacity"},
    "shortlist": {"推荐方式": "recommended_by", "确定会议": "meeting"},
    "appoint_contacts": {"培养联系人": "contacts"},
    "cultivate": {"考察日期": "examinations"},
    "nominate": {"听取意见": "opinions"},
    "list_target": {
        "公示开始": "notice_from",
        "公示结束": "notice_to",
        "公示地点": "places",
        "公示结果": "result",
    },
    "appoint_introducers": {"入党介绍人": "introducers"},
    "political_review": {"政审结论": "is_qualified", "政审征求地": "places"},
    "train": {"培训天数": "days", "培训学时": "hours", "培训单位": "organizer"},
    "committee_review": {"支委会审查结论": "is_passed"},
    "pre_review": {"预审结论": "is_qualified", "三个月内离开": "leaves_within_three_months"},
    "fill_form": {"志愿书编号": "form_number", "志愿书发放日期": "issued_on"},
    "admission_meeting": {"大会结论": "is_passed"},
    "committee_talk": {"党委谈话人职务": "capacity"},
    "approve": {
        "党委集体表决": "is_collective",
        "审批结论": "is_approved",
        "预备期起": "probation_from",
        "预备期止": "probation_to",
    },
    "enrol": {"党小组": "group"},
    "probation": {"预备期考察日期": "examinations"},
    "conversion_meeting": {"转正听取意见": "opinions", "转正结论": "outcome"},
    "approve_conversion": {"正式党员起": "full_from"},
}
#: The cells of a ballot, in the order of its fields.
BALLOT = (
    *("应到", "实到", "发出票", "收回票", "赞成", "反对", "弃权", "无效"),
    *("书面意见", "书面赞成", "无记名投票", "逐个表决"),
)
TITLES = {column.title for column in SHEETS[CASES]}
#: Words of the workbook that are neither 是 nor the label.
WORDS = {
    "公示结果": "不影响",
    "政审结论": "合格",
    "支委会审查结论": "通过",
    "预审结论": "合格",
    "大会结论": "通过",
    "审批结论": "批准",
}


def _facts(start: date, branch: str, serial: int) -> dict[str, Cells]:
    """What else each step records, by its code."""
    names = SPONSORS.get(branch, SPONSORS[BRANCH]).split("、")
    sponsors = tuple(NamedMember(name=name) for name in names)
    sample = Sample(
        days=days(start),
        has_committee=branch != SMALL_BRANCH,
        contacts=sponsors,
        introducers=sponsors,
        form_number=f"B{serial:05}",
    )
    cells: dict[str, Cells] = {}
    for code, fields in CELLS.items():
        facts = samples.facts(code, sample)
        cells[code] = {title: _cell(title, getattr(facts, name)) for title, name in fields.items()}
    for title, value in zip(BALLOT, astuple(sample.ballot), strict=True):
        cells["admission_meeting"][title] = _cell(title, value)
        if f"转正{title}" in TITLES:
            cells["conversion_meeting"][f"转正{title}"] = _cell(title, value)
    cells["conversion_meeting"] |= {"转正书面意见": 0, "转正书面赞成": 0, "已延长次数": 0}
    cells["list_target"]["上级党委同意日期"] = sample.days["list_consent"]
    (inquiry,) = samples.facts("political_review", sample).inquiries
    cells["political_review"]["政审复函日期"] = inquiry.replied_on
    cells["approve"]["审批组织编码"] = COMMITTEE
    if branch == FAR_BRANCH:
        cells["approve"]["党总支审议日期"] = sample.days["admission_meeting"] + timedelta(12)
    cells["archive"] = {"归档材料": _listed(Paper)}
    return cells


def _cell(title: str, value: Any) -> Any:
    """A fact as the workbook spells it."""
    if isinstance(value, bool):
        return WORDS.get(title, "是") if value else "否"
    if isinstance(value, Choice):
        return WORDS.get(title, value.label)
    return _listed(value) if isinstance(value, tuple) else value


def _listed(values: Iterable[Any]) -> str:
    """Choices, members, opinions or examinations in one cell."""
    words = []
    for value in values:
        if isinstance(value, Examination):
            words.append(value.on.isoformat())
        elif isinstance(value, NamedMember):
            words.append(value.name)
        else:
            words.append(value.kind.label if isinstance(value, Opinion) else value.label)
    return "、".join(words)


BRANCHES = (BRANCH, FAR_BRANCH, SMALL_BRANCH)


def lawful_cases(count: int = 156) -> list[Cells]:
    """Finished lawful cases begun from 2015 to 2027: of the 2014 edition, of that of 2026, and
    straddling.
    """
    first, span = date(2015, 1, 5), (date(2027, 6, 30) - date(2015, 1, 5)).days
    return [
        lawful(first + timedelta(span * serial // count), serial, branch=BRANCHES[serial % 3])
        for serial in range(1, count + 1)
    ]


def unfinished_cases(on: date, first_serial: int = 1001) -> list[Cells]:
    """Lawful cases that stand at each of the steps 1 to 24, the last one taken a few days before
    `on`.
    """
    rows = []
    for until in range(1, 25):
        start = on - (days(date(2019, 1, 1))[CODE_OF[until]] - date(2019, 1, 1)) - timedelta(9)
        rows.append(lawful(start, first_serial + until, until=until, branch=BRANCHES[until % 3]))
    return rows


def book(*cases: Cells, organizations: Iterable[Cells] = (), members: Iterable[Cells] = ()) -> Book:
    """A workbook of these cases, with the organizations and members of the test world and more."""
    return {
        ORGANIZATIONS: [dict(row) for row in (*ORGANIZATION_ROWS, *organizations)],
        MEMBERS: [dict(row) for row in (*MEMBER_ROWS, *members)],
        CASES: [dict(row) for row in cases],
    }


def write(path: Path, content: Mapping[str, list[Cells]], *, without: Iterable[str] = ()) -> Path:
    """Write a workbook with all columns of the contract but those named in `without`; dates as
    Excel dates.
    """
    gone = set(without)
    sheets = []
    for name, rows in content.items():
        titles = [column.title for column in SHEETS[name] if column.title not in gone]
        sheets.append(Sheet(name, titles, [[row.get(title) for title in titles] for row in rows]))
    with path.open("wb") as file:
        write_sheets(file, sheets)
    return path


if __name__ == "__main__":
    write(
        Path(sys.argv[1]), book(*lawful_cases(), *unfinished_cases(date.fromisoformat(sys.argv[2])))
    )
