"""Tables as an Excel workbook: text stays text (no formulas), days are days, titles stay in sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

import xlsxwriter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_LENGTH, FORBIDDEN = 31, r"[]:*?/\'"  # of a sheet's name, as Excel wants it


@dataclass(frozen=True)
class Sheet:
    """One sheet: titles of the columns, rows in their order."""

    name: str
    titles: Sequence[str]
    rows: Iterable[Sequence[Any]]


def sheet_name(words: str) -> str:
    """At most 31 characters, without those that Excel refuses."""
    return "".join("-" if each in FORBIDDEN else each for each in words)[:NAME_LENGTH]


def write_sheets(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write the workbook row by row, in flat memory."""
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        title = book.add_format({"bold": True, "bg_color": "#f2f2f2", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            page = book.add_worksheet(sheet_name(sheet.name))
            page.freeze_panes(1, 1)
            for place, words in enumerate(sheet.titles):
                page.set_column(place, place, max(12, 2 * len(words)))
                page.write_string(0, place, words, title)
            for number, row in enumerate(sheet.rows, start=1):
                for place, value in enumerate(row):
                    if isinstance(value, date):
                        page.write_datetime(number, place, value, day)
                    elif isinstance(value, int | float):
                        page.write_number(number, place, value)
                    elif value is not None:
                        page.write_string(number, place, str(value))
