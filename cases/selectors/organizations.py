"""Organizations to choose from, level by level: never all at once, because there may be
thousands.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from branches.actor import Actor
from branches.acts import Act
from branches.models import Organization
from branches.rights import Rights, under

SHOWN = 300


@dataclass(frozen=True)
class Choice:
    """An organization in a select, set in by its level below the first one shown."""

    organization: Organization
    level: int

    @property
    def label(self) -> str:
        return "　" * self.level + self.organization.name


def reading_roots(actor: Actor) -> list[Organization]:
    """The organizations at the top of the subtrees the user reads."""
    return list(Organization.objects.filter(path__in=actor.rights.reading_paths))


def named_by_code(rights: Rights, most: int = SHOWN) -> list[Organization]:
    """The organizations that a workbook of the user may name by their codes, and those above
    them; one query.
    """
    paths = (*rights.reached(Act.IMPORT_CASES), *rights.administered_paths)
    above = {
        path[:end]
        for path in paths
        for end in range(Organization.steplen, len(path), Organization.steplen)
    }
    found = Organization.objects.filter(under(paths) | Q(path__in=above), closed_on__isnull=True)
    return list(found.order_by("path")[:most])


def choices(actor: Actor, code: str) -> list[Choice]:
    """The roots of what the user reads, and below the organization `code` (the roots without) its
    next level.

    Two queries.
    """
    rights = actor.rights
    if not (paths := rights.reading_paths):
        return []
    chosen = Organization.objects.filter(code=code).first() if code else None
    if chosen is not None and not rights.reads(chosen.path):
        chosen = None
    within = [path for path in paths if chosen is None or chosen.path.startswith(path)]
    wanted = Q(path__in=paths)
    parents = within if chosen is None else [chosen.path]
    for parent in parents:
        wanted |= Q(path__startswith=parent, depth=len(parent) // Organization.steplen + 1)
    if chosen is not None:
        wanted |= Q(path__in=[chosen.path, *chosen.ancestor_paths])
    found = Organization.objects.filter(wanted).order_by("path")[:SHOWN]
    readable = [row for row in found if rights.reads(row.path)]
    top = {path: len(path) // Organization.steplen for path in paths}
    shown = []
    for row in readable:
        root_depth = next(top[path] for path in paths if row.path.startswith(path))
        shown.append(Choice(row, row.depth - root_depth))
    return shown
