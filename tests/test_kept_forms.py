"""Every form of the site keeps what is typed in it, and Enter in a field records nothing; what does
not is named here.

By the source: each view that takes what is sent, and each form of a template that sends.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

from cases.views.words import worded
from tests.test_tree import functions
from tests.test_urls import ALL
from tests.tree import TEMPLATES, name, sources, text

BUTTON = "a button alone: nothing is typed"
PRINT = "makes a paper, and records nothing that was typed"
FILE = "a file is chosen: a browser lets no page keep that"
COLUMNS = "boxes are ticked, which are shown ticked and may be ticked anew at any time"
EXAMPLE = "an example of a component, which records nothing"
#: Views that take what is sent and keep no draft: `{name: reason}`.
VIEWS = {
    "calendar_renew": BUTTON,
    "calendar_revoke": BUTTON,
    "account_lock": BUTTON,
    "demo_login": BUTTON,
    "drop_view": BUTTON,
    "finding_waive_decide": BUTTON,
    "first_visit_end": BUTTON,
    "holiday_remove": BUTTON,
    "inspection_file": BUTTON,
    "job_cancel": BUTTON,
    "logout": BUTTON,
    "notices_read": BUTTON,
    "reveal": BUTTON,
    "unused_drop": BUTTON,
    "archive_pack": PRINT,
    "dossier": PRINT,
    "dossiers": PRINT,
    "paper_number": PRINT,
    "paper_print": PRINT,
    "papers_print": PRINT,
    "holidays_load": FILE,
    "import_new": FILE,
    "cases": "a name for conditions of a list, which its author may delete",
    "check": "looks at what was typed, and records nothing",
    "check_supplement": "looks at what was typed, and records nothing",
    "meeting_check": "looks at what was typed, and records nothing",
    "filings_accept": "confirms what was ticked on the page before; the day stands there filled in",
    "filings_assign": "a name is chosen from a list",
    "list_columns": COLUMNS,
    "login": "a password",
    "account_password": "a password",
    "password_change": "passwords",
}
#: Forms of templates without a draft: `{template: (how many, reason)}`.
FORMS = {
    "_again.html": (1, "sends again what was sent, after an error"),
    "_components/user_menu.html": (1, BUTTON),
    "admin/base_site.html": (1, BUTTON),
    "branches/job.html": (1, BUTTON),
    "branches/login.html": (2, "a password, and a button"),
    "branches/me.html": (3, BUTTON),
    "branches/other_account.html": (1, BUTTON),
    "branches/password_change.html": (1, "passwords"),
    "cases/_resumed.html": (2, "buttons about the draft itself"),
    "cases/_reveal_button.html": (1, BUTTON),
    "cases/_save_view.html": (2, "a name for conditions of a list, which its author may delete"),
    "cases/_unused.html": (1, BUTTON),
    "cases/exchange.html": (1, FILE),
    "cases/kept_form.html": (1, BUTTON),
    "cases/list.html": (1, COLUMNS),
    "filings/_step_papers.html": (2, PRINT),
    "filings/case_archive.html": (1, PRINT),
    "filings/case_papers.html": (1, PRINT),
    "filings/_assign.html": (1, "a name is chosen from a list"),
    "filings/filings.html": (1, "boxes are ticked, and the next page confirms them"),
    "filings/filings_accept.html": (
        1,
        "confirms what was ticked on the page before; the day stands there filled in",
    ),
    "filings/filings_assign.html": (1, "a name is chosen from a list"),
    "filings/inspections/finding_waive_decide.html": (1, BUTTON),
    "filings/inspections/inspection.html": (1, BUTTON),
    "filings/papers_print.html": (1, PRINT),
    "filings/planning/holidays.html": (2, FILE),
    "help/_first_visit.html": (1, BUTTON),
    "help/components.html": (1, EXAMPLE),
    "help/components_panes.html": (1, EXAMPLE),
}
#: Forms of these reasons have a field in which Enter may be pressed: the first button of each is
#: barred.
BARRED = {FILE, VIEWS["filings_accept"]}
FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)


def views_that_take() -> Iterator[tuple[str, bool]]:
    """(name, whether it keeps drafts) of each view that takes a POST."""
    for path in sources("branches", "cases", "filings"):
        if not re.search(r"/views(/|\.py$)", name(path)):
            continue
        for function in functions(path):
            marks = [ast.unparse(each) for each in function.decorator_list]
            if any("require_POST" in mark or "'POST'" in mark for mark in marks):
                yield function.name, any(mark.startswith("drafted(") for mark in marks)


def test_every_view_that_takes_a_form_keeps_what_is_typed() -> None:
    without = {view for view, keeps in views_that_take() if not keeps}
    assert without == set(VIEWS)
    assert sum(keeps for _, keeps in views_that_take()) > 25


def test_every_address_that_keeps_drafts_says_of_what_form_and_for_what() -> None:
    """So that a text that found no use is shown with the names of its fields, and what it was
    for.
    """
    seen = 0
    for address, pattern in ALL:
        view: Any = pattern.callback
        if getattr(view, "keeps_drafts", False):
            seen += 1
            assert getattr(view, "typed_form", None) is not None, address
            assert view.drafted_what, address
    assert seen > 25


def test_every_form_that_sends_keeps_what_is_typed() -> None:
    found = {}
    for path in TEMPLATES:
        without = [
            each
            for each in FORM.findall(text(path))
            if not re.search(r"cases/_(draft|keeping)\.html", each)
        ]
        if without:
            template = name(path).removeprefix("templates/")
            found[template] = len(without)
            if FORMS.get(template, (0, ""))[1] in BARRED:
                assert all("_components/no_enter.html" in each for each in without), template
    assert found == {template: count for template, (count, _) in FORMS.items()}


def test_the_first_button_of_a_form_that_keeps_is_the_one_that_keeps() -> None:
    """`_draft.html` and `_sections.html` begin with it; no button stands before them."""
    for path in TEMPLATES:
        for form in FORM.findall(text(path)):
            if re.search(r"cases/_(draft|keeping)\.html", form):
                before = re.split(r"cases/_(?:draft|sections|enter)\.html", form)[0]
                assert "<button" not in before, name(path)
                assert "cases/_draft.html" in form or "cases/_sections.html" in form, name(path)


@pytest.mark.parametrize(
    "name", ["version", "request_id", "draft_window", "opinion_version", "opinions-TOTAL_FORMS"]
)
def test_what_a_page_sends_along_is_not_shown_as_typed(name: str) -> None:
    assert worded(None, {name: ["7"], "reason": ["写了理由"]})[0].value == "写了理由"
    assert len(worded(None, {name: ["7"], "reason": ["写了理由"]})) == 1
