"""Opening a case, and one training class for several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from branches.access import audience
from branches.acts import Act
from branches.models import Organization
from cases import services
from cases.facts.target import Train
from cases.forms import NewCaseForm, Setting, TrainingForm
from cases.models import Case, Entry
from cases.selectors.training import organizer_for, without_training
from cases.views.act import Shown, act_page, posted
from cases.views.common import wanted_shown, was_sent
from cases.views.drafts import draft_of, drafted, no_case
from cases.views.typed import setting_to_show, typed
from config import kit
from config.kit.clock import today

if TYPE_CHECKING:
    from branches.access import SignedInRequest


@audience(Act.OPEN_CASE)
@typed(lambda request: NewCaseForm(request.POST, setting=setting_to_show(request), branches=()))
@drafted(no_case, what="建立案卷")
@require_http_methods(["GET", "POST"])
def new_case(request: SignedInRequest) -> HttpResponse:
    """Open a case: the person and the application."""
    data = posted(request)
    held = request.actor.rights.organizations(Act.OPEN_CASE)
    branches = Organization.objects.open_on(today()).filter(pk__in=held)
    setting = Setting(today=today(), version=None, kept=None if data else draft_of(request).kept)
    form = NewCaseForm(data, setting=setting, branches=branches)
    if form.is_growing:
        return render(request, "cases/new_case.html", {"form": form.grown()})

    def done(case: Case) -> HttpResponse:
        messages.success(request, f"已建立案卷 {case.number}。")
        if kit.private_characters(form.cleaned_data["name"]):
            messages.warning(request, f"姓名{kit.UNPRINTABLE}。")
        return redirect(case)

    def show(shown: Shown) -> HttpResponse:
        context = {"form": form, "wanted": wanted_shown(form)}
        return render(request, "cases/new_case.html", context, status=shown.status)

    return act_page(
        request,
        form,
        do=lambda: services.open_case(
            branch=form.cleaned_data["branch"],
            applicant=form.applicant(),
            facts=form.apply(),
            by=request.actor,
            sent=form.sent,
        ),
        done=done,
        show=show,
    )


@audience(Act.TRAIN)
@typed(lambda request: TrainingForm(request.POST, setting=setting_to_show(request), cases=()))
@drafted(no_case, what="登记集中培训")
@require_http_methods(["GET", "POST"])
def training(request: SignedInRequest) -> HttpResponse:
    """Record one class for all who are ticked: all of them, or none."""
    data = posted(request)
    if data is not None:
        chosen = [int(pk) for pk in data.getlist("chosen") if pk.isdecimal()]
        if was_sent(request, chosen):
            return redirect("cases")
    kept = None if data else draft_of(request).kept
    known = Train(organizer=organizer_for(request.actor))
    setting = Setting(today=today(), version=None, known=known, kept=kept)
    form = TrainingForm(data, setting=setting, cases=without_training(request.actor))
    if data is None and (ticked := request.GET.getlist("chosen")):
        form.initial["chosen"] = ticked

    def done(entries: list[Entry]) -> HttpResponse:
        messages.success(request, f"已为 {len(entries)} 人登记集中培训。")
        return redirect("cases")

    def show(shown: Shown) -> HttpResponse:
        if shown.is_stale:
            form.renew_versions()
        context = {"form": form, "wanted": wanted_shown(form), "changes": shown.changes}
        return render(request, "cases/training.html", context, status=shown.status)

    return act_page(
        request,
        form,
        do=lambda: services.record_class(
            attendants=form.attendants(), facts=form.train(), by=request.actor, sent=form.sent
        ),
        done=done,
        show=show,
    )
