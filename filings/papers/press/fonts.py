"""Makes the fonts in a PDF as small as what they draw.

WeasyPrint empties the glyphs that a document does not use and leaves them in place, 63,000 of them
in a Chinese font: some 150 KiB of each PDF that say nothing. A font keyed by numbers (CID) needs no
empty places: each glyph says which one it is, and here it says what the text calls it, its place in
the whole font. Any other font stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO
from itertools import pairwise
from typing import Any


def slim_fonts(_document: Any, pdf: Any) -> None:
    """Called by WeasyPrint before it writes its objects: each CFF font without what the document
    does not draw.
    """
    used: dict[int, set[int]] = {}
    for font in pdf.objects:
        if isinstance(font, dict) and font.get("Subtype") == "/CIDFontType0":
            font.pop("CIDToGIDMap", None)  # is for TrueType alone
            program = _referred(pdf, _referred(pdf, font["FontDescriptor"])["FontFile3"])
            glyphs = used.setdefault(pdf.objects.index(program), set())
            for first, widths in pairwise(font["W"]):  # a number, and the widths from it on
                if isinstance(widths, list):
                    glyphs.update(range(first, first + len(widths)))
    for place, glyphs in used.items():
        program = pdf.objects[place]
        (data,) = program.stream
        if (small := with_glyphs(data, glyphs)) is not None:
            program.stream = [small]
            program.extra["Subtype"] = "/CIDFontType0C"


def _referred(pdf: Any, reference: bytes | str) -> Any:
    return pdf.objects[int(reference.split()[0])]


def with_glyphs(font: bytes, glyphs: Collection[int]) -> bytes | None:
    """The outlines (CFF) of an OpenType font with these glyphs alone, each under the number it
    had; None for a font that is not keyed by numbers.
    """
    from fontTools.ttLib import TTFont

    whole = TTFont(BytesIO(font), recalcBBoxes=False)
    if "CFF " not in whole:
        return None
    outlines = whole["CFF "].cff
    top = outlines[0]
    if not hasattr(top, "ROS"):  # the registry that numbers the glyphs
        return None
    # What a font lacks is drawn as its glyph 0, under numbers that it does not have.
    kept = [0, *(glyph for glyph in sorted(glyphs) if 0 < glyph < top.numGlyphs)]
    # Set before the outlines are read, so that the 63,000 names they had are never made.
    top.charset = [".notdef", *(f"cid{glyph:05d}" for glyph in kept[1:])]
    strings = top.CharStrings.charStringsIndex
    strings.items = [strings[glyph] for glyph in kept]
    del strings.file, strings.offsets  # the list is complete; nothing more is read of the font
    chosen = top.FDSelect
    chosen.gidArray = [chosen.gidArray[glyph] for glyph in kept]
    chosen.format = None  # the shorter one
    top.numGlyphs = len(kept)
    small = BytesIO()
    outlines.compile(small, whole)
    return small.getvalue()
