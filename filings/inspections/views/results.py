"""Starting a check, and its result: matrix, findings, comparison, files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.access import audience
from branches.acts import Act
from branches.models import Organization
from branches.selectors import standing_of
from cases.rules.engine import Severity
from cases.selectors.paging import Order, capped_count, page_of
from cases.views.act import act_page, posted
from cases.views.drafts import draft_beside, draft_of, drafted, no_case
from cases.views.typed import typed
from config.kit.charts import bar, stacked_bar
from config.kit.clock import today
from config.kit.listing import MOST_ROWS, as_file
from filings.inspections.forms import IssueForm, StartForm
from filings.inspections.models import Inspection, InspectionFinding, Rectification
from filings.inspections.rules import titles
from filings.inspections.selectors.report import Report, changed, report
from filings.inspections.selectors.results import (
    FINDING_COLUMNS,
    Asked,
    cases_of,
    compared,
    findings_of,
    standing,
    units_to_notify,
    year_before,
)
from filings.inspections.selectors.units import inspectable
from filings.inspections.services.running import start_inspection
from filings.inspections.views.common import chosen_unit, find_inspection, may_inspect
from filings.papers.press.services.inspecting import KINDS, start_inspection_file
from filings.planning.selectors.places import own_organization
from filings.planning.views.common import Crumb

if TYPE_CHECKING:
    from branches.access import SignedInRequest

PAGE_SIZE = 50
SHOWN = 100  # inspections and notices on the first page
CHARTED = 15  # units or rules in a chart
TO_ANSWER = 30  # days in which a unit usually puts right what was found


@audience(Act.READ)
@require_GET
def inspections(request: SignedInRequest) -> HttpResponse:
    """The inspections the user reads, and the notices to units below."""
    day = today()
    rows = Inspection.objects.visible_to(request.actor).select_related(
        "unit", "conducted_by", "job"
    )
    notices = Rectification.objects.visible_to(request.actor).select_related(
        "unit", "inspection__conducted_by"
    )
    place = own_organization(request.actor)
    context = {
        "rows": rows[:SHOWN],
        "notices": notices.exclude(state=Rectification.State.CLOSED)[:SHOWN],
        "closed": notices.filter(state=Rectification.State.CLOSED).order_by("-closed_on")[:SHOWN],
        "may_start": request.actor.rights.may_anywhere(Act.INSPECT),
        "place": place,
        "standing": standing(place, day.year) if place else [],
        "year": day.year,
    }
    return render(request, "filings/inspections/inspections.html", context)


@audience(Act.INSPECT)
@typed(lambda request: StartForm(inspectable(request.actor), request.POST))
@drafted(no_case, what="开始检查")
@require_http_methods(["GET", "POST"])
def inspection_new(request: SignedInRequest) -> HttpResponse:
    """Choose year and unit, and start."""
    day = today()
    units = inspectable(request.actor)
    form = StartForm(units, posted(request), initial={"year": day.year})
    draft_of(request).show(form)

    def start() -> Inspection:
        unit = get_object_or_404(units, pk=form.cleaned_data["unit"])
        return start_inspection(unit=unit, year=form.cleaned_data["year"], by=request.actor)

    return act_page(
        request,
        form,
        do=start,
        done=redirect,
        show=lambda shown: render(
            request,
            "filings/inspections/inspection_new.html",
            {"form": form},
            status=shown.status,
        ),
    )


@audience(Act.READ)
@require_GET
def inspection(request: SignedInRequest, pk: int) -> HttpResponse:
    """The result below one unit as a matrix, or how far the check is."""
    found = find_inspection(request, pk)
    context: dict[str, Any] = {"inspection": found, "may": may_inspect(found, request.actor)}
    if not found.is_frozen:
        if found.job is not None:
            context["standing"] = standing_of(found.job)
        return render(request, "filings/inspections/inspection_running.html", context)
    unit = chosen_unit(request, found)
    before = year_before(found, unit, request.actor)
    result = report(found, unit, before)
    context |= {
        "unit": unit,
        "crumbs": _crumbs(found, unit),
        "report": result,
        "charts": _charts(result),
        "figures": _figures(result, before),
        "before": before,
        "notices": found.rectifications.select_related("unit"),
    }
    if context["may"] and units_to_notify(found):
        # With the day by which units usually answer.
        form = IssueForm(initial={"due_on": request.actor.today + timedelta(TO_ANSWER)})
        draft = draft_beside(request, reverse("rectifications_issue", args=[pk]))
        draft.show(form)
        context |= {"issue": form, "draft": draft}
    return render(request, "filings/inspections/inspection.html", context)


def _crumbs(found: Inspection, unit: Organization) -> list[Crumb]:
    """From the list of checks down to the unit shown."""
    crumbs = [Crumb("年度检查", reverse("inspections"))]
    paths = [unit.path, *unit.ancestor_paths]
    above = Organization.objects.filter(path__in=paths, path__startswith=found.unit.path)
    for each in above.order_by("path"):
        label = each.name
        if each == found.unit:
            label = f"{each.name}{found.year}年检查"
        query = urlencode({"unit": each.code})
        crumbs.append(Crumb(label, f"{found.get_absolute_url()}?{query}"))
    return crumbs


def _figures(result: Report, before: Inspection | None) -> list[dict[str, Any]]:
    """Cases and findings, with what changed since the year before."""
    figures: list[dict[str, Any]] = [
        {
            "label": "检查案卷",
            "value": result.cases,
            "note": f"{result.clean} 件没有发现问题",
        }
    ]
    for each in Severity:
        count, note = result.counts[each.code], ""
        if before is not None and result.before is not None:
            then = result.before[each.code]
            note = f"{before.year}年 {then} 项，{changed(count - then)}"
        figures.append({"label": f"{each.label}（项）", "value": count, "note": note})
    return figures


def _charts(result: Report) -> dict[str, SafeString]:
    """The findings by unit and by stage, by severity, under their titles; a chart of one bar shows
    nothing.
    """
    units = sorted(result.units, key=lambda unit: -unit.total)[:CHARTED]
    by_unit = [(unit.organization.name, unit.counts) for unit in units]
    by_stage = [(group.title, group.counts) for group in result.groups]
    charts = {}
    for title, rows in (("各组织的问题", by_unit), ("各阶段的问题", by_stage)):
        if len(rows) < 2:
            continue
        series = {}
        for each in Severity:
            series[each.label] = [counts[each.code] for _, counts in rows]
        charts[title] = stacked_bar(title, [label for label, _ in rows], series, unit="项")
    return charts


@audience(Act.READ)
@require_GET
def inspection_findings(request: SignedInRequest, pk: int) -> HttpResponse:
    """The findings of a unit, of a rule, of a severity."""
    found = find_inspection(request, pk, is_frozen=True)
    unit, asked, rows = _listed(request, found)
    context = {
        "inspection": found,
        "unit": unit,
        "rule": asked.rule,
        "title": titles().get(asked.rule, "全部问题"),
        "page": page_of(rows, Order("pk", read=int), request.GET, PAGE_SIZE),
        "count": capped_count(rows),
        "may": may_inspect(found, request.actor),
        "may_waive": request.actor.rights.may(Act.WAIVE, found.conducted_by_id),
    }
    return render(request, "filings/inspections/inspection_findings.html", context)


def _listed(
    request: SignedInRequest, found: Inspection
) -> tuple[Organization, Asked, QuerySet[InspectionFinding]]:
    """The findings that the address asks for, with their unit and what is asked; 404 for a rule
    or a severity that there is not.
    """
    unit = chosen_unit(request, found)
    asked = Asked(
        rule=request.GET.get("rule", ""),
        severity=request.GET.get("severity", ""),
        alone="alone" in request.GET,
    )
    if (asked.rule and asked.rule not in titles()) or (
        asked.severity and asked.severity not in {each.code for each in Severity}
    ):
        raise Http404
    return unit, asked, findings_of(found, unit, request.actor, asked)


@audience(Act.READ)
@require_GET
def inspection_findings_export(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The same findings as a file."""
    found = find_inspection(request, pk, is_frozen=True)
    unit, asked, rows = _listed(request, found)
    return as_file(
        request.GET.get("format", ""),
        f"{unit.name}-{found.year}年检查问题{asked.rule}",
        FINDING_COLUMNS,
        rows.order_by("pk")[:MOST_ROWS],
    )


