"""Paths of the cases."""

from django.urls import path

from cases.views import reading, regulation

urlpatterns = [
    path("", reading.workbench, name="workbench"),
    path("cases/", reading.cases, name="cases"),
    path("cases/<str:number>/", reading.case, name="case"),
    path("regulation/", regulation.regulation, name="regulation"),
]
