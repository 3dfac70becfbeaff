"""Filters of printed papers. A missing value is a visible blank."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from filings.papers.press import layout
from filings.papers.sheets.kit.tables import Cell
from filings.papers.sheets.kit.values import shown

register = template.Library()


@register.filter
def fill(value: Any, width: int | str = 6) -> SafeString:
    """A value, or a blank as wide as that many characters."""
    if text := shown(value):
        return conditional_escape(text)
    # a number
    return mark_safe(f'<span class="blank" style="min-width:{float(width)}em"></span>')  # noqa: S308


@register.filter
def or_none(value: Any) -> str:
    """A value, or 无: for the form of admission, where nothing stays empty."""
    return shown(value) or "无"


@register.filter
def day_or_blank(value: date | None) -> SafeString:
    """A day, or its three parts to fill."""
    if value is not None:
        return conditional_escape(shown(value))
    part = '<span class="date-blank blank" style="min-width:{}em"></span>'
    # no input
    return mark_safe(f"{part.format(2.2)}年{part.format(1.4)}月{part.format(1.4)}日")  # noqa: S308


@register.filter
def label_of(paper: Any, cell: Cell) -> str:
    """The label of a cell of a form."""
    return cell.label_on(paper)


@register.filter
def values_of(paper: Any, cell: Cell) -> list[Any]:
    """What stands in a cell of a form."""
    return cell.values_on(paper)


@register.filter
def prints(paper: Any, row: tuple[Cell, ...]) -> bool:
    """Whether a row of a form is printed."""
    return all(cell.is_on(paper) for cell in row)


register.filter("masthead_style", layout.masthead_style)
register.filter("letterhead_style", layout.letterhead_style)
register.filter("signature_style", layout.signature_style)
register.filter("unit_style", layout.unit_style)
register.filter("title_lines", layout.title_lines)
register.filter("to_rows", layout.to_rows)
