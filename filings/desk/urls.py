"""Paths of the pages that compose."""

from django.urls import path

from filings.desk import regulation, views
from filings.desk.guide import views as guide

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("next/", views.next_task, name="next_task"),
    path("search/", views.search, name="search"),
    path("overview/", views.overview, name="overview"),
    path("cases/<str:number>/", views.case, name="case"),
    path("calendar/<str:secret>.ics", views.calendar, name="calendar"),
    path("regulation/", regulation.regulation, name="regulation"),
    path("help/", guide.help, name="help"),
    path("help/words/", guide.help_words, name="help_words"),
    path("help/manual/", guide.manual, name="manual"),
    path("help/manual.pdf", guide.manual_pdf, name="manual_pdf"),
    path("help/manual/<str:code>.jpg", guide.manual_picture, name="manual_picture"),
    path("help/first-visit/end/", guide.first_visit_end, name="first_visit_end"),
]
