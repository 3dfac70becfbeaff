"""Paths of the cases."""

from django.urls import path

from cases.views import reading, recording, regulation

urlpatterns = [
    path("", reading.workbench, name="workbench"),
    path("cases/", reading.cases, name="cases"),
    path("cases/<str:number>/", reading.case, name="case"),
    path("cases/<str:number>/steps/<str:code>/", recording.step, name="step"),
    path("cases/<str:number>/steps/<str:code>/check/", recording.check, name="check"),
    path("cases/<str:number>/steps/<str:code>/worksheet/", recording.worksheet, name="worksheet"),
    path("cases/<str:number>/steps/<str:code>/supplement/", recording.supplement, name="supplement"),
    path("regulation/", regulation.regulation, name="regulation"),
]
