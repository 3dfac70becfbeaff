"""The table of the help is whole: every page has its row, every row a page, and what a row names is
there.
"""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponseNotAllowed
from django.test import RequestFactory
from django.urls import URLPattern

from branches.acts import Role
from filings.desk.guide import manual
from filings.desk.guide.first_visit import FIRST_TASKS
from filings.desk.guide.pages import PAGES, WITHIN, view_of_help
from filings.desk.guide.words import BUTTONS, SIGNS, WORDS
from tests.test_urls import ALL, SAMPLES
from tests.tree import BASE_DIR, SOURCES, TEMPLATES, text

#: Views that answer no page of their own, and what they answer.
NO_PAGE = {
    "calendar": "a file",
    "components": "for who makes pages, in a demo",
    "components_panes": "for who makes pages, in a demo",
    "filings_export": "a file",
    "import_template": "a file",
    "inspection_findings_export": "a file",
    "made_file": "a file",
    "manual_pdf": "a file",
    "manual_picture": "a picture",
    "meeting_minutes": "a file",
    "meeting_paper": "a file",
    "members_template": "a file",
    "paper_preview": "a file",
    "read_day": "a line for a script",
    "rectification_pdf": "a file",
    "scan_file": "a file",
    "scan_page": "a picture",
    "session": "a line for a script",
    "statistics_export": "a file",
}
OURS = [(name, pattern) for name, pattern in ALL if not name.startswith("admin:")]


def is_read(pattern: URLPattern) -> bool:
    """Whether the view answers GET, as it says itself of a method that it does not know."""
    kwargs = {each: SAMPLES[each] for each in pattern.pattern.regex.groupindex}
    answer = pattern.callback(RequestFactory().generic("PURGE", "/"), **kwargs)
    assert isinstance(answer, HttpResponseNotAllowed), pattern
    return "GET" in answer["Allow"]


def test_every_page_has_its_row() -> None:
    pages = {name for name, pattern in OURS if name not in WITHIN and is_read(pattern)}
    assert sorted(pages - set(PAGES) - set(NO_PAGE)) == []
    assert sorted(set(NO_PAGE) - pages) == []
    assert sorted(set(NO_PAGE) & set(PAGES)) == []


def test_every_row_has_its_page() -> None:
    names = {name for name, _ in ALL}
    assert sorted(set(PAGES) - names) == []
    assert sorted(set(WITHIN) - names) == []
    assert sorted(set(WITHIN) & set(PAGES)) == []
    assert sorted(set(WITHIN.values()) - set(PAGES)) == []


def test_the_administration_is_one_page_of_help() -> None:
    assert view_of_help("admin:branches_person_changelist") == "admin:index"
    assert view_of_help("nothing") == view_of_help("") == ""


def test_a_row_says_something_in_whole_sentences() -> None:
    for view, row in PAGES.items():
        sentences = (row.about, *row.does)
        assert len(set(sentences)) == 4, view
        assert all(each.endswith("。") and len(each) > 6 for each in sentences), view


def test_every_word_and_sign_is_known_and_used() -> None:
    words = {word for row in PAGES.values() for word in row.words}
    signs = {key for row in PAGES.values() for key in row.signs}
    assert sorted(words - set(WORDS)) == []
    assert sorted(signs - set(SIGNS)) == []
    assert sorted(set(SIGNS) - signs) == []


def test_every_word_stands_in_the_glossary() -> None:
    glossary = text(BASE_DIR / "docs" / "glossary.md")
    known = {
        re.sub(r"（.*?）", "", word).strip()
        for cell in re.findall(r"(?m)^\| ([^|]+) \|", glossary)
        for word in cell.split("、")
    }
    assert sorted(set(WORDS) - known) == []


def test_every_button_is_on_a_page() -> None:
    pages = "\n".join(map(text, [*TEMPLATES, *SOURCES]))
    labels = set(re.findall(r'label="([^"]+)"|>([^<>{}"]+)</(?:a|button)>|accept="([^"]+)"', pages))
    known = {label for each in labels for label in each if label}
    known |= set(re.findall(r"fills_in=\"([^\"]+)\"", pages))
    assert sorted(label for label in BUTTONS if label not in known) == []


def test_the_marks_of_steps_and_checks_are_those_of_their_components() -> None:
    components = BASE_DIR / "templates" / "_components"
    legend = text(components / "stages.html") + text(components / "checklist.html")
    for key in ("steps", "check"):
        for sign in SIGNS[key].signs:
            assert sign.label in legend
            assert sign.code in legend


@pytest.mark.parametrize("role", [*Role, None])
def test_a_first_visit_has_three_tasks_that_the_role_may_do(role: Role | None) -> None:
    views = [task.view for task in FIRST_TASKS[role]]
    assert len(set(views)) == 3
    reader = manual.Reader(role)
    for view in views:
        shown = view_of_help(view)
        assert manual.uses(reader, shown, PAGES[shown]), view
