"""The table of days off and make-up working days. Source: State Council notices, as `chinesecalendar` has them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction

from cases.facts.notices import PUBLISHED_DAYS, PUBLISHED_NAMES
from cases.models import Holiday

Row = tuple[date, bool, str]
WORKS = {"班": True, "休": False}


class BadRows(Exception):  # named by what is wrong
    """Rows of a file that are none; `faults` has a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


def published() -> list[Row]:
    """(day, is working, name) of each day that the notices known to `chinesecalendar` set apart."""
    return sorted((day, is_working, PUBLISHED_NAMES[day]) for day, is_working in PUBLISHED_DAYS.items())


def parse_rows(lines: Iterable[str]) -> list[Row]:
    """The rows of a CSV file: day, 班 or 休, name. Raises BadRows with all its faults."""
    rows = list(_parsed(lines))
    if faults := [row for row in rows if isinstance(row, str)]:
        raise BadRows(faults)
    return [row for row in rows if not isinstance(row, str)]


def _parsed(lines: Iterable[str]) -> Iterator[Row | str]:
    for number, cells in enumerate(csv.reader(lines), 1):
        if not any(cells):
            continue
        try:
            day, works, name = (cell.strip() for cell in cells)
            yield date.fromisoformat(day), WORKS[works], name
        except (ValueError, KeyError):
            yield f"第 {number} 行不是「2027-01-01,休,元旦」的样子：{','.join(cells)}"


@transaction.atomic
def load_holidays(rows: Iterable[Row], *, replace: bool = False) -> int:
    """Add days to the table; a day that is there stays as it was edited unless `replace`. Returns how many were new.

    Cases are judged by the new table at their next change, or all at once by `manage.py rejudge`.
    """
    wanted = [Holiday(day=day, is_working=is_working, name=name) for day, is_working, name in rows]
    before = Holiday.objects.count()
    if replace:
        Holiday.objects.bulk_create(
            wanted, update_conflicts=True, unique_fields=["day"], update_fields=["is_working", "name"]
        )
    else:
        Holiday.objects.bulk_create(wanted, ignore_conflicts=True)
    return Holiday.objects.count() - before
