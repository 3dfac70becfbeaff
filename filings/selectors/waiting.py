"""What waits for a user, worst first.

The list is read whole, as some columns a row: its counts, its pages, and the neighbours of an item
are then places in it. A desk has some hundred rows at most.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q

from branches.actor import Actor
from branches.acts import Act
from cases.models.case import LAST
from cases.selectors.paging import Order
from filings.kinds import APART, KINDS
from filings.models import FilingItem
from filings.models.filing import FilingItemQuerySet
from filings.selectors.limits import Limit, limits_of

#: Void already, then by the last lawful day; what has none after them, by how long it waits.
WORST_FIRST = Order("void_since", read=date.fromisoformat, then=("last_day", "submitted_on"))
#: What is done with a filing that arrived: passed on, handled, or received as a record.
ANSWERING = (Act.DELIBERATE, Act.HANDLE, Act.RECEIVE_FILING)


class Waits(NamedTuple):
    """An open item that waits for the user; quick to make, as there are some hundred."""

    pk: int
    case_id: int
    kind: str
    submitted_on: date
    assigned_to_id: int | None = None
    limit: Limit | None = None

    @property
    def void_since(self) -> date:
        """The last day before the answer is void, where it is past."""
        return self.limit.last_on if self.limit and self.limit.is_void else LAST

    @property
    def last_day(self) -> date:
        return self.limit.last_on if self.limit else LAST


@dataclass(frozen=True)
class Tab:
    """A kind of filing with how many wait."""

    kind: str
    label: str
    count: int


def answers_some(actor: Actor) -> bool:
    """Whether filings of others come to the user at all; to a branch none do."""
    return actor.rights.may_anywhere(*ANSWERING)


def waiting_items(actor: Actor) -> FilingItemQuerySet:
    """The open items that lie where the user deliberates, handles or receives, without an order."""
    rights = actor.rights
    deliberates, handles, receives = map(rights.organizations, ANSWERING)
    arrived = Q(holder=F("filing__receiver"))
    apart = Q(kind=APART)
    mine = (
        (Q(holder__in=deliberates) & ~arrived)
        | (Q(holder__in=handles) & arrived & ~apart)
        | (Q(holder__in=receives) & apart)
    )
    here = FilingItem.objects.filter(
        holder__in=deliberates | handles | receives
    )  # what an index finds in its order
    return here.visible_to(actor).open().filter(mine).order_by()


def waiting(actor: Actor) -> list[Waits]:
    """What waits for the user, worst first; two queries."""
    columns = ("pk", "case_id", "kind", "submitted_on", "assigned_to_id")
    rows = [Waits(*row) for row in waiting_items(actor).values_list(*columns)]
    limits = limits_of(rows, actor.today)
    found = [row._replace(limit=limits.get(row.pk)) for row in rows]
    return sorted(found, key=WORST_FIRST.key)


def tabs(rows: list[Waits]) -> list[Tab]:
    """The kinds that wait, in the order of the steps."""
    counts = Counter(row.kind for row in rows)
    return [Tab(kind, KINDS[kind].label, counts[kind]) for kind in KINDS if kind in counts]
