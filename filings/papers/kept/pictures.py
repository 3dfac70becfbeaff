"""The pages of a stored scan as pictures: for the browser, which opens nothing that was sent,
and for the dossier.
"""

from __future__ import annotations

import threading
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image

from filings.papers.kept.models import ScanFile

WIDTH = 1000  # pixels, and the height of a page twice as long as wide
TALLEST = 2 * WIDTH
QUALITY = 80
DOTS = 200  # an inch, of a page drawn for paper
#: An A4 page at 300 dots an inch; what has more is made smaller for the dossier, the file itself
#: stays as it is.
MOST_PRINTED = (2480, 3508)
#: PDFium is one thread's at a time.
LOCK = threading.Lock()


def page_picture(path: Path, media: str, number: int) -> bytes:
    """Page `number`, from 1, as a JPEG."""
    picture = _pdf_page(path, number - 1) if media == ScanFile.Media.PDF else _picture(path)
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def printed_picture(path: Path, media: str, number: int) -> tuple[str, bytes]:
    """(media type, bytes) of page `number` to print: a picture as it came where that is fit,
    else drawn as a JPEG.
    """
    if media == ScanFile.Media.PDF:
        picture = _pdf_page(path, number - 1, dots=DOTS)
    else:
        with Image.open(path) as found:
            if found.mode in ("L", "RGB") and _is_small(found):
                return media, path.read_bytes()
            picture = found.convert("RGB")
    picture.thumbnail(MOST_PRINTED if picture.height >= picture.width else MOST_PRINTED[::-1])
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return ScanFile.Media.JPEG.value, out.getvalue()


def _is_small(picture: Image.Image) -> bool:
    short, long = sorted(picture.size)
    return short <= MOST_PRINTED[0] and long <= MOST_PRINTED[1]


def _pdf_page(path: Path, index: int, *, dots: int = 0) -> Image.Image:
    """Page `index`, from 0: `dots` an inch of an A4 page at most, or as wide as the screen shows
    it.
    """
    with LOCK:
        document = pypdfium2.PdfDocument(path)
        try:
            page = document[index]
            width, height = page.get_size()
            scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1))
            if dots:
                scale = min(dots / 72, MOST_PRINTED[1] / max(width, height, 1))
            picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
            return picture
        finally:
            document.close()


def _picture(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        picture.draft("RGB", (WIDTH, TALLEST))
        picture.thumbnail((WIDTH, TALLEST))
        return picture.copy()
