"""Through the workbook and out of the check: a lawful case has no finding of weight, a breach
exactly its own.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from branches.actor import Actor
from cases.importing import import_workbook
from filings.inspections.checking import inspect

from .build import BRANCH, COMMITTEE, Cells, book, lawful, lawful_cases, unfinished_cases, write
from .plants import Found, Plant, plants

pytestmark = pytest.mark.django_db
TODAY = date(2036, 1, 1)

ELSEWHERE: list[Cells] = [
    {"编码": "BC", "名称": "别处党委", "类型": "党委", "有审批权限": "是"},
    {"编码": "WZ", "名称": "未知党委", "类型": "党委"},
    {"编码": "WZZ", "名称": "未知党总支", "类型": "党总支", "上级编码": COMMITTEE},
    {
        "编码": "GX-LY-04",
        "名称": "林场第二党支部",
        "类型": "党支部",
        "上级编码": "WZZ",
        "设支委会": "是",
    },
]
LONG_AGO, FAR = date(2010, 1, 1), date(2035, 1, 1)
MORE_MEMBERS: list[Cells] = [
    {"姓名": "预备一", "组织编码": BRANCH, "身份": "预备党员", "入党日期": date(2017, 1, 1)},
    {"姓名": "未知一", "组织编码": BRANCH, "身份": "预备党员"},
    {"姓名": "察看一", "处分": "留党察看", "处分起": LONG_AGO},
    {"姓名": "警告一", "处分": "警告", "处分起": LONG_AGO, "处分止": FAR},
    {"姓名": "曾受一", "处分": "严重警告", "处分起": LONG_AGO, "处分止": date(2010, 7, 1)},
    {"姓名": "不详一", "处分": "留党察看", "处分止": FAR},
]
for row in MORE_MEMBERS[2:]:
    row |= {"组织编码": COMMITTEE, "身份": "正式党员", "入党日期": date(2001, 7, 1)}


def test_every_planted_breach_is_found_and_nothing_else(tmp_path: Path) -> None:
    planted = list(plants())
    rows = []
    for serial, plant in enumerate(planted, start=1):
        number = {} if "志愿书编号" in plant.but else {"志愿书编号": f"P{serial}"}
        cells = lawful(
            plant.start, serial, until=plant.until, branch=plant.branch, but=number | plant.but
        )
        rows.append(cells | {"姓名": f"案{serial}"})
    path = write(tmp_path / "w.xlsx", book(*rows, organizations=ELSEWHERE, members=MORE_MEMBERS))
    report = import_workbook(path, by=Actor.system(TODAY))
    assert report.errors == report.duplicates == []
    wrong = {}
    found: dict[date, dict[str, list[Found]]] = {}
    for serial, plant in enumerate(planted, start=1):
        as_of = as_of_day(plant, rows[serial - 1])
        if as_of not in found:
            found[as_of] = findings_on(as_of)
        got = sorted(found[as_of].get(f"案{serial}", []), key=str)
        if got != sorted(plant.found, key=str):
            wrong[plant.name] = (got, plant.found)
    assert not wrong, "\n".join(
        f"{name}\n  got  {got}\n  want {want}" for name, (got, want) in wrong.items()
    )


def as_of_day(plant: Plant, cells: Cells) -> date:
    last = max(value for title, value in cells.items() if title[:2].isdigit())
    return plant.as_of or date(last.year, 12, 31)


def findings_on(as_of: date) -> dict[str, list[Found]]:
    """`{person: findings}` of the year's check on that day."""
    found: dict[str, list[Found]] = defaultdict(list)
    for line in inspect(year=as_of.year, as_of=as_of).lines:
        each = line.finding
        if line.person is None:
            assert line.case is None
            # about an organization: the year in which all these cases lie is a rush indeed
            continue
        found[line.person].append(
            (
                each.rule,
                each.severity.code,
                each.edition,
                each.article,
                each.step,
                each.due,
                each.actual,
            )
        )
    return found


def test_lawful_cases_have_no_finding_of_weight_in_any_year(tmp_path: Path) -> None:
    rows = lawful_cases()
    assert len(rows) >= 150
    import_workbook(write(tmp_path / "w.xlsx", book(*rows)), by=Actor.system(TODAY))
    checked = 0
    for year in range(2015, 2032):
        result = inspect(year=year, as_of=date(year, 12, 31))
        checked += result.cases_checked
        assert [line for line in result.lines if line.finding.severity.code != "advise"] == []
    assert checked > len(rows)


@pytest.mark.parametrize("on", [date(2019, 12, 20), date(2026, 8, 20), date(2030, 12, 20)])
def test_a_lawful_case_stands_well_at_every_step(tmp_path: Path, on: date) -> None:
    """In both editions, and begun in one to stand in the other."""
    import_workbook(write(tmp_path / "w.xlsx", book(*unfinished_cases(on))), by=Actor.system(on))
    result = inspect(year=on.year, as_of=on)
    assert result.cases_checked == 24
    assert [line for line in result.lines if line.finding.severity.code != "advise"] == []
