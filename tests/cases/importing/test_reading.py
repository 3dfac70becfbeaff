"""What people really have: each odd file is read, or refused by a clear sentence, and never
breaks the import.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from branches.actor import Actor
from cases.importing import Unreadable, import_workbook
from cases.importing.reading import MAX_COLUMNS, MAX_ROWS, open_workbook
from cases.models import Case

from .build import BRANCH, STEP, Cells, book, lawful, write

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
START = date(2025, 3, 7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A good workbook with one case."""
    return write(tmp_path / "w.xlsx", book(lawful(START, until=2)))


def edited(path: Path, edit: Callable[[Any], None]) -> Path:
    """The workbook after a change of its sheet 案卷, saved by openpyxl."""
    file = openpyxl.load_workbook(path)
    edit(file["案卷"])
    file.save(path)
    return path


def cell(sheet: Any, title: str, row: int = 2) -> Any:
    titles = [each.value for each in sheet[1]]
    return sheet.cell(row, titles.index(title) + 1)


def put(title: str, value: Any) -> Callable[[Any], None]:
    def edit(sheet: Any) -> None:
        found = cell(sheet, title)
        found.number_format = (  # as typed: a number in a cell formatted as a day is that day
            "General"
        )
        found.value = value

    return edit


def refusal(path: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        import_workbook(path, by=Actor.system(TODAY))
    assert not Case.objects.exists()
    return str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        "2025-3-7",
        "2025-03-07",
        "2025.3.7",
        "2025.03.07",
        "2025/3/7",
        "20250307",
        "2025年3月7日",
        "2025年03月07日",
        "2025年 3月 7日",
        "２０２５．３．７",
        "2025-3-7_x000D_",
        45723,
        45723.5,
        20250307,
        " 2025-03-07  ",
        "２０２５－０３－０７",
        "２０２５年３月７日",
        "2025-03-07 08:30:00",
        "2025-03-07T08:30",
        datetime(2025, 3, 7, 8, 30),  # noqa: DTZ001  # as a spreadsheet holds it
        date(2025, 3, 7),
    ],
)
def test_days_in_every_spelling(path: Path, value: Any) -> None:
    report = import_workbook(edited(path, put(STEP[1], value)), by=Actor.system(TODAY))
    assert report.errors == []
    assert Case.objects.get().applied_on == START


@pytest.mark.parametrize(
    "value",
    [
        "2025-13-01",
        "2025-02-30",
        "25-3-7",
        "3月7日",
        "202537",
        "2025307",
        "45723",
        "昨天",
        "今天",
        19999,
        202503,
        2025.3,
        2025.5,
        "2025.03",
        "2025年3月",
        True,
        time(8, 30),
        "0001-01-01",
        "2025-3-7-8",
        "2025-3.7",
        "2025-03-07 上午",
    ],
)
def test_no_day(path: Path, value: Any) -> None:
    report = import_workbook(edited(path, put(STEP[2], value)), by=Actor.system(TODAY))
    assert [(spot.sheet, spot.row, spot.column) for spot in report.errors] == [("案卷", 2, STEP[2])]
    assert not Case.objects.exists()


def test_white_space_and_full_width_signs_mean_nothing(path: Path) -> None:
    def edit(sheet: Any) -> None:
        cell(sheet, "党支部编码").value = " ＧＸ－ＬＹ－０１　"
        cell(sheet, "姓名").value = "　张 三 "
        cell(sheet, "本人签名").value = " 是 "
        cell(sheet, "公民身份号码").value = "".join(
            chr(ord(each) + 0xFEE0) for each in cell(sheet, "公民身份号码").value
        )
        cell(sheet, "谈话人", row=1).value = "谈话人 "

    report = import_workbook(edited(path, edit), by=Actor.system(TODAY))
    assert report.errors == []
    case = Case.objects.select_related("person", "branch").get()
    assert (case.person.name, case.branch.code) == ("张三", BRANCH)


def test_numbers_typed_as_text_or_full_width(tmp_path: Path) -> None:
    row = lawful(START, until=11, but={"培训天数": "３", "培训学时": " 24 "})
    assert (
        import_workbook(write(tmp_path / "w.xlsx", book(row)), by=Actor.system(TODAY)).errors == []
    )
    train = Case.objects.get().facts.steps.train
    assert (train.days, train.hours) == (3, 24)


@pytest.mark.parametrize("value", [-1, 2.5, "三天", "-1", "2.5", True, 10**9, "9" * 30])
def test_no_number(tmp_path: Path, value: Any) -> None:
    path = edited(write(tmp_path / "w.xlsx", book(lawful(START, until=11))), put("培训天数", value))
    report = import_workbook(path, by=Actor.system(TODAY))
    assert [(spot.row, spot.column) for spot in report.errors] == [(2, "培训天数")]


def test_a_formula_is_named(path: Path) -> None:
    report = import_workbook(edited(path, put(STEP[2], "=A2+1")), by=Actor.system(TODAY))
    assert [(spot.row, spot.column) for spot in report.errors] == [(2, STEP[2])]
    assert "公式" in report.errors[0].reason


def test_an_error_value_is_named(path: Path) -> None:
    report = import_workbook(edited(path, put("谈话人", "#REF!")), by=Actor.system(TODAY))
    assert [(spot.row, spot.column) for spot in report.errors] == [(2, "谈话人")]


