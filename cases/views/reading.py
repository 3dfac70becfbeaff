"""The pages on which cases are read."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.access import SIGNED_IN, audience
from branches.acts import Act
from cases import services
from cases.filters import CLOSED_SHOWN, CaseFilter
from cases.forms import ColumnsForm, SavedViewForm
from cases.models import SavedView
from cases.models.disclosure import PERSON
from cases.models.saved import QUERY_LENGTH
from cases.models.sight import sight_of
from cases.procedure import STEP
from cases.selectors import lists, paging
from cases.selectors.context import context_for
from cases.selectors.page import disclosed
from cases.selectors.planner import planned
from cases.views.act import Shown, act_page, posted
from cases.views.common import find_case
from config.kit.clock import today

if TYPE_CHECKING:
    from branches.access import SignedInRequest


@audience(SIGNED_IN)
@require_POST
def unused_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a text away that found no use."""
    services.drop_unused(aside_id=pk, owner=request.user)
    messages.success(request, "已清除。")
    return redirect("workbench")


@audience(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def cases(request: SignedInRequest) -> HttpResponse:
    """The list of cases; a POST keeps its conditions under a name."""
    found = CaseFilter(request.GET, queryset=lists.listed(request.actor), by=request.actor)
    saving = SavedViewForm(posted(request))
    if request.method == "GET" and (named := found.named()) is not None:
        return redirect(named)

    def done(view: SavedView) -> HttpResponse:
        messages.success(request, f"已存为常用筛选“{view}”。")
        return redirect(view)

    return act_page(
        request,
        saving,
        do=lambda: services.save_view(
            user=request.user, name=saving.cleaned_data["name"], query=found.query
        ),
        done=done,
        show=lambda shown: _list(request, found, saving, shown),
    )


def _list(
    request: SignedInRequest, found: CaseFilter, saving: SavedViewForm, shown: Shown
) -> HttpResponse:
    sort, order = lists.order_for(request.GET.get("sort", ""))
    columns = lists.columns_of(request.actor)
    page = paging.page_of(found.cases, order, request.GET, lists.PAGE_SIZE)
    rights = request.actor.rights
    views = list(SavedView.objects.visible_to(request.actor))
    context = {
        "filter": found,
        "page": page,
        "rows": lists.rows_of(page.rows, request.actor, columns),
        "headings": lists.headings(sort, columns),
        "choosable": [
            (each, each in columns) for each in lists.COLUMNS if each.code != lists.FIXED
        ],
        "can_submit": rights.may_anywhere(Act.SUBMIT, Act.FILE),
        "can_read": rights.may_anywhere(Act.READ),
        "can_open": rights.may_anywhere(Act.OPEN_CASE),
        "count": paging.capped_count(found.cases),
        "views": views,
        "closed": (
            lists.closed_of(found.closed_too(), request.actor)
            if len(page.rows) < lists.PAGE_SIZE
            else []
        ),
        "closed_shown": CLOSED_SHOWN,
        "closed_slice": f":{CLOSED_SHOWN}",
        "closed_url": found.url_with(open="closed"),
        "all_url": found.url_with(open="all"),
        "current": next((view for view in views if view.query == found.query), None),
        "saving": saving,
    }
    return render(request, "cases/list.html", context, status=shown.status)


@audience(SIGNED_IN)
@require_POST
def list_columns(request: SignedInRequest) -> HttpResponse:
    """Choose the columns of the list, or the usual ones; the list stays as it was asked for."""
    form = ColumnsForm(request.POST)
    codes = form.cleaned_data["columns"] if form.is_valid() and "usual" not in request.POST else []
    services.choose_columns(user=request.user, codes=codes)
    query = QueryDict(request.POST.get("query", "")[:QUERY_LENGTH])
    return redirect(f"{reverse('cases')}?{query.urlencode()}" if query else "cases")


@audience(SIGNED_IN)
@require_POST
def drop_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a saved view no more."""
    view = get_object_or_404(SavedView.objects.visible_to(request.actor), pk=pk)
    services.drop_view(view=view)
    messages.success(request, f"已删除常用筛选“{view}”。")
    return redirect("cases")


@audience(SIGNED_IN)
@require_GET
def plan(request: SignedInRequest, number: str) -> HttpResponse:
    """The earliest lawful day of each step that remains, and what holds it back."""
    day, found = today(), find_case(request, number)
    sight = sight_of(found, request.actor)
    every = [] if sight.is_elsewhere else planned(found, context_for(found, found.facts), day)
    lines = list(takewhile(lambda line: line.code not in sight.hidden, every))
    return render(request, "cases/plan.html", {"case": found, "lines": lines, "sight": sight})


@audience(SIGNED_IN)
@never_cache
@require_POST
def reveal(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """What is masked: of the step `code`, or of the person. Every look is logged."""
    found = find_case(request, number)
    if code not in (PERSON, *STEP) or code in sight_of(found, request.actor).hidden:
        raise Http404
    look = services.disclose(case=found, what=code, looked_by=request.user)
    context = {"case": found, "look": look, "facts": disclosed(found, code)}
    return render(request, "cases/reveal.html", context)
