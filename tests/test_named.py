"""Whatever sends its reader somewhere sends to what is there: pages, their headings, paths,
commands.
"""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

from django.core.management import get_commands

from tests.tree import BASE_DIR, SCRIPTS, SOURCES, STYLES, TEMPLATES, TESTS, name, text

DOCUMENTS = [BASE_DIR / "README.md", *sorted((BASE_DIR / "docs").rglob("*.md"))]
TOOLS = [BASE_DIR / "Makefile", BASE_DIR / "pyproject.toml", *(BASE_DIR / ".ci").iterdir()]
PYTHON = [*SOURCES, *TESTS, BASE_DIR / "gunicorn.conf.py", BASE_DIR / "manage.py"]
OTHERS = [*DOCUMENTS, *TOOLS, *TEMPLATES, *STYLES, *SCRIPTS]

PAGE = re.compile(r"(?<![\w./-])[\w./-]*\w\.md\b")
PATH = re.compile(
    r"(?<![\w./])(?:branches|cases|config|docs|filings|static|templates|tests|\.ci)"
    r"/[\w./-]*(?:\.(?:css|html|js|json|md|py)\b|/(?=`))"
)
#: A page, and the words in quotes behind it: a heading or a phrase of the page.
PASSAGE = re.compile(r"\b(README|[\w/-]+\.md)`?,\s+\"([^\"]+)\"")
LINK = re.compile(r"\]\(([^)#:\s]*)(?:#([^)\s]*))?\)")


def places(named: str, path: Path) -> list[Path]:
    """Where a name may lead that stands in the file: from the root, in the documents, as a
    template, or beside the file.
    """
    return [
        folder / named
        for folder in (BASE_DIR, BASE_DIR / "docs", BASE_DIR / "templates", path.parent)
    ]


def is_there(named: str, path: Path) -> bool:
    return any(place.exists() for place in places(named, path))


def explanations(path: Path) -> str:
    """The comments and the docstrings of a Python file; its other strings may name what is not
    there.
    """
    words = []
    begins = True  # a statement
    for token in tokenize.generate_tokens(io.StringIO(text(path)).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and begins):
            words.append(token.string)
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            begins = token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    return "\n".join(words)


def test_every_page_that_is_named_is_there() -> None:
    lost = [
        (name(path), page)
        for path in [*PYTHON, *OTHERS]
        for page in PAGE.findall(text(path))
        if not is_there(page, path)
    ]
    assert lost == []


def test_every_path_that_is_named_is_there() -> None:
    named = [(path, each) for path in OTHERS for each in PATH.findall(text(path))]
    for path in PYTHON:
        if PATH.search(text(path)):
            named += [(path, each) for each in PATH.findall(explanations(path))]
    assert [(name(path), each) for path, each in named if not is_there(each, path)] == []
    assert len(named) > 100


def test_every_passage_that_is_named_is_there() -> None:
    found, lost = 0, []
    for path in [*PYTHON, *OTHERS]:
        if ".md" not in text(path) and "README" not in text(path):
            continue
        words = " ".join(re.sub(r"(?m)^\s*(#:?|//) ?", "", text(path)).split())
        for page, passage in PASSAGE.findall(words):
            found += 1
            named = "README.md" if page == "README" else page
            pages = [place for place in places(named, path) if place.is_file()]
            if not any(passage in in_one_line(page) for page in pages):
                lost.append((name(path), page, passage))
    assert lost == []
    assert found > 8


def in_one_line(page: Path) -> str:
    return " ".join(text(page).replace("*", "").split())


def test_every_link_of_the_documents_leads_somewhere() -> None:
    """To a page beside it, and to a heading there."""
    lost = []
    for path in DOCUMENTS:
        for page, heading in LINK.findall(text(path)):
            place = path.parent / page if page else path
            if not place.is_file() or (heading and heading not in anchors(place)):
                lost.append((name(path), page, heading))
    assert lost == []


def anchors(page: Path) -> set[str]:
    """The headings, as links name them: "Who may do what" → "who-may-do-what"."""
    headings = re.findall(r"(?m)^#+ (.*)$", text(page))
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


def test_every_command_of_the_documents_is_there() -> None:
    """Of the specification they need not be: it names what was planned, too."""
    targets = set(re.findall(r"(?m)^([\w-]+):", text(BASE_DIR / "Makefile")))
    commands = set(get_commands())
    lost = []
    for path in DOCUMENTS:
        if path.parent.name == "specification":
            continue
        made = set(re.findall(r"`make ([\w-]+)", text(path)))
        managed = set(re.findall(r"`manage\.py (\w+)", text(path)))
        lost += [(name(path), each) for each in (made - targets) | (managed - commands)]
    assert lost == []
