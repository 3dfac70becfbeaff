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

from branches.identity import compose
from cases.facts.arithmetic import add_months
from cases.importing.columns import CASES, MEMBERS, ORGANIZATIONS, SHEETS, STEP_COLUMNS
from config.xlsx import Sheet, write_sheets

from ..rules.build import days

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

ORGANIZATION_ROWS: list[Cells] = [
    {"编码": "GX", "名称": "中共测试市委员会", "类型": "党委", "有审批权限": "是"},
    {
        "编码": "GX-Z",
        "名称": "中共测试市委组织部",
        "类型": "组织部",
        "上级编码": "GX",
        "有审批权限": "否",
    },
    {
        "编码": COMMITTEE,
        "名称": "测试市林业局党委",
        "类型": "党委",
        "上级编码": "GX",
        "有审批权限": "是",
    },
    {
        "编码": GENERAL_BRANCH,
        "名称": "林场党总支",
        "类型": "党总支",
        "上级编码": COMMITTEE,
        "有审批权限": "否",
    },
    {
        "编码": BRANCH,
        "名称": "机关第一党支部",
        "类型": "党支部",
        "上级编码": COMMITTEE,
        "设支委会": "是",
    },
    {
        "编码": FAR_BRANCH,
        "名称": "林场第一党支部",
        "类型": "党支部",
        "上级编码": GENERAL_BRANCH,
        "设支委会": "是",
    },
    {
        "编码": SMALL_BRANCH,
        "名称": "机关第二党支部",
        "类型": "党支部",
        "上级编码": COMMITTEE,
        "设支委会": "否",
    },
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
PAPERS = (
    "入党志愿书、入党申请书、政治审查材料、转正申请书、入党积极分子培养考察登记表、"
    "预备党员教育考察登记表"
)


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
    day = {number: days(start)[code] for number, code in CODE_OF.items()}
    day = {number: on for number, on in day.items() if number <= until}
    cells: Cells = {STEP[number]: on for number, on in day.items()}
    cells |= _person(serial, branch)
    for first, facts in _facts(day, days(start)["list_consent"], branch, serial).items():
        if first <= until:
            cells |= facts
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


def _facts(day: Mapping[int, date], consent: date, branch: str, serial: int) -> dict[int, Cells]:
    """What else each step records, by its number."""
    has_committee = branch != SMALL_BRANCH
    meeting = day.get(15, date.max)
    facts: dict[int, Cells] = {
        1: {"申请书落款日期": day[1], "本人签名": "是"},
        2: {"谈话人": "王一", "谈话人职务": "支部书记"},
        3: {"推荐方式": "党员推荐", "确定会议": "支委会" if has_committee else "支部大会"},
        5: {"培养联系人": SPONSORS.get(branch, SPONSORS[BRANCH])},
        7: {"听取意见": "党小组、培养联系人、党员、群众"},
        9: {"入党介绍人": SPONSORS.get(branch, SPONSORS[BRANCH])},
        11: {"培训天数": 3, "培训学时": 24, "培训单位": "基层党委"},
        12: {"支委会审查结论": "通过"},
        13: {"预审结论": "合格", "三个月内离开": "否"},
        15: {
            "应到": 10,
            "实到": 9,
            "发出票": 9,
            "收回票": 9,
            "赞成": 8,
            "反对": 0,
            "弃权": 1,
            "无效": 0,
            "书面意见": 1,
            "书面赞成": 1,
            "无记名投票": "是",
            "逐个表决": "是",
            "大会结论": "通过",
        },
        16: {"党委谈话人职务": "组织员"},
        19: {"党小组": "第一党小组"},
        23: {
            "转正应到": 10,
            "转正实到": 9,
            "转正赞成": 8,
            "转正反对": 0,
            "转正弃权": 1,
            "转正书面意见": 0,
            "转正书面赞成": 0,
            "转正无记名投票": "是",
            "转正听取意见": "党小组、党员、群众",
            "转正结论": "按期转正",
            "已延长次数": 0,
        },
        25: {"归档材料": f"{PAPERS}、培养教育考察材料"},
    }
    if 3 in day:
        facts[6] = {"考察日期": _listed(add_months(day[3], 5), add_months(day[3], 10))}
    if 8 in day:
        facts[8] = {
            "上级党委同意日期": consent,
            "公示开始": consent + timedelta(2),
            "公示结束": day[8] - timedelta(1),
            "公示地点": "单位、居住地",
            "公示结果": "不影响",
        }
    if 10 in day:
        reply = day[10] - timedelta(5)
        facts[10] = {"政审结论": "合格", "政审复函日期": reply, "政审征求地": "户籍地、居住地"}
    if 14 in day:
        facts[14] = {"志愿书编号": f"B{serial:05}", "志愿书发放日期": day[13] + timedelta(1)}
    if 17 in day:
        facts[17] = {
            "审批组织编码": COMMITTEE,
            "党委集体表决": "是",
            "审批结论": "批准",
            "预备期起": meeting,
            "预备期止": add_months(meeting, 12) - timedelta(1),
        }
        if branch == FAR_BRANCH:
            facts[17]["党总支审议日期"] = meeting + timedelta(12)
    if 21 in day:
        facts[21] = {
            "预备期考察日期": _listed(*(add_months(meeting, months) for months in (3, 6, 9, 11)))
        }
    if 24 in day:
        facts[24] = {"正式党员起": add_months(meeting, 12)}
    return facts


def _listed(*days: date) -> str:
    return "、".join(day.isoformat() for day in days)


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
