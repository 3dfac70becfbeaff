"""The longest names and rare characters: nothing runs over, every character has a glyph."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from PIL import Image
from pypdfium2 import PdfDocument

from filings.papers.kept.models import PrintedPaper
from filings.papers.press import rendering
from filings.papers.press.printing import pdf_of, sheets_of
from filings.papers.press.services import PrintRun
from filings.papers.sheets.catalogue import PAPERS, in_order
from filings.papers.sheets.kit.loading import subjects_of
from filings.papers.sheets.kit.registry import Kind
from tests.cases.rules.build import IN_2026
from tests.filings.papers.build import PaperWorld
from tests.filings.papers.conftest import LONGEST_NAME, Printed, print_one
from tests.filings.papers.press.test_layout import MM

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]

RARE = "䶮𠮷"
SIGNATURE = re.compile("（签名）|盖章）")


def test_the_longest_names_stay_within_the_page(longest: dict[str, Printed]) -> None:
    assert len(longest) > 45
    for code, each in longest.items():
        assert LONGEST_NAME in each.text, code
        with each.pdf as pdf:
            for page in pdf.pages:
                for char in page.chars:
                    assert char["x0"] / MM > 15, (code, char["text"])
                    assert char["x1"] / MM < page.width / MM - 15, (code, char["text"])
                    assert char["bottom"] / MM < page.height / MM - 12, (code, char["text"])


def test_no_glyph_is_missing(longest: dict[str, Printed]) -> None:
    assert {code: each.missing for code, each in longest.items() if each.missing} == {}
    sheet = longest["talk_record"].sheet
    unknown = "\U0003fffd"  # a code point that is no character, so no font has it
    assert (
        print_one(replace(sheet, data=replace(sheet.data, summary=f"谈话{unknown}"))).missing
        == unknown
    )


def test_no_signature_stands_alone(longest: dict[str, Printed]) -> None:
    """On the page of the signatures something of what they sign stands above them; of an
    official paper two lines.
    """
    for code, each in longest.items():
        with each.pdf as pdf:
            pages = [page.extract_text_lines() for page in pdf.pages]
        if each.sheet.paper.kind in (Kind.OFFICIAL, Kind.LETTER):
            name = each.sheet.data.issuer
            texts = [["".join(line["text"].split()) for line in lines] for lines in pages]
            page = next(
                lines
                for lines in reversed(texts)
                if "".join(lines).count(name) and lines[0] not in name
            )
            above = next(
                index for index in range(len(page)) if "".join(page[index:]).startswith(name)
            )
            assert above >= 2, (code, page)
        else:
            assert not SIGNATURE.search(pages[-1][0]["text"]), code


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
    world = PaperWorld(IN_2026)
    case = world.drive(world.open_case(), "file_with_department")
    (subject,) = subjects_of([case], world.day("enrol"))
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
            pixels = [
                [image.getpixel((x, y)) == (0, 0, 0) for x in range(size)] for y in range(size)
            ]
            assert pixels == wanted, code
    assert PrintedPaper.objects.count() == 3
