"""Paths of the planning pages."""

from django.urls import path

from filings.planning.views import quota

urlpatterns = [
    path("quota/", quota.quota, name="quota"),
    path("quota/<int:year>/<str:code>/", quota.quota_year_page, name="quota_year"),
    path("quota/<int:year>/<str:code>/apply/", quota.quota_apply, name="quota_apply"),
    path("quota/<int:year>/<str:code>/hand-down/", quota.quota_hand_down, name="quota_hand_down"),
    path("quota/<int:year>/<str:code>/root/", quota.quota_root, name="quota_root"),
    path("quota/forecast/<str:code>/", quota.quota_forecast, name="quota_forecast"),
]
