"""The table of the list of cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_tables2.data import TableListData

from cases.rules.engine import Severity
from cases.selectors.lists import Row


class Ordered(TableListData):  # type: ignore[misc]  # the package ships no types
    """Rows in the order in which the database gave them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__(list(rows))

    def order_by(self, aliases: Any) -> None:
        """Nothing: the page was read in this order."""


class CaseTable(tables.Table):  # type: ignore[misc]  # the package ships no types
    """One line a case."""

    caption = "案卷"

    chosen = tables.Column("选择", empty_values=(), orderable=False)
    name = tables.Column("姓名", accessor="case__person__name", linkify=lambda record: record.case.get_absolute_url())
    number = tables.Column("案卷编号", accessor="case__number")
    branch = tables.Column("党支部", accessor="case__branch__name", orderable=False)
    stage = tables.Column("阶段", accessor="case__stage__person", orderable=False)
    state = tables.Column("已办到", accessor="case__state_label", orderable=False)
    due = tables.TemplateColumn(template_name="cases/_due.html", verbose_name="最近期限")
    findings = tables.Column("问题", empty_values=(), orderable=False)

    class Meta:
        attrs = {"id": "cases"}
        empty_text = "没有符合条件的案卷。"

    def render_chosen(self, record: Row) -> SafeString | str:
        """The box beside an open case."""
        box = '<input type="checkbox" name="case" value="{}" aria-label="选择{}">'
        return format_html(box, record.case.number, record.case.person.name) if record.case.is_open else ""

    def render_findings(self, record: Row) -> SafeString | str:
        """How many of each severity, in words."""
        counts = [("已逾期", record.overdue), *((each.label, getattr(record, each.code)) for each in Severity)]
        parts = [(label, count) for label, count in counts if count]
        return format_html_join("，", '<span class="nowrap">{} {}</span>', parts) if parts else "无"


def case_table(rows: Sequence[Row], sort: str, *, can_choose: bool = False) -> CaseTable:
    """The table, sorted by `sort` already (`due`, `-name` …); `can_choose`: with a box beside each open case."""
    return CaseTable(Ordered(rows), order_by=sort, exclude=() if can_choose else ("chosen",))
