"""Which pages of a scanned PDF stand in the dossier as they are, and how they stand there."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from pikepdf import Dictionary, Name
from PIL import Image
from pypdfium2 import PdfDocument

from cases.models import Case
from filings.papers.press import embedding
from filings.papers.press.embedding import plain_pages
from tests.filings.papers.press.test_dossier import ordered, taken
from tests.filings.papers.uploads import send

pytestmark = pytest.mark.xdist_group("papers")

WORDS = b"BT 3 Tr /F0 12 Tf 40 700 Td (searchable words) Tj ET "
JPEG = BytesIO()
Image.effect_noise((200, 280), 90).save(JPEG, "JPEG")


def scanned(
    contents: bytes = WORDS, change: Callable[[pikepdf.Page, pikepdf.Stream], object] | None = None
) -> bytes:
    """A page as a scanner makes it: a picture, and the words it read laid invisibly over it."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[0]
        picture = pikepdf.Stream(
            pdf,
            JPEG.getvalue(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=200,
            Height=280,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
            Filter=Name.DCTDecode,
            Interpolate=True,
        )
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(
            XObject=Dictionary(Im0=pdf.make_indirect(picture)), Font=Dictionary(F0=font)
        )
        page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q " + contents)
        if change is not None:
            change(page, page.Resources.XObject.Im0)
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def annotated(page: pikepdf.Page, _picture: pikepdf.Stream) -> None:
    page.Annots = pikepdf.Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[0, 0, 9, 9])]
    )


def nested(page: pikepdf.Page, _picture: pikepdf.Stream) -> None:
    page.Resources.XObject.Im0.Subtype = Name.Form


OTHER = {
    "visible text": scanned(WORDS.replace(b"3 Tr", b"0 Tr")),
    "text seen after the state is taken back": scanned(b"q 3 Tr Q " + WORDS.replace(b"3 Tr ", b"")),
    "states taken back that were not saved": scanned(b"Q Q " + WORDS),
    "colours of a printer": scanned(b"0 0 0 1 k 0 0 9 9 re f"),
    "a layer": scanned(b"/OC /L0 BDC EMC"),
    "a state by name": scanned(b"/G0 gs"),
    "a picture within the instructions": scanned(b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"),
    "a picture in printers' colours": scanned(
        change=lambda _, picture: setattr(picture, "ColorSpace", Name.DeviceCMYK)
    ),
    "JPEG 2000": scanned(change=lambda _, image: setattr(image, "Filter", Name.JPXDecode)),
    "annotations": scanned(change=annotated),
    "a page within the page": scanned(change=nested),
    "no picture": scanned(change=lambda page, _: setattr(page, "Resources", Dictionary())),
    "no PDF": b"%PDF-1.7 nonsense",
}


@pytest.mark.parametrize("what", OTHER)
def test_any_other_page_is_drawn(tmp_path: Path, what: str) -> None:
    (tmp_path / "x.pdf").write_bytes(OTHER[what])
    assert plain_pages(tmp_path / "x.pdf") == frozenset()


def test_a_scanned_page_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.pdf"
    for data in (scanned(), scanned(b""), scanned(b"0.5 g 0 0 9 9 re f")):
        path.write_bytes(data)
        assert plain_pages(path) == {1}
    monkeypatch.setattr(embedding, "MOST_PICTURES", 1000)
    assert plain_pages(path) == frozenset()


@pytest.mark.django_db
def test_it_stands_in_the_dossier_as_it_came(secretary: Client, case: Case) -> None:
    turned = scanned(change=lambda page, _: setattr(page, "Rotate", 90))
    files = ("1.pdf", scanned()), ("2.pdf", OTHER["visible text"]), ("3.pdf", turned)
    assert send(secretary, case, *files, code="application_letter") == 302
    data = taken(secretary, ordered(secretary, reverse("dossier", args=[case.number])))
    texts = [page.get_textpage().get_text_range() for page in PdfDocument(data)]
    assert ["searchable words" in text for text in texts] == [
        False,
        False,
        False,
        True,
        False,
        True,
        False,
        False,
    ]
    assert all(f"{case.number}　{number} / 8" in text for number, text in enumerate(texts, 1))
    with pikepdf.open(BytesIO(data)) as pdf:
        pictures = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == Name.Image
        ]
        assert (
            sum(each.read_raw_bytes() == JPEG.getvalue() for each in pictures) == 2
        )  # not packed again
        assert not any(each.get("/Interpolate", False) for each in pictures)
        assert pdf.open_metadata().pdfa_status == "3B"
    for number, box in (
        (3, (28, 12, 568, 775)),
        (5, (28, 203, 568, 584)),
    ):  # upright, and turned on its side
        ink = (
            PdfDocument(data)[number].render(scale=1).to_pil().convert("L").crop((0, 30, 595, 842))
        )
        found = ink.point(lambda value: 255 * (value < 250)).getbbox()
        assert found == pytest.approx(box, abs=3), number
