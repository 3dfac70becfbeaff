"""What an uploaded file really is, by its content; the name and what the browser says count for
nothing.

Each kind is recognised by its signature and then opened by a parser. What could act on the reader's
machine (scripts, programs, attachments in a PDF), what cannot be read, and what unpacks to far more
than it weighs is refused.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, UnidentifiedImageError

from filings.papers.kept.models import ScanFile
from filings.papers.press.engine import load_weasyprint

MEDIA = ScanFile.Media
MOST_PAGES = 500
MOST_PIXELS = 120_000_000  # an A3 page in colour at 600 dots an inch has 70 million
#: Bytes of a PNG in memory, which is read whole: A3 at 300 dots an inch in colour has 70 million.
MOST_DRAWN = 80_000_000
MOST_UNPACKED = 300 * 2**20
MOST_ENTRIES = 2000
CHUNK = 2**20
TOO_MANY_PIXELS = "图片的像素过大，请以 300 dpi 重新扫描。"

SIGNATURES = (
    (b"%PDF-", MEDIA.PDF),
    (b"\xff\xd8\xff", MEDIA.JPEG),
    (b"\x89PNG\r\n\x1a\n", MEDIA.PNG),
    (b"PK\x03\x04", MEDIA.OFD),
)
#: Keys of a PDF dictionary that make something happen, and types that carry something along.
ACTIVE_KEYS = ("/JS", "/JavaScript", "/AA", "/RichMediaContent", "/EF", "/XFA")
ACTIVE_ACTIONS = (
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/GoToE",
)


class Unfit(Exception):
    """The file is not kept; the text says why, for its sender."""


@dataclass(frozen=True)
class Content:
    """What a file is. `pages` None: not counted."""

    media: str
    pages: int | None


def inspect(path: Path) -> Content:
    """What the file is. Raises Unfit."""
    with path.open("rb") as file:
        start = file.read(16)
    media = next((media for signature, media in SIGNATURES if start.startswith(signature)), None)
    if media is None:
        raise Unfit("不是 PDF、JPEG、PNG 或 OFD 文件（按内容识别，与文件名无关）。")
    if media == MEDIA.PDF:
        return Content(media, _pdf_pages(path))
    if media == MEDIA.OFD:
        _check_ofd(path)
        return Content(media, None)
    _check_picture(path, media)
    return Content(media, 1)


def _check_picture(path: Path, media: str) -> None:
    """It is what its signature says, of a size to be drawn, and not cut off."""
    wanted = "JPEG" if media == MEDIA.JPEG else "PNG"
    # Imported meanwhile by another thread, it would let half a picture pass.
    load_weasyprint()
    try:
        with Image.open(path, formats=[wanted]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unfit(TOO_MANY_PIXELS)
            if media == MEDIA.PNG and picture.width * picture.height * _depth(picture) > MOST_DRAWN:
                raise Unfit("PNG 图片过大，请以 300 dpi 重新扫描，或者存为 JPEG。")
            picture.draft("RGB", (64, 64))  # a JPEG is read to its end, at an eighth of its size
            picture.load()
    except (
        Image.DecompressionBombError
    ) as error:  # raised on opening, at twice what Pillow warns of
        raise Unfit(TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unfit("图片已损坏或者不完整，请重新扫描。") from error


def _depth(picture: Image.Image) -> int:
    """Bytes a pixel takes in memory."""
    return 1 if picture.mode in ("1", "L", "P") else 4


def _check_ofd(path: Path) -> None:
    """A ZIP that holds OFD.xml at its root, and does not unpack to far more than it weighs.
    Source: GB/T 33190-2016.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if (
                len(entries) > MOST_ENTRIES
                or sum(entry.file_size for entry in entries) > MOST_UNPACKED
            ):
                raise Unfit("压缩内容展开后过大，不予接收。")
            if not any(entry.filename == "OFD.xml" for entry in entries):
                raise Unfit("不是 OFD 文件（压缩包里没有 OFD.xml）。")
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unfit("OFD 文件已加密，请解密后上传。")
            if (
                archive.testzip() is not None
            ):  # reads at most what is declared, and compares the sums
                raise Unfit("OFD 文件已损坏。")
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
    ) as error:
        raise Unfit("OFD 文件已损坏。") from error


def _pdf_pages(path: Path) -> int:
    """The number of pages of a PDF that does nothing but show them."""
    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                raise Unfit("PDF 已加密，请解密后上传。")
            pages = len(pdf.pages)
            if not 0 < pages <= MOST_PAGES:
                raise Unfit(f"PDF 须有 1 至 {MOST_PAGES} 页，这份有 {pages} 页。")
            for thing in pdf.objects:
                _check_object(thing)
            return pages
    except pikepdf.PasswordError as error:
        raise Unfit("PDF 已加密，请解密后上传。") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise Unfit("PDF 已损坏，打不开。") from error


def _check_object(thing: Any) -> None:
    for part in _dictionaries(thing, 0):
        if any(key in part for key in ACTIVE_KEYS) or str(part.get("/S", "")) in ACTIVE_ACTIONS:
            raise Unfit("PDF 含有脚本、程序动作或附件，不予接收；请打印后重新扫描。")
    if isinstance(thing, pikepdf.Stream):
        _check_stream(thing)


def _dictionaries(thing: Any, depth: int) -> Iterator[Any]:
    """The dictionaries in an object, those inside it as well; indirect ones come by themselves."""
    if depth > 50:
        raise Unfit("PDF 的结构过深，不予接收。")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        for key in thing.keys():  # noqa: SIM118  a pikepdf object is iterated otherwise
            if (value := thing.get(key)) is not None and not getattr(value, "is_indirect", False):
                yield from _dictionaries(value, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if not getattr(value, "is_indirect", False):
                yield from _dictionaries(value, depth + 1)


def _check_stream(stream: pikepdf.Stream) -> None:
    """It unpacks to no more than a page can be."""
    too_large = Unfit("PDF 内容展开后过大，不予接收。")
    width, height = stream.get("/Width"), stream.get("/Height")
    if isinstance(width, int) and isinstance(height, int) and width * height > MOST_PIXELS:
        raise too_large
    filters = stream.get("/Filter")
    if isinstance(filters, pikepdf.Array):
        names = [str(each) for each in filters]
    else:
        names = [str(filters)]
    packed = [
        name
        for name in names
        if name in ("/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/Fl", "/LZW", "/RL")
    ]
    if len(packed) > 1:
        raise too_large  # packed twice: no scanner does so
    if (
        names[0] in ("/FlateDecode", "/Fl")
        and _unpacked_size(stream.read_raw_bytes()) > MOST_UNPACKED
    ):
        raise too_large


def _unpacked_size(packed: bytes) -> int:
    """The size of what deflated bytes hold, counted without keeping it, up to what is too much."""
    unpacker, size, rest = zlib.decompressobj(), 0, packed
    try:
        while rest and size <= MOST_UNPACKED:
            size += len(unpacker.decompress(rest, CHUNK))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return size  # a damaged stream shows as far as it goes
    return size
