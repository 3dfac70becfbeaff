"""Random workbooks: what is imported and checked agrees with a second, independent reading of
the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from branches.actor import Actor
from cases.importing import import_workbook

from ..rules.build import days
from .build import (
    BRANCH,
    CODE_OF,
    COMMITTEE,
    FAR_BRANCH,
    GENERAL_BRANCH,
    MEMBER_ROWS,
    ORGANIZATION_ROWS,
    SMALL_BRANCH,
    STEP,
    Cells,
    book,
    lawful,
    write,
)
from .oracle import ARTICLES, World
from .oracle_late import Reading
from .test_plants import ELSEWHERE, MORE_MEMBERS, findings_on

pytestmark = pytest.mark.django_db

BRANCHES = (BRANCH, FAR_BRANCH, SMALL_BRANCH, "GX-LY-04")
NAMES = (
    "王一",
    "李二",
    "张三丰",
    "预备一",
    "未知一",
    "察看一",
    "警告一",
    "曾受一",
    "不详一",
    "外人甲",
)
PAPERS = (
    "入党志愿书",
    "入党申请书",
    "政治审查材料",
    "转正申请书",
    "培养教育考察材料",
    "入党积极分子培养考察登记表",
    "预备党员教育考察登记表",
)
#: Choices of a column, None for an empty cell.
CHOICES: dict[str, tuple[Any, ...]] = {
    "本人签名": ("是", "否", None),
    "推荐方式": ("群团推优", "其他", "无", None),
    "确定会议": ("支委会", "支部大会", "无", None),
    "流动人员": ("是", "否", None),
    "公示结果": ("有影响", None),
    "政审结论": ("不合格", None),
    "培训天数": (0, 1, 2, 3, None),
    "培训学时": (0, 16, 23, 24, None),
    "培训单位": ("县级组织部门", "其他", None),
    "免训原因": ("支援边疆", "无", "否", None),
    "支委会审查结论": ("不通过", None),
    "预审结论": ("不合格", None),
    "三个月内离开": ("是", None),
    "无记名投票": ("否", None),
    "逐个表决": ("否", None),
    "大会结论": ("不通过", None),
    "党委谈话人职务": ("党委委员", "其他", None),
    "审批组织编码": (COMMITTEE, GENERAL_BRANCH, "GX", "GX-Z", BRANCH, "BC", "WZ", "WZZ", None),
    "党委集体表决": ("否", None),
    "审批结论": ("不批准", None),
    "延长审批理由": ("疫情", "无", "/", None),
    "转正无记名投票": ("否", None),
    "转正结论": ("延长预备期", "取消预备党员资格", None),
    "延长月数": (5, 6, 12, 13, None),
    "已延长次数": (0, 1, 2, None),
}
#: What a list column may hold.
LISTS: dict[str, tuple[str, ...]] = {
    "培养联系人": NAMES,
    "入党介绍人": NAMES,
    "听取意见": ("党小组", "培养联系人", "党员", "群众"),
    "公示地点": ("单位", "居住地", "流出地", "流入地"),
    "政审征求地": ("户籍地", "居住地"),
    "转正听取意见": ("党小组", "党员", "群众"),
    "归档材料": PAPERS,
}
BALLOT = (
    "应到",
    "实到",
    "发出票",
    "收回票",
    "赞成",
    "反对",
    "弃权",
    "无效",
    "书面意见",
    "书面赞成",
)
NUMBERS = (
    *BALLOT,
    *(f"转正{title}" for title in BALLOT if title not in ("发出票", "收回票", "无效")),
)
DAYS = (
    "申请书落款日期",
    "上级党委同意日期",
    "公示开始",
    "公示结束",
    "志愿书发放日期",
    "党总支审议日期",
    "预备期起",
    "预备期止",
    "正式党员起",
)
DAY_LISTS = ("考察日期", "政审复函日期")
#: Days that are written down and may lie ahead.
WRITTEN = ("预备期止",)


def mutate(random: Random, cells: Cells) -> None:
    """Change one thing in the row."""
    kind = random.choice(
        (
            "step",
            "step",
            "drop",
            "choice",
            "choice",
            "choice",
            "list",
            "number",
            "number",
            "day",
            "days",
        )
    )
    if kind in ("step", "drop"):
        title = random.choice([title for title in STEP.values() if title in cells])
        if kind == "drop":
            if sum(title in cells for title in STEP.values()) > 1:
                del cells[title]
        else:
            cells[title] += timedelta(
                random.choice((-400, -190, -40, -8, -1, 1, 1, 5, 31, 35, 95, 190, 400))
            )
    elif kind == "choice":
        title = random.choice(tuple(CHOICES))
        put(cells, title, random.choice(CHOICES[title]))
    elif kind == "list":
        title = random.choice(tuple(LISTS))
        chosen = random.sample(LISTS[title], random.randint(0, min(4, len(LISTS[title]))))
        put(cells, title, "、".join(chosen) or None)
    elif kind == "number":
        title = random.choice(NUMBERS)
        put(cells, title, random.choice((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, None)))
    elif kind == "day":
        title = random.choice(DAYS)
        old = cells.get(title)
        put(
            cells,
            title,
            random.choice(
                (None, old and old + timedelta(random.choice((-30, -3, -1, 1, 2, 7, 40))))
            ),
        )
    else:
        title = random.choice(DAY_LISTS)
        kept = [
            each
            for each in str(cells.get(title) or "").split("、")
            if each and random.random() < 0.6
        ]
        put(cells, title, "、".join(each[:10] for each in kept) or None)


def put(cells: Cells, title: str, value: Any) -> None:
    """Write a cell, or empty it."""
    if value is None:
        cells.pop(title, None)
    else:
        cells[title] = value


def random_rows(seed: int, on: date, count: int) -> Iterator[Cells]:
    """Rows with up to nine changes whose last day falls in the year of `on` and not after it."""
    random, serial = Random(seed), 0  # noqa: S311  # the same rows each time
    while serial < count:
        until = random.randint(1, 25)
        start = (
            on
            - (days(date(2019, 1, 1))[CODE_OF[until]] - date(2019, 1, 1))
            - timedelta(random.randint(0, 250))
        )
        cells = lawful(start, serial + 1, until=until, branch=random.choice(BRANCHES))
        for _ in range(random.choice((0, 1, 2, 4, 6, 9))):
            mutate(random, cells)
        last = [value for title, value in cells.items() if title in STEP.values()]
        known = [
            value
            for title, value in cells.items()
            if isinstance(value, date) and title not in WRITTEN
        ]
        if max(last).year == on.year and max(known) <= on:
            serial += 1
            yield cells | {"姓名": f"案{serial}", "志愿书编号": f"P{serial}"}


def as_read(cells: Cells) -> Cells:
    """The row without the words that stand for an empty cell."""
    empty = {"免训原因": ("无", "否"), "延长审批理由": ("无", "/", "否")}
    return {title: value for title, value in cells.items() if value not in empty.get(title, ())}


@pytest.mark.parametrize(
    ("seed", "on"),
    [
        (1, date(2025, 12, 31)),
        (2, date(2026, 5, 20)),
        (3, date(2026, 11, 24)),
        (4, date(2029, 2, 28)),
    ],
)
def test_random_workbooks_agree_with_a_second_reading(seed: int, on: date, tmp_path: Path) -> None:
    rows = list(random_rows(seed, on, 120))
    report = import_workbook(
        write(tmp_path / "w.xlsx", book(*rows, organizations=ELSEWHERE, members=MORE_MEMBERS)),
        by=Actor.system(on),
    )
    assert report.errors == report.duplicates == []
    world = World(
        {row["编码"]: row for row in (*ORGANIZATION_ROWS, *ELSEWHERE)},
        {row["姓名"]: row for row in (*MEMBER_ROWS, *MORE_MEMBERS)},
    )
    found, wrong, seen = findings_on(on), {}, Counter[str]()
    for cells in rows:
        got = sorted(found.get(cells["姓名"], []), key=str)
        reading = Reading(as_read(cells), world, on)
        is_checked = reading.closed_on is None or reading.closed_on.year >= on.year
        wanted = sorted(reading.read(), key=str) if is_checked else []
        seen.update(each[0] for each in wanted)
        if got != wanted:
            wrong[cells["姓名"]] = (
                [each for each in got if each not in wanted],
                [each for each in wanted if each not in got],
                cells,
            )
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(
        f"{name}\n  only found    {more}\n  only in the catalogue {less}\n  {cells}"
        for name, (more, less, cells) in list(wrong.items())[:10]
    )
    assert len(seen) > len(ARTICLES) // 2, "enough is broken to compare"
