"""Photographs of a paper: each turned upright, made no larger than a page needs, and joined into
one PDF in the order in which they were taken.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

import pikepdf
from PIL import Image, ImageOps

from filings.papers.kept.content import Unfit, inspect
from filings.papers.kept.models import ScanFile

#: A4 in inches, and its pixels at 200 dots an inch: what a page of writing needs.
SHORT, LONG = 8.27, 11.69
DOTS = 200
MOST = (round(SHORT * DOTS), round(LONG * DOTS))
QUALITY = 85
NAME = "拍照.pdf"


class Photograph(Protocol):
    """A file as Django's upload handlers give it."""

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Joined:
    """The paper, as an upload."""

    content: bytes
    name: str = NAME

    @property
    def size(self) -> int:
        return len(self.content)

    def chunks(self) -> Iterator[bytes]:
        """The bytes at once."""
        yield self.content


def joined(photographs: Sequence[Photograph]) -> Joined:
    """One PDF with a page a photograph. Raises Unfit for what is no photograph; its text names the
    page.
    """
    out = BytesIO()
    with pikepdf.new() as paper:
        for number, photograph in enumerate(photographs, start=1):
            try:
                page = _page_of(photograph)
            except Unfit as why:
                raise Unfit(f"第 {number} 张：{why}") from why
            with pikepdf.open(BytesIO(page)) as source:
                paper.pages.extend(source.pages)
        paper.save(out)
    return Joined(out.getvalue())


def _page_of(photograph: Photograph) -> bytes:
    """A PDF of one page. Looked at as any file that comes in, before it is drawn."""
    with tempfile.NamedTemporaryFile(prefix="jishi-photograph-") as file:
        for chunk in photograph.chunks():
            file.write(chunk)
        file.flush()
        path = Path(file.name)
        if inspect(path).media not in (ScanFile.Media.JPEG, ScanFile.Media.PNG):
            raise Unfit("不是照片，请用上面的“扫描件”上传。")
        return _drawn(path)


def _drawn(path: Path) -> bytes:
    out = BytesIO()
    with Image.open(path) as picture:
        picture.draft("RGB", (2 * MOST[1], 2 * MOST[1]))  # a large JPEG is read at half its size
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    is_tall = upright.height >= upright.width
    upright.thumbnail(MOST if is_tall else MOST[::-1])
    short, long = sorted(upright.size)
    dots = max(short / SHORT, long / LONG)  # it fills a page of A4
    upright.save(out, "PDF", resolution=dots, quality=QUALITY)
    return out.getvalue()
