"""The lawful range of a day in words."""

from __future__ import annotations

from collections.abc import Mapping

from cases.rules.ranges import Bound, DayRange
from cases.selectors.wording import written


def range_texts(ranges: Mapping[str, DayRange]) -> dict[str, str]:
    """`{field: 最早 …；最迟 …}` with the articles."""
    return {name: text for name, each in ranges.items() if (text := range_text(each))}


def range_text(each: DayRange) -> str:
    """One range: 最早 2026年6月1日（第七条）；最迟 2026年7月1日（第七条）."""
    parts = []
    if each.first:
        parts.append(f"最早 {_bound(each.first)}")
    if each.last:
        parts.append(f"最迟 {_bound(each.last)}")
    if each.last_of_all:
        parts.append(f"特殊情况写明理由的不超过 {written(each.last_of_all)}")
    return "；".join(parts)


def _bound(bound: Bound) -> str:
    return written(bound.day) + (f"（{bound.article}）" if bound.article else "")
