"""Long work: judging cases again after a local rule or a day off changed, and rebuilding them
after an upgrade.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from branches.models import Job, Organization, User
from branches.services.jobs import Run, chore, start_job, work
from cases.facts.notices import PUBLISHED, PUBLISHED_YEARS
from cases.models import Case, Holiday, ReleaseNote
from cases.rules import RULES_VERSION
from cases.services.rejudging import Share, rejudge_share
from config.kit.clock import today
from filings.planning.services.telling import tell_branches

REJUDGE = "rejudge"


@work(REJUDGE, "重新判定案卷")
def rejudge(run: Run, organization: int | None = None, years: Sequence[int] = ()) -> dict[str, Any]:
    """Judge the cases of a subtree again, a batch a transaction; begun again it judges all again.

    `years`: those whose calendar was loaded; the branches whose cases were counted without it are
    told.
    """
    path = ""
    if organization is not None:
        path = Organization.objects.get(pk=organization).path
    total = Case.objects.filter(branch__path__startswith=path).count()
    run.progress(0, total)
    cases = rejudge_share(Share(path), today(), progress=lambda done: run.progress(done, total))
    return _told(cases, years)


def _told(cases: int, years: Sequence[int]) -> dict[str, Any]:
    """What the job says at its end, once the branches are told of the years that were loaded."""
    if not years:
        return {"cases": cases}
    return {"cases": cases, "told": tell_branches(years=years, today=today())}


def start_rejudging(
    *,
    organization: Organization | None,
    owner: User | None,
    because: str,
    years: Iterable[int] = (),
) -> Job:
    """Queue it; `organization` None: all cases; `owner` None: the system's own. `years`: as in
    `rejudge`.
    """
    place, pk = "全部案卷", None
    if organization is not None:
        place, pk = organization.name, organization.pk
    loaded = sorted(years)
    more = {"years": loaded} if loaded else {}
    return start_job(
        kind=REJUDGE,
        owner=owner,
        label=f"{because}，重新判定：{place}"[:100],
        organization=pk,
        **more,
    )


REBUILD = "rebuild"


@work(REBUILD, "升级后重建案卷")
def rebuild(run: Run, notes: list[int], years: Sequence[int] = ()) -> dict[str, Any]:
    """Read the facts of every case from its entries again and judge it; begun again it does all
    again, to no harm.

    `notes`: the release notes that this settles; `years`: as in `rejudge`.
    """
    total = Case.objects.count()
    message = "系统升级后，按新的规则重新整理和判定全部案卷；其间仍可照常办理。"
    run.progress(0, total, message)
    cases = rejudge_share(
        Share(""), today(), rebuilds=True, progress=lambda done: run.progress(done, total, message)
    )
    result = _told(cases, years)
    ReleaseNote.objects.filter(pk__in=notes).update(done_at=timezone.now())
    run.progress(cases, total, f"已重新整理和判定 {cases} 件案卷。")
    return result


@chore
@transaction.atomic
def start_rebuilding() -> None:
    """Queue one rebuild for all release notes that none is under way for; the worker asks about
    once an hour.
    """
    note_new_release()
    waiting = ReleaseNote.objects.filter(done_at=None).select_for_update(
        of=("self",), skip_locked=True
    )
    notes = [
        note
        for note in waiting.select_related("job").order_by("pk")
        if note.job is None or note.job.is_over
    ]
    if not notes:
        return
    label = f"系统升级（{'、'.join(note.release for note in notes)}）：重建全部案卷"
    loaded: set[int] = set()
    for note in notes:
        loaded.update(note.years)
    more = {"years": sorted(loaded)} if loaded else {}
    pks = [note.pk for note in notes]
    job = start_job(kind=REBUILD, owner=None, label=label[:100], notes=pks, **more)
    ReleaseNote.objects.filter(pk__in=pks).update(job=job)


def note_new_release() -> None:
    """Leave a note where the rules or the published days off are others than any note names.

    Migrations leave one where facts are kept otherwise; a release that only changes a rule, and a
    newer package of days off, come without a migration.
    """
    notes = ReleaseNote.objects
    notes.get_or_create(release=RULES_VERSION, defaults={"says": "规则有新的版本"})
    # the table goes before the package
    known = set(Holiday.objects.values_list("day__year", flat=True).distinct())
    for years in ReleaseNote.objects.values_list("years", flat=True):
        known.update(years)
    news = sorted(PUBLISHED_YEARS - known)
    notes.get_or_create(release=PUBLISHED, defaults={"says": "节假日安排有新的版本", "years": news})
