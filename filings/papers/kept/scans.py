"""Which versions of the papers that came in are in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import prefetch_related_objects

from cases.models import Case
from cases.procedure import PLACE, STEP
from cases.services.rounds import Rounds
from filings.papers.kept.incoming import KINDS
from filings.papers.kept.models import Scan
from filings.papers.sheets.kit.naming import rounds_in

ORDER = {kind.code: place for place, kind in enumerate(KINDS)}


def round_of(scan: Scan, rounds: Rounds) -> int:
    """The round of its step that a scan is of; one kept before rounds were counted is of the one
    open then.
    """
    return scan.round_number or rounds.at(STEP[scan.step].no, scan.uploaded_at)


def counts(scan: Scan, rounds: Rounds) -> bool:
    """Whether the round that it is of was not undone since, or is the one that may come next."""
    no, number = STEP[scan.step].no, round_of(scan, rounds)
    begun = rounds.of.get(no, ())
    if number <= len(begun):
        return not begun[number - 1].is_undone
    return number == len(begun) + 1 and rounds.can_begin(no)


def kept_versions(case: Case) -> list[Scan]:
    """Every version that was kept, in their order; one query."""
    return list(case.scans.order_by("pk"))


def rounds_kept(versions: Iterable[Scan], rounds: Rounds) -> dict[str, set[int]]:
    """`{kind: numbers of the rounds of which a version was kept}`, those withdrawn since
    included.
    """
    found: dict[str, set[int]] = {}
    for scan in versions:
        found.setdefault(scan.kind, set()).add(round_of(scan, rounds))
    return found


def in_force(
    case: Case, rounds: Rounds | None = None, versions: Sequence[Scan] | None = None
) -> list[Scan]:
    """The last version of each kind in each round, unless it was withdrawn, with its files; the
    order is the work's.

    Another round never takes the place of what came in with the one before. `versions`: all, where
    they were read.
    """
    rounds = rounds if rounds is not None else rounds_in(case)
    last: dict[tuple[str, int], Scan] = {}
    for scan in kept_versions(case) if versions is None else versions:
        last[scan.kind, round_of(scan, rounds)] = scan
    found = [scan for scan in last.values() if not scan.is_withdrawn]
    prefetch_related_objects(found, "files")
    return in_order(found, rounds)


def in_order(scans: Iterable[Scan], rounds: Rounds) -> list[Scan]:
    """By step, round, and the order of the kinds; local ones after the national."""
    return sorted(
        scans,
        key=lambda scan: (
            PLACE[scan.step],
            round_of(scan, rounds),
            ORDER.get(scan.kind, len(ORDER)),
            scan.pk,
        ),
    )
