"""The table of days off and make-up working days. Source: State Council notices, as `chinesecalendar` has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import chinese_calendar.constants as notices
from django.db import transaction

from cases.models import Holiday

Row = tuple[date, bool, str]


def published() -> list[Row]:
    """(day, is working, name) of each day that the notices known to `chinesecalendar` set apart."""
    names = {holiday.value: holiday.chinese for holiday in notices.Holiday}
    off = [(day, False, names.get(name, name)) for day, name in notices.holidays.items() if day.weekday() < 5]
    made_up = [(day, True, f"{names.get(name, name)}调休") for day, name in notices.workdays.items()]
    return sorted(off + made_up)


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
