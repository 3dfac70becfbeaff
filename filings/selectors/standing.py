"""What must be read before `filings.may` can say why something may not be done."""

from __future__ import annotations

from branches.line import Line
from cases.may import Reason
from cases.models import Case, Entry
from cases.procedure import Step
from filings import may
from filings.kinds import APART
from filings.may import Past
from filings.models import FilingItem


def past_of(item: FilingItem) -> Past:
    """What the entries tell of the item; one query at most, none of one in its first round that is
    open or answered.
    """
    is_told_by_row = item.is_open or item.answered_on is not None
    if is_told_by_row and item.round == 1:
        return may.NOTHING_YET
    rows = item.case.entries.filter(kind=Entry.Kind.FILING, facts__item=item.pk)
    entries = list(rows.select_related("recorded_by__person").order_by("sequence"))
    submitted = [entry for entry in entries if entry.facts["event"] == "submitted"]
    senders = frozenset(entry.recorded_by_id for entry in submitted if entry.recorded_by_id)
    return Past(entries[-1] if entries else None, senders)


def is_waiting(case: Case, step: Step) -> bool:
    """Whether an open filing of the case stands in the way of another for this step."""
    waiting = FilingItem.objects.filter(case=case).open()
    if step.code == APART:
        return waiting.filter(kind=APART).exists()
    return waiting.exclude(kind=APART).exists()


def submit_refusal(case: Case, step: Step, line: Line) -> Reason | None:
    """Why the filing cannot be submitted now."""
    return may.submit(case, step, line, is_waiting=is_waiting(case, step))


def resubmit_refusal(item: FilingItem, line: Line) -> Reason | None:
    """Why a returned item cannot be submitted again. Wants case and `filing.receiver` joined."""
    later = FilingItem.objects.filter(case=item.case_id, kind=item.kind, pk__gt=item.pk)
    return may.resubmit(
        item,
        line,
        is_waiting=is_waiting(item.case, item.step),
        is_overtaken=later.exists(),
    )
