"""One breach planted in a lawful case, for every rule that a workbook can break, and exactly what
is found of it.

`due` and `actual` are written out from the reading of the rule, not taken from the rules' code.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import early, late, middle, standing
from .base import EDITIONS, Found, Plant

__all__ = ["Found", "Plant", "plants"]


def plants() -> Iterator[Plant]:
    for case in EDITIONS:
        yield from early.application(case)
        yield from early.cultivation(case)
        yield from early.listing(case)
        yield from middle.vetting(case)
        yield from middle.meeting(case)
        yield from late.approval(case)
        yield from late.probation(case)
        yield from late.conversion(case)
        yield from standing.missing(case)
        yield from standing.lawfully_stopped(case)
        yield from standing.overdue(case)
    yield from standing.straddling()
