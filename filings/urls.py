"""Paths of the filings."""

from django.urls import path

from filings.demo.components import components, components_panes
from filings.views import answering, assigning, batch, papers, reading, sending

urlpatterns = [
    path("components/", components, name="components"),
    path("components/panes/", components_panes, name="components_panes"),
    path("filings/", reading.filings, name="filings"),
    path("filings/sent/", reading.filings_sent, name="filings_sent"),
    path("filings/export/", reading.filings_export, name="filings_export"),
    path("filings/accept/", batch.filings_accept, name="filings_accept"),
    path("filings/accepted/<int:pk>/", batch.filings_accepted, name="filings_accepted"),
    path("filings/assign/", assigning.filings_assign, name="filings_assign"),
    path("filings/submit/", sending.filing_choose, name="filing_choose"),
    path("filings/submit/<str:code>/", sending.filing_submit, name="filing_submit"),
    path("filings/items/<int:pk>/", reading.filing_item, name="filing_item"),
    path("filings/items/<int:pk>/papers/", papers.filing_papers, name="filing_papers"),
    path("filings/items/<int:pk>/withdraw/", sending.filing_withdraw, name="filing_withdraw"),
    path("filings/items/<int:pk>/resubmit/", sending.filing_resubmit, name="filing_resubmit"),
    path(
        "filings/items/<int:pk>/deliberate/", answering.filing_deliberate, name="filing_deliberate"
    ),
    path("filings/items/<int:pk>/receive/", answering.filing_receive, name="filing_receive"),
    path("filings/items/<int:pk>/draft/", answering.filing_draft, name="filing_draft"),
    path("filings/items/<int:pk>/return/", answering.filing_return, name="filing_return"),
    path("filings/items/<int:pk>/accept/", answering.filing_accept, name="filing_accept"),
    path("filings/items/<int:pk>/refuse/", answering.filing_refuse, name="filing_refuse"),
]
