"""The pages of statistics."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from branches.access import audience
from branches.acts import Act
from config.kit.clock import today
from config.kit.fields import DayField
from config.kit.xlsx import CONTENT_TYPE, Sheet, write_sheets
from filings.planning.selectors.places import children_of
from filings.planning.selectors.statistics import statistics as heads_of
from filings.planning.views.common import crumbs, default_organization, readable_organization

if TYPE_CHECKING:
    from branches.access import SignedInRequest

MOST_YEARS = 10


class PeriodForm(forms.Form):
    """From a day to a day, both included; without any the running year up to today."""

    def __init__(self, data: object, day: date) -> None:
        super().__init__(data or None)  # type: ignore[arg-type]  # a QueryDict
        self.fields["first"] = DayField(
            today=day, latest=day, label="开始日期", initial=date(day.year, 1, 1)
        )
        self.fields["last"] = DayField(today=day, latest=day, label="结束日期", initial=day)
        self.day = day

    def clean(self) -> None:
        """The order, and a length that a page can show."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", "结束日期不能早于开始日期。")
        elif first and last and last.year - first.year > MOST_YEARS:
            self.add_error("first", f"一次最多统计 {MOST_YEARS} 年。")

    @property
    def period(self) -> tuple[date, date]:
        """What was asked, or the running year."""
        if self.is_bound and self.is_valid():
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return date(self.day.year, 1, 1), self.day


@audience(Act.READ)
@require_GET
def statistics(request: SignedInRequest) -> HttpResponse:
    """The own organization, this year."""
    return redirect("statistics_of", code=default_organization(request.actor).code)


@audience(Act.READ)
@require_GET
def statistics_of(request: SignedInRequest, code: str) -> HttpResponse:
    """A unit and a period, under the four heads."""
    day = today()
    organization = readable_organization(request.actor, code)
    form = PeriodForm(request.GET, day)
    first, last = form.period
    context = {
        "organization": organization,
        "form": form,
        "first": first,
        "last": last,
        "heads": heads_of(organization, first, last),
        "children": children_of(organization, day),
        "crumbs": crumbs(request.actor, organization, "statistics_of"),
    }
    return render(
        request, "filings/planning/statistics.html", context, status=422 if form.errors else 200
    )


@audience(Act.READ)
@require_GET
def statistics_export(request: SignedInRequest, code: str) -> FileResponse:
    """Every table of the page on a sheet of its own."""
    day = today()
    organization = readable_organization(request.actor, code)
    first, last = PeriodForm(request.GET, day).period
    sheets = []
    for head in heads_of(organization, first, last):
        for figure in head.figures:
            title = figure.title.replace("（人）", "")
            sheets.append(Sheet(title, figure.columns, figure.rows))
    file = BytesIO()
    write_sheets(file, sheets)
    file.seek(0)
    name = f"统计-{organization.name}-{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
