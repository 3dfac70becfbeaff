"""Charts as inline SVG: no script, no style of their own; `static/css/chart.css` gives colours and
sizes.

A chart never stands alone: its table, beside or below it, says the same in figures, so a reader who
cannot see it loses nothing. In a page it is styled by the page's style sheet; a printed paper takes
it with `for_paper`, which puts the same rules, the tokens resolved, into the picture.
"""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

#: {name of the series: a value for each label}; None: nothing known there.
Series = Mapping[str, Sequence[float | None]]

WIDTH = 720
ROW = 34  # height of one bar that lies
AROUND = 84  # height of axis and margins
UPRIGHT = 320
#: A full-width character is this wide in the labels; they are cut at so many.
LONGEST_LABEL = 16

SVG = "{http://www.w3.org/2000/svg}"
STYLES = settings.BASE_DIR / "static" / "css"
FONT_SIZES = {
    "label_font_size": 13,
    "major_label_font_size": 13,
    "legend_font_size": 13,
    "value_font_size": 12,
}


def bar(
    title: str, labels: Sequence[str], series: Series, *, lies: bool = False, unit: str = ""
) -> SafeString:
    """Bars side by side, upright or lying; lying ones suit long labels."""
    return _chart("HorizontalBar" if lies else "Bar", title, labels, series, unit, lies=lies)


def stacked_bar(
    title: str, labels: Sequence[str], series: Series, *, lies: bool = False, unit: str = ""
) -> SafeString:
    """Bars made of the series one on another."""
    return _chart(
        "HorizontalStackedBar" if lies else "StackedBar",
        title,
        labels,
        series,
        unit,
        lies=lies,
        stacked=True,
    )


def line(title: str, labels: Sequence[str], series: Series, *, unit: str = "") -> SafeString:
    """A line for each series; where a value is None it breaks."""
    return _chart(
        "Line", title, labels, series, unit, allow_interruptions=True, dots_size=3, margin_right=40
    )


def for_paper(svg: str) -> SafeString:
    """The chart as a picture with its style inside, for a PDF."""
    _, _, rest = svg.partition("</title>")
    root = ElementTree.fromstring(svg)  # noqa: S314  # made by `_clean`
    _, _, width, height = root.get("viewBox", "").split()
    opening = (
        f'<svg xmlns="{SVG[1:-1]}" class="chart" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}">'
    )
    picture = b64encode(f"{opening}<style>{_paper_style()}</style>{rest}".encode()).decode()
    return format_html(
        '<img class="chart" alt="{}" src="data:image/svg+xml;base64,{}">',
        root.get("aria-label"),
        picture,
    )


@cache
def _pygal() -> Any:
    """The module that draws; imported by a process that draws."""
    import pygal

    # It looks for plugins by a finder of the old kind, which Python 3.11 warns of at every later
    # import.
    sys.meta_path[:] = [
        finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"
    ]
    return pygal


def _chart(
    kind: str,
    title: str,
    labels: Sequence[str],
    series: Series,
    unit: str,
    *,
    lies: bool = False,
    stacked: bool = False,
    **options: Any,
) -> SafeString:
    shown = [_cut(label) for label in labels]
    rows = len(shown) * (1 if stacked else max(1, len(series)))
    if lies:  # pygal puts the first label at the bottom
        shown = shown[::-1]
    chart = getattr(_pygal(), kind)(
        js=(),
        css=(),
        style=_pygal().style.Style(**FONT_SIZES),
        no_prefix=True,
        width=WIDTH,
        height=AROUND + ROW * max(rows, 1) if lies else UPRIGHT,
        explicit_size=False,
        title=None,
        show_legend=len(series) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(series) or 1,
        legend_box_size=12,
        margin=8,
        spacing=8,
        print_values=True,
        print_zeroes=False,
        print_values_position="center" if stacked else "top",
        include_x_axis=True,
        min_scale=2,
        max_scale=8,
        order_min=0 if _are_whole(series) else None,  # half a person stands on no axis
        x_label_rotation=40 if not lies and len(shown) > 12 else 0,
        margin_left=_label_width(shown) if lies else None,
        no_data_text="没有数据",
        formatter=_written,
        value_formatter=_written,
        **options,
    )
    chart.x_labels = shown
    for name, values in series.items():
        chart.add(name, list(values)[::-1] if lies else list(values))
    # Read anew: the tree itself is of lxml or of the standard library, as the machine has them.
    root = ElementTree.fromstring(chart.render())  # noqa: S314  # made above
    return _clean(root, title, labels, series, unit)


def _clean(root: Any, title: str, labels: Sequence[str], series: Series, unit: str) -> SafeString:
    """The picture without scripts, styles, ids and pieces for tooltips, with a name and a
    description.
    """
    for element in root.iter():
        element.tag = element.tag.removeprefix(
            SVG
        )  # the root alone names it, so no prefix is written
    root.attrib["xmlns"] = SVG[1:-1]
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_dropped(child):
                parent.remove(child)
        for name in ("style", "id"):
            parent.attrib.pop(name, None)
    root.attrib["class"] = "chart"
    root.attrib["role"] = "img"
    root.attrib["aria-label"] = _said(title, labels, series, unit)
    head = ElementTree.Element("title")
    head.text = title
    root.insert(0, head)
    text = ElementTree.tostring(root, encoding="unicode")
    # serialized by ElementTree, which escapes what came from data
    return mark_safe(text)  # noqa: S308


def _is_dropped(element: Any) -> bool:
    return (
        element.tag in ("defs", "title", "desc", "style", "script")
        or "tooltip" in element.get("class", "").split()
    )


def _said(title: str, labels: Sequence[str], series: Series, unit: str) -> str:
    """What the picture shows, short; its table has the rest."""
    names = f"：{'、'.join(series)}" if len(series) > 1 else ""
    return f"{title}{names}，{len(labels)} 项{f'，单位：{unit}' if unit else ''}。数据见表。"


def _are_whole(series: Series) -> bool:
    return all(
        value is None or float(value).is_integer() for values in series.values() for value in values
    )


def _written(value: float | None) -> str:
    if not value:
        return "" if value is None else "0"
    return f"{value:.1f}".removesuffix(".0")


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _label_width(labels: Iterable[str]) -> int:
    """Pixels that the longest label takes: pygal counts every character as a narrow one."""
    return 16 + max(
        (sum(7 if each.isascii() else 13 for each in label) for label in labels), default=0
    )


@cache
def _paper_style() -> str:
    tokens = dict(re.findall(r"--([\w-]+):\s*([^;]+);", (STYLES / "tokens.css").read_text()))
    rules = (STYLES / "chart.css").read_text()
    rules = rules[
        rules.index(".chart text") :
    ]  # what comes before lays the picture out in its page
    return re.sub(r"var\(--([\w-]+)\)", lambda found: tokens[found[1]], rules)
