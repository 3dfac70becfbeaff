"""Shapes of SVG, and how wide a text will be. `static/css/chart.css` gives them colours.

All measures are pixels from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

#: A full-width character and the widest of the others in a text of 13 pixels.
WIDE, NARROW = 13, 9
COLOURS = 6  # as many are in chart.css


def picture(
    shapes: Iterable[SafeString], width: int, height: int, *, title: str, said: str
) -> SafeString:
    """The shapes as one picture; `said`: what is heard in its place."""
    size = format_html('viewBox="0 0 {0} {1}" width="{0}" height="{1}"', width, height)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label="{}" {}>'
        "<title>{}</title>{}</svg>",
        said,
        size,
        title,
        format_html_join("", "{}", ((shape,) for shape in shapes)),
    )


def text_width(text: str) -> int:
    """How wide the text is at most."""
    narrow = sum(map(str.isascii, text))
    return NARROW * narrow + WIDE * (len(text) - narrow)


def text(x: float, y: float, words: str, css: str = "start") -> SafeString:
    """A line of text; `y`: its foot."""
    return format_html(
        '<text x="{}" y="{}" class="{}">{}</text>', f"{x:.1f}", f"{y:.1f}", css, words
    )


def bar(no: int, x: float, y: float, width: float, height: float) -> SafeString:
    """A bar in the colour of the series `no`."""
    return _shape("rect", f"color-{no % COLOURS}", x=x, y=y, width=width, height=height)


def dot(no: int, x: float, y: float) -> SafeString:
    """A point on the line of the series `no`."""
    return _shape("circle", f"dot line-{no % COLOURS}", cx=x, cy=y, r=3)


def path(no: int, points: Iterable[tuple[float, float]]) -> SafeString:
    """The line of the series `no` through the points."""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html('<polyline class="line line-{}" points="{}"/>', no % COLOURS, places)


def stroke(css: str, start: tuple[float, float], end: tuple[float, float]) -> SafeString:
    """A straight line of an axis."""
    (x1, y1), (x2, y2) = start, end
    return _shape("line", css, x1=x1, y1=y1, x2=x2, y2=y2)


def _shape(tag: str, css: str, **measures: float) -> SafeString:
    pairs = [(name, f"{value:.1f}") for name, value in measures.items()]
    return format_html('<{} class="{}"{}/>', tag, css, format_html_join("", ' {}="{}"', pairs))
