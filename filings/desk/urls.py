"""Paths of the pages that compose."""

from django.urls import path

from filings.desk import regulation, views

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("next/", views.next_task, name="next_task"),
    path("search/", views.search, name="search"),
    path("overview/", views.overview, name="overview"),
    path("cases/<str:number>/", views.case, name="case"),
    path("calendar/<str:secret>.ics", views.calendar, name="calendar"),
    path("regulation/", regulation.regulation, name="regulation"),
]
