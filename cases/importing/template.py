"""An empty workbook with the exact titles, to be filled."""

from __future__ import annotations

from typing import IO

import xlsxwriter

from cases.importing.columns import SHEETS


def write_template(file: IO[bytes]) -> None:
    """Write the three sheets with their titles; the same bytes each time but for the time inside."""
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        title = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#f2f2f2", "border": 1})
        needed = book.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#f2f2f2", "border": 1, "font_color": "#8f1d1d"}
        )
        words = book.add_format({"num_format": "@"})
        for name, columns in SHEETS.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            for place, column in enumerate(columns):
                # Text cells: a spreadsheet would round the digits of an identity number and drop leading zeros.
                sheet.set_column(place, place, max(12, 2 * len(column.title)), words)
                sheet.write_string(0, place, column.title, needed if column.is_required else title)
