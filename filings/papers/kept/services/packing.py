"""Archive packages as long work, and the record of what was made."""

from __future__ import annotations

import tempfile
import zipfile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from branches.actor import Actor
from branches.models import Job, User
from branches.services.jobs import Run, start_job, work
from cases.models import Case
from cases.services.errors import Refused
from config.kit.clock import today
from filings.papers.kept import store
from filings.papers.kept.archiving import archive_state, pack
from filings.papers.kept.models import ArchivePackage
from filings.papers.press.services.dossiers import CHUNK
from filings.papers.press.services.registering import PrintRun
from filings.papers.sheets.reading import may_bind

PACKAGE = "archive_package"


def start_package(*, case: Case, by: Actor) -> Job:
    """Queue the package of a case. Raises PermissionDenied, and Refused while its way has not
    come to its end.
    """
    if not may_bind(case, by):
        raise PermissionDenied("您没有查看整卷的权限。")
    if not archive_state(case, by.today).can_pack:
        raise Refused.because("转正审批以后，或者案卷办结以后，才能制作电子档案包。")
    return start_job(
        kind=PACKAGE,
        owner=by.account,
        label=f"电子档案包：{case}"[:100],
        case=case.pk,
        user=by.account.pk,
    )


@work(PACKAGE, "制作电子档案包")
def make_package(run: Run, *, case: int, user: int) -> dict[str, Any]:
    """Begun again it makes all again; a package is on record once it is in the store."""
    actor = Actor(User.objects.get(pk=user), today())
    found = Case.objects.visible_to(actor).select_related("person", "branch").get(pk=case)
    if not may_bind(found, actor):
        raise PermissionDenied("您没有查看整卷的权限。")
    printing = PrintRun(actor.account)
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            packed = pack(found, actor.today, archive, mark_of=printing.mark, progress=run.progress)
        file.seek(0)
        stored = store.write(iter(lambda: file.read(CHUNK), b""), store.MADE)
    with transaction.atomic():
        printing.register()
        ArchivePackage.objects.create(
            case=found,
            version=found.version,
            head=found.head,
            manifest_digest=packed.manifest_digest,
            size=stored.size,
            files=packed.files,
            lacking=packed.lacking,
            made_by=actor.account,
        )
    return {
        "url": reverse("made_file", args=[run.job_id]),
        "stored": stored.name,
        "name": f"{found.number} 电子档案包.zip",
        "digest": stored.digest,
        "cases": [found.number],
    }
