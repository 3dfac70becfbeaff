"""Ordering dossiers, and taking what the worker made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from branches.access import SIGNED_IN, audience
from branches.actor import Actor
from branches.acts import Act
from branches.models import Job
from cases.models import Case
from filings.inspections.models import Inspection
from filings.papers.kept import store
from filings.papers.kept.views.scans import safe
from filings.papers.press import services
from filings.papers.press.views.printing import find_case
from filings.papers.press.views.selection import chosen

if TYPE_CHECKING:
    from branches.access import SignedInRequest

MOST = 200  # dossiers in one file


@audience(SIGNED_IN)
@require_POST
def dossier(request: SignedInRequest, number: str) -> HttpResponse:
    """Order the dossier of a case."""
    return redirect(services.start_dossiers(cases=[find_case(request, number)], by=request.actor))


@audience(Act.READ)
@require_POST
def dossiers(request: SignedInRequest) -> HttpResponse:
    """Order the dossiers of a selection."""
    cases = chosen(request).cases
    if not 0 < len(cases) <= MOST:
        messages.error(request, f"请选择 1 至 {MOST} 个案卷。")
        return redirect("cases")
    return redirect(services.start_dossiers(cases=cases, by=request.actor))


@audience(SIGNED_IN)
@never_cache
@require_GET
def made_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What the worker made, for who ordered it and still sees what is in it: every case, or the
    inspection.
    """
    job = get_object_or_404(Job.objects.visible_to(request.actor), pk=pk)
    result = job.result or {}
    if "stored" not in result or not _still_sees(result, request.actor):
        raise Http404
    path = store.path_of(result["stored"], store.MADE)
    if not path.exists():
        raise Http404
    name, kind = result["name"], "application/octet-stream"
    return safe(FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind))


def _still_sees(result: dict[str, Any], actor: Actor) -> bool:
    if "inspection" in result:
        return Inspection.objects.visible_to(actor).filter(pk=result["inspection"]).exists()
    numbers = result["cases"]
    return Case.objects.visible_to(actor).filter(number__in=numbers).count() == len(numbers)
