"""Examinations: of one person, or of all whom the user may examine, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from branches.access import SIGNED_IN, audience
from cases import services
from cases.forms.examining import ExaminationForm
from cases.models import Entry
from cases.selectors.examining import ToExamine, to_examine
from cases.views.act import Shown, act_page, posted
from cases.views.common import wanted_shown, was_sent
from cases.views.drafts import draft_of, drafted, no_case
from cases.views.typed import typed

if TYPE_CHECKING:
    from branches.access import SignedInRequest


def _rows(request: SignedInRequest) -> list[ToExamine]:
    """Those whom the user may examine; of one named in the address alone."""
    rows = to_examine(request.actor)
    number = request.GET.get("case", "")
    return [row for row in rows if not number or row.case.number == number]


def _form(request: SignedInRequest, rows: list[ToExamine]) -> ExaminationForm:
    person = request.user.person
    return ExaminationForm(
        posted(request),
        rows=rows,
        today=request.actor.today,
        examiner=person.name if person else "",
    )


@audience(SIGNED_IN)
@typed(lambda request: _form(request, _rows(request)))
@drafted(no_case, page_of=lambda request: request.get_full_path(), what="登记考察")
@require_http_methods(["GET", "POST"])
def examinations(request: SignedInRequest) -> HttpResponse:
    """Record what was found of each who was examined: all of them, or none."""
    rows = _rows(request)
    form = _form(request, rows)
    if request.method == "POST" and was_sent(request, [row.case.pk for row in rows]):
        return redirect("workbench")
    draft_of(request).show(form)

    def done(entries: list[Entry]) -> HttpResponse:
        names = "、".join(entry.case.person.name for entry in entries)
        messages.success(request, f"已登记对 {len(entries)} 人的考察：{names}。")
        return redirect("workbench")

    def show(shown: Shown) -> HttpResponse:
        context = {"form": form, "wanted": wanted_shown(form), "changes": shown.changes}
        context["is_one"] = "case" in request.GET
        context["all_url"] = reverse("examinations")
        return render(request, "cases/examinations.html", context, status=shown.status)

    return act_page(
        request,
        form,
        do=lambda: services.examine(
            opinions=form.opinions(),
            on=form.cleaned_data["on"],
            examiner=form.cleaned_data["examiner"],
            by=request.actor,
            sent=form.sent,
        ),
        done=done,
        show=show,
    )
