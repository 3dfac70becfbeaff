"""The list of cases as it leaves the house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from branches.actor import Actor
from cases.models import Case
from cases.selectors.lists import DAYS, Row, rows_of
from config.kit.listing import Column

BATCH = 1_000


#: Those of the page, and what has no room there.
COLUMNS: Sequence[Column[Row]] = (
    Column("案卷编号", lambda row: row.case.number),
    Column("姓名", lambda row: row.case.person.name),
    Column("党支部编码", lambda row: row.case.branch.code),
    Column("党支部", lambda row: row.case.branch.name),
    Column("阶段", lambda row: row.case.stage_label),
    Column("已办到", lambda row: row.case.state_label),
    *(Column(each.label, each.value) for each in DAYS),
    Column("最近期限", lambda row: row.due_on),
    Column("已逾期", lambda row: row.found.overdue),
    Column("无效", lambda row: row.found.void),
    Column("应整改", lambda row: row.found.correct),
    Column("提示", lambda row: row.found.advise),
    Column("办结日期", lambda row: row.case.closed_on),
    Column("办理结果", lambda row: row.case.outcome_label),
)


def rows_by_number(cases: QuerySet[Case], actor: Actor) -> Iterator[Row]:
    """The rows of the list, by number; two queries and one more a batch."""
    last = ""
    while part := list(cases.filter(number__gt=last).order_by("number")[:BATCH]):
        yield from rows_of(part, actor)
        last = part[-1].number
