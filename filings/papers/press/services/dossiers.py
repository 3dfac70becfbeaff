"""Dossiers as long work: one as a PDF, several as a ZIP. What is made stays in the store for a
week.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from branches.actor import Actor
from branches.models import Job, User
from branches.services.jobs import Run, chore, start_job, work
from cases.models import Case
from config.kit.clock import today
from filings.papers.kept import store
from filings.papers.press.dossier import dossier_of
from filings.papers.press.services.registering import PrintRun
from filings.papers.sheets.reading import may_bind

DOSSIERS = "dossiers"
KEPT_FOR = timedelta(days=7)
CHUNK = 2**20


def start_dossiers(*, cases: Sequence[Case], by: Actor) -> Job:
    """Queue the dossiers of cases that the user sees. Raises PermissionDenied."""
    if not all(may_bind(case, by) for case in cases):
        raise PermissionDenied("您没有查看整卷的权限。")
    label = f"整卷：{len(cases)} 个案卷"
    if len(cases) == 1:
        label = f"整卷：{cases[0].person.name} {cases[0].number}"
    return start_job(
        kind=DOSSIERS,
        owner=by.account,
        label=label,
        cases=[case.pk for case in cases],
        user=by.account.pk,
    )


@work(DOSSIERS, "制作整卷")
def make_dossiers(run: Run, *, cases: list[int], user: int) -> dict[str, Any]:
    """Begun again it makes all again. What the user may see is asked now, not when it was
    ordered.
    """
    actor = Actor(User.objects.get(pk=user), today())
    visible = Case.objects.visible_to(actor).select_related("person", "branch").filter(pk__in=cases)
    found = [case for case in visible.order_by("number") if may_bind(case, actor)]
    printing = PrintRun(actor.account)

    def bind(case: Case, index: int) -> bytes:
        return dossier_of(
            case,
            actor.today,
            mark_of=printing.mark,
            progress=lambda done, total, text: run.progress(
                index * 100 + done * 100 // max(total, 1), 100 * len(found), f"{case.number} {text}"
            ),
        )

    if len(found) == 1:
        stored = store.write([bind(found[0], 0)], store.MADE)
        name = f"{found[0].number} 整卷.pdf"
    else:
        with tempfile.TemporaryFile() as file:
            _zip(file, found, bind)
            stored = store.write(iter(lambda: file.read(CHUNK), b""), store.MADE)
        name = "整卷.zip"
    printing.register()
    numbers = [case.number for case in found]
    return {
        "url": reverse("made_file", args=[run.job_id]),
        "stored": stored.name,
        "name": name,
        "digest": stored.digest,
        "cases": numbers,
    }


def _zip(file: IO[bytes], cases: Sequence[Case], bind: Any) -> None:
    """The dossiers one after the other; none is held in memory longer than it takes to write it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for index, case in enumerate(cases):
            archive.writestr(f"{case.number} {case.person.name}.pdf", bind(case, index))
    file.seek(0)


@chore
def remove_old() -> None:
    """Take away what was made more than a week ago; its page says so."""
    before = timezone.now() - KEPT_FOR
    store.remove_made(before)
    old = Job.objects.filter(finished_at__lt=before, result__has_key="stored")
    old.update(result={"removed": True}, message="文件已过保留期限，已经删除；需要时请重新制作。")
