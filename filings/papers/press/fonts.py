"""Makes the fonts in a PDF as small as what they draw.

WeasyPrint empties the glyphs that a document does not use and leaves them in place, 63,000 of them
in a Chinese font: some 150 KiB of each PDF that say nothing. A font keyed by numbers (CID) needs no
empty places: each glyph says which one it is, and here it says what the text calls it, its place in
the whole font. Any other font stays as it is.

Source: Adobe Technical Note 5176 (CFF), sections 5 (INDEX), 9 (Top DICT), 13 (charsets), 19
(FDSelect).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

CHARSET, CHARSTRINGS, FDSELECT, ROS = 15, 17, (12, 37), (12, 30)
LONG = 29  # a number of five bytes, as offsets are written


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
        if (small := compact(_table(data, b"CFF "), glyphs)) is not None:
            program.stream = [small]
            program.extra["Subtype"] = "/CIDFontType0C"


def _referred(pdf: Any, reference: bytes | str) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _table(font: bytes, tag: bytes) -> bytes:
    """A table of an OpenType font; empty where it has none."""
    (count,) = struct.unpack_from(">H", font, 4)
    for place in range(12, 12 + 16 * count, 16):
        name, _, offset, length = struct.unpack_from(">4sLLL", font, place)
        if name == tag:
            return font[offset : offset + length]
    return b""


def compact(cff: bytes, glyphs: Collection[int]) -> bytes | None:
    """The font with these glyphs alone, each under the number it had; None for a font that is not
    keyed by numbers.

    The new lists are put at the end and their offsets set; where the old ones stood are zeros,
    which take no room.
    """
    if not cff:
        return None
    operands = _top_operands(cff)
    if ROS not in operands or not {CHARSET, CHARSTRINGS, FDSELECT} <= operands.keys():
        return None
    strings, selector = operands[CHARSTRINGS][1], operands[FDSELECT][1]
    kept = [0, *sorted(set(glyphs) - {0})]
    made = {
        CHARSET: b"\0" + b"".join(struct.pack(">H", glyph) for glyph in kept[1:]),
        FDSELECT: b"\0" + bytes(_font_dicts(cff, selector, kept)),
        CHARSTRINGS: _index([_item(cff, strings, glyph) for glyph in kept]),
    }
    out = bytearray(cff)
    out[strings : _end(cff, strings)] = bytes(_end(cff, strings) - strings)
    for operator, data in made.items():
        place = operands[operator][0]
        out[place : place + 5] = struct.pack(">BL", LONG, len(out))
        out += data
    return bytes(out)


def _top_operands(cff: bytes) -> dict[Any, tuple[int, int]]:
    """`{operator of the Top DICT: (place of its last operand, value)}` of those whose last
    operand is a long number.
    """
    names = cff[2]
    tops = _end(cff, names)
    place, end = _bounds(cff, tops, 0)
    found: dict[Any, tuple[int, int]] = {}
    last = (0, 0)
    while place < end:
        first = cff[place]
        if first <= 21:  # an operator, of one byte or two
            operator: Any = first if first != 12 else (12, cff[place + 1])
            found[operator] = last
            place += 2 if first == 12 else 1
        else:
            last = (
                place,
                int.from_bytes(cff[place + 1 : place + 5], "big") if first == LONG else -1,
            )
            place += _operand_length(cff, place)
    return {each: at for each, at in found.items() if at[1] >= 0 or each == ROS}


def _operand_length(cff: bytes, place: int) -> int:
    first = cff[place]
    if first == 30:  # a real number, to its closing half-byte
        length = 1
        while 15 not in (cff[place + length] >> 4, cff[place + length] & 15):
            length += 1
        return length + 1
    return {28: 3, LONG: 5}.get(first, 1 if first <= 246 else 2)


def _font_dicts(cff: bytes, selector: int, glyphs: Sequence[int]) -> list[int]:
    """Which Font DICT each glyph goes by: from a list of all, or from ranges."""
    if cff[selector] == 0:
        return [cff[selector + 1 + glyph] for glyph in glyphs]
    (count,) = struct.unpack_from(">H", cff, selector + 1)
    ranges = list(struct.iter_unpack(">HB", cff[selector + 3 : selector + 3 + 3 * count]))
    starts = [first for first, _ in ranges]
    return [ranges[bisect_right(starts, glyph) - 1][1] for glyph in glyphs]


def _count(cff: bytes, index: int) -> int:
    (count,) = struct.unpack_from(">H", cff, index)
    return int(count)


def _bounds(cff: bytes, index: int, item: int) -> tuple[int, int]:
    """Where an item of an INDEX begins and ends."""
    size = cff[index + 2]
    offsets = index + 3 + size * item
    base = index + 2 + size * (_count(cff, index) + 1)
    start, end = (int.from_bytes(cff[at : at + size], "big") for at in (offsets, offsets + size))
    return base + start, base + end


def _item(cff: bytes, index: int, item: int) -> bytes:
    start, end = _bounds(cff, index, item)
    return cff[start:end]


def _end(cff: bytes, index: int) -> int:
    """Where the INDEX ends."""
    count = _count(cff, index)
    return _bounds(cff, index, count - 1)[1] if count else index + 2


def _index(items: list[bytes]) -> bytes:
    offsets, at = [1], 1
    for item in items:
        at += len(item)
        offsets.append(at)
    return (
        struct.pack(">HB", len(items), 4)
        + struct.pack(f">{len(offsets)}L", *offsets)
        + b"".join(items)
    )
