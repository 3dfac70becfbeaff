"""Pages by key: a page begins after the last row of the one before, so the last page costs what the first does."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

M = TypeVar("M", bound=Model)
COUNTED = 1000
LARGEST = 2**63  # of ids


@dataclass(frozen=True)
class Order:
    """An order of rows: a column that is never null (as a lookup), then the id; `is_falling` turns both.

    read  makes the column's value of the text in a key. Raises ValueError
    """

    column: str
    is_falling: bool = False
    read: Callable[[str], Any] = str

    def turned(self) -> Order:
        return replace(self, is_falling=not self.is_falling)


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of a page; `previous` and `next` are the keys in the query string, empty when there is nothing there."""

    rows: list[M]
    previous: str
    next: str


def page_of(rows: QuerySet[M], order: Order, query: Mapping[str, str], size: int) -> Page[M]:
    """The page that `after=` or `before=` in the query asks for; the first one without, or with a broken key."""
    before, after = _parse(query.get("before", ""), order), _parse(query.get("after", ""), order)
    if before is not None:
        found, more = _read(rows, order.turned(), before, size)
        found.reverse()
        return Page(found, _key(found[0], order) if found and more else "", _key(found[-1], order) if found else "")
    found, more = _read(rows, order, after, size)
    is_first = after is None or not found
    return Page(found, "" if is_first else _key(found[0], order), _key(found[-1], order) if more else "")


def capped_count(rows: QuerySet[Any], cap: int = COUNTED) -> int:
    """How many rows there are, counted up to `cap` + 1."""
    return rows.order_by()[: cap + 1].count()


def _read(rows: QuerySet[M], order: Order, key: tuple[Any, int] | None, size: int) -> tuple[list[M], bool]:
    """`size` rows beyond the key in the order, and whether there are more. Raises nothing: a broken key was dropped."""
    if key is not None:
        rows = rows.filter(_beyond(order, key))
    columns = [F(name).desc() if order.is_falling else F(name).asc() for name in (order.column, "pk")]
    found = list(rows.order_by(*columns)[: size + 1])
    return found[:size], len(found) > size


def _beyond(order: Order, key: tuple[Any, int]) -> Q:
    """Rows behind the key. The first condition is implied by the second: it lets the index begin at the key."""
    value, pk = key
    sign = "lt" if order.is_falling else "gt"
    column = order.column
    return Q(**{f"{column}__{sign}e": value}) & (
        Q(**{f"{column}__{sign}": value}) | Q(**{column: value, f"pk__{sign}": pk})
    )


def _key(row: Model, order: Order) -> str:
    value: Any = row
    for name in order.column.split(LOOKUP_SEP):
        value = getattr(value, name)
    content = json.dumps([value.isoformat() if isinstance(value, date) else value, row.pk])
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def _parse(text: str, order: Order) -> tuple[Any, int] | None:
    """The key in a query string, None for none or a broken one."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if isinstance(value, str) and "\0" not in value and isinstance(pk, int) and abs(pk) < LARGEST:
            return order.read(value), pk
    except (ValueError, TypeError):
        pass
    return None
