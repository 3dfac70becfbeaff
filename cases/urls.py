"""Paths of the cases."""

from django.urls import path

from cases.views import changing, opening, reading, recording, regulation

urlpatterns = [
    path("", reading.workbench, name="workbench"),
    path("cases/", reading.cases, name="cases"),
    path("cases/new/", opening.new_case, name="new_case"),
    path("cases/training/", opening.training, name="training"),
    path("cases/<str:number>/", reading.case, name="case"),
    path("cases/<str:number>/entries/<int:pk>/correct/", changing.correct, name="correct"),
    path("cases/<str:number>/entries/<int:pk>/annul/", changing.annul, name="annul"),
    path("cases/<str:number>/turns/<str:code>/", changing.turn, name="turn"),
    path("cases/<str:number>/sponsors/<int:pk>/", changing.replace_sponsor, name="replace_sponsor"),
    path("cases/<str:number>/steps/<str:code>/", recording.step, name="step"),
    path("cases/<str:number>/steps/<str:code>/check/", recording.check, name="check"),
    path("cases/<str:number>/steps/<str:code>/worksheet/", recording.worksheet, name="worksheet"),
    path("cases/<str:number>/steps/<str:code>/supplement/", recording.supplement, name="supplement"),
    path("regulation/", regulation.regulation, name="regulation"),
    path("cases/<str:number>/reveal/<str:code>/", reading.reveal, name="reveal"),
]
