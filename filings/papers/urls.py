"""Paths of the papers."""

from django.urls import path

from filings.papers.kept.views import archive, registers, scans
from filings.papers.press.views import dossiers, printing, templates

urlpatterns = [
    path("cases/<str:number>/papers/", printing.case_papers, name="case_papers"),
    path("cases/<str:number>/archive/", archive.case_archive, name="case_archive"),
    path("cases/<str:number>/archive/pack/", archive.archive_pack, name="archive_pack"),
    path("cases/<str:number>/dossier/", dossiers.dossier, name="dossier"),
    path("cases/<str:number>/papers/<str:code>/", printing.paper_preview, name="paper_preview"),
    path("cases/<str:number>/papers/<str:code>/print/", printing.paper_print, name="paper_print"),
    path(
        "cases/<str:number>/papers/<str:code>/number/", printing.paper_number, name="paper_number"
    ),
    path("cases/<str:number>/scans/<str:code>/", scans.scan, name="scan"),
    path(
        "cases/<str:number>/scans/<str:code>/withdraw/", scans.scan_withdraw, name="scan_withdraw"
    ),
    path("scans/<str:key>/", scans.scan_file, name="scan_file"),
    path("scans/<str:key>/<int:page>/", scans.scan_page, name="scan_page"),
    path("papers/", printing.paper_check, name="paper_check"),
    path("papers/print/", printing.papers_print, name="papers_print"),
    path("papers/dossiers/", dossiers.dossiers, name="dossiers"),
    path("papers/made/<int:pk>/", dossiers.made_file, name="made_file"),
    path("papers/templates/", templates.paper_templates, name="paper_templates"),
    path("papers/numbers/", registers.paper_numbers, name="paper_numbers"),
    path("papers/numbers/word/", registers.paper_word, name="paper_word"),
    path("papers/numbers/<int:pk>/void/", registers.paper_void, name="paper_void"),
    path("papers/forms/", registers.form_book, name="form_book"),
    path("papers/forms/blocks/", registers.form_block, name="form_block"),
    path("papers/forms/gaps/", registers.form_gap, name="form_gap"),
    path("papers/forms/<int:pk>/issue/", registers.form_issue, name="form_issue"),
    path("papers/forms/<int:pk>/spoil/", registers.form_spoil, name="form_spoil"),
]
