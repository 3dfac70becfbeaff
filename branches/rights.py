"""What one user may do and read on one day.

Appointments are the truth. Guardian's object permissions are derived from them; when they were
derived today, one query reads them, otherwise the appointments are read straight and nothing is
written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q

from branches.acts import MAY, Act, Kind, Role
from branches.memory import remembered

if TYPE_CHECKING:
    from branches.models import User

PATH_STEP = 4  # characters of a treebeard path for one level: 36**4 children


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held today at one organization; `path` is the organization's place in the tree
    today.
    """

    role: Role
    organization_id: int
    path: str

    @property
    def reaches(self) -> str:
        """The path of the subtree that the role reaches; a department is a leaf and reaches its
        committee's.
        """
        if Kind.DEPARTMENT in self.role.held_at:
            return (
                self.path[:-PATH_STEP] or self.path
            )  # a department that is a root reaches itself, not every tree
        return self.path


@dataclass(frozen=True)
class Rights:
    """All rights of one user on one day."""

    grants: tuple[Grant, ...] = ()

    def role_for(self, act: Act, organization_id: int) -> Role | None:
        """The role in which the user may do the act at the organization that acts, or None.
        Entries record it.
        """
        for grant in self.grants:
            if grant.organization_id == organization_id and grant.role in MAY[act]:
                return grant.role
        return None

    def may(self, act: Act, organization_id: int) -> bool:
        """Whether the user may do the act at the organization that acts."""
        return self.role_for(act, organization_id) is not None

    def may_anywhere(self, *acts: Act) -> bool:
        """Whether the user may do one of the acts at some organization: for menus and the
        audience of a page.
        """
        return any(grant.role in MAY[act] for grant in self.grants for act in acts)

    def organizations(self, act: Act) -> frozenset[int]:
        """The organizations at which the user may do the act."""
        return frozenset(grant.organization_id for grant in self.grants if grant.role in MAY[act])

    def reached(self, act: Act) -> tuple[str, ...]:
        """The subtrees below the organizations at which the user may do the act, none inside
        another.
        """
        return outermost(grant.reaches for grant in self.grants if grant.role in MAY[act])

    @cached_property
    def reading_paths(self) -> tuple[str, ...]:
        """The subtrees whose cases the user may read, none inside another."""
        return self.reached(Act.READ)

    @cached_property
    def administered_paths(self) -> tuple[str, ...]:
        """The subtrees whose organizations, members and appointments the user administers."""
        return self.reached(Act.ADMINISTER)

    @cached_property
    def seeing_paths(self) -> tuple[str, ...]:
        """The subtrees whose organizations, members, users and appointments the user may see."""
        return outermost(self.reading_paths + self.administered_paths)

    def readable(self, branch: str) -> Q:
        """A condition: the branch in the field `branch` is one whose cases the user may read.

        His own branch has nothing below it and is named by its id: an index finds its few cases
        among many.
        """
        own, paths = set(), []
        for grant in self.grants:
            if grant.role in MAY[Act.READ]:
                if Kind.BRANCH in grant.role.held_at:
                    own.add(grant.organization_id)
                else:
                    paths.append(grant.reaches)
        condition = under(outermost(paths), f"{branch}__path")
        if own:
            condition |= Q(**{f"{branch}__in": own})
        return condition

    def reads(self, path: str) -> bool:
        """Whether the user may read cases of the organization at this path."""
        return path.startswith(self.reading_paths)

    def is_administrator_of(self, path: str) -> bool:
        """Whether the user administers the organization at this path."""
        return path.startswith(self.administered_paths)


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that lie inside no other, sorted."""
    found: list[str] = []
    for path in sorted(set(paths)):
        if not (found and path.startswith(found[-1])):
            found.append(path)
    return tuple(found)


def under(paths: Iterable[str], field: str = "path") -> Q:
    """A condition: the organization path in `field` is one of the subtrees. No paths: nothing
    matches.
    """
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def read_rights(user: User, today: date) -> Rights:
    """The rights of an active account on a day, read anew: `Actor.rights` keeps them."""
    rows = _derived(user) if user.rights_on == today else appointed(user, today)
    order = list(Role)
    grants = (Grant(role=Role(role), organization_id=pk, path=path) for role, pk, path in rows)
    return Rights(tuple(sorted(grants, key=lambda grant: (grant.path, order.index(grant.role)))))


def _derived(user: User) -> Iterable[tuple[str, int, str]]:
    return user.organizationuserpermission_set.values_list(
        "permission__codename", "content_object_id", "content_object__path"
    )


def appointed(user: User, today: date) -> Iterable[tuple[str, int, str]]:
    """(role, organization id, path) of the appointments valid today at organizations open today."""
    columns = (
        "from_on",
        "until_on",
        "organization__closed_on",
        "role",
        "organization_id",
        "organization__path",
    )
    rows = remembered(
        ("appointments", user.pk), lambda: list(user.appointments.order_by().values_list(*columns))
    )
    found = set()
    for from_on, until_on, closed_on, role, organization_id, path in rows:
        is_held = from_on <= today and (until_on is None or today < until_on)
        is_open = closed_on is None or today < closed_on
        if is_held and is_open:
            found.add((role, organization_id, path))
    return found
