"""Measures that depend on the text: the size of the head, the place of the signature, the lines of
a title.

Source: GB/T 9704-2012, 7.2.4 (head), 7.3.1 (title), 7.3.5 (signature).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations, pairwise
from math import ceil
from typing import Any

MM = 72 / 25.4  # points in a millimetre
WIDTH = 156 * MM
LARGEST, LEAST = 40.0, 22.0  # points of the head
INK = 0.085  # of the size: how far below its line's upper edge a character begins
BELOW = 0.062  # of the size: from its ink to the lower edge of its line
LEADING = 1.15
TITLE_MOST = 20  # characters of 22 points in a line
LINE = 28  # characters of 16 points in a line
SEALED = 4.0  # characters from the right to the date
FORM_WIDTH = 168 * MM
UNIT_SIZE, UNIT_LEAST = 13.0, 10.0  # points of the unit over a form


def masthead_style(text: str, above: float = 35.0) -> str:
    """Size and upper margin of the head, so that it fits and its ink begins `above` mm below the
    type area's top.
    """
    size = min(LARGEST, WIDTH / max(len(text), 1))
    if size < LEAST:  # two lines
        size = max(LEAST, min(LARGEST, WIDTH / -(-len(text) // 2)))
    top = above * MM - (INK + (LEADING - 1) / 2) * size
    return f"font-size:{size:.2f}pt;margin-top:{top:.2f}pt;margin-bottom:{-BELOW * size:.2f}pt"


def letterhead_style(text: str) -> str:
    """The head of a letter, whose first page begins 30 mm from its upper edge."""
    return masthead_style(text, above=0)


def width_of(text: str) -> float:
    """The width in characters; figures and Latin letters take half of one."""
    widths = []
    for character in text:
        widths.append(0.55 if character.isascii() else 1.0)
    return sum(widths)


def signature_style(name: str, day: date | None) -> str:
    """The right margin: the date stands four characters from the right, the name is centred over
    it.

    A name longer than a line is broken into lines of one length.
    """
    dated = width_of(f"{day.year}年{day.month}月{day.day}日") if day else 8.0
    lines = ceil(width_of(name) / (LINE - 1))
    width, wrap = width_of(name), "white-space:nowrap"
    if lines > 1:
        width = _even(name, lines)
        wrap = f"width:{width:.2f}em"
    beyond = max(0.0, (width - dated) / 2)
    return f"margin-right:{max(0.0, SEALED - beyond):.2f}em;{wrap}"


def unit_style(name: str) -> str:
    """The unit over a form: on one line, made smaller for it down to 10 points, else on lines of
    one length.
    """
    fitting = FORM_WIDTH / max(width_of(name), 1)
    if fitting >= UNIT_LEAST:
        return f"font-size:{min(UNIT_SIZE, fitting):.2f}pt"
    lines = ceil(width_of(name) * UNIT_LEAST / FORM_WIDTH)
    return f"font-size:{UNIT_LEAST}pt;width:{_even(name, lines):.2f}em;margin:0 auto"


def _even(text: str, lines: int) -> float:
    """The width in characters in which the text takes so many lines of one length."""
    return ceil(width_of(text) / lines) + 0.5


def title_lines(parts: Sequence[str]) -> list[str]:
    """The title in as few lines as it needs, broken between its parts only, the lines as even as
    can be.
    """
    short = [piece for part in parts for piece in _pieces(part)]
    total = sum(len(part) for part in short)
    for count in range(-(-total // TITLE_MOST), len(short)):
        fitting = []
        for cuts in combinations(range(1, len(short)), count - 1):
            lines = _joined(short, cuts)
            if all(len(line) <= TITLE_MOST for line in lines):
                fitting.append(lines)
        if fitting:
            return min(fitting, key=_unevenness)
    return short


def _pieces(part: str) -> list[str]:
    """The part, or what is longer than a line (a name of many characters) in two, at a dot where
    there is one.
    """
    if len(part) <= TITLE_MOST:
        return [part]
    middle = len(part) // 2
    dots = [place + 1 for place, character in enumerate(part) if character == "·"]
    cut = min(dots, key=lambda place: abs(place - middle), default=middle)
    return [*_pieces(part[:cut]), *_pieces(part[cut:])]


def _joined(parts: Sequence[str], cuts: Sequence[int]) -> list[str]:
    edges = [0, *cuts, len(parts)]
    return ["".join(parts[start:end]) for start, end in pairwise(edges)]


def _unevenness(lines: Sequence[str]) -> tuple[int, int]:
    """Even lines are best; of equal ones, the trapezoid that grows downwards."""
    lengths = [len(line) for line in lines]
    return max(lengths) - min(lengths), lengths[0]


def to_rows(values: Sequence[Any], least: int | str = 5) -> list[Any]:
    """The values and empty rows to fill by hand, `least` in all."""
    return [*values, *[None] * max(0, int(least) - len(values))]
