"""Paths of the planning pages."""

from datetime import date

from django.urls import path, register_converter

from filings.planning.views import analyses, courses, quota, rules, statistics


class DayConverter:
    """A day as 2027-01-01; what is none matches no path."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Raises ValueError, which Django takes for no match."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


class YearConverter:
    """A year for which there may be a quota or an analysis; another number matches no path."""

    regex = r"199\d|20\d\d|2100"
    to_python = int
    to_url = str


register_converter(DayConverter, "day")
register_converter(YearConverter, "year")

urlpatterns = [
    path("", quota.planning, name="planning"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/<str:code>/", statistics.statistics_of, name="statistics_of"),
    path("statistics/<str:code>/export/", statistics.statistics_export, name="statistics_export"),
    path("duties/", analyses.duties, name="duties"),
    path("quota/", quota.quota, name="quota"),
    path("quota/<year:year>/<str:code>/", quota.quota_year_page, name="quota_year"),
    path("quota/<year:year>/<str:code>/apply/", quota.quota_apply, name="quota_apply"),
    path("quota/<year:year>/<str:code>/hand-down/", quota.quota_hand_down, name="quota_hand_down"),
    path("quota/<year:year>/<str:code>/root/", quota.quota_root, name="quota_root"),
    path("quota/forecast/<str:code>/", quota.quota_forecast, name="quota_forecast"),
    path("analyses/", analyses.analyses, name="analyses"),
    path("analyses/<year:year>/<str:code>/", analyses.analysis, name="analysis"),
    path("courses/", courses.courses, name="courses"),
    path("courses/<int:pk>/", courses.course, name="course"),
    path("courses/of/<str:code>/", courses.courses_of, name="courses_of"),
    path("courses/of/<str:code>/new/", courses.course_new, name="course_new"),
    path("local-rules/", rules.local_rules, name="local_rules"),
    path("local-rules/<str:code>/", rules.local_rules_of, name="local_rules_of"),
    path("holidays/", rules.holidays, name="holidays"),
    path("holidays/load/", rules.holidays_load, name="holidays_load"),
    path("holidays/<day:day>/remove/", rules.holiday_remove, name="holiday_remove"),
]
