"""Charts as inline SVG: no script, no style of their own; `static/css/chart.css` gives colours and
sizes.

A chart never stands alone: its table, beside or below it, says the same in figures, so a reader who
cannot see it loses nothing. In a page it is styled by the page's style sheet; a printed paper takes
it with `for_paper`, which puts the same rules, the tokens resolved, into the picture.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import groupby
from math import ceil, floor, log10
from typing import Self

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.kit import svg

#: {name of the series: a value for each label}; None: nothing known there. No value is below 0.
Series = Mapping[str, Sequence[float | None]]

WIDTH = 720
TOP = 8
LINE, FOOT = 17, 5  # height of a line of text, and how far its foot lies below its middle
#: A label is set in lines of about this width at most.
WIDEST = 17 * svg.WIDE
#: A line of a label breaks between these: not in a number, and not before a closing mark.
PIECES = re.compile(r"(?:[A-Za-z0-9.]{1,20}|.)[，、。；：）》〉”’]*", re.DOTALL)
BAR = 20  # height of one bar
GAP = 12  # between the bars of two labels
SPACE = 6  # between a text and what it belongs to
MARK = 24  # width of what the legend shows of a series
TICKS = 6
PLOT = 230  # height of the lines

STYLES = settings.BASE_DIR / "static" / "css"

#: Draws what the legend shows of a series: its number, left edge and middle.
Mark = Callable[[int, float, float], SafeString]


@dataclass(frozen=True)
class Data:
    """What is drawn: for each label one value of each series."""

    title: str
    labels: Sequence[str]
    series: Series
    unit: str = ""

    @property
    def columns(self) -> list[list[float | None]]:
        """The values of each label, in the order of the series."""
        columns = []
        for at in range(len(self.labels)):
            columns.append([values[at] for values in self.series.values()])
        return columns

    def scale(self, length: float, *, is_stacked: bool = False) -> Scale:
        """From 0 to the highest value, or to the highest pile of values."""
        known: list[float] = []
        tops: list[float] = []
        for column in self.columns:
            heights = [value or 0 for value in column]
            known += heights
            if is_stacked:
                tops.append(sum(heights))
            else:
                tops.append(max(heights, default=0))
        is_whole = all(float(value).is_integer() for value in known)
        return Scale.up_to(max(tops, default=0), length, is_whole=is_whole)

    @property
    def said(self) -> str:
        """What the picture shows, short; its table has the rest."""
        names = unit = ""
        if len(self.series) > 1:
            names = f"：{'、'.join(self.series)}"
        if self.unit:
            unit = f"，单位：{self.unit}"
        return f"{self.title}{names}，{len(self.labels)} 项{unit}。数据见表。"


@dataclass(frozen=True)
class Scale:
    """Values from 0 to the last tick along so many pixels."""

    ticks: Sequence[float]
    length: float

    @classmethod
    def up_to(cls, most: float, length: float, *, is_whole: bool) -> Self:
        """Ticks a round number apart; half a person stands on no axis."""
        most = most or 1
        power = 10.0 ** floor(log10(most / TICKS))
        step = next(power * each for each in (1, 2, 5, 10) if power * each * TICKS >= most)
        if is_whole:
            step = max(step, 1)
        return cls([step * number for number in range(ceil(most / step) + 1)], length)

    def at(self, value: float) -> float:
        """How far from 0 the value lies."""
        return value / self.ticks[-1] * self.length


def bar(title: str, labels: Sequence[str], series: Series, *, unit: str = "") -> SafeString:
    """Lying bars, those of one label below one another."""
    return _bars(Data(title, labels, series, unit), is_stacked=False)


def stacked_bar(title: str, labels: Sequence[str], series: Series, *, unit: str = "") -> SafeString:
    """Lying bars, each made of its values one behind the other."""
    return _bars(Data(title, labels, series, unit), is_stacked=True)


def line(title: str, labels: Sequence[str], series: Series, *, unit: str = "") -> SafeString:
    """A line for each series; where a value is None it breaks."""
    data = Data(title, labels, series, unit)
    if not labels:
        return _nothing(data)
    scale = data.scale(PLOT)
    figure = max(svg.text_width(_written(tick)) for tick in scale.ticks)
    left, foot = figure + 2 * SPACE, TOP + LINE + PLOT
    apart = (WIDTH - left - 2 * LINE) / len(labels)
    places = [left + apart * (at + 0.5) for at in range(len(labels))]
    parts = list(_levels(scale, left, foot))
    every = ceil((max(map(svg.text_width, labels)) + 2 * SPACE) / apart)  # as many as find room
    for x, label in zip(places[::every], labels[::every], strict=True):
        parts.append(svg.text(x, foot + 2 * LINE, label, "middle"))
    for no, values in enumerate(series.values()):
        parts += _runs(no, zip(places, values, strict=True), scale, foot)
    if figure + SPACE <= apart:
        for x, column in zip(places, data.columns, strict=True):
            parts += _figures(x, column, scale, foot)
    return _picture(data, parts, left, foot + 2 * LINE + SPACE, _line_mark)


def for_paper(chart: str) -> SafeString:
    """The chart as a picture with its style inside, for a PDF."""
    styled = chart.replace("</title>", f"</title><style>{_paper_style()}</style>", 1)
    _, _, rest = chart.partition('aria-label="')
    said, _, _ = rest.partition('"')
    picture = b64encode(styled.encode()).decode()
    return format_html(
        '<img class="chart" alt="{}" src="data:image/svg+xml;base64,{}">', unescape(said), picture
    )


def _bars(data: Data, *, is_stacked: bool) -> SafeString:
    if not data.labels:
        return _nothing(data)
    labels = [_in_lines(label) for label in data.labels]
    left = max(svg.text_width(text) for lines in labels for text in lines) + 2 * SPACE
    scale = data.scale(WIDTH - left - 4 * LINE, is_stacked=is_stacked)
    bars = 1 if is_stacked else len(data.series)
    draw = _pile if is_stacked else _side_by_side
    parts: list[SafeString] = []
    y: float = TOP
    for lines, column in zip(labels, data.columns, strict=True):
        height = max(len(lines) * LINE, bars * BAR)
        middle = y + height / 2
        first = middle - (len(lines) - 1) * LINE / 2 + FOOT
        for at, text in enumerate(lines):
            parts.append(svg.text(left - SPACE, first + LINE * at, text, "end"))
        parts += draw(column, scale, left, middle)
        y += height + GAP
    return _picture(data, [*_uprights(scale, left, y), *parts], left, y + LINE + SPACE, _bar_mark)


def _side_by_side(
    values: Sequence[float | None], scale: Scale, left: float, middle: float
) -> Iterator[SafeString]:
    top = middle - len(values) * BAR / 2
    for no, value in enumerate(values):
        if value:
            y, length = top + no * BAR, scale.at(value)
            yield svg.bar(no, left, y + 1, length, BAR - 2)
            yield svg.text(left + length + SPACE, y + BAR / 2 + FOOT, _written(value))


def _pile(
    values: Sequence[float | None], scale: Scale, left: float, middle: float
) -> Iterator[SafeString]:
    x = left
    for no, value in enumerate(values):
        if value:
            length, written = scale.at(value), _written(value)
            yield svg.bar(no, x, middle - BAR / 2, length, BAR)
            if length >= svg.text_width(written) + SPACE / 2:  # else the table says it
                yield svg.text(
                    x + length / 2, middle + FOOT, written, f"middle on-{no % svg.COLOURS}"
                )
            x += length


def _uprights(scale: Scale, left: float, foot: float) -> Iterator[SafeString]:
    """The axis of lying bars: a line up from each tick."""
    for tick in scale.ticks:
        x = left + scale.at(tick)
        yield svg.stroke("guide" if tick else "axis", (x, TOP), (x, foot))
        yield svg.text(x, foot + LINE - 2, _written(tick), "middle")


def _levels(scale: Scale, left: float, foot: float) -> Iterator[SafeString]:
    """The axis of lines: a line across from each tick."""
    for tick in scale.ticks:
        y = foot - scale.at(tick)
        yield svg.stroke("guide" if tick else "axis", (left, y), (WIDTH - LINE, y))
        yield svg.text(left - SPACE, y + FOOT, _written(tick), "end")


def _runs(
    no: int, values: Iterable[tuple[float, float | None]], scale: Scale, foot: float
) -> Iterator[SafeString]:
    """The line of one series, of its values by their place, with a dot for each value."""
    for is_known, run in groupby(values, key=lambda pair: pair[1] is not None):
        if is_known:
            points = [(x, foot - scale.at(value)) for x, value in run if value is not None]
            yield svg.path(no, points)
            for x, y in points:
                yield svg.dot(no, x, y)


def _figures(
    x: float, values: Sequence[float | None], scale: Scale, foot: float
) -> Iterator[SafeString]:
    """What the points of one label stand for: above the highest, below the others."""
    known = sorted((value for value in values if value), reverse=True)
    for at, value in enumerate(known):
        y = foot - scale.at(value)
        if at == 0:
            y = y - SPACE - 1
        elif y + LINE < foot:
            y += LINE
        else:
            y = foot + LINE - 3  # not on the axis
        yield svg.text(x, y, _written(value), "middle")


def _nothing(data: Data) -> SafeString:
    said = svg.text(WIDTH / 2, TOP + 2 * LINE, "没有数据", "middle soft")
    return svg.picture([said], WIDTH, TOP + 4 * LINE, title=data.title, said=data.said)


def _picture(
    data: Data, parts: list[SafeString], left: float, foot: float, mark: Mark
) -> SafeString:
    """The parts down to `foot`, and below them the legend of more series than one."""
    if len(data.series) > 1:
        legend, foot = _legend(data.series, left, foot + SPACE, mark)
        parts = [*parts, *legend]
    return svg.picture(parts, WIDTH, ceil(foot) + TOP, title=data.title, said=data.said)


def _legend(
    names: Iterable[str], left: float, y: float, mark: Mark
) -> tuple[list[SafeString], float]:
    """What the colours stand for, and where it ends."""
    parts, x = [], left
    for no, name in enumerate(names):
        width = MARK + SPACE + svg.text_width(name)
        if x > left and x + width > WIDTH:
            x, y = left, y + LINE + SPACE
        middle = y + LINE / 2
        parts += [mark(no, x, middle), svg.text(x + MARK + SPACE, middle + FOOT, name)]
        x += width + MARK
    return parts, y + LINE


def _bar_mark(no: int, x: float, middle: float) -> SafeString:
    return svg.bar(no, x, middle - 6, MARK, 12)


def _line_mark(no: int, x: float, middle: float) -> SafeString:
    path = svg.path(no, [(x, middle), (x + MARK, middle)])
    return path + svg.dot(no, x + MARK / 2, middle)


def _written(value: float) -> str:
    return f"{round(value, 2):.12g}"


def _in_lines(label: str) -> list[str]:
    """The label in lines of nearly one width."""
    width = svg.text_width(label) / max(ceil(svg.text_width(label) / WIDEST), 1)
    lines = [""]
    for piece in PIECES.findall(label):
        if svg.text_width(lines[-1]) >= width:
            lines.append("")
        lines[-1] += piece
    return lines


@cache
def _paper_style() -> str:
    tokens = dict(re.findall(r"--([\w-]+):\s*([^;]+);", (STYLES / "tokens.css").read_text()))
    rules = (STYLES / "chart.css").read_text()
    # What comes before lays the picture out in its page.
    rules = rules[rules.index(".chart text") :]
    return re.sub(r"var\(--([\w-]+)\)", lambda found: tokens[found[1]], rules)
