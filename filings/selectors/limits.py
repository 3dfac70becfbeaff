"""Until when a filing must be answered: the obligations of the step that it is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cases.models import Obligation
from filings.kinds import KINDS


@dataclass(frozen=True)
class Limit:
    """Until when an item must be answered.

    last_on       the last lawful day that counts now: the first one, and after a recorded reason or
                  once it is past
                  too the second one
    void_from_on  the last day before the answer is void, where the regulation has such a limit
    is_void       that day is past
    """

    last_on: date
    void_from_on: date | None = None
    is_void: bool = False

    @property
    def void_later_on(self) -> date | None:
        """The second limit where it is another day than the one that counts now."""
        return self.void_from_on if self.void_from_on != self.last_on else None


class Filed(Protocol):
    """An item of a filing, or what a list keeps of one."""

    @property
    def pk(self) -> int: ...
    @property
    def case_id(self) -> int: ...
    @property
    def kind(self) -> str: ...


def limits_of(items: Iterable[Filed], today: date) -> dict[int, Limit]:
    """`{item id: until when it must be answered}` of those that have a last day; the worst where
    there are several. One query.
    """
    asking: dict[tuple[int, int | None], list[int]] = {}
    for item in items:
        asking.setdefault((item.case_id, KINDS[item.kind].step.no), []).append(item.pk)
    if not asking:
        return {}
    rows = Obligation.objects.filter(case__in={case for case, _ in asking}, until_on__isnull=False)
    found: dict[int, Limit] = {}
    columns = ("case_id", "step", "until_on", "void_from_on")
    for case, step, until, void in rows.values_list(*columns).order_by():
        for pk in asking.get((case, step), ()):
            limit = _limit(until, void, today)
            found[pk] = min(found.get(pk, limit), limit, key=_worst)
    return found


def _limit(until: date, void: date | None, today: date) -> Limit:
    is_void = void is not None and void < today
    return Limit(void if void is not None and is_void else until, void, is_void)


def _worst(limit: Limit) -> tuple[bool, date]:
    return not limit.is_void, limit.last_on
