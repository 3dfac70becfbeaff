"""Keeping the table of days off, and judging again what it changes.

A year with any row in the table is judged by the table alone, so that the first change of a year
copies in what was published for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.actor import Actor
from branches.acts import Act
from branches.models import Job, User
from cases.models import Holiday
from cases.selectors.context import load_calendar
from cases.services.holidays import Row, load_holidays, published
from filings.planning.services.rejudging import start_rejudging


@transaction.atomic
def set_day(*, day: date, is_working: bool, name: str, by: Actor) -> Job | None:
    """Add or change one day; None when it was so already."""
    return load_days(rows=[(day, is_working, name)], by=by)


@transaction.atomic
def remove_day(*, day: date, by: Actor) -> Job | None:
    """Take one day out: it is again worked from Monday to Friday. None when it was not there."""
    _require(by)
    before = _rows()
    _copy_published({day.year})
    Holiday.objects.filter(day=day).delete()
    return _rejudge_if_changed(before, by.account)


@transaction.atomic
def load_days(*, rows: Iterable[Row], by: Actor) -> Job | None:
    """Add or change many days; None when all were so already."""
    _require(by)
    return _load(rows, by.account)


@transaction.atomic
def load_for_system(*, rows: Iterable[Row]) -> Job | None:
    """As `load_days`, by whoever runs the machine; the job is the system's own."""
    return _load(rows, None)


def _load(rows: Iterable[Row], by: User | None) -> Job | None:
    rows = list(rows)
    before, known = _rows(), load_calendar().years
    _copy_published({day.year for day, _, _ in rows})
    load_holidays(rows, replace=True)
    return _rejudge_if_changed(before, by, load_calendar().years - known)


def _require(actor: Actor) -> None:
    """The calendar belongs to nobody's subtree: departments and administrators keep it."""
    if not actor.rights.may_anywhere(Act.SET_CALENDAR, Act.ADMINISTER):
        raise PermissionDenied("您没有修改节假日的权限。")


def _copy_published(years: set[int]) -> None:
    there = set(Holiday.objects.values_list("day__year", flat=True).distinct())
    load_holidays(row for row in published() if row[0].year in years - there)


def _rows() -> set[Row]:
    return set(Holiday.objects.values_list("day", "is_working", "name"))


def _rejudge_if_changed(
    before: set[Row], by: User | None, loaded: Iterable[int] = ()
) -> Job | None:
    """`loaded`: years that had no calendar before."""
    if _rows() == before:
        return None
    return start_rejudging(organization=None, owner=by, because="节假日变更", years=loaded)