@audience(Act.READ)
@require_GET
def inspection_compared(request: SignedInRequest, pk: int) -> HttpResponse:
    """This year beside the year before."""
    found = find_inspection(request, pk, is_frozen=True)
    unit = chosen_unit(request, found)
    before = year_before(found, unit, request.actor)
    if before is None:
        raise Http404
    rows = compared(found, before, unit)
    most = sorted(rows, key=lambda row: -max(row.now, row.before))[:CHARTED]
    series = {
        f"{before.year}年": [row.before for row in most],
        f"{found.year}年": [row.now for row in most],
    }
    context = {
        "inspection": found,
        "unit": unit,
        "before": before,
        "chart": bar("各项规则的问题", [row.label for row in most], series, unit="项"),
        "columns": [
            {"label": "规则"},
            *({"label": label, "is_number": True} for label in (*series, "增减")),
        ],
        "rows": [[row.label, row.before, row.now, row.change] for row in rows],
        "foot": ["案卷", *cases_of(before, found, unit)],
    }
    return render(request, "filings/inspections/inspection_compared.html", context)


@audience(Act.READ)
@require_POST
def inspection_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Order the report or the workbook; the worker makes it."""
    found, suffix = find_inspection(request, pk, is_frozen=True), request.POST.get("suffix", "")
    if suffix not in KINDS:
        return HttpResponse(status=422)
    return redirect(start_inspection_file(inspection=found, suffix=suffix, owner=request.user))
