"""What the pages of inspections share: how a row is found, and who may act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from branches.actor import Actor
from branches.acts import Act
from branches.models import Organization
from filings.inspections.models import Inspection

if TYPE_CHECKING:
    from branches.access import SignedInRequest


def find_inspection(request: SignedInRequest, pk: int, *, is_frozen: bool = False) -> Inspection:
    """An inspection the user reads, with a result where one is wanted. Raises Http404."""
    rows = Inspection.objects.visible_to(request.actor)
    if is_frozen:
        rows = rows.frozen()
    return get_object_or_404(
        rows.select_related("unit", "conducted_by", "job", "started_by__person"), pk=pk
    )


def of_inspection(request: SignedInRequest, pk: int) -> None:
    """For `drafted`: of an inspection the user reads; else 404."""
    find_inspection(request, pk)


def may_inspect(inspection: Inspection, actor: Actor) -> bool:
    """Whether the user acts for the organization that checks."""
    return actor.rights.may(Act.INSPECT, inspection.conducted_by_id)


def chosen_unit(request: SignedInRequest, inspection: Inspection) -> Organization:
    """The organization named by `unit=` in the query, within the inspection; else the whole.
    Raises Http404.
    """
    code = request.GET.get("unit", "")
    if not code:
        return inspection.unit
    rows = Organization.objects.filter(path__startswith=inspection.unit.path)
    found = rows.filter(code=code).first() if "\0" not in code else None
    if found is None:
        raise Http404
    return found


def download(data: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
