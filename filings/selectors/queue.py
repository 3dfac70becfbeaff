"""The list through which a person goes item by item: where one stands in it, and which come
before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from branches.actor import Actor
from branches.models.person import sealed
from cases.selectors.listed import Listed
from cases.selectors.paging import Place, key_of, place_of
from filings.kinds import KINDS
from filings.models import FilingItem
from filings.models.filing import FilingItemQuerySet
from filings.selectors import inbox
from filings.selectors.waiting import WORST_FIRST, Waits, waiting

INBOX = "inbox"
#: What can be asked for of what waits, by who attends to it.
MINE, NOBODY = "mine", "nobody"


@dataclass(frozen=True)
class Queue:
    """A list of items: what waits for the user, of one kind or of all, or one of the tabs of what
    was sent up.

    It stands in the address of an item, so that going on keeps the list and its filter:
    `/filings/items/7/?list=inbox&kind=approve`. Once the item was answered and has left the list,
    `at` keeps the place where it stood. `who`: only what the user attends to, or nobody; "": all.
    """

    name: str = INBOX
    kind: str = ""
    who: str = ""
    at: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Queue:
        """The list that an address names; what waits for the user when it names none."""
        name, kind = query.get("list", ""), query.get("kind", "")
        if name in inbox.SENT:
            return cls(name, at=query.get("at", ""))
        if kind not in KINDS:
            kind = ""
        who = query.get("who", "")
        if who not in (MINE, NOBODY):
            who = ""
        return cls(INBOX, kind, who, query.get("at", ""))

    @property
    def query(self) -> str:
        """What names the list in an address."""
        return urlencode({"list": self.name, **self._filters})

    @property
    def _filters(self) -> dict[str, str]:
        filters = {"kind": self.kind, "who": self.who}
        return {name: value for name, value in filters.items() if value}

    @property
    def query_at(self) -> str:
        """The same, with the place that is held."""
        return f"{self.query}&{urlencode({'at': self.at})}" if self.at else self.query

    @property
    def url(self) -> str:
        """The page of the list."""
        if self.name != INBOX:
            return f"{reverse('filings_sent')}?{urlencode({'state': self.name})}"
        if self._filters:
            return f"{reverse('filings')}?{urlencode(self._filters)}"
        return reverse("filings")

    def of_list(self, rows: list[Waits], actor: Actor) -> Listed[Waits]:
        """Those of what waits that are in this list."""
        if self.kind:
            rows = [row for row in rows if row.kind == self.kind]
        if self.who:
            wanted = actor.key if self.who == MINE else None
            rows = [row for row in rows if row.assigned_to_id == wanted]
        return Listed(rows, WORST_FIRST)

    def address(self, item: FilingItem, at: str = "") -> str:
        """The page of an item of the list."""
        return f"{item.get_absolute_url()}?{replace(self, at=at).query_at}"

    def holding(self, item: FilingItem, actor: Actor) -> Queue:
        """The list with the place of the item, which is then known also once it has left; asked
        before the act.
        """
        if self.name == INBOX:
            key = self.of_list(waiting(actor), actor).key_of(item.pk)
        else:
            key = key_of(inbox.sent_items(actor, self.name), inbox.order_of(self.name), item.pk)
        return replace(self, at=key or self.at)

    def leave(self, item: FilingItem, actor: Actor) -> str:
        """The address of the item's page that holds its place; asked before the act."""
        return self.address(item, self.holding(item, actor).at)

    def after(self, item: FilingItem, actor: Actor) -> str:
        """Where one goes on when the item is done: to the next one, at the end to the list; to
        its own page where it is not in the list.
        """
        place = self.place(item, actor)
        if place is None:
            return self.address(item, self.at)
        return self.address(place.next) if place.next else self.url

    def place(self, item: FilingItem, actor: Actor) -> Place[FilingItem] | None:
        """Where the item stands; None where it is not in the list and the address does not say
        where it stood.
        """
        if self.name == INBOX:
            return _with_items(self.of_list(waiting(actor), actor).place(item.pk, self.at))
        items, order = inbox.sent_items(actor, self.name), inbox.order_of(self.name)
        key = key_of(items, order, item.pk) or self.at
        return place_of(_named(items), order, key) if key else None


def _with_items(place: Place[Waits] | None) -> Place[FilingItem] | None:
    """The place with the items beside it in place of their rows; one query."""
    if place is None:
        return None
    ids = [row.pk for row in (place.previous, place.next) if row is not None]
    items = _named(FilingItem.objects.filter(pk__in=ids)).in_bulk()
    return Place(
        no=place.no,
        count=place.count,
        previous=items.get(place.previous.pk) if place.previous else None,
        next=items.get(place.next.pk) if place.next else None,
    )


def _named(items: FilingItemQuerySet) -> FilingItemQuerySet:
    """The items with the name of the person."""
    rows = items.select_related("case__person")
    return rows.defer("case__facts", *sealed("case__person"))
