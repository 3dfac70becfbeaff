"""The pages that show cases together with what is filed, printed and planned about them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from branches.access import PUBLIC, SIGNED_IN, audience
from branches.actor import Actor
from branches.acts import Act
from branches.models import CalendarLink
from branches.selectors import is_worker_missing
from branches.services.calendar import hash_of
from cases.selectors.agenda import as_ics, days_of
from cases.selectors.units import funnel, units_below
from cases.selectors.workbench import next_task as next_task_of
from cases.selectors.workbench import workbench as workbench_of
from cases.services.ending import unused_of
from cases.views.common import find_case
from cases.views.words import KeptText
from config.kit.clock import today
from filings.administration.selectors.cares import cares, failures
from filings.desk.casepage import CaseDesk, shown_beside
from filings.desk.guide.first_visit import first_visit
from filings.desk.searching import search as find
from filings.desk.year import units_chart, year_figures
from filings.inspections.selectors.notices import notices_on_the_desk
from filings.meetings.selectors.gatherings import kinds_of
from filings.planning.selectors.duties import duty_days
from filings.planning.selectors.quota import own_quota
from filings.selectors.inbox import on_the_desk
from filings.selectors.options import answer_options
from filings.selectors.queue import Queue

if TYPE_CHECKING:
    from branches.access import SignedInRequest

UNUSED_SHOWN = 20
MOST_TYPED = 100  # characters searched for


@audience(SIGNED_IN)
@require_GET
def workbench(request: SignedInRequest) -> HttpResponse:
    """What there is to do."""
    waiting, returned = on_the_desk(request.actor)
    administers = request.actor.rights.may_anywhere(Act.ADMINISTER)
    context = {
        "first_visit": first_visit(request.actor),
        "bench": workbench_of(request.actor, answer_options),
        "waiting": waiting,
        "queue": Queue(),
        "returned": returned,
        "notices": notices_on_the_desk(request.actor),
        "meetings": kinds_of(request.actor),
        "has_duties": request.actor.rights.may_anywhere(Act.ANALYSE),
        "cares": cares(request.actor) if administers else (),
        "failed": failures(request.actor) if administers else (),
        "lacks_worker": administers and is_worker_missing(),
        "unused": [KeptText.of(sheet, request) for sheet in unused_of(request.user)[:UNUSED_SHOWN]],
    }
    return render(request, "cases/workbench.html", context)


@audience(SIGNED_IN)
@require_GET
def next_task(request: SignedInRequest) -> HttpResponse:
    """Leads to what comes first on the workbench, after the case that was just worked on."""
    task = next_task_of(request.actor, answer_options, after=request.GET.get("after", ""))
    if task is None:
        messages.info(request, "没有现在可以办理的待办。")
        return redirect("workbench")
    return redirect(task.url)


@audience(SIGNED_IN)
@require_GET
def overview(request: SignedInRequest) -> HttpResponse:
    """How many stand where, the quota, and the units below; a piece of the workbench, and a page
    without JavaScript.
    """
    day, units, quota = today(), units_below(request.actor), own_quota(request.actor)
    context = {
        "funnel": funnel(request.actor),
        "units": units,
        "chart": units_chart(units),
        "quota": quota,
        "figures": year_figures(request.actor, quota),
        "year": day.year,
    }
    return render(request, "cases/overview.html", context)


@audience(SIGNED_IN)
@require_GET
def case(request: SignedInRequest, number: str) -> HttpResponse:
    """One case: its steps, what comes next, and one tab or one step of what is known of it."""
    desk = CaseDesk.of(find_case(request, number), request.actor)
    beside = shown_beside(desk, request.GET.get("tab", ""), request.GET.get("step", ""))
    context = {"case": desk.case, "page": desk.page, **beside}
    return render(request, "cases/detail.html", context)


@audience(SIGNED_IN)
@require_GET
def search(request: SignedInRequest) -> HttpResponse:
    """What is found by the box in the head; what alone is found opens at once."""
    text = request.GET.get("q", "").strip()[:MOST_TYPED]
    groups = find(text, request.actor)
    hits = [hit for group in groups for hit in group.hits]
    if len(hits) == 1:
        return redirect(hits[0].url)
    return render(request, "cases/search.html", {"text": text, "groups": groups})


@audience(PUBLIC)
@never_cache
@require_GET
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The to-do list of who has this secret address, for a calendar program; it cannot sign in."""
    link = get_object_or_404(
        CalendarLink.objects.select_related("user"),
        secret_hash=hash_of(secret),
        user__is_active=True,
    )
    day = today()
    owner = Actor(link.user, day)
    content = as_ics(chain(duty_days(owner), days_of(owner)), day)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
