"""Tables as an Excel workbook: text stays text (no formulas), days are days, titles stay in sight.

The same tables give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import IO, Any

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_LENGTH, FORBIDDEN = 31, r"[]:*?/\'"  # of a sheet's name, as Excel wants it
#: Written into the file's properties, so that the day of writing is not.
EPOCH = datetime(2014, 5, 28, tzinfo=UTC)


@dataclass(frozen=True)
class Sheet:
    """One sheet: titles of the columns, rows in their order.

    above   rows over the titles: what the table is about
    widths  of the columns in characters; without, as wide as the titles ask
    """

    name: str
    titles: Sequence[str]
    rows: Iterable[Sequence[Any]]
    above: Sequence[Sequence[Any]] = ()
    widths: Sequence[int] = ()


def sheet_name(words: str) -> str:
    """At most 31 characters, without those that Excel refuses."""
    for character in FORBIDDEN:
        words = words.replace(character, "-")
    return words[:NAME_LENGTH]


def write_sheets(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write the workbook row by row, in flat memory."""
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": EPOCH})
        title = book.add_format({"bold": True, "bg_color": "#f2f2f2", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            page = book.add_worksheet(sheet_name(sheet.name))
            first = len(sheet.above) + bool(sheet.above)  # a blank row between
            page.freeze_panes(first + 1, 1)
            for place, width in enumerate(
                sheet.widths or [max(12, 2 * len(words)) for words in sheet.titles]
            ):
                page.set_column(place, place, width)
            for number, row in enumerate(sheet.above):
                _write_row(page, number, row, day)
            for place, words in enumerate(sheet.titles):
                page.write_string(first, place, words, title)
            for number, row in enumerate(sheet.rows, start=first + 1):
                _write_row(page, number, row, day)


def _write_row(page: Any, number: int, row: Sequence[Any], day: Any) -> None:
    for place, value in enumerate(row):
        if isinstance(value, date):
            page.write_datetime(number, place, value, day)
        elif isinstance(value, int | float):
            page.write_number(number, place, value)
        elif value is not None:
            page.write_string(number, place, str(value))
