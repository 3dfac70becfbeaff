"""Every paper of a whole case, rendered once an edition for all tests; and a world whose scans
have a store.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from pdfplumber.pdf import PDF
from pypdfium2 import PdfDocument
from pytest_django import DjangoDbBlocker

from branches.models import Organization, Person
from cases.facts.case import edition_on
from cases.models import Case
from filings.papers.press import rendering
from filings.papers.press.printing import Sheet, pages_of, sheets_of
from filings.papers.sheets.catalogue import in_order
from filings.papers.sheets.kit.loading import subjects_of
from tests.cases.rules.build import IN_2014, IN_2026
from tests.filings.papers.build import PaperWorld
from tests.filings.papers.uploads import sign_in
from tests.filings.services.build import FilingWorld

LONGEST_NAME = "阿卜杜热合曼·买买提明·吐尔逊江·艾合买䶮𠮷"
LONGEST_BRANCH = "中共测试市国有高峰林场委员会银岭林业分场营林生产与森林资源管护第一支部委员会"
LONGEST_COMMITTEE = "中共测试市国有高峰林场委员会银岭林业分场综合办公室机关委员会"


@dataclass
class Printed:
    """A document with its PDF. `missing`: the characters for which no font has a glyph."""

    sheet: Sheet
    data: bytes
    missing: str = ""

    @property
    def pdf(self) -> PDF:
        return pdfplumber.open(BytesIO(self.data))

    @property
    def text(self) -> str:
        """All text in the order in which it was written, without spaces, line breaks and page
        numbers.
        """
        pages = [
            "".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(self.data)
        ]
        return "".join(re.sub(r"—\d+—|第\d+页共\d+页", "", page) for page in pages)


class _Undo(Exception):
    """Ends the transaction in which the world of a session was built."""


@pytest.fixture
def world(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path
) -> FilingWorld:
    """A world with a store of its own."""
    monkeypatch.setenv("JISHI_TODAY", "2027-06-01")
    settings.STORE_DIR = tmp_path / "store"
    return FilingWorld(IN_2026)


@pytest.fixture
def case(world: FilingWorld) -> Case:
    """A case that has had its talk."""
    return world.drive(world.open_case(), "talk")


@pytest.fixture
def secretary(client: Client, world: FilingWorld, case: Case) -> Client:
    """The branch secretary of the case, signed in."""
    sign_in(client, world.secretary)
    return client


@pytest.fixture(scope="session", params=[IN_2014, IN_2026], ids=["2014", "2026"])
def printed(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> dict[str, Printed]:
    """Every paper of a case at step 25, one document each, by its code. Nothing is left in the
    database.
    """
    with django_db_blocker.unblock():
        return print_all(request.param)


@pytest.fixture(scope="session", params=[IN_2014, IN_2026], ids=["2014", "2026"])
def longest(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> dict[str, Printed]:
    """The same with the longest names, rare characters among them."""
    with django_db_blocker.unblock():
        return print_all(request.param, is_longest=True)


def call_longest(world: PaperWorld, case: Case) -> None:
    """Give the person, the branch and the committee the longest names."""
    Person.objects.filter(pk=case.person_id).update(name=LONGEST_NAME)
    Organization.objects.filter(pk=case.branch_id).update(name=LONGEST_BRANCH)
    Organization.objects.filter(pk=world.tree.bureau.pk).update(name=LONGEST_COMMITTEE)


def print_one(sheet: Sheet) -> Printed:
    """The document, and what no font could draw in it."""
    document = pages_of(sheet)
    data = rendering.to_pdf(document, title=sheet.paper.title)
    return Printed(
        sheet, data, "".join(chr(each) for font in document.fonts.values() for each in font.missing)
    )


@cache  # the fixture is asked for anew where tests of the two editions alternate
def print_all(start: date, *, is_longest: bool = False) -> dict[str, Printed]:
    """The papers of a case begun on the day."""
    found: dict[str, Printed] = {}
    try:
        with transaction.atomic():
            world = PaperWorld(start)
            case = world.open_case()
            world.drive(case, "archive")
            if is_longest:
                call_longest(world, case)
            subject = subjects_of(
                [type(case).objects.get(pk=case.pk)], world.day("archive") + timedelta(9)
            )[0]
            assert subject.edition_of("archive") == edition_on(start)
            for paper in in_order():
                if paper.fits(subject):
                    sheet = sheets_of(paper, [subject])[0]
                    found[paper.code] = print_one(sheet)
            raise _Undo
    except _Undo:
        pass
    if folder := os.environ.get("PAPERS"):  # to look at them
        for code, each in found.items():
            (Path(folder) / f"{start.year}-{code}.pdf").write_bytes(each.data)
    return found
