"""Paths of the inspection pages."""

from django.urls import path

from filings.inspections.views import reading, rectifying, results

urlpatterns = [
    path("", results.inspections, name="inspections"),
    path("new/", results.inspection_new, name="inspection_new"),
    path("<int:pk>/", results.inspection, name="inspection"),
    path("<int:pk>/findings/", results.inspection_findings, name="inspection_findings"),
    path(
        "<int:pk>/findings/export/",
        results.inspection_findings_export,
        name="inspection_findings_export",
    ),
    path("<int:pk>/compared/", results.inspection_compared, name="inspection_compared"),
    path("<int:pk>/file/", results.inspection_file, name="inspection_file"),
    path("<int:pk>/sample/", reading.inspection_sample, name="inspection_sample"),
    path("files/<int:pk>/", reading.inspected_case, name="inspected_case"),
    path("files/<int:pk>/read/", reading.inspected_case_read, name="inspected_case_read"),
    path("<int:pk>/issue/", rectifying.rectifications_issue, name="rectifications_issue"),
    path("rectifications/<int:pk>/", rectifying.rectification, name="rectification"),
    path(
        "rectifications/<int:pk>/notice.pdf", rectifying.rectification_pdf, name="rectification_pdf"
    ),
    path(
        "rectifications/<int:pk>/answer/",
        rectifying.rectification_answer,
        name="rectification_answer",
    ),
    path(
        "rectifications/<int:pk>/decide/",
        rectifying.rectification_decide,
        name="rectification_decide",
    ),
    path("findings/<int:pk>/waive/", rectifying.finding_waive, name="finding_waive"),
    path(
        "findings/<int:pk>/waive/decide/",
        rectifying.finding_waive_decide,
        name="finding_waive_decide",
    ),
]
