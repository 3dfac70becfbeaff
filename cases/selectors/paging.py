"""Pages by key: a page begins after the last row of the one before, so the last page costs what
the first does.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

M = TypeVar("M", bound=Model)
R = TypeVar("R")
COUNTED = 1000
LARGEST = 2**63  # of ids
#: The values of the columns of an order in one row, then its id.
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Order:
    """An order of rows: columns that are never null (as lookups), then the id; `is_falling` turns
    them all.

    then  the columns after the first one; of the same kind
    read  makes a column's value of the text in a key. Raises ValueError
    """

    column: str
    is_falling: bool = False
    read: Callable[[str], Any] = str
    then: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column, *self.then)

    def turned(self) -> Order:
        return replace(self, is_falling=not self.is_falling)

    @cached_property
    def key(self) -> Callable[[Any], Key]:
        """Gives the values of its columns in a row, then its id."""
        return attrgetter(*(name.replace(LOOKUP_SEP, ".") for name in (*self.columns, "pk")))


@dataclass(frozen=True)
class Page(Generic[R]):
    """The rows of a page; `previous` and `next` are the keys in the query string, empty when
    there is nothing there.
    """

    rows: list[R]
    previous: str
    next: str


@dataclass(frozen=True)
class Place(Generic[R]):
    """Where a row stands in a list: `no` from 1, 0 when it is there no more; `count` of the
    list; its neighbours.
    """

    no: int
    count: int
    previous: R | None
    next: R | None

    @property
    def count_text(self) -> str:
        return str(self.count) if self.count <= COUNTED else f"{COUNTED}+"


def page_of(rows: QuerySet[M], order: Order, query: Mapping[str, str], size: int) -> Page[M]:
    """The page that `after=` or `before=` in the query asks for; the first one without, or with
    a broken key.
    """
    before, after = (
        parse_key(query.get("before", ""), order),
        parse_key(query.get("after", ""), order),
    )
    if before is not None:
        found, more = _read(rows, order.turned(), before, size)
        found.reverse()
        has_previous, has_next = more, True
    else:
        found, more = _read(rows, order, after, size)
        has_previous, has_next = after is not None, more
    first = last = ""
    if found and has_previous:
        first = _key(found[0], order)
    if found and has_next:
        last = _key(found[-1], order)
    return Page(found, first, last)


def capped_count(rows: QuerySet[Any], cap: int = COUNTED) -> int:
    """How many rows there are, counted up to `cap` + 1."""
    return rows.order_by()[: cap + 1].count()


def key_of(rows: QuerySet[M], order: Order, pk: int) -> str:
    """The key of the row with this id, empty where the list has none; one query. The columns may
    be annotated.
    """
    row = rows.filter(pk=pk).first()
    return _key(row, order) if row is not None else ""


def place_of(rows: QuerySet[M], order: Order, key: str) -> Place[M] | None:
    """Where the row of the key stands, or stood when it has left the list; None for a broken
    key. Five queries.
    """
    at = parse_key(key, order)
    if at is None:
        return None
    before, after = rows.filter(_beyond(order.turned(), at)), rows.filter(_beyond(order, at))
    passed, is_there = capped_count(before), rows.filter(pk=at[-1]).exists()
    return Place(
        no=passed + 1 if is_there else 0,
        count=passed + is_there + capped_count(after),
        previous=_in_order(before, order.turned()).first(),
        next=_in_order(after, order).first(),
    )


def _read(rows: QuerySet[M], order: Order, key: Key | None, size: int) -> tuple[list[M], bool]:
    """`size` rows beyond the key in the order, and whether there are more. Raises nothing: a
    broken key was dropped.
    """
    if key is not None:
        rows = rows.filter(_beyond(order, key))
    found = list(_in_order(rows, order)[: size + 1])
    return found[:size], len(found) > size


def _in_order(rows: QuerySet[M], order: Order) -> QuerySet[M]:
    names = (*order.columns, "pk")
    if order.is_falling:
        return rows.order_by(*(F(name).desc() for name in names))
    return rows.order_by(*(F(name).asc() for name in names))


def _beyond(order: Order, key: Key) -> Q:
    """Rows behind the key. The first condition is implied by the others: it lets the index begin
    at the key.
    """
    sign = "lt" if order.is_falling else "gt"
    beyond, equal = Q(), Q()
    for name, value in zip((*order.columns, "pk"), key, strict=True):
        beyond |= equal & Q(**{f"{name}__{sign}": value})
        equal &= Q(**{name: value})
    return Q(**{f"{order.column}__{sign}e": key[0]}) & beyond


def _key(row: Model, order: Order) -> str:
    return write_key(order.key(row))


def write_key(key: Key) -> str:
    """The key as a query string has it."""
    text = json.dumps(key, default=date.isoformat)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def parse_key(text: str, order: Order) -> Key | None:
    """The key in a query string, None for none or a broken one."""
    try:
        *values, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if (
            len(values) == len(order.columns)
            and all(map(_is_fit, (*values, pk)))
            and isinstance(pk, int)
        ):
            return (*map(order.read, values), pk)
    except (ValueError, TypeError, RecursionError):
        pass
    return None


def _is_fit(value: object) -> bool:
    """Whether the database can be asked for it. Raises ValueError for a text that has no UTF-8."""
    if isinstance(value, str):
        return b"\0" not in value.encode()
    return type(value) is int and abs(value) < LARGEST
