"""Charts: what a page with a strict policy may show, and what a reader hears in place of it."""

from __future__ import annotations

import base64
import re

import pytest

from config.charts import bar, for_paper, line, stacked_bar

LABELS = ["第一支部", "第二支部 & <b>", "很长很长很长很长很长很长很长很长的支部名称"]
SERIES = {"无效": [1, 2, 0], "应整改": [3, 4, 12]}


@pytest.mark.parametrize("chart", [bar, stacked_bar, line])
def test_no_script_no_style_no_id(chart: object) -> None:
    svg = chart("问题", LABELS, SERIES)  # type: ignore[operator]  # one of three functions
    for tag in ("script", "style", "desc", "defs"):
        assert f"<{tag}" not in svg
    assert not re.search(r'\s(style|id)="', svg)
    assert "第二支部 &amp; &lt;b&gt;" in svg


def test_said_to_those_who_do_not_see_it() -> None:
    svg = stacked_bar("问题", LABELS, SERIES, lies=True, unit="项")
    assert 'role="img" aria-label="问题：无效、应整改，3 项，单位：项。数据见表。"' in svg


def test_lying_bars_keep_the_order_of_the_labels() -> None:
    svg = bar("问题", ["甲", "乙"], {"数": [1, 2]}, lies=True)
    heights = {
        name: float(y) for y, name in re.findall(r'<text x="[^"]*" y="([^"]*)"[^>]*>(甲|乙)<', svg)
    }
    assert heights["甲"] < heights["乙"], "the first on top"


@pytest.mark.parametrize(
    ("value", "ticks"), [(1, {"0", "1"}), (2, {"0", "1", "2"}), (0.5, {"0", "0.1", "0.2", "0.3"})]
)
def test_whole_numbers_have_whole_ticks(value: float, ticks: set[str]) -> None:
    written = set(
        re.findall(r"<text[^>]*>([\d.]+)<", bar("人数", ["甲", "乙"], {"数": [value, 0]}))
    )
    assert written >= ticks
    assert (value % 1 != 0) == any("." in each for each in written)


def test_nothing_to_show_is_said() -> None:
    assert "没有数据" in bar("问题", [], {})


def test_paper_carries_its_style_with_the_tokens_resolved() -> None:
    picture = for_paper(bar("问题", LABELS, SERIES))
    found = re.search(r'alt="问题[^"]*" src="data:image/svg\+xml;base64,([^"]+)"', picture)
    assert found is not None
    svg = base64.b64decode(found[1]).decode()
    assert "<style>" in svg
    assert "#b4232a" in svg
    assert "var(" not in svg
