"""Which versions of the papers that came in are in force."""

from __future__ import annotations

from cases.models import Case, Entry
from cases.procedure import PLACE
from filings.papers.models import Scan


def in_force(case: Case) -> list[Scan]:
    """The papers of the case that count, with their files, in the order of the procedure; three queries.

    The last version of each kind, unless it was withdrawn, or its step was undone after it came in.
    """
    rows = case.scans.order_by("kind", "-version").distinct("kind").prefetch_related("files")
    found = [scan for scan in rows if not scan.is_withdrawn]
    if case.pass_number > 1:
        passes = _passes(case)
        found = [scan for scan in found if scan.pass_number >= passes.get(scan.step, case.pass_number)]
    return sorted(found, key=lambda scan: (PLACE[scan.step], scan.pk))


def _passes(case: Case) -> dict[str, int]:
    """`{step code: pass in which it was recorded}` of the steps that stand."""
    rows = case.entries.filter(kind=Entry.Kind.STEP).order_by("sequence").values_list("code", "pass_number")
    return {code: number for code, number in rows if case.facts.steps.get(code) is not None}
