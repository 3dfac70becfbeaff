"""The pages of quotas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from branches.access import audience
from branches.acts import Act
from cases.views.act import ASKED, Shown, act_page, leading_to
from cases.views.drafts import draft_beside, drafted
from cases.views.typed import typed
from config.kit.clock import today
from filings.planning.forms import HandDownForm, QuotaApplicationForm, RootQuotaForm
from filings.planning.selectors.forecast import forecast
from filings.planning.selectors.places import acting_places, may_act
from filings.planning.selectors.quota import QuotaRow, QuotaYear, quota_year
from filings.planning.services import quota as services
from filings.planning.services.quota import YEARS_AHEAD
from filings.planning.views.common import (
    crumbs,
    default_organization,
    of_readable,
    readable_organization,
    tabs,
    years_around,
)

if TYPE_CHECKING:
    from branches.access import SignedInRequest

#: The forms on the page of a year, and the view to which each is sent.
VIEWS = {"application": "quota_apply", "handing": "quota_hand_down", "root": "quota_root"}


@audience(Act.READ)
@require_GET
def planning(request: SignedInRequest) -> HttpResponse:
    """The first of the planning pages."""
    return redirect("quota")


@audience(Act.READ)
@require_GET
def quota(request: SignedInRequest) -> HttpResponse:
    """The running year of the own organization."""
    day = today()
    return redirect("quota_year", year=day.year, code=default_organization(request.actor).code)


@audience(Act.READ)
@require_GET
def quota_year_page(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """One organization and those straight below it."""
    organization = readable_organization(request.actor, code)
    return _page(request, quota_year(organization, year, today()))


def _year_address(request: SignedInRequest, year: int, code: str) -> str:
    """For `drafted`: the page on which the forms of a year stand."""
    return reverse("quota_year", args=[year, code])


def _typed_numbers(request: SignedInRequest, year: int, code: str) -> HandDownForm:
    shown = quota_year(readable_organization(request.actor, code), year, today())
    return HandDownForm(shown.children, request.POST)


@audience(Act.APPLY_QUOTA)
@typed(lambda request, year, code: QuotaApplicationForm(request.POST))
@drafted(of_readable, shown_on=_year_address, what="申请指标")
@require_POST
def quota_apply(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """Apply above."""
    organization = readable_organization(request.actor, code)
    form = QuotaApplicationForm(request.POST)
    address = _year_address(request, year, code)
    return act_page(
        request,
        form,
        do=lambda: services.apply(
            organization=organization, year=year, by=request.actor, **form.cleaned_data
        ),
        done=leading_to(
            request,
            address,
            lambda made: f"已向上级申请{year}年指标 {form.cleaned_data['number']} 名。",
        ),
        show=lambda shown: _page(
            request, quota_year(organization, year, today()), shown, {"application": form}
        ),
    )


@audience(Act.ASSIGN_QUOTA)
@typed(_typed_numbers)
@drafted(of_readable, shown_on=_year_address, what="下达指标")
@require_POST
def quota_hand_down(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """Hand down to those straight below."""
    organization = readable_organization(request.actor, code)
    found = quota_year(organization, year, today())
    form = HandDownForm(found.children, request.POST)
    return act_page(
        request,
        form,
        do=lambda: services.hand_down(
            parent=organization, year=year, numbers=form.numbers(), by=request.actor
        ),
        done=leading_to(request, _year_address(request, year, code), f"{year}年指标已下达。"),
        show=lambda shown: _page(request, found, shown, {"handing": form}),
    )


@audience(Act.ASSIGN_QUOTA)
@typed(lambda request, year, code: RootQuotaForm(request.POST))
@drafted(of_readable, shown_on=_year_address, what="登记上级下达的指标")
@require_POST
def quota_root(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """Enter what the top organization was given from outside."""
    organization = readable_organization(request.actor, code)
    form = RootQuotaForm(request.POST)
    return act_page(
        request,
        form,
        do=lambda: services.set_root_quota(
            root=organization, year=year, by=request.actor, **form.cleaned_data
        ),
        done=leading_to(request, _year_address(request, year, code), f"已登记{year}年指标。"),
        show=lambda shown: _page(
            request, quota_year(organization, year, today()), shown, {"root": form}
        ),
    )


@audience(Act.READ)
@require_GET
def quota_forecast(request: SignedInRequest, code: str) -> HttpResponse:
    """Which cases could come to the branch meeting this year."""
    day = today()
    organization = readable_organization(request.actor, code)
    shown = quota_year(organization, day.year, day)
    context = {
        "organization": organization,
        "row": shown.own,
        "found": forecast(organization, request.actor),
        "crumbs": crumbs(request.actor, organization, "quota_forecast"),
        "tabs": tabs(request.actor, "quota"),
    }
    return render(request, "filings/planning/quota_forecast.html", context)


@dataclass(frozen=True)
class HandDownRow:
    """A row of the table with its field, None where the user hands nothing down."""

    quota: QuotaRow
    field: forms.BoundField | None


def _page(
    request: SignedInRequest,
    found: QuotaYear,
    shown: Shown = ASKED,
    refused: Mapping[str, forms.Form] | None = None,
) -> HttpResponse:
    """The page of a year. `refused`: `{name: form}` of what was sent, in place of its own form."""
    day, organization = request.actor.today, found.own.organization
    places = acting_places(organization, day)
    is_open = day.year <= found.year <= day.year + YEARS_AHEAD
    hands_down = is_open and may_act(request.actor, Act.ASSIGN_QUOTA, places)
    applies = is_open and may_act(request.actor, Act.APPLY_QUOTA, places)
    offered = _forms(found, hands_down=hands_down, applies=applies)
    if refused is not None:
        offered |= refused
    drafts = {}
    for name, form in offered.items():
        address = reverse(VIEWS[name], args=[found.year, organization.code])
        drafts[name] = draft_beside(request, address)
        drafts[name].show(form)
    context = {
        "organization": organization,
        "shown": found,
        "rows": _rows(found.children, offered.get("handing")),
        "application": offered.get("application"),
        "handing": offered.get("handing"),
        "root": offered.get("root"),
        "drafts": drafts,
        "waits_for_parent": hands_down and bool(found.children) and found.own.granted is None,
        "years": years_around(found.year, day.year, ahead=YEARS_AHEAD),
        "crumbs": crumbs(request.actor, organization, "quota_year", year=found.year),
        "tabs": tabs(request.actor, "quota"),
        "is_running": found.year == day.year,
    }
    return render(request, "filings/planning/quota.html", context, status=shown.status)


def _forms(found: QuotaYear, *, hands_down: bool, applies: bool) -> dict[str, forms.Form]:
    """`{name: form}` of what the user may do with the year now."""
    own = found.own
    offered: dict[str, forms.Form] = {}
    if applies and own.granted is None:
        initial = {"number": own.applied, "grounds": own.grounds}
        offered["application"] = QuotaApplicationForm(initial=initial)
    if hands_down and found.children and own.granted is not None:
        offered["handing"] = HandDownForm(found.children)
    if hands_down and own.organization.is_root():
        offered["root"] = RootQuotaForm(initial={"number": own.granted})
    return offered


def _rows(children: Iterable[QuotaRow], handing: forms.Form | None) -> list[HandDownRow]:
    if handing is None:
        return [HandDownRow(row, None) for row in children]
    return [HandDownRow(row, handing[str(row.organization.pk)]) for row in children]
