"""Every paper of a few cases: its text, and its picture."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import weasyprint
from django.core.management import call_command
from weasyprint.text.ffi import pango

from cases.models import Case
from tests.golden.reading import IDS, LONG


class Printed(NamedTuple):
    """A paper as its reader has it; `picture` is a digest of what its pages look like."""

    text: str
    picture: str


def look() -> dict[str, str]:
    """`{case and file: text}`."""
    return {name: paper.text for name, paper in printed().items()}


def look_at_pictures() -> dict[str, str]:
    """`{case and file: digests of its pages}`."""
    return {name: paper.picture for name, paper in printed().items()}


def drawn_by() -> str:
    """What decides how a page is drawn: pictures are compared where it is the same."""
    fonts = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
    size = fonts.stat().st_size if fonts.exists() else 0
    return f"WeasyPrint {weasyprint.__version__}, Pango {pango.pango_version()}, fonts {size}"


@cache
def printed() -> dict[str, Printed]:
    """Every paper of the chosen cases."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen():
            place = Path(folder) / case.number
            call_command("print_papers", case=case.number, output=place, stdout=StringIO())
            for path in sorted(place.glob("*.pdf")):
                pages = list(pages_of(path))
                texts = "\n".join(page.text for page in pages)
                pictures = "\n".join(page.picture for page in pages)
                found[f"{case.number} {path.stem}"] = Printed(texts, pictures)
    return found


def chosen() -> list[Case]:
    """The longest case of each outcome, and the longest that is open."""
    found: dict[str, Case] = {}
    for case in Case.objects.order_by("-version", "number"):
        found.setdefault(case.outcome, case)
    return list(found.values())


def pages_of(path: Path) -> Iterator[Printed]:
    """The pages of a file."""
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage().get_text_bounded()
            picture = page.render(scale=1, grayscale=True).to_pil().tobytes()
            digest = hashlib.sha256(picture).hexdigest()[:16]
            yield Printed(LONG.sub("<digits>", IDS.sub("<id>", text)), digest)
