"""Charts: what they draw to which scale, what a page with a strict policy may show, and what a
reader hears in their place.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.utils.safestring import SafeString

from config.kit.charts import bar, for_paper, line, stacked_bar

Draw = Callable[..., SafeString]
LABELS = ["第一支部", "第二支部 & <b>", "很长很长很长很长很长很长很长很长的支部名称"]
SERIES = {"无效": [1, 2, 0], "应整改": [3, 4, 12]}


def bars(svg: str) -> list[tuple[str, float, float]]:
    """(colour, left edge, width) of each bar, without the marks of the legend."""
    found = re.findall(
        r'<rect class="color-(\d)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="(?:18|20)', svg
    )
    return [(colour, float(x), float(width)) for colour, x, width in found]


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)<", svg)


@pytest.mark.parametrize("draw", [bar, stacked_bar, line])
def test_no_script_no_style_no_id(draw: Draw) -> None:
    svg = draw("问题", ["甲", "乙 & <b>"], {"无效": [1, 2], "应<整改>": [3, 4]})
    for tag in ("script", "style", "desc", "defs"):
        assert f"<{tag}" not in svg
    assert not re.search(r'\s(style|id)="', svg)
    assert "乙 &amp; &lt;b&gt;" in svg
    assert "应&lt;整改&gt;" in svg


def test_said_to_those_who_do_not_see_it() -> None:
    svg = stacked_bar("问题", LABELS, SERIES, unit="项")
    assert 'role="img" aria-label="问题：无效、应整改，3 项，单位：项。数据见表。"' in svg


def test_the_first_label_is_on_top() -> None:
    svg = bar("问题", ["甲", "乙"], {"数": [1, 2]})
    heights = {
        name: float(y) for y, name in re.findall(r'<text x="[^"]*" y="([^"]*)"[^>]*>(甲|乙)<', svg)
    }
    assert heights["甲"] < heights["乙"]


def test_bars_are_as_long_as_their_values() -> None:
    """One that is 0 or not known is not drawn, and keeps its place."""
    svg = bar("人数", ["甲", "乙"], {"去年": [10, None], "今年": [5, 20]})
    (_, left, ten), (_, also_left, five), (colour, _, twenty) = bars(svg)
    assert (left, colour) == (also_left, "1")
    assert ten == pytest.approx(2 * five, rel=0.01)
    assert twenty == pytest.approx(4 * five, rel=0.01)
    assert texts(svg).count("10") == 2, "the tick and the figure"


def test_piled_bars_stand_one_behind_the_other() -> None:
    svg = stacked_bar("问题", ["甲"], {"无效": [1], "应整改": [0], "提示": [99]})
    (first, left, one), (second, start, most) = bars(svg)
    assert (first, second) == ("0", "2")
    assert start == pytest.approx(left + one, abs=0.1)
    assert most == pytest.approx(99 * one, rel=0.05)
    assert texts(svg).count("99") == 1
    assert "1" not in texts(svg), "no room in it; the table says it"


def test_a_line_breaks_where_nothing_is_known() -> None:
    svg = line("人数", ["1月", "2月", "3月", "4月"], {"数": [0, 4, None, 2]})
    runs = re.findall(r'<polyline class="line line-0" points="([^"]*)"', svg)
    before, after = ([tuple(map(float, at.split(","))) for at in run.split()] for run in runs)
    assert (len(before), len(after)) == (2, 1)
    (_, at_0), (_, at_4), (_, at_2) = *before, *after
    assert at_2 == pytest.approx((at_0 + at_4) / 2)
    assert svg.count("<circle") == 3


def test_labels_of_many_points_find_room() -> None:
    months = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    svg = line("人数", months, {"数": list(range(36))})
    shown = re.findall(r'<text x="([\d.]+)"[^>]*>(20\d\d-\d\d)<', svg)
    assert shown[0][1] == "2024-01"
    places = [float(x) for x, _ in shown]
    assert min(after - before for before, after in pairwise(places)) > 7 * 8


def test_a_long_label_is_set_in_lines_and_not_cut() -> None:
    label = "C04 列为发展对象前报上级党委备案（2014）、经上级党委同意后公示（2026）。"
    written = texts(bar("问题", [label], {"数": [1]}))
    lines = [each for each in written if each not in ("0", "1")]
    assert "".join(lines) == label
    assert len(lines) > 1
    assert all(each[0] not in "）、。" for each in lines)
    assert sum("2014" in each for each in lines) == sum("2026" in each for each in lines) == 1


@pytest.mark.parametrize("draw", [bar, stacked_bar, line])
def test_several_series_have_a_legend(draw: Draw) -> None:
    assert {"无效", "应整改"} <= set(texts(draw("问题", LABELS, SERIES)))
    assert "无效" not in texts(draw("问题", LABELS, {"无效": [1, 2, 0]}))


def test_a_long_legend_stays_in_the_picture() -> None:
    svg = bar("问题", ["甲"], {f"第{number}个名称很长的系列": [number] for number in range(9)})
    found = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>第', svg)
    assert all(float(x) + 11 * 13 <= 720 for x, _ in found)
    assert len({y for _, y in found}) > 1


@pytest.mark.parametrize(
    ("value", "ticks"),
    [
        (1, ["0", "1"]),
        (2, ["0", "1", "2"]),
        (7, ["0", "2", "4", "6", "8"]),
        (5200, ["0", "1000", "2000", "3000", "4000", "5000", "6000"]),
        (0.5, ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]),
        (0, ["0", "1"]),
    ],
)
def test_whole_numbers_have_whole_ticks(value: float, ticks: list[str]) -> None:
    svg = bar("人数", ["甲", "乙"], {"数": [value, 0]})
    assert texts(svg)[: len(ticks)] == ticks


@pytest.mark.parametrize("draw", [bar, stacked_bar, line])
def test_nothing_to_show_is_said(draw: Draw) -> None:
    assert "没有数据" in draw("问题", [], {})


def test_paper_carries_its_style_with_the_tokens_resolved() -> None:
    picture = for_paper(bar("问题 & <b>", LABELS, SERIES))
    found = re.search(
        r'alt="问题 &amp; &lt;b&gt;：[^"]*" src="data:image/svg\+xml;base64,([^"]+)"', picture
    )
    assert found is not None
    svg = base64.b64decode(found[1]).decode()
    assert "<style>" in svg
    assert "#a51d24" in svg
    assert "var(" not in svg
