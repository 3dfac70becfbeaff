"""The organizations that items name."""

from __future__ import annotations

from collections.abc import Iterable

from branches.models import Organization
from filings.models import FilingItem


def with_organizations(items: Iterable[FilingItem]) -> list[FilingItem]:
    """The items with their branch, sender, receiver and holder. Wants case and filing joined.

    One query: planning a join of eight tables takes the database longer.
    """
    shown = list(items)
    ids: set[int | None] = set()
    for item in shown:
        ids |= {item.case.branch_id, item.holder_id}
        ids |= {item.filing.sender_id, item.filing.receiver_id}
    found = Organization.objects.in_bulk(ids - {None})
    for item in shown:
        item.case.branch = found[item.case.branch_id]
        item.filing.sender = found[item.filing.sender_id]
        item.filing.receiver = found.get(item.filing.receiver_id)
        item.holder = found.get(item.holder_id)
    return shown
