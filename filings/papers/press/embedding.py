"""Which pages of a scanned PDF can stand in a PDF/A-3b as they are, and putting them there.

A scanner's page is a picture, often with the words it read laid invisibly over it. Such a page
keeps everything: each dot, and the words to search for. Whatever else a page draws (text in fonts
that may not be there, colours of a printer, layers, annotations) could break the rules for the
whole file, and nothing here could tell; it is drawn as a picture.

Source: ISO 19005-3, 6.2 (graphics): device colours of the output intent, no JPEG 2000 or LZW, no
interpolation, fonts embedded unless their text is invisible.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Name

MOST_CONTENT = 2**20  # bytes of a page's instructions
MOST_PICTURES = 4 * 2**20  # bytes of its pictures; beyond, a drawing at 200 dots an inch is enough
FRAME = pikepdf.Rectangle(
    28.35, 34, 566.9, 802.2
)  # where a page stands: 190 × 271 mm of A4, in points
INVISIBLE = 3

#: States, paths, device colours, pictures, and the placing of text: what a scanner writes.
ALLOWED = (
    "cm w J j M d i BMC EMC MP m l c v y h re S s f F f* B B* b b* n W W* g G rg RG Do "
    "BT ET Tc Tw Tz TL Tf Ts Td TD Tm T*"
)
OPERATORS = frozenset(ALLOWED.split())
FILTERS = frozenset({Name.DCTDecode, Name.CCITTFaxDecode, Name.JBIG2Decode, Name.FlateDecode})
DEVICE = frozenset({Name.DeviceGray, Name.DeviceRGB})


@dataclass(frozen=True)
class Placed:
    """A page of a file that stands on page `at` (from 0) of what is made."""

    at: int
    path: Path
    number: int


def plain_pages(path: Path) -> frozenset[int]:
    """The numbers, from 1, of the pages that are a picture and nothing more."""
    try:
        with pikepdf.open(path) as pdf:
            return frozenset(number for number, page in enumerate(pdf.pages, 1) if _is_plain(page))
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return frozenset()


def place(pdf: pikepdf.Pdf, placed: Iterable[Placed], sources: ExitStack) -> None:
    """Put the pages where they stand. `sources` has to stay open until the PDF is saved."""
    opened: dict[Path, pikepdf.Pdf] = {}
    for each in placed:
        if each.path not in opened:
            opened[each.path] = sources.enter_context(pikepdf.open(each.path))
        page = opened[each.path].pages[each.number - 1]
        for key in ("/Group", "/AA", "/Metadata", "/PieceInfo"):
            if key in page.obj:
                del page.obj[key]
        for picture in _pictures(page):
            if "/Interpolate" in picture:
                del picture["/Interpolate"]
        pdf.pages[each.at].add_overlay(page, FRAME)


def with_placed(data: bytes, placed: Iterable[Placed]) -> bytes:
    """A PDF with the pages that stand in it."""
    wanted = list(placed)
    if not wanted:
        return data
    with ExitStack() as sources, pikepdf.open(BytesIO(data)) as pdf:
        place(pdf, wanted, sources)
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _is_plain(page: pikepdf.Page) -> bool:
    """Whether it draws pictures that PDF/A allows, lines, and text that is not seen."""
    if "/Annots" in page.obj or "/UserUnit" in page.obj or "/Contents" not in page.obj:
        return False
    contents = page.obj.Contents
    parts = _as_list(contents)
    if sum(int(part.get("/Length", 0)) for part in parts) > MOST_CONTENT:
        return False
    pictures = _pictures(page)
    if sum(len(each.read_raw_bytes()) for each in pictures) > MOST_PICTURES:
        return False
    return bool(pictures) and all(map(_is_allowed, pictures)) and _draws_pictures(page)


def _as_list(value: Any) -> list[Any]:
    """What may stand in a PDF as one value or as an array of them."""
    if isinstance(value, pikepdf.Array):
        return list(value)
    return [value]


def _pictures(page: pikepdf.Page) -> list[Any]:
    """What the page may draw by name; masks of pictures as well."""
    resources = page.resources.get("/XObject", pikepdf.Dictionary())
    # a pikepdf object is iterated otherwise
    named = [resources[key] for key in resources.keys()]  # noqa: SIM118
    masks = []
    for each in named:
        for key in ("/SMask", "/Mask"):
            if isinstance(each.get(key), pikepdf.Stream):
                masks.append(each[key])
    return [*named, *masks]


def _is_allowed(picture: Any) -> bool:
    if picture.get("/Subtype") != Name.Image or "/Alternates" in picture or "/OPI" in picture:
        return False
    filters = picture.get("/Filter", pikepdf.Array())
    return set(_as_list(filters)) <= FILTERS and (
        bool(picture.get("/ImageMask", False)) or _has_colour(picture.get("/ColorSpace"))
    )


def _has_colour(space: Any) -> bool:
    """Grey or red, green and blue, of the device or with a profile; also of a palette."""
    if space in DEVICE:
        return True
    if not isinstance(space, pikepdf.Array) or len(space) == 0:
        return False
    if space[0] == Name.ICCBased:
        return space[1].get("/N") in (1, 3)
    if space[0] == Name.Indexed:
        return space[1] not in (None, space) and _has_colour(space[1])
    return space[0] in (Name.CalGray, Name.CalRGB)


def _draws_pictures(page: pikepdf.Page) -> bool:
    """Whether its instructions are those of a scanned page."""
    modes = [0]  # how text is shown, for each level of saved states
    instructions = pikepdf.parse_content_stream(page)
    return all(_is_harmless(str(each.operator), each.operands, modes) for each in instructions)


def _is_harmless(operator: str, operands: Any, modes: list[int]) -> bool:
    match operator:
        case "q":
            modes.append(modes[-1])
        case "Q":
            modes.pop()
            return bool(modes)
        case "Tr":
            modes[-1] = int(operands[0])
        case "Tj" | "TJ" | "'" | '"':
            return modes[-1] == INVISIBLE
        case "BDC":
            return bool(operands[0] != Name.OC)  # no layers
        case _:
            return operator in OPERATORS
    return True
