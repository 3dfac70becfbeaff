"""Who acts: the right is asked at the organization that acts, and the entry keeps organization
and role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects

from branches.actor import Actor
from branches.acts import Act
from branches.line import Line, line_of
from branches.models import Organization
from cases.models import Case, Sponsorship
from cases.procedure import Body


@dataclass(frozen=True)
class Acting:
    """As what somebody acts: `role` is a value of `branches.acts.Role`, or the kind of
    sponsorship.
    """

    organization: Organization
    role: str


def organization_of(line: Line, body: Body) -> Organization | None:
    """The organization that acts as this body for the branch."""
    return {
        Body.BRANCH: line.branch,
        Body.COMMITTEE: line.committee,
        Body.DEPARTMENT: line.department,
    }[body]


def find_acting(
    actor: Actor, act: Act, organizations: Iterable[Organization | None]
) -> Acting | None:
    """The first of the organizations at which the user may do the act, with his role there."""
    rights = actor.rights
    for organization in organizations:
        if organization is not None and (role := rights.role_for(act, organization.pk)):
            return Acting(organization, role.value)
    return None


def require_acting(actor: Actor, act: Act, organizations: Iterable[Organization | None]) -> Acting:
    """As `find_acting`; raises PermissionDenied when the user may do the act at none of them."""
    if acting := find_acting(actor, act, organizations):
        return acting
    raise PermissionDenied("您没有办理这一步的权限。")


def acting_for(
    case: Case, actor: Actor, act: Act, bodies: Iterable[Body], line: Line | None = None
) -> Acting:
    """As what the user does the act in this case. Raises PermissionDenied.

    Most acts are the branch's own: the line above it is read only where he may not do it there.
    """
    bodies = tuple(bodies)
    if bodies[:1] == (Body.BRANCH,) and (acting := find_acting(actor, act, [case.branch])):
        return acting
    line = line or line_of(case.branch, actor.today)
    return require_acting(actor, act, (organization_of(line, body) for body in bodies))


def sponsor_kinds(case: Case, actor: Actor) -> frozenset[str]:
    """As what the user stands by the person today: values of `Sponsorship.Kind`.

    Reads the sponsorships once a case, however often it is asked.
    """
    if actor.person_id is None:
        return frozenset()
    prefetch_related_objects([case], SPONSORSHIPS)
    rows = (
        row
        for row in case.sponsorships.all()
        if row.member and row.member.person_id == actor.person_id
    )
    return frozenset(row.kind for row in rows if row.is_on(actor.today))


#: The sponsorships of cases with their members, in one query.
SPONSORSHIPS: Prefetch[str] = Prefetch("sponsorships", Sponsorship.objects.select_related("member"))
