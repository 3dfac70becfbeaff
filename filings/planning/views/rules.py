"""The pages of local rules and of days off."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.access import audience
from branches.acts import Act
from branches.models import Job
from cases.facts.profile import tightened
from cases.models import Holiday
from cases.selectors.context import load_calendar
from cases.services.holidays import FIRST_YEAR, LAST_YEAR
from cases.views.act import Shown, act_page, posted
from cases.views.drafts import draft_beside, draft_of, drafted, no_case
from cases.views.typed import typed
from config.kit.clock import today
from filings.planning.forms import HolidayFileForm, HolidayForm, ProfileForm, papers_as_text
from filings.planning.selectors.places import acting_places, may_act
from filings.planning.selectors.profiles import PAPERS_LABEL, RULES, own_rules, profile_above, said
from filings.planning.services import holidays as holiday_services
from filings.planning.services.profiles import save_profile
from filings.planning.views.common import (
    chosen_year,
    crumbs,
    default_organization,
    of_readable,
    readable_organization,
    tabs,
    years_around,
)

if TYPE_CHECKING:
    from branches.access import SignedInRequest


@audience(Act.READ)
@require_GET
def local_rules(request: SignedInRequest) -> HttpResponse:
    """The own organization."""
    return redirect("local_rules_of", code=default_organization(request.actor).code)


def _typed_rules(request: SignedInRequest, code: str) -> ProfileForm:
    organization = readable_organization(request.actor, code)
    own = own_rules(organization)
    return ProfileForm(
        tightened(profile_above(organization), own), own.get("extra_papers", {}), request.POST
    )


@audience(Act.READ)
@typed(_typed_rules)
@drafted(of_readable, what="修改本地规定")
@require_http_methods(["GET", "POST"])
def local_rules_of(request: SignedInRequest, code: str) -> HttpResponse:
    """What holds for an organization, and for who may the form."""
    day = today()
    organization = readable_organization(request.actor, code)
    above, own = profile_above(organization), own_rules(organization)
    holds = tightened(above, own)
    may = may_act(request.actor, Act.SET_RULES, acting_places(organization, day))
    form = ProfileForm(holds, own.get("extra_papers", {}), posted(request))
    draft_of(request).show(form)

    def show(shown: Shown) -> HttpResponse:
        rows = []
        for rule in RULES:
            values = [said(rule.name, getattr(profile, rule.name)) for profile in (above, holds)]
            rows.append([rule.label, *values])
        papers = [papers_as_text(profile.extra_papers) or "无" for profile in (above, holds)]
        rows.append([PAPERS_LABEL, *papers])
        context: dict[str, Any] = {
            "organization": organization,
            "columns": [{"label": "规定"}, {"label": "上级规定"}, {"label": "本组织适用"}],
            "rows": rows,
            "form": form if may else None,
            "crumbs": crumbs(request.actor, organization, "local_rules_of"),
            "tabs": tabs(request.actor, "local_rules"),
        }
        return render(request, "filings/planning/local_rules.html", context, status=shown.status)

    return act_page(
        request,
        form,
        do=lambda: save_profile(
            organization=organization, rules=form.cleaned_data, by=request.actor
        ),
        done=lambda job: _saved(request, job, request.path),
        show=show,
    )


@audience(Act.SET_CALENDAR, Act.ADMINISTER)
@typed(lambda request: HolidayForm(request.POST, prefix="day"))
@drafted(no_case, what="增加或更改节假日")
@require_http_methods(["GET", "POST"])
def holidays(request: SignedInRequest) -> HttpResponse:
    """The days off and make-up days of a year; add or change one."""
    form = HolidayForm(posted(request), prefix="day")
    if request.method == "POST" and form.is_valid():
        job = holiday_services.set_day(by=request.actor, **form.cleaned_data)
        return _saved(request, job, reverse("holidays"))
    return _holidays_page(request, form=form)


@audience(Act.SET_CALENDAR, Act.ADMINISTER)
@require_POST
def holidays_load(request: SignedInRequest) -> HttpResponse:
    """Load a CSV file."""
    form = HolidayFileForm(request.POST, request.FILES, prefix="file")
    if form.is_valid():
        rows = form.cleaned_data["file"]
        job = holiday_services.load_days(rows=rows, by=request.actor)
        return _saved(request, job, reverse("holidays"))
    return _holidays_page(request, file_form=form)


@audience(Act.SET_CALENDAR, Act.ADMINISTER)
@require_POST
def holiday_remove(request: SignedInRequest, day: date) -> HttpResponse:
    """Take a day out."""
    job = holiday_services.remove_day(day=day, by=request.actor)
    return _saved(request, job, reverse("holidays"))


def _holidays_page(
    request: SignedInRequest,
    *,
    form: HolidayForm | None = None,
    file_form: HolidayFileForm | None = None,
) -> HttpResponse:
    day = today()
    asked = request.GET.get("year", "")
    year = chosen_year(asked, day.year, first=FIRST_YEAR, last=LAST_YEAR)
    calendar = load_calendar()
    days = []
    for each, is_working in sorted(calendar.days.items()):
        if each.year == year:
            name = calendar.names.get(each, "")
            days.append({"day": each, "is_working": is_working, "name": name})
    form = form or HolidayForm(prefix="day")
    file_form = file_form or HolidayFileForm(prefix="file")
    context: dict[str, Any] = {
        "year": year,
        "years": years_around(year, day.year, ahead=1),
        "days": days,
        "is_known": year in calendar.years,
        "is_edited": Holiday.objects.filter(day__year=year).exists(),
        "form": form,
        "file_form": file_form,
        "tabs": tabs(request.actor, "holidays"),
    }
    status = 422 if form.errors or file_form.errors else 200
    context["day_draft"] = draft_beside(request, reverse("holidays"))
    context["day_draft"].show(form)
    return render(request, "filings/planning/holidays.html", context, status=status)


def _saved(request: HttpRequest, job: Job | None, url: str) -> HttpResponse:
    """Back to the page without a change, else to the job that judges again."""
    if job is None:
        messages.info(request, "没有变化。")
        return redirect(url)
    messages.success(request, "已保存，正在按新规定重新判定案卷。")
    return redirect(job.get_absolute_url())