def test_merged_cells_are_named(path: Path) -> None:
    report = import_workbook(
        edited(path, lambda sheet: sheet.merge_cells("B2:B3")), by=Actor.system(TODAY)
    )
    assert [(spot.sheet, spot.value) for spot in report.errors] == [("案卷", "B2:B3")]
    assert "合并" in report.errors[0].reason


def test_an_identity_number_typed_as_a_number_has_lost_digits(path: Path) -> None:
    report = import_workbook(
        edited(path, put("公民身份号码", 450100199001011234)), by=Actor.system(TODAY)
    )
    assert [(spot.row, spot.column) for spot in report.errors] == [(2, "公民身份号码")]


def test_an_empty_row_between_is_passed_over(path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet.insert_rows(2, 3)

    report = import_workbook(edited(path, edit), by=Actor.system(TODAY))
    assert (report.errors, report.counts["案卷"]) == ([], 1)


def test_an_old_xls_renamed(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    assert ".xls" in refusal(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        bytes(50 << 20),
        b"PK\x03\x04 broken",
        b"<html></html>",
        "姓名,日期\n".encode(),
    ],
    ids=[
        "empty",
        "word",
        "nothing",
        "torn",
        "html",
        "csv",
    ],  # the content itself would name the test
)
def test_no_workbook_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.xlsx"
    path.write_bytes(content)
    assert refusal(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "打不开" in refusal(tmp_path / "none.xlsx")
    assert "打不开" in refusal(tmp_path)


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert ".xlsx" in refusal(path)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet3.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_damaged_part(path: Path, part: str) -> None:
    replace_part(path, part, b"<worksheet><sheetData><row")
    assert "损坏" in refusal(path)


def replace_part(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, old in parts.items():
            archive.writestr(each, content if each == name else old)


def test_entities_are_refused(path: Path) -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>'
    )
    replace_part(path, "xl/worksheets/sheet3.xml", bomb)
    assert "DOCTYPE" in refusal(path)


def test_a_cell_in_the_last_corner(path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet["XFD1048576"] = "x"

    message = refusal(edited(path, edit))
    assert "XFD1048576" in message
    assert "案卷" in message


def test_too_many_rows_and_columns(tmp_path: Path) -> None:
    row: Cells = {"姓名": "甲", "党支部编码": BRANCH, STEP[1]: START}
    assert "10001" not in refusal_free(write(tmp_path / "a.xlsx", {"案卷": [row] * MAX_ROWS}))
    assert str(MAX_ROWS) in refusal(write(tmp_path / "b.xlsx", {"案卷": [row] * (MAX_ROWS + 1)}))

    def widen(sheet: Any) -> None:
        sheet.cell(1, MAX_COLUMNS + 1).value = "x"

    assert str(MAX_COLUMNS) in refusal(edited(write(tmp_path / "c.xlsx", {"案卷": [row]}), widen))


def refusal_free(path: Path) -> str:
    """The extent of a sheet that may be read."""
    with open_workbook(path) as sheets:
        return str(sheets["案卷"].extent.rows - 1)


def test_fifty_megabytes_of_nothing(path: Path) -> None:
    """Formatted rows below the data, all of them empty, are nothing."""
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet3.xml")
    empty = io.BytesIO()
    for number in range(10, 400_000):
        empty.write(
            (
                f'<row r="{number}" spans="1:3">'
                f'<c r="A{number}" s="1"/><c r="B{number}" s="1"/></row>'
            ).encode()
        )
    head, _, tail = sheet.partition(b"</sheetData>")
    content = head + empty.getvalue() + b"</sheetData>" + tail
    assert len(content) > 25 << 20
    replace_part(path, "xl/worksheets/sheet3.xml", content)
    report = import_workbook(path, by=Actor.system(TODAY))
    assert (report.errors, report.counts["案卷"]) == ([], 1)


def test_a_sheet_that_unpacks_without_end(path: Path) -> None:
    replace_part(path, "xl/worksheets/sheet3.xml", bytes(401 << 20))
    assert "过大" in refusal(path)


def test_an_empty_sheet(path: Path) -> None:
    report = import_workbook(
        edited(path, lambda sheet: sheet.delete_rows(1, 10)), by=Actor.system(TODAY)
    )
    assert [(spot.sheet, spot.row) for spot in report.errors] == [("案卷", 0)]
    assert "空" in report.errors[0].reason


def test_no_sheet_of_the_contract(tmp_path: Path) -> None:
    file = openpyxl.Workbook()
    file.active["A1"] = "姓名"
    file.save(tmp_path / "w.xlsx")
    assert "案卷" in refusal(tmp_path / "w.xlsx")


def test_another_sheet_is_not_read_and_named(path: Path) -> None:
    file = openpyxl.load_workbook(path)
    file.create_sheet("说明")["A1"] = "请填写"
    file.save(path)
    report = import_workbook(path, by=Actor.system(TODAY))
    assert [(spot.sheet, spot.reason) for spot in report.notices] == [
        ("说明", "不是约定的工作表，没有读取")
    ]
    assert report.counts["案卷"] == 1


def test_a_sheet_may_hold_titles_only(tmp_path: Path) -> None:
    report = import_workbook(write(tmp_path / "w.xlsx", {"案卷": []}), by=Actor.system(TODAY))
    assert (report.errors, report.counts["案卷"]) == ([], 0)
