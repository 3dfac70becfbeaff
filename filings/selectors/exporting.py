"""The lists of filings as they leave the house: what waits, and what was sent up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branches.actor import Actor
from config.kit.listing import MOST_ROWS, Column
from filings.models import FilingItem
from filings.selectors import inbox
from filings.selectors.inbox import Row
from filings.selectors.queue import INBOX, Queue
from filings.selectors.waiting import waiting

BATCH = 500

NAMED: Sequence[Column[Row]] = (
    Column("姓名", lambda row: row.item.case.person.name),
    Column("案卷编号", lambda row: row.item.case.number),
    Column("党支部", lambda row: row.item.case.branch.name),
    Column("事项", lambda row: row.label),
    Column("第几次报送", lambda row: row.item.round),
    Column("报送编号", lambda row: row.item.filing.number),
    Column("报送日期", lambda row: row.item.submitted_on),
)
WAITS: Sequence[Column[Row]] = (
    Column("最迟", lambda row: row.limit.last_on if row.limit else None),
    Column("已等（天）", lambda row: row.days),
    Column("状态", lambda row: row.item.get_state_display()),
)
FOUND: Sequence[Column[Row]] = (
    Column("已逾期", lambda row: row.found.overdue),
    Column("无效", lambda row: row.found.void),
    Column("应整改", lambda row: row.found.correct),
)
ANSWERED: Sequence[Column[Row]] = (
    Column("主送", lambda row: row.item.filing.receiver.name if row.item.filing.receiver else None),
    Column("结果", lambda row: row.item.get_state_display()),
    Column("答复日期", lambda row: row.item.answered_on),
)


def _reasons(row: Row) -> str:
    """Why it came back: the reasons of the steps, then the note."""
    if row.returned is None:
        return ""
    said = ["：".join(filter(None, reason)) for reason in row.returned.reasons]
    return "；".join(filter(None, (*said, row.returned.note)))


#: The columns of each list, by its name.
COLUMNS: dict[str, Sequence[Column[Row]]] = {
    INBOX: (
        *NAMED,
        *WAITS,
        *FOUND,
        Column(
            "办理人",
            lambda row: row.item.assigned_to.get_full_name() if row.item.assigned_to else None,
        ),
    ),
    "waiting": (
        *NAMED,
        *WAITS,
        Column("现在", lambda row: row.item.holder.name if row.item.holder else None),
    ),
    "returned": (
        *NAMED,
        Column("退回日期", lambda row: row.returned.on if row.returned else None),
        Column("退回的理由", _reasons),
    ),
    "answered": (*NAMED, *ANSWERED),
}


def rows_of_list(queue: Queue, actor: Actor) -> Iterator[Row]:
    """The rows of the list in its order, at most `MOST_ROWS`; some queries a batch."""
    if queue.name == INBOX:
        ids = [row.pk for row in queue.of_list(waiting(actor), actor).rows]
    else:
        items = inbox.sent_items(actor, queue.name)
        ids = list(items.values_list("pk", flat=True)[:MOST_ROWS])
    for start in range(0, len(ids[:MOST_ROWS]), BATCH):
        part = ids[start : start + BATCH]
        found = inbox.joined(FilingItem.objects.filter(pk__in=part)).in_bulk()
        rows = inbox.rows_of((found[pk] for pk in part if pk in found), actor.today)
        yield from inbox.with_reasons(rows) if queue.name == "returned" else rows
