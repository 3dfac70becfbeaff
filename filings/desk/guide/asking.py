"""Whom somebody may ask: names and posts of those above, nothing else of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from branches.actor import Actor
from branches.acts import Role
from branches.models import Appointment, Member, Organization, User
from branches.rights import PATH_STEP

#: Who answers questions of the work, and of accounts; contacts and introducers ask their branch.
OF_THE_WORK = (Role.CLERK, Role.ORGANIZER)
OF_THE_BRANCH = (Role.BRANCH_SECRETARY, Role.ORGANIZATION_MEMBER)
MOST = 4  # of each sort that are named


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who can be asked: name, post, organization."""

    name: str
    post: str
    organization: str


def whom_to_ask(actor: Actor) -> list[Asked]:
    """Those who answer at the nearest organization that has some, then the administrators of the
    root; in at most two queries.
    """
    if not actor.is_signed_in:
        return []
    own = _own_paths(actor)
    rows = list(_rows(actor, own))
    holds_post = bool(actor.rights.grants)
    found = []
    for roles in (OF_THE_BRANCH,) if not holds_post else ():
        found += _nearest(rows, roles)
    found += _nearest(rows, OF_THE_WORK)
    found += [row for row in rows if row.role == Role.ADMINISTRATOR][:MOST]
    return [_asked(row) for row in found]


def _own_paths(actor: Actor) -> set[str]:
    """Where the user holds posts; of who holds none, where they are a member."""
    paths = {grant.path for grant in actor.rights.grants}
    if paths or actor.person_id is None:
        return paths
    member = Member.objects.filter(person=actor.person_id).on(actor.today)
    return set(member.values_list("organization__path", flat=True))


def _rows(actor: Actor, own: Iterable[str]) -> Iterable[Appointment]:
    """Posts of others at these organizations and at those above, the lowest first."""
    paths = set()
    for path in own:
        paths |= {path[:end] for end in range(PATH_STEP, len(path) + 1, PATH_STEP)}
    rows = Appointment.objects.on(actor.today).filter(
        organization__in=Organization.objects.open_on(actor.today).filter(path__in=paths),
        role__in=[*OF_THE_WORK, *OF_THE_BRANCH, Role.ADMINISTRATOR],
        user__is_active=True,
    )
    rows = rows.exclude(user=actor.key).annotate(full_name=User.full_name_of("user"))
    return rows.select_related("organization").order_by("-organization__path", "role", "pk")


def _nearest(rows: Iterable[Appointment], roles: Sequence[str]) -> list[Appointment]:
    """Those of the lowest organization that has holders of one of the roles."""
    found: list[Appointment] = []
    for row in rows:
        if row.role in roles and (not found or row.organization_id == found[0].organization_id):
            found.append(row)
    return found[:MOST]


def _asked(row: Appointment) -> Asked:
    name: str = row.full_name  # type: ignore[attr-defined]  # annotated
    return Asked(name, row.get_role_display(), row.organization.name)
