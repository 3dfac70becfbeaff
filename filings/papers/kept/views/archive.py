"""The archive of a case, and ordering its electronic package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from branches.access import SIGNED_IN, audience
from cases.services.errors import Refused
from config.kit.clock import today
from filings.papers.kept import services
from filings.papers.kept.archiving import archive_state
from filings.papers.kept.models import ArchivePackage
from filings.papers.press.views.printing import find_case
from filings.papers.sheets.reading import may_bind

if TYPE_CHECKING:
    from branches.access import SignedInRequest


@audience(SIGNED_IN)
@require_GET
def case_archive(request: SignedInRequest, number: str) -> HttpResponse:
    """What the archive wants and holds, and the packages made; not for contacts and introducers."""
    case = find_case(request, number)
    if not may_bind(case, request.actor):
        raise Http404
    packages = (
        ArchivePackage.objects.visible_to(request.actor)
        .filter(case=case)
        .select_related("made_by__person")
    )
    context = {"case": case, "state": archive_state(case, today()), "packages": list(packages)}
    return render(request, "filings/case_archive.html", context)


@audience(SIGNED_IN)
@require_POST
def archive_pack(request: SignedInRequest, number: str) -> HttpResponse:
    """Order the package of a case."""
    case = find_case(request, number)
    try:
        return redirect(services.start_package(case=case, by=request.actor))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("case_archive", number=case.number)
