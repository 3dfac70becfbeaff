"""Filters and tags every template has without loading them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django import template
from django.forms import BaseFormSet
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from branches.carrying import SENDER, mark_of
from branches.models.job import BADGES, Job
from cases.coverage import article_url, chinese, numbers_of
from cases.facts.case import edition_on
from cases.selectors.wording import Fact, covered
from config.forms import input_tag
from config.kit import DAYS_ARE_WRITTEN
from config.kit.clock import day_of, shown, today
from config.kit.sentences import named
from config.readings import reading_of

register = template.Library()

PADDED = re.compile(r"^(\d{4})年0?(\d+)月0?(\d+)日$")
SOON = 7  # days before its day from which a duty is shown as pressing


@register.simple_tag(takes_context=True, name="csrf_token")
def csrf_token(context: template.Context) -> SafeString:
    """Django's field of the same name, and beside it the account for which the form was made
    (`branches.carrying`).
    """
    token = context.get("csrf_token")
    if not token or str(token) == "NOTPROVIDED":
        return SafeString("")
    field = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return field
    return field + format_html('<input type="hidden" name="{}" value="{}">', SENDER, mark_of(user))


@register.filter
def day(value: date | None) -> str:
    """A day as it is written here: 2026年5月18日, without zeros; nothing for None. Of a moment,
    its day.
    """
    if not value:
        return ""
    if isinstance(value, datetime):
        value = day_of(value)
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def summary_list(facts: Iterable[Fact]) -> SafeString:
    """Facts, each its label and its value; lines of a value stay lines.

    A page has hundreds, so that neither a template nor `format_html` makes each.
    """
    none = '<span class="summary-none">未登记</span>'
    lines = []
    for fact in facts:
        value = escape(fact.value) if fact.value else none
        lines.append(f"<div><dt>{escape(fact.label)}</dt><dd>{value}</dd></div>")
    return mark_safe(f'<dl class="summary-list">{"".join(lines)}</dl>')  # noqa: S308 -- each part is escaped above


@register.filter
def options(groups: "Iterable[tuple[str | None, list[dict[str, Any]], int]]") -> SafeString:
    """The options of a select, from the `optgroups` of its widget."""
    parts = []
    for group, members, _ in groups:
        lines = ""
        for each in members:
            value, label = escape(str(each["value"])), escape(str(each["label"]))
            attributes = flatatt(each["attrs"]) if each["attrs"] else ""
            lines += f'\n  <option value="{value}"{attributes}>{label}</option>'
        if group:
            lines = f'\n  <optgroup label="{escape(str(group))}">{lines}\n  </optgroup>'
        parts.append(lines)
    return mark_safe("".join(parts))  # noqa: S308 -- each part is escaped above


@register.filter
def choices(groups: "Iterable[tuple[str | None, list[dict[str, Any]], int]]") -> SafeString:
    """The boxes or radio buttons of several choices, from the `optgroups` of their widget."""
    parts = []
    for group, members, _ in groups:
        if group:
            parts.append(format_html('<p class="choices-group">{}</p>', group))
        for each in members:
            names = format_html(' for="{}"', each["attrs"]["id"]) if "id" in each["attrs"] else ""
            label = format_html("<label{}>{}</label>", names, str(each["label"]))
            parts.append(format_html('<div class="choice">{}{}</div>', input_tag(each), label))
    return SafeString("".join(parts))


@register.filter
def unpadded(text: str) -> str:
    """The text of a day field without zeros before: 2026年05月08日 becomes 2026年5月8日;
    anything else as typed.
    """
    return PADDED.sub(r"\1年\2月\3日", text)


@register.simple_tag
def days_are_written() -> str:
    """The spellings of days, as hints name them."""
    return f"{DAYS_ARE_WRITTEN}，也可以写“5月8日”“今天”“昨天”"


@register.filter
def day_reading(widget: dict[str, Any]) -> dict[str, str]:
    """How the text in a day field is read: `{"day": "2026-05-08", "reading": "=
    2026年5月8日（星期五）", "wrong": ""}`.
    """
    attrs = widget["attrs"]
    return reading_of(
        str(widget.get("value") or ""),
        lies_ahead="data-ahead" in attrs,
        latest=attrs.get("data-max", ""),
    )


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in Beijing time, to the minute: 2026年5月18日 09:05; nothing for None. See
    `clock.shown`.
    """
    if not value:
        return ""
    local = shown(value)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


@register.filter
def due(value: date | None, today: date) -> str:
    """How far a last day is: 还有 12 天, 今天, 已逾期 3 天; nothing for None."""
    if not value:
        return ""
    days = (value - today).days
    if days == 0:
        return "今天"
    if days > 0:
        return f"还有 {days} 天"
    return f"已逾期 {-days} 天"


@register.simple_tag
def articles(article: str | None, edition: int | None = None) -> str:
    """The articles, each a link to its place on the page 细则: {% articles finding.article
    finding.edition %}.

    Without an edition the one in force today is meant, and not named.
    """
    of = edition or edition_on(today())
    linked = ((article_url(of, number), chinese(number)) for number in numbers_of(article))
    links = format_html_join("、", '<a href="{}">第{}条</a>', linked)
    if edition and links:
        return format_html("{} 年版 {}", edition, links)
    return links


@register.filter
def is_number(value: object) -> bool:
    """Whether a table cell aligns right."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@register.filter
def under(row: Iterable[object], columns: Iterable[object]) -> list[tuple[object, object]]:
    """The values of a row of a table, each after its column."""
    return list(zip(columns, row, strict=True))


@register.filter
def has_errors(formsets: Iterable[BaseFormSet[Any]] | None) -> bool:
    """Whether any of the formsets was sent with errors."""
    return any(formset.is_bound and not formset.is_valid() for formset in formsets or ())


@register.simple_tag(name="covered")
def covered_tag(names: Iterable[str] = (), where: str = "") -> str:
    """What stands in place of what is sealed, as `cases.selectors.wording.covered`."""
    return covered(names, where=where)


@register.filter
def about(sentence: str, label: str) -> str:
    """The sentence of an error with the name of its field, which is not said twice."""
    return named(str(label), sentence)


@register.inclusion_tag("_components/badge.html")
def badge(kind: str, text: object) -> dict[str, object]:
    """A status: a word and a shape. `kind` is one of those listed in the component."""
    return {"kind": kind, "text": text}


@register.inclusion_tag("_components/badge.html")
def due_badge(due_on: date, today: date) -> dict[str, object]:
    """How far a last day is, as a badge: overdue, pressing within a week, or in good time."""
    days = (due_on - today).days
    if days < 0:
        kind = "overdue"
    elif days <= SOON:
        kind = "soon"
    else:
        kind = "todo"
    return {"kind": kind, "text": due(due_on, today)}


@register.inclusion_tag("_components/badge.html")
def job_badge(state: str) -> dict[str, object]:
    """The state of a background job."""
    return {"kind": BADGES[state], "text": Job.State(state).label}


@register.simple_block_tag(takes_context=False)
def details(content: str, summary: str, is_open: bool = False) -> str:
    """What stands between {% details %} and {% enddetails %}, folded under its summary."""
    return render_to_string(
        "_components/details.html", {"content": content, "summary": summary, "is_open": is_open}
    )
