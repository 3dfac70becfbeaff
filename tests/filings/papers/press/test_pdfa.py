"""What is kept for long bears the marks of PDF/A-3b; and the search for faults finds them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from pikepdf import Dictionary, Name

from cases.models import Case
from filings.papers.press import rendering
from tests.filings.papers.pdfa import faults
from tests.filings.papers.press.test_dossier import ordered, taken
from tests.filings.papers.press.test_embedding import OTHER, scanned
from tests.filings.papers.uploads import pdf, picture, send

pytestmark = pytest.mark.xdist_group("papers")


def page(html: str = "<p>文书 <b>1</b></p>") -> bytes:
    document = rendering.lay_out(html, ("papers.css",))
    return rendering.to_pdf(document, title="文书", variant=rendering.ARCHIVAL)


def changed(
    change: Callable[[pikepdf.Pdf], object], *, lock: pikepdf.Encryption | None = None
) -> bytes:
    with pikepdf.open(BytesIO(page())) as opened:
        change(opened)
        out = BytesIO()
        opened.save(out, deterministic_id=lock is None, encryption=lock)
        return out.getvalue()


def fonts(opened: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [
        each for each in opened.objects if isinstance(each, Dictionary) and "/FontFile3" in each
    ]


def retitle(opened: pikepdf.Pdf) -> None:
    opened.docinfo["/Title"] = "别的"


def unmark(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as xmp:
        xmp["pdfaid:part"] = "2"


def attach(opened: pikepdf.Pdf) -> None:
    add(opened, Type=Name.Filespec, EF=Dictionary(F=opened.make_stream(b"text")))


def add(opened: pikepdf.Pdf, **values: Any) -> None:
    opened.Root.Extra = opened.make_indirect(Dictionary(**values))


def add_stream(opened: pikepdf.Pdf, **values: Any) -> None:
    opened.Root.Extra = opened.make_stream(b"x", **values)


FAULTS: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "no output intent": lambda opened: opened.Root.__delitem__("/OutputIntents"),
    "no metadata": lambda opened: opened.Root.__delitem__("/Metadata"),
    "metadata do not say": unmark,
    "the title is another": retitle,
    "/OpenAction": lambda opened: opened.Root.__setattr__("OpenAction", Dictionary(S=Name.GoTo)),
    "/AcroForm": lambda opened: opened.Root.__setattr__("AcroForm", Dictionary()),
    "scripts": lambda opened: opened.Root.__setattr__("Names", Dictionary(JavaScript=Dictionary())),
    "an action: /Launch": lambda opened: add(opened, S=Name.Launch),
    "an action of its own": lambda opened: add(opened, AA=Dictionary()),
    "an annotation": lambda opened: add(opened, Type=Name.Annot, F=2),
    "a font that is not embedded": lambda opened: [
        each.__delitem__("/FontFile3") for each in fonts(opened)
    ],
    "font that is not embedded: /Helvetica": lambda opened: add(
        opened, Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica
    ),
    "a picture to be interpolated": lambda opened: add_stream(
        opened, Subtype=Name.Image, Interpolate=True
    ),
    "colours of a printer": lambda opened: add_stream(
        opened, Subtype=Name.Image, ColorSpace=Name.DeviceCMYK
    ),
    "a stream that lies elsewhere": lambda opened: add_stream(opened, F="x"),
    "an attachment without": attach,
    "the catalogue does not name": attach,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen(fault: str) -> None:
    found = faults(changed(FAULTS[fault]))
    assert any(fault in each for each in found), found


def test_a_locked_file_is_seen() -> None:
    data = changed(lambda _: None, lock=pikepdf.Encryption(owner="a", user=""))
    assert "encrypted" in faults(data)


def test_a_page_has_none() -> None:
    assert faults(page()) == []
    assert faults(changed(lambda _: None)) == []


def test_an_attachment_says_what_it_is_to_the_file() -> None:
    """No shipped paper has one; a unit's own template may."""
    data = page('<link rel="attachment" href="data:text/plain,x" title="x.txt"><p>文书</p>')
    with pikepdf.open(BytesIO(data)) as opened:
        assert {str(each.AFRelationship) for each in opened.Root.AF} == {"/Unspecified"}
    assert faults(data) == []


@pytest.fixture
def with_scans(secretary: Client, case: Case) -> Case:
    """A case with scans of every sort."""
    files = (
        ("1.jpg", picture("JPEG")),
        ("2.png", picture()),
        ("3.pdf", pdf(1)),
        ("4.pdf", scanned()),
        ("5.pdf", OTHER["visible text"]),
        ("6.pdf", OTHER["colours of a printer"]),
        ("7.pdf", OTHER["annotations"]),
    )
    assert send(secretary, case, *files, code="application_letter") == 302
    return case


@pytest.mark.django_db
def test_a_dossier_with_scans_of_every_sort(secretary: Client, with_scans: Case) -> None:
    assert (
        faults(taken(secretary, ordered(secretary, reverse("dossier", args=[with_scans.number]))))
        == []
    )


@pytest.mark.django_db
def test_every_paper_of_a_package(secretary: Client, with_scans: Case) -> None:
    Case.objects.filter(pk=with_scans.pk).update(
        state="closed", outcome="withdrew", closed_on="2027-01-01"
    )
    job = ordered(secretary, reverse("archive_pack", args=[with_scans.number]))
    with zipfile.ZipFile(BytesIO(taken(secretary, job))) as package:
        made = [
            name for name in package.namelist() if name.endswith(".pdf") and name.count("/") == 1
        ]
        assert {Path(name).parent.name for name in made} == {"papers", "scans"}
        assert {name: faults(package.read(name)) for name in made} == {name: [] for name in made}
