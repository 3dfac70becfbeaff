"""Pages and places of a list that is read whole, by the same keys as `cases.selectors.paging`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from cases.selectors.paging import Key, Order, Page, Place, parse_key, write_key


class Row(Protocol):
    """A row of a list, with the columns of its order."""

    @property
    def pk(self) -> int: ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Listed(Generic[R]):
    """Rows in a rising order."""

    rows: Sequence[R]
    order: Order

    @cached_property
    def _keys(self) -> list[Key]:
        return [self.order.key(row) for row in self.rows]

    def page(self, query: Mapping[str, Any], size: int) -> Page[R]:
        """The page that `after=` or `before=` in the query asks for; the first one without, or
        with a broken key.
        """
        before = parse_key(query.get("before", ""), self.order)
        after = parse_key(query.get("after", ""), self.order)
        if before is not None:
            end = bisect_left(self._keys, before)
            start = max(0, end - size)
        else:
            start = bisect_right(self._keys, after) if after is not None else 0
            end = start + size
        found = list(self.rows[start:end])
        if not found:
            return Page([], "", "")
        return Page(
            found,
            write_key(self._keys[start]) if start else "",
            write_key(self._keys[end - 1]) if end < len(self.rows) else "",
        )

    def key_of(self, pk: int) -> str:
        """The key of the row with this id; empty where there is none."""
        index = self._index(pk)
        return "" if index is None else write_key(self._keys[index])

    def place(self, pk: int, key: str) -> Place[R] | None:
        """Where the row with this id stands, or where the row of the key stood when it has left
        the list; None where neither is known.
        """
        index = self._index(pk)
        if index is not None:
            return self._place(index + 1, index, index + 1)
        at = parse_key(key, self.order)
        if at is None:
            return None
        gap = bisect_left(self._keys, at)
        return self._place(0, gap, gap)

    def _place(self, no: int, before: int, after: int) -> Place[R]:
        """Between the rows ahead of `before` and those from `after` on."""
        return Place(
            no=no,
            count=len(self.rows),
            previous=self.rows[before - 1] if before else None,
            next=self.rows[after] if after < len(self.rows) else None,
        )

    def _index(self, pk: int) -> int | None:
        return next((index for index, row in enumerate(self.rows) if row.pk == pk), None)
