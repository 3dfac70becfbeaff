"""Paths of the cases."""

from django.urls import path

from cases.views import changing, examining, exchanging, opening, reading, recording, restoring

urlpatterns = [
    path("cases/", reading.cases, name="cases"),
    path("cases/new/", opening.new_case, name="new_case"),
    path("cases/examinations/", examining.examinations, name="examinations"),
    path("cases/training/", opening.training, name="training"),
    path("cases/views/<int:pk>/drop/", reading.drop_view, name="drop_view"),
    path("cases/columns/", reading.list_columns, name="list_columns"),
    path("cases/export/", exchanging.case_export, name="case_export"),
    path("cases/<str:number>/plan/", reading.plan, name="plan"),
    path("cases/<str:number>/entries/<int:pk>/correct/", changing.correct, name="correct"),
    path("cases/<str:number>/entries/<int:pk>/annul/", changing.annul, name="annul"),
    path("cases/<str:number>/turns/<str:code>/", changing.turn, name="turn"),
    path("cases/<str:number>/sponsors/<int:pk>/", changing.replace_sponsor, name="replace_sponsor"),
    path("cases/<str:number>/steps/<str:code>/", recording.step, name="step"),
    path("cases/<str:number>/steps/<str:code>/check/", recording.check, name="check"),
    path(
        "cases/<str:number>/steps/<str:code>/supplement/", recording.supplement, name="supplement"
    ),
    path(
        "cases/<str:number>/steps/<str:code>/supplement/check/",
        recording.check_supplement,
        name="check_supplement",
    ),
    path("kept/", restoring.kept_form, name="kept_form"),
    path("kept/<int:pk>/drop/", reading.unused_drop, name="unused_drop"),
    path("exchange/", exchanging.exchange, name="exchange"),
    path("exchange/template/", exchanging.import_template, name="import_template"),
    path("exchange/imports/", exchanging.import_new, name="import_new"),
    path("exchange/imports/<int:pk>/", exchanging.import_result, name="import_result"),
    path("cases/<str:number>/reveal/<str:code>/", reading.reveal, name="reveal"),
]
