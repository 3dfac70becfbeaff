"""All paths of the site."""

from django.contrib import admin
from django.urls import include, path

from config.readings import read_day

handler400 = "config.refusals.bad_request"
handler403 = "config.refusals.forbidden"
handler404 = "config.refusals.not_found"
handler500 = "config.refusals.failed"

urlpatterns = [
    path("reading/day/", read_day, name="read_day"),
    path("admin/", admin.site.urls),
    path("", include("branches.urls")),
    path("", include("cases.urls")),
    path("", include("filings.desk.urls")),
    path("", include("filings.urls")),
    path("", include("filings.meetings.urls")),
    path("", include("filings.papers.urls")),
    path("organizations/", include("filings.administration.urls")),
    path("planning/", include("filings.planning.urls")),
    path("inspections/", include("filings.inspections.urls")),
]
