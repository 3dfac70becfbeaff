"""Report and workbook of a frozen inspection as long work."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from branches.actor import Actor
from branches.models import Job, User
from branches.services.jobs import Run, start_job, work
from config.kit.clock import today
from filings.inspections.models import Inspection
from filings.inspections.output import as_xlsx
from filings.inspections.selectors.results import as_checked
from filings.papers.kept import store
from filings.papers.press.inspection import as_pdf

INSPECTION_FILE = "inspection_file"
#: {suffix: what it is called}
KINDS = {"pdf": "检查报告", "xlsx": "检查表格"}


def start_inspection_file(*, inspection: Inspection, suffix: str, owner: User) -> Job:
    """Queue the file of an inspection that the user reads; `suffix` is one of `KINDS`."""
    label = f"{KINDS[suffix]}：{inspection}"[:100]
    return start_job(
        kind=INSPECTION_FILE,
        owner=owner,
        label=label,
        inspection=inspection.pk,
        suffix=suffix,
        user=owner.pk,
    )


@work(INSPECTION_FILE, "制作检查报告、表格")
def make_inspection_file(run: Run, *, inspection: int, suffix: str, user: int) -> dict[str, Any]:
    """Begun again it makes all again. What the user may see is asked now, not when it was
    ordered.
    """
    actor = Actor(User.objects.get(pk=user), today())
    rows = Inspection.objects.visible_to(actor).frozen().select_related("unit", "conducted_by")
    found = rows.get(pk=inspection)
    run.progress(0, 1)
    checked = as_checked(found, actor)
    if suffix == "pdf":
        data = as_pdf(checked, issuer=found.conducted_by, progress=run.progress)
    else:
        data = as_xlsx(checked)
        run.progress(1, 1)
    stored = store.write([data], store.MADE)
    return {
        "url": reverse("made_file", args=[run.job_id]),
        "stored": stored.name,
        "name": f"{found} {KINDS[suffix]}.{suffix}",
        "digest": stored.digest,
        "inspection": found.pk,
    }
