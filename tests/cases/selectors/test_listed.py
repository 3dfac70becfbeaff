"""Pages and places of a list that is read whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from cases.selectors.listed import Listed
from cases.selectors.paging import Order

FIRST = date(2026, 6, 1)
ORDER = Order("on", read=date.fromisoformat)


@dataclass(frozen=True)
class Row:
    pk: int
    on: date


def rows(count: int) -> Listed[Row]:
    """Two rows a day, so that the id tells them apart."""
    return Listed([Row(pk, FIRST + timedelta(pk // 2)) for pk in range(count)], ORDER)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7])
def test_pages_forth_and_back_show_every_row_once(count: int) -> None:
    listed, found, key = rows(count), [], ""
    last = listed.page({}, 2)
    while True:
        page = listed.page({"after": key} if key else {}, 2)
        found += page.rows
        last = page
        if not page.next:
            break
        key = page.next
    assert found == list(listed.rows)
    back = list(last.rows)
    while last.previous:
        last = listed.page({"before": last.previous}, 2)
        back = last.rows + back
    assert back == list(listed.rows)


@pytest.mark.parametrize("broken", ["x", "W10", "W1swXV0", "W" * 3000])
def test_a_broken_key_begins_at_the_first(broken: str) -> None:
    assert rows(5).page({"after": broken}, 2).rows[0].pk == 0
    assert rows(5).place(99, broken) is None


@pytest.mark.parametrize(
    ("pk", "no", "previous", "next_"), [(0, 1, None, 1), (3, 4, 2, 4), (4, 5, 3, None)]
)
def test_a_row_stands_between_its_neighbours(
    pk: int, no: int, previous: int | None, next_: int | None
) -> None:
    place = rows(5).place(pk, "")
    assert place is not None
    beside = [row and row.pk for row in (place.previous, place.next)]
    assert (place.no, place.count, beside) == (no, 5, [previous, next_])


def test_a_row_that_left_the_list_leaves_its_place() -> None:
    listed = rows(5)
    key = listed.key_of(2)
    left = Listed([row for row in listed.rows if row.pk != 2], ORDER)
    place = left.place(2, key)
    assert place is not None
    assert (place.no, place.count) == (0, 4)
    assert (place.previous, place.next) == (listed.rows[1], listed.rows[3])
    assert left.key_of(2) == ""
