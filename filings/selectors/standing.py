"""What must be read before `filings.may` can say why something may not be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from branches.line import Line
from cases.facts.values import Deliberation
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
    return past_among(events_of([item])[item.pk])


def past_among(events: Sequence[Entry]) -> Past:
    """What these entries of an item tell."""
    submitted = [entry for entry in events if entry.facts["event"] == "submitted"]
    senders = frozenset(entry.recorded_by_id for entry in submitted if entry.recorded_by_id)
    return Past(events[-1] if events else None, senders)


def deliberations_among(item: FilingItem, events: Iterable[Entry]) -> list[Deliberation]:
    """Who deliberated on the way, in the item's own round."""
    return [
        Deliberation(organization=entry.facts["organization"], on=entry.taken_on)
        for entry in events
        if entry.facts["event"] == "deliberated" and entry.facts["round"] == item.round
    ]


def events_of(items: Sequence[FilingItem]) -> dict[int, list[Entry]]:
    """`{item id: the entries of what happened to it}`, in their order; one query."""
    found: dict[int, list[Entry]] = {item.pk: [] for item in items}
    rows = Entry.objects.filter(
        case__in={item.case_id for item in items}, kind=Entry.Kind.FILING, facts__item__in=[*found]
    )
    for entry in rows.select_related("recorded_by__person").order_by("case_id", "sequence"):
        found[entry.facts["item"]].append(entry)
    return found


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
