"""The list through which a person goes item by item: where one stands in it, and which come
before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from branches.actor import Actor
from cases.selectors.paging import Order, Place, key_of, place_of
from filings.kinds import KINDS
from filings.models import FilingItem
from filings.models.filing import FilingItemQuerySet
from filings.selectors import inbox

INBOX = "inbox"


@dataclass(frozen=True)
class Queue:
    """A list of items: what waits for the user, of one kind or of all, or one of the tabs of what
    was sent up.

    It stands in the address of an item, so that going on keeps the list and its filter:
    `/filings/items/7/?list=inbox&kind=approve`. Once the item was answered and has left the list,
    `at` keeps the place where it stood.
    """

    name: str = INBOX
    kind: str = ""
    at: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Queue:
        """The list that an address names; what waits for the user when it names none."""
        name, kind = query.get("list", ""), query.get("kind", "")
        if name in inbox.SENT:
            return cls(name, at=query.get("at", ""))
        return cls(INBOX, kind if kind in KINDS else "", query.get("at", ""))

    @property
    def order(self) -> Order:
        return inbox.WORST_FIRST if self.name == INBOX else inbox.order_of(self.name)

    @property
    def query(self) -> str:
        """What names the list in an address."""
        return urlencode({"list": self.name} | ({"kind": self.kind} if self.kind else {}))

    @property
    def url(self) -> str:
        """The page of the list."""
        if self.name != INBOX:
            return f"{reverse('filings_sent')}?{urlencode({'state': self.name})}"
        return reverse("filings") + (f"?{urlencode({'kind': self.kind})}" if self.kind else "")

    def items(self, actor: Actor) -> FilingItemQuerySet:
        """The items in their order."""
        if self.name != INBOX:
            return inbox.sent_items(actor, self.name)
        waiting = inbox.waiting_items(actor)
        return inbox.worst_first(
            waiting.filter(kind=self.kind) if self.kind else waiting, actor.today
        )

    def address(self, item: FilingItem, at: str = "") -> str:
        """The page of an item of the list."""
        return f"{item.get_absolute_url()}?{self.query}" + (
            f"&{urlencode({'at': at})}" if at else ""
        )

    def leave(self, item: FilingItem, actor: Actor) -> str:
        """The address of the item's page that holds its place once it has left the list; asked
        before the act.
        """
        return self.address(item, key_of(self.items(actor), self.order, item.pk) or self.at)

    def place(self, item: FilingItem, actor: Actor) -> Place[FilingItem] | None:
        """Where the item stands; None where it is not in the list and the address does not say
        where it stood.
        """
        items = self.items(actor)
        key = key_of(items, self.order, item.pk) or self.at
        named = items.select_related("case__person")
        named = named.defer("case__facts", "case__person__identity_number", "case__person__phone")
        return place_of(named, self.order, key) if key else None
