"""The pages of the yearly analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from branches.access import audience
from branches.acts import Act, Kind
from cases.views.act import Shown, act_page, leading_to
from cases.views.drafts import draft_of, drafted
from cases.views.typed import typed
from config.kit.clock import today
from filings.planning.forms import AnalysisForm
from filings.planning.models import YearlyAnalysis
from filings.planning.selectors.analyses import Figures, figures, owed_analyses
from filings.planning.selectors.duties import organization_duties
from filings.planning.selectors.places import acting_places, may_act
from filings.planning.services import analyses as services
from filings.planning.views.common import (
    chosen_year,
    default_organization,
    of_readable,
    readable_organization,
    tabs,
    years_around,
)

if TYPE_CHECKING:
    from branches.access import SignedInRequest

FIRST_YEAR = 1990


@audience(Act.READ)
@require_GET
def analyses(request: SignedInRequest) -> HttpResponse:
    """Who owes the analysis of a year, and what was recorded."""
    day = today()
    asked = request.GET.get("year", "")
    year = chosen_year(asked, day.year, first=FIRST_YEAR, last=day.year)
    context = {
        "year": year,
        "years": years_around(year, day.year, ahead=0),
        "owed": owed_analyses(default_organization(request.actor), year, day),
        "tabs": tabs(request.actor, "analyses"),
    }
    return render(request, "filings/planning/analyses.html", context)


@audience(Act.ANALYSE)
@require_GET
def duties(request: SignedInRequest) -> HttpResponse:
    """What the own organizations owe; a piece of the workbench, and a page without JavaScript."""
    return render(
        request, "filings/planning/duties.html", {"duties": organization_duties(request.actor)}
    )


@audience(Act.READ)
@typed(lambda request, year, code: AnalysisForm(request.POST))
@drafted(of_readable, what="登记年度分析")
@require_http_methods(["GET", "POST"])
def analysis(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """One analysis: what was recorded, and for who may the form with the figures prefilled."""
    day = today()
    organization = readable_organization(request.actor, code)
    if (
        organization.kind not in (Kind.COMMITTEE, Kind.DEPARTMENT)
        or not FIRST_YEAR <= year <= day.year
    ):
        raise Http404
    recorded = YearlyAnalysis.objects.filter(organization=organization, year=year).first()
    may = may_act(request.actor, Act.ANALYSE, acting_places(organization, day))
    initial = vars(recorded) if recorded else {"held_on": day}
    form = AnalysisForm(request.POST or None, initial=initial)
    draft_of(request).show(form)

    def show(shown: Shown) -> HttpResponse:
        context = {
            "organization": organization,
            "year": year,
            "recorded": recorded,
            "kept": Figures.of(recorded.figures) if recorded else None,
            "now": figures(organization, year, day) if may or recorded is None else None,
            "form": form if may else None,
            "tabs": tabs(request.actor, "analyses"),
        }
        return render(request, "filings/planning/analysis.html", context, status=shown.status)

    return act_page(
        request,
        form,
        do=lambda: services.record_analysis(
            organization=organization, year=year, facts=form.facts(), by=request.actor
        ),
        done=leading_to(request, request.path, f"{year}年的分析已登记。"),
        show=show,
    )
