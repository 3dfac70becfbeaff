"""Lists as files: the same columns in both kinds, and no text that a spreadsheet runs."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest

from config.kit.listing import Column, as_file

COLUMNS = (
    Column[tuple[str, int, date | None]]("姓名", lambda row: row[0]),
    Column[tuple[str, int, date | None]]("已等（天）", lambda row: row[1]),
    Column[tuple[str, int, date | None]]("最迟", lambda row: row[2]),
)
ROWS = [("周文静", 3, date(2026, 5, 8)), ("张三，“甲”\n乙", -4, None)]


def test_a_workbook_has_days_and_numbers() -> None:
    answer = as_file("", "清单", COLUMNS, ROWS)
    assert "%E6%B8%85%E5%8D%95.xlsx" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).active
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert found[0] == ["姓名", "已等（天）", "最迟"]
    assert [str(value)[:10] for value in found[1]] == ["周文静", "3", "2026-05-08"]
    assert found[2] == ["张三，“甲”\n乙", -4, None]


def test_csv_is_known_by_excel_and_holds_the_same() -> None:
    answer = as_file("csv", "清单", COLUMNS, ROWS)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    content = answer.getvalue()
    assert content.startswith("\ufeff姓名".encode())
    found = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert found[1:] == [["周文静", "3", "2026-05-08"], ["张三，“甲”\n乙", "-4", ""]]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_a_formula(text: str) -> None:
    rows = [(text, 0, None)]
    [_, row] = csv.reader(
        StringIO(as_file("csv", "清单", COLUMNS, rows).getvalue().decode("utf-8-sig"), newline="")
    )
    assert row[0] == f"'{text}"
    book = openpyxl.load_workbook(BytesIO(as_file("xlsx", "清单", COLUMNS, rows).getvalue()))
    assert book.active["A2"].data_type == "s"
