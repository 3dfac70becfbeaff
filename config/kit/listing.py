"""Lists that leave the house: a table of columns, written as an Excel workbook or as CSV.

The columns of a list are one table each, kept beside what reads its rows; its page and its files
name them alike.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, Generic, TypeVar

from django.http import FileResponse

from config.kit.xlsx import CONTENT_TYPE as XLSX_TYPE
from config.kit.xlsx import Sheet, write_sheets

R = TypeVar("R")
CSV_TYPE = "text/csv; charset=utf-8"
#: A spreadsheet takes a text that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: So many rows of a list are written; more are for the yearly report, or for a narrower list.
MOST_ROWS = 20_000
CSV, XLSX = "csv", "xlsx"


@dataclass(frozen=True)
class Column(Generic[R]):
    """A column of a list: its title, and what a row says there: a text, number, day, or None."""

    title: str
    value: Callable[[R], Any]


def values_of(columns: Sequence[Column[R]], rows: Iterable[R]) -> Iterator[list[Any]]:
    """The rows as values in the order of the columns."""
    for row in rows:
        yield [column.value(row) for column in columns]


def as_file(kind: str, name: str, columns: Sequence[Column[R]], rows: Iterable[R]) -> FileResponse:
    """The list as a file to keep; an Excel workbook unless CSV is asked for."""
    titles, values = [column.title for column in columns], values_of(columns, rows)
    file = BytesIO()
    if kind == CSV:
        file.write(as_csv(titles, values))
    else:
        kind = XLSX
        write_sheets(file, [Sheet(name, titles, values)])
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}.{kind}",
        content_type=CSV_TYPE if kind == CSV else XLSX_TYPE,
    )


def as_csv(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it; no text is a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(titles)
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
