"""Filters and tags every template has without loading them."""

from datetime import date

from django import template

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    """A day as it is written here: 2026年5月18日, no zeros before; nothing for None."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""
