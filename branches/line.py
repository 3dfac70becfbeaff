"""The organizations that act for a branch: who approves, who stands between, who is filed with.

Source: 《细则》 2014 第二十三、二十六条; 2026 第二十二、二十五条.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Left, Length

from branches.acts import Kind
from branches.memory import remembered
from branches.models import Organization
from branches.rights import PATH_STEP


@dataclass(frozen=True)
class Line:
    """The line above one branch.

    above       all organizations above it, nearest first
    committee   the nearest committee above with power of approval
    between     general branches and committees without that power below the committee, lowest first
    department  the 组织部 of the committee next above the approving one
    """

    branch: Organization
    above: tuple[Organization, ...]
    committee: Organization | None
    between: tuple[Organization, ...]
    department: Organization | None


def line_of(branch: Organization, today: date) -> Line:
    """The line above `branch` as it stands today; one query."""
    return lines_of([branch], today)[branch.pk]


def lines_of(branches: Iterable[Organization], today: date) -> dict[int, Line]:
    """The line above each of the branches, by its id; one query however many there are."""
    wanted = {branch.pk: branch for branch in branches}
    paths = {path for branch in wanted.values() for path in branch.ancestor_paths}
    rows: list[Organization] = []
    if paths:
        rows = remembered(("above", frozenset(paths)), lambda: _above(paths))
    found = [organization for organization in rows if organization.is_open_on(today)]
    return {pk: line_among(branch, found) for pk, branch in wanted.items()}


def _above(paths: Iterable[str]) -> list[Organization]:
    """The organizations at these paths and the departments beside them, lowest first."""
    rows = (
        Organization.objects.annotate(parent=Left("path", Length("path") - PATH_STEP))
        .filter(Q(path__in=paths) | Q(kind=Kind.DEPARTMENT, parent__in=paths))
        .order_by(F("path").desc())
    )
    return list(rows)


def line_among(branch: Organization, found: Sequence[Organization]) -> Line:
    """The line among organizations that may stand above, lowest first; no query."""
    above = tuple(each for each in found if each.path in branch.ancestor_paths)
    committee, between = None, []
    for each in above:
        if each.kind == Kind.COMMITTEE and each.has_approval_power:
            committee = each
            break
        if each.kind in (Kind.GENERAL_BRANCH, Kind.COMMITTEE):
            between.append(each)
    department = None
    if committee is not None:
        department = _department_over(above[above.index(committee) + 1 :], found)
    return Line(branch, above, committee, tuple(between), department)


def _department_over(
    higher: Sequence[Organization], found: Sequence[Organization]
) -> Organization | None:
    """The department of the nearest committee among those above the one that approves."""
    for each in higher:
        if each.kind == Kind.COMMITTEE:
            return _department_of(each, found)
    return None


def _department_of(committee: Organization, found: Sequence[Organization]) -> Organization | None:
    for each in found:
        if each.kind == Kind.DEPARTMENT and each.parent_path == committee.path:
            return each
    return None
