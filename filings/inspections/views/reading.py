"""The sample of paper files, and what is found by reading them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from branches.access import audience
from branches.acts import Act
from branches.models.person import sealed
from cases.views.act import Shown, act_page, leading_to, posted
from cases.views.drafts import draft_beside, draft_of, drafted
from cases.views.typed import typed
from filings.inspections.forms import FindingForm, ReadingForm, SampleForm
from filings.inspections.models import InspectedCase, Inspection
from filings.inspections.services import reading as services
from filings.inspections.views.common import find_inspection, may_inspect, of_inspection

if TYPE_CHECKING:
    from branches.access import SignedInRequest

SHOWN = 1000  # files on the list
HIDDEN = ("case__facts", *sealed("case__person"))


def _page_of_sample(pk: int) -> list[str]:
    return [reverse("inspection_sample", args=[pk])]


@audience(Act.READ)
@typed(lambda request, pk: SampleForm(request.POST))
@drafted(of_inspection, ends=_page_of_sample, what="抽查原件")
@require_http_methods(["GET", "POST"])
def inspection_sample(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draw once; then the list of files to read."""
    found = find_inspection(request, pk, is_frozen=True)
    may = may_inspect(found, request.actor)
    form = SampleForm(
        posted(request),
        initial={"share": 5, "seed": f"{found.year}-{found.pk}"},
    )
    draft_of(request).show(form)
    if request.method == "POST" and not may:
        raise PermissionDenied("只有检查单位可以抽样。")

    def show(shown: Shown) -> HttpResponse:
        rows = (
            found.cases.filter(is_drawn=True)
            .select_related("unit", "case__person")
            .defer(*HIDDEN)
            .order_by("unit__path", "pk")
        )
        context = {
            "inspection": found,
            "may": may,
            "form": form if may and found.share is None else None,
            "rows": rows[:SHOWN],
        }
        return render(
            request, "filings/inspections/inspection_sample.html", context, status=shown.status
        )

    return act_page(
        request,
        form,
        do=lambda: services.draw_sample(inspection_id=pk, by=request.actor, **form.cleaned_data),
        done=leading_to(request, request.path, lambda count: f"已抽取 {count} 份案卷。"),
        show=show,
    )


def _find(request: SignedInRequest, pk: int) -> InspectedCase:
    rows = InspectedCase.objects.visible_to(request.actor)
    joined = rows.select_related(
        "inspection__conducted_by", "inspection__unit", "unit", "case__person", "read_by__person"
    )
    return get_object_or_404(joined.defer(*HIDDEN, *sealed("read_by__person")), pk=pk)


def _seen(request: SignedInRequest, pk: int) -> None:
    """For `drafted`: of an inspected case the user sees; else 404."""
    _find(request, pk)


@audience(Act.READ)
@typed(lambda request, pk: FindingForm(request.POST))
@drafted(_seen, what="登记审阅发现的问题")
@require_http_methods(["GET", "POST"])
def inspected_case(request: SignedInRequest, pk: int) -> HttpResponse:
    """One case of an inspection: what was found in it; enter what reading it by hand shows."""
    row = _find(request, pk)
    may = may_inspect(row.inspection, request.actor)
    form = FindingForm(posted(request))
    if request.method == "POST" and not may:
        raise PermissionDenied("只有检查单位可以登记检查发现的问题。")
    return act_page(
        request,
        form,
        do=lambda: services.add_finding(inspected_id=pk, found=form.found(), by=request.actor),
        done=leading_to(request, request.path, "问题已登记。"),
        show=lambda shown: _page(request, row, may=may, form=form),
    )


def _case_address(request: SignedInRequest, pk: int) -> str:
    """For `drafted`: the page of the inspected case."""
    return reverse("inspected_case", args=[pk])


def _page_of_reading(pk: int) -> list[str]:
    return [reverse("inspected_case_read", args=[pk])]


@audience(Act.INSPECT)
@typed(lambda request, pk: ReadingForm(request.POST))
@drafted(_seen, shown_on=_case_address, ends=_page_of_reading, what="登记已审阅")
@require_POST
def inspected_case_read(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that the file was read."""
    row, form = _find(request, pk), ReadingForm(request.POST)
    sample = reverse("inspection_sample", args=[row.inspection_id])
    return act_page(
        request,
        form,
        do=lambda: services.record_reading(inspected_id=pk, by=request.actor, **form.cleaned_data),
        done=leading_to(request, sample, "已登记审阅。"),
        show=lambda shown: _page(
            request, row, may=may_inspect(row.inspection, request.actor), reading=form
        ),
    )


def _page(
    request: SignedInRequest,
    row: InspectedCase,
    *,
    may: bool,
    form: FindingForm | None = None,
    reading: ReadingForm | None = None,
) -> HttpResponse:
    form, reading = form or FindingForm(), reading or ReadingForm()
    inspection: Inspection = row.inspection
    draft = draft_beside(request, reverse("inspected_case", args=[row.pk]))
    draft.show(form)
    reading_draft = draft_beside(request, reverse("inspected_case_read", args=[row.pk]))
    reading_draft.show(reading)
    context = {
        "row": row,
        "draft": draft,
        "reading_draft": reading_draft,
        "inspection": inspection,
        "findings": inspection.findings.filter(case=row.case_id).select_related("found_by__person"),
        "form": form if may else None,
        "reading": reading if may and row.is_drawn and row.read_on is None else None,
    }
    status = 422 if form.errors or reading.errors else 200
    return render(request, "filings/inspections/inspected_case.html", context, status=status)
