"""The longest names and rare characters: nothing runs over, every character has a glyph."""

from __future__ import annotations

from pathlib import Path

import pytest
import segno
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from PIL import Image
from pypdfium2 import PdfDocument

from branches.models import Organization, Person
from cases.models import Case
from filings.papers import rendering
from filings.papers.catalogue import PAPERS, in_order
from filings.papers.models import PrintedPaper
from filings.papers.printing import pdf_of, sheets_of
from filings.papers.services import PrintRun
from filings.papers.subject import Subject, subjects_of
from tests.cases.rules.build import IN_2026
from tests.filings.papers.build import PaperWorld
from tests.filings.papers.conftest import Printed
from tests.filings.papers.test_layout import MM

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]

LONG_NAME = "阿卜杜热合曼·买买提明·吐尔逊江·艾合买提"
LONG_BRANCH = "中共测试市国有高峰林场委员会银岭林业分场营林生产与森林资源管护第一支部委员会"
RARE = "䶮𠮷"


def with_names(person: str, branch: str = "") -> tuple[PaperWorld, Subject]:
    """A case at step 18 whose person and branch are called so."""
    world = PaperWorld(IN_2026)
    case = world.drive(world.open_case(), "file_with_department")
    Person.objects.filter(pk=case.person_id).update(name=person)
    if branch:
        Organization.objects.filter(pk=case.branch_id).update(name=branch)
    return world, subjects_of([Case.objects.get(pk=case.pk)], world.day("enrol"))[0]


def test_the_longest_names_stay_within_the_page() -> None:
    _, subject = with_names(LONG_NAME, LONG_BRANCH)
    for code in ("activist_report", "review_report", "inquiry_letter", "admission_request", "talk_record",
                 "activist_roster", "department_roster", "application_receipt", "admission_ballots"):  # fmt: skip
        sheet = sheets_of(PAPERS[code], [subject])[0]
        each = Printed(sheet, pdf_of([sheet]))
        assert LONG_NAME in each.text, code
        with each.pdf as pdf:
            for page in pdf.pages:
                for char in page.chars:
                    assert char["x0"] / MM > 15, (code, char["text"])
                    assert char["x1"] / MM < page.width / MM - 15, (code, char["text"])


def glyph(character: str) -> bytes:
    """The picture of one character as papers print it."""
    html = f'<p style="font-size:40pt;margin:0">{character}</p>'
    data = rendering.to_pdf(rendering.lay_out(html, ("papers.css",)), title="字形")
    image: bytes = PdfDocument(data)[0].render(scale=1).to_pil().convert("L").tobytes()
    return image


def test_rare_characters_have_glyphs_of_their_own() -> None:
    no_glyph = "\U0003fffd"  # a code point that is no character, so no font has it
    pictures = [glyph(character) for character in (*RARE, "周", no_glyph, " ")]
    assert len(set(pictures)) == len(pictures)


def test_the_command_writes_every_paper_and_names_what_is_blank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JISHI_TODAY", "2026-07-01")
    world = PaperWorld(IN_2026)
    case = world.open_case()
    call_command("print_papers", case=case.number, output=tmp_path / "new")
    written = sorted(path.name for path in (tmp_path / "new").iterdir())
    # The receipt of a package is of the day it was made: this case has none yet.
    papers = [paper for paper in in_order() if paper.code != "package_receipt"]
    assert written == sorted(f"{paper.row.no:02}-{paper.code}.pdf" for paper in papers)
    assert all(path.read_bytes().startswith(b"%PDF-") for path in (tmp_path / "new").iterdir())
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("02-talk_record.pdf") and "谈话日期" in line for line in lines)
    with pytest.raises(CommandError):
        call_command("print_papers", case="2026-9999", output=tmp_path)


def test_a_registered_paper_bears_code_digest_and_picture() -> None:
    world, subject = with_names("周文静")
    for code in ("admission_reply", "talk_record", "inquiry_letter"):
        sheet = sheets_of(PAPERS[code], [subject])[0]
        run = PrintRun(world.secretary)
        each = Printed(sheet, pdf_of([sheet], mark_of=run.mark))
        (printed,) = run.register()
        assert printed.digest[:16] in each.text, code
        with each.pdf as pdf:
            (drawn,) = pdf.pages[0].images
            assert drawn["width"] / MM == pytest.approx(11, abs=0.1), code
            address = f"{settings.SITE_URL}{reverse('paper_check')}?code={printed.code}"
            wanted = [[bool(dark) for dark in row] for row in segno.make(address, error="m").matrix]
            size = len(wanted)
            image = Image.frombytes("RGB", drawn["srcsize"], drawn["stream"].get_data()).resize(
                (size, size), Image.Resampling.NEAREST
            )
            pixels = [[image.getpixel((x, y)) == (0, 0, 0) for x in range(size)] for y in range(size)]
            assert pixels == wanted, code
    assert PrintedPaper.objects.count() == 3
