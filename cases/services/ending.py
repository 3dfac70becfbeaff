"""What becomes of the texts that were kept for an act, once it is done or cannot be done any more.

The worksheet of a page ends as a tombstone, so that nothing that is still under way makes it again.
What its author typed and did not record is left for the author to read: it stands aside, ended,
until they put it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet

from branches.models import User
from cases.models import Case, Worksheet
from cases.services import moment

#: For how long a text that found no use waits for its author.
UNUSED_LASTS = timedelta(days=90)


@transaction.atomic
def end_pages(*, pages: Iterable[str], by: User) -> None:
    """The act of these pages is done: nobody's text is wanted there any more."""
    _end(Worksheet.objects.filter(page__in=list(pages)), by)


def end_step(case: Case, code: str, by: User | None) -> None:
    """The step is recorded. What all shared went into it; what somebody kept aside from that did
    not.
    """
    Worksheet.objects.shared().filter(case=case, code=code).delete()
    _end(_but_the_act(Worksheet.objects.filter(case=case, code=code), by), by)


@transaction.atomic
def end_case(case: Case, by: User | None, *, has_ended_own: bool = False) -> None:
    """The case is closed: no act of it is done any more but corrections, which begin anew.

    `has_ended_own`: what `by` typed for the act itself is ended already, so what is left of theirs
    found no use.
    """
    Worksheet.objects.shared().filter(case=case).delete()
    rows = Worksheet.objects.filter(case=case)
    _end(rows if has_ended_own else _but_the_act(rows, by), by)


def _but_the_act(rows: QuerySet[Worksheet], by: User | None) -> QuerySet[Worksheet]:
    """Without what `by` is recording just now, which ends with their page."""
    return rows.exclude(owner=by, is_aside=False) if by is not None else rows


def _end(rows: QuerySet[Worksheet], by: User | None) -> None:
    for row in (
        rows.filter(owner__isnull=False, is_ended=False)
        .select_for_update(of=("self",))
        .order_by("pk")
    ):
        _end_one(row, by or row.saved_by)


def _end_one(row: Worksheet, by: User) -> None:
    if row.is_aside:
        row.is_ended, row.saved_by = True, by
        row.save()
        return
    if says_something(row.data):
        Worksheet.objects.create(
            case=row.case,
            code=row.code,
            page=row.page,
            owner=row.owner,
            window=uuid4(),
            is_aside=True,
            is_ended=True,
            data=row.data,
            saved_by=by,
        )
    row.data, row.is_ended, row.saved_by = {}, True, by
    row.version += 1
    row.save()


@transaction.atomic
def forget_unused() -> None:
    """Delete the texts that waited for their author long enough."""
    forgotten = moment.now() - UNUSED_LASTS
    Worksheet.objects.filter(is_aside=True, is_ended=True, saved_at__lt=forgotten).delete()


def says_something(data: Mapping[str, list[str]]) -> bool:
    """Whether anything was typed or chosen."""
    return any(text.strip() for texts in data.values() for text in texts)


def unused_of(owner: User) -> QuerySet[Worksheet]:
    """The texts of this author that found no use and were not put away, newest first."""
    rows = Worksheet.objects.filter(owner=owner, is_aside=True, is_ended=True)
    named = ("saved_by__person", "case__person", "case__branch")  # there is seldom a row
    return rows.prefetch_related(*named).order_by("-saved_at", "-pk")


def drop_unused(*, aside_id: int, owner: User) -> None:
    """Put away a text that found no use: its author read it."""
    unused_of(owner).filter(pk=aside_id).delete()
