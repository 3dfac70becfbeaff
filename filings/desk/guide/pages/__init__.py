"""What is said of each page, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from filings.desk.guide.pages.administration import ADMINISTRATION
from filings.desk.guide.pages.cases import CASES
from filings.desk.guide.pages.filings import FILINGS
from filings.desk.guide.pages.papers import PAPERS
from filings.desk.guide.pages.planning import PLANNING
from filings.desk.guide.rows import PageHelp

#: `{view: what is said of its page}`, in the order of the manual within a part.
PAGES: Mapping[str, PageHelp] = MappingProxyType(
    CASES | FILINGS | PAPERS | PLANNING | ADMINISTRATION
)

#: Views that show a page of another, or go on to it: `{view: the other}`.
WITHIN: Mapping[str, str] = MappingProxyType(
    {
        "account_change": "account",
        "account_lock": "account",
        "account_new": "organization",
        "account_password": "account",
        "archive_pack": "case_archive",
        "calendar_renew": "me",
        "case_export": "cases",
        "dossier": "case_papers",
        "dossiers": "papers_print",
        "filing_accept": "filing_item",
        "filing_deliberate": "filing_item",
        "filing_draft": "filing_item",
        "filing_receive": "filing_item",
        "filings_accept": "filings",
        "filings_assign": "filings",
        "first_visit_end": "workbench",
        "form_block": "form_book",
        "holiday_remove": "holidays",
        "holidays_load": "holidays",
        "inspected_case_read": "inspected_case",
        "courses": "courses_of",
        "local_rules": "local_rules_of",
        "member_change": "member",
        "member_end": "member",
        "member_new": "organization",
        "member_transfer": "member",
        "next_task": "workbench",
        "organization_change": "organization",
        "organization_close": "organization",
        "organization_move": "organization",
        "organization_new": "organization",
        "paper_number": "case_papers",
        "paper_print": "case_papers",
        "paper_word": "paper_numbers",
        "planning": "quota_year",
        "post_end": "posts",
        "post_new": "organization",
        "quota": "quota_year",
        "quota_apply": "quota_year",
        "quota_hand_down": "quota_year",
        "quota_root": "quota_year",
        "rectification_answer": "rectification",
        "rectification_decide": "rectification",
        "rectifications_issue": "inspection",
        "reveal": "case",
        "scan_withdraw": "scan",
        "statistics": "statistics_of",
    }
)


def view_of_help(view: str) -> str:
    """The view whose row tells of the page of this view; "" where none does."""
    if view.startswith("admin:"):
        return "admin:index"
    view = WITHIN.get(view, view)
    return view if view in PAGES else ""
