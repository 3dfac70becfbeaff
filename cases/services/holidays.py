"""The table of days off and make-up working days. Source: State Council notices, as `chinesecalendar` has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from cases.facts.notices import PUBLISHED_DAYS, PUBLISHED_NAMES
from cases.models import Holiday

Row = tuple[date, bool, str]


def published() -> list[Row]:
    """(day, is working, name) of each day that the notices known to `chinesecalendar` set apart."""
    return sorted((day, is_working, PUBLISHED_NAMES[day]) for day, is_working in PUBLISHED_DAYS.items())


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
