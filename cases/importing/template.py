"""An empty workbook with the exact titles, to be filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING

from branches.models import Organization
from cases.importing import guide
from cases.importing.columns import LIST_COLUMNS, MEMBER_LIST, SHEETS, Column

if TYPE_CHECKING:
    import xlsxwriter


def write_template(file: IO[bytes], organizations: Iterable[Organization] | None = None) -> None:
    """Write the three sheets with their titles, each with a note of what may stand below it.

    With organizations a fourth sheet says how the others are filled, and which code each
    organization has.
    """
    _write(file, SHEETS, organizations)


def write_list_template(file: IO[bytes]) -> None:
    """Write an empty list of members."""
    _write(file, {MEMBER_LIST: LIST_COLUMNS}, None)


def _write(
    file: IO[bytes],
    sheets: Mapping[str, tuple[Column, ...]],
    organizations: Iterable[Organization] | None,
) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        title = book.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#f2f2f2", "border": 1}
        )
        needed = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "bg_color": "#f2f2f2",
                "border": 1,
                "font_color": "#8f1d1d",
            }
        )
        words = book.add_format({"num_format": "@"})
        for name, columns in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            for place, column in enumerate(columns):
                # Text cells: a spreadsheet would round the digits of an identity number and drop
                # leading zeros.
                sheet.set_column(place, place, max(12, 2 * len(column.title)), words)
                sheet.write_string(0, place, column.title, needed if column.is_required else title)
                if note := guide.note(column):
                    sheet.write_comment(0, place, note, {"x_scale": 2, "author": ""})
        if organizations is not None:
            _write_guide(book, title, organizations)


def _write_guide(
    book: xlsxwriter.Workbook, title: object, organizations: Iterable[Organization]
) -> None:
    sheet = book.add_worksheet(guide.SHEET)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 70, wrapped)
    sheet.set_column(2, 2, 12)
    sheet.write_row(0, 0, ("序号", "填写说明"), title)
    for number, rule in enumerate(guide.RULES, start=1):
        sheet.write_number(number, 0, number)
        sheet.write_string(number, 1, rule)
    start = len(guide.RULES) + 2
    sheet.write_row(start, 0, ("编码", "组织", "类型"), title)
    for number, each in enumerate(organizations, start=start + 1):
        sheet.write_string(number, 0, each.code)
        sheet.write_string(number, 1, each.name)
        sheet.write_string(number, 2, each.get_kind_display())
