"""The pages of a stored scan as pictures, so that a browser opens nothing that somebody sent."""

from __future__ import annotations

import threading
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image

from filings.papers.models import ScanFile

WIDTH = 1000  # pixels, and the height of a page twice as long as wide
TALLEST = 2 * WIDTH
QUALITY = 80
#: PDFium is one thread's at a time.
LOCK = threading.Lock()


def page_picture(path: Path, media: str, number: int) -> bytes:
    """Page `number`, from 1, as a JPEG."""
    picture = _pdf_page(path, number - 1) if media == ScanFile.Media.PDF else _picture(path)
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _pdf_page(path: Path, index: int) -> Image.Image:
    with LOCK:
        document = pypdfium2.PdfDocument(path)
        try:
            page = document[index]
            width, height = page.get_size()
            scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1))
            picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
            return picture
        finally:
            document.close()


def _picture(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        picture.draft("RGB", (WIDTH, TALLEST))
        picture.thumbnail((WIDTH, TALLEST))
        return picture.copy()
