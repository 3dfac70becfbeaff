"""The table of days off and make-up working days. Source: State Council notices, as
`chinesecalendar` has them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from cases.facts.notices import PUBLISHED_DAYS, PUBLISHED_NAMES
from cases.models import Holiday
from config import kit

Row = tuple[date, bool, str]
WORKS = {"班": True, "休": False}
SAMPLE = "2027-01-01,休,元旦"
#: Years for which the page shows a table.
FIRST_YEAR, LAST_YEAR = 1990, 2100
NAME = forms.CharField(max_length=50, required=False)


class BadRows(Exception):  # named by what is wrong
    """Rows of a file that are none; `faults` has a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


def published() -> list[Row]:
    """(day, is working, name) of each day that the notices known to `chinesecalendar` set apart."""
    return sorted(
        (day, is_working, PUBLISHED_NAMES[day]) for day, is_working in PUBLISHED_DAYS.items()
    )


def parse_file(content: bytes) -> list[Row]:
    """The rows of a CSV file; spreadsheets of a Chinese system save it in GBK. Raises BadRows
    with all its faults.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return parse_rows(content.decode(encoding).splitlines())
        except UnicodeDecodeError:
            continue
    raise BadRows(["文件不是 UTF-8 或 GBK 编码的文字。"])


def parse_rows(lines: Iterable[str]) -> list[Row]:
    """The rows of lines: day, 班 or 休, name. Raises BadRows with all its faults."""
    rows, faults, seen = [], [], set()
    for number, line in enumerate(lines, 1):
        try:
            if (row := _parsed(line)) is None:
                continue
            if row[0] in seen:
                raise ValidationError(f"{row[0]} 在文件中不止一行。")
        except ValidationError as error:
            faults.append(f"第 {number} 行：{''.join(error.messages)}")
        else:
            seen.add(row[0])
            rows.append(row)
    if faults:
        raise BadRows(faults)
    return rows


def _parsed(line: str) -> Row | None:
    """None: nothing is written there. Raises ValidationError."""
    try:
        cells = [cell.strip() for cell in next(csv.reader([line], strict=True), [])]
        if not any(cells):
            return None
        day, works, name = cells
        row = kit.read_day(day), WORKS[works], NAME.clean(name)
    except kit.NoSuchYear:
        raise ValidationError(_years(line)) from None
    except (csv.Error, ValueError, KeyError, ValidationError) as error:
        raise ValidationError(f"不是「{SAMPLE}」的样子，或名称过长：{line[:60]}") from error
    if not FIRST_YEAR <= row[0].year <= LAST_YEAR:
        raise ValidationError(_years(line))
    return row


def _years(line: str) -> str:
    return f"日期应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间：{line[:60]}"


@transaction.atomic
def load_holidays(rows: Iterable[Row], *, replace: bool = False) -> int:
    """Add days to the table; a day that is there stays as it was edited unless `replace`. Returns
    how many were new.

    Cases are judged by the new table at their next change; `filings.planning.services.holidays`
    judges all at once.
    """
    wanted = [Holiday(day=day, is_working=is_working, name=name) for day, is_working, name in rows]
    before = Holiday.objects.count()
    if replace:
        Holiday.objects.bulk_create(
            wanted,
            update_conflicts=True,
            unique_fields=["day"],
            update_fields=["is_working", "name"],
        )
    else:
        Holiday.objects.bulk_create(wanted, ignore_conflicts=True)
    return Holiday.objects.count() - before
