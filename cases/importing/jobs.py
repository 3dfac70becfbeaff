"""The import as long work: the file waits in a folder that nobody serves, and goes when the work
is over.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from branches.actor import Actor
from branches.models import Job, User
from branches.services.jobs import Run, start_job, work
from cases.importing.importing import import_workbook
from cases.importing.reach import Reach
from cases.importing.reading import Unreadable
from config.kit import masked
from config.kit.clock import today

IMPORT = "import_workbook"
CHUNK = 1 << 20


def _path(file: str) -> Path:
    return Path(settings.UPLOADS_DIR) / Path(file).name


def _remove(file: str, **_arguments: Any) -> None:
    _path(file).unlink(missing_ok=True)


@work(IMPORT, "导入工作簿", clean=_remove)
def perform(run: Run, *, file: str, user: int, is_dry_run: bool) -> dict[str, Any]:
    """One transaction: work begun again begins anew. What the user may do is asked now, not when
    it was sent.
    """
    actor = Actor(User.objects.get(pk=user), today())
    result: dict[str, Any] = {"url": reverse("import_result", args=[run.job_id])}
    try:
        report = import_workbook(
            _path(file),
            by=actor,
            reach=Reach.of(actor.rights),
            is_dry_run=is_dry_run,
            progress=lambda done, total: run.progress(done, total, "正在逐行核对"),
        )
    except Unreadable as error:
        return result | {"unreadable": str(error), "is_dry_run": is_dry_run}
    return result | report.as_data()


def start_import(*, content: IO[bytes], name: str, owner: User, is_dry_run: bool) -> Job:
    """Keep the file and queue its import."""
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = f"{uuid4().hex}.xlsx"
    target = folder / file
    target.touch(mode=0o600)
    with target.open("wb") as kept:
        while chunk := content.read(CHUNK):
            kept.write(chunk)
    what = "试运行" if is_dry_run else "导入"
    try:
        return start_job(
            kind=IMPORT,
            owner=owner,
            label=f"{what}：{masked(name)}"[:100],
            file=file,
            user=owner.pk,
            is_dry_run=is_dry_run,
        )
    except Exception:
        target.unlink(missing_ok=True)
        raise
