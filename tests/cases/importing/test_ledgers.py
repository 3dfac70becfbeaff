"""Ledgers as offices keep them: titles of their own, in another row, in sheets of another name;
days of both date systems.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from branches.actor import Actor
from branches.models import Organization
from cases.importing import Unreadable, import_workbook
from cases.importing.columns import CASES
from cases.models import Case

from .build import BRANCH, COMMITTEE, STEP, book, lawful, write
from .test_inputs import IDENTITY, NUMBER, START, TODAY, imported, ledger

pytestmark = pytest.mark.django_db


OFFICE_TITLES = (
    "序号",
    "姓　名",
    "性别",
    "民族",
    "出生年月",
    "身份证号码",
    "培养联系人",
    "入党介绍人",
    "转正时间",
)
OFFICE_ROW = (1, "王　军", "男", "汉", "1995.03", NUMBER, "王一\n李二", "同上", "2021.12")


def _merge(file: Any, sheet: Any) -> None:
    sheet.merge_range("A1:I1", "发展党员工作台账", file.add_format())
    sheet.merge_range("B3:B4", "王　军", file.add_format())


def test_titles_in_another_row_are_one_error(tmp_path: Path) -> None:
    path = ledger(
        tmp_path, ("台账",), OFFICE_TITLES, OFFICE_ROW, OFFICE_ROW, ("合计", "2人"), edit=_merge
    )
    [error] = import_workbook(path, by=Actor.system(TODAY)).errors
    assert (error.sheet, error.row, "第 2 行" in error.reason) == (CASES, 1, True)


def test_titles_that_are_nowhere_are_one_error(tmp_path: Path) -> None:
    [error] = import_workbook(
        ledger(tmp_path, ("台账",), ("甲", "乙")), by=Actor.system(TODAY)
    ).errors
    assert (error.row, "第 1 行不是列标题" in error.reason) == (1, True)


def test_a_sheet_of_another_name_is_told_with_those_there_are(tmp_path: Path) -> None:
    path = ledger(tmp_path, ("台账",), OFFICE_TITLES, OFFICE_ROW, sheet="发展党员台账")
    with pytest.raises(Unreadable) as refused:
        import_workbook(path, by=Actor.system(TODAY))
    for word in ("案卷", "发展党员台账", "第 2 行"):
        assert word in str(refused.value)


def test_the_nearest_title_is_named(tmp_path: Path) -> None:
    head = ("姓名", "身份证号码", "党支部编码", STEP[1], "培养联系人姓名", "入党介绍人1", "XYZ")
    report = import_workbook(
        ledger(tmp_path, head, ("甲", NUMBER, BRANCH, "2022-03-01")), by=Actor.system(TODAY)
    )
    reasons = {spot.column: spot.reason for spot in report.errors if spot.row == 1}
    assert "“公民身份号码”" in reasons["身份证号码"]
    assert "“培养联系人”" in reasons["培养联系人姓名"]
    assert "“入党介绍人”" in reasons["入党介绍人1"]
    assert "核对列标题" in reasons["XYZ"]


def test_number_and_remarks_are_left_out_without_a_word(tmp_path: Path) -> None:
    import_workbook(write(tmp_path / "w.xlsx", book()), by=Actor.system(TODAY))
    head = ("序号", "姓名", "党支部编码", STEP[1], "备注")
    rows = [
        ("=ROW()-1", "甲", "机关第一 党支部", 44193, "=A1"),
        (2, "乙", "GX-LY -01", "2020/3/1", True),
        (3, "", "", "", ""),
    ]
    report = import_workbook(ledger(tmp_path, head, *rows), by=Actor.system(TODAY))
    assert report.errors == report.notices == []
    assert list(
        Case.objects.order_by("pk").values_list("person__name", "branch__code", "applied_on")
    ) == [
        ("甲", BRANCH, date(2020, 12, 28)),
        ("乙", BRANCH, date(2020, 3, 1)),
    ]


def test_a_branch_by_a_name_that_two_have_is_an_error_with_their_codes(tmp_path: Path) -> None:
    twin = {
        "编码": "GX-LY-09",
        "名称": "机关第一党支部",
        "类型": "党支部",
        "上级编码": COMMITTEE,
        "设支委会": "是",
    }
    report = imported(
        tmp_path, lawful(START, but={"党支部编码": "机关第一党支部"}), organizations=[twin]
    )
    [error] = report.errors
    assert (error.column, BRANCH in error.reason, "GX-LY-09" in error.reason) == (
        "党支部编码",
        True,
        True,
    )


def test_days_of_both_date_systems(tmp_path: Path) -> None:
    """A number cell and a cell shown as a date are the same day, whatever year the workbook
    counts from.
    """
    path = write(tmp_path / "w.xlsx", book(lawful(date(2025, 3, 7), until=2)))
    file = openpyxl.load_workbook(path)
    file.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = file[CASES]
    titles = [each.value for each in sheet[1]]
    for title, value in (
        (STEP[1], 45723 - 1462),
        (STEP[2], date(2025, 3, 10)),
        ("申请书落款日期", 20250307),
    ):
        cell = sheet.cell(2, titles.index(title) + 1)
        cell.number_format = "General" if isinstance(value, int) else "yyyy-mm-dd"
        cell.value = value
    file.save(path)
    assert import_workbook(path, by=Actor.system(TODAY)).errors == []
    steps = Case.objects.get().facts.steps
    assert (steps.apply.on, steps.talk.on, steps.apply.letter_on) == (
        date(2025, 3, 7),
        date(2025, 3, 10),
        date(2025, 3, 7),
    )


def test_a_step_that_lies_ahead_is_told(tmp_path: Path) -> None:
    """2205 for 2025, or a serial number with a slip: no check would ever look at it."""
    for day in (date(2205, 3, 7), 99_999, TODAY + timedelta(1)):
        report = imported(
            tmp_path, lawful(date(2025, 3, 7), until=1) | {STEP[2]: day, IDENTITY: None}
        )
        assert report.errors == []
        assert [spot.column for spot in report.notices if "晚于今天" in spot.reason] == [STEP[2]]
    report = imported(
        tmp_path, lawful(date(2025, 3, 7), until=1) | {STEP[2]: TODAY, IDENTITY: None}
    )
    assert [spot for spot in report.notices if "晚于今天" in spot.reason] == []


def test_only_a_committee_has_the_power(tmp_path: Path) -> None:
    more = [
        {"编码": "A", "名称": "甲总支", "类型": "党总支", "上级编码": COMMITTEE},
        {"编码": "B", "名称": "乙党委", "类型": "党委", "上级编码": COMMITTEE},
        {"编码": "C", "名称": "丙支部", "类型": "党支部", "上级编码": "A", "有审批权限": "——"},
    ]
    assert imported(tmp_path, organizations=more).errors == []
    powers = dict(
        Organization.objects.filter(code__in="ABC").values_list("code", "has_approval_power")
    )
    assert powers == {"A": False, "B": None, "C": False}
