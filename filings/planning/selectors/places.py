"""Organizations near one another in the tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from branches.actor import Actor
from branches.acts import Act, Kind
from branches.models import Organization
from branches.models.organization import OrganizationQuerySet

#: Kinds that admit nobody and hand nothing down.
ASIDE = (Kind.DEPARTMENT, Kind.LEADING_GROUP)


def acting_places(organization: Organization, today: date) -> list[Organization]:
    """Where the right to act for the organization is asked: there, and at its own organization
    department.
    """
    departments = _below(organization, today).filter(kind=Kind.DEPARTMENT)
    return [organization, *departments]


def may_act(actor: Actor, act: Act, places: Iterable[Organization]) -> bool:
    """Whether the user may do the act at one of the places."""
    allowed = actor.rights.organizations(act)
    return any(place.pk in allowed for place in places)


def children_of(organization: Organization, today: date) -> list[Organization]:
    """The organizations straight below that admit members, by code."""
    return list(_below(organization, today).exclude(kind__in=ASIDE).order_by("code"))


def _below(organization: Organization, today: date) -> OrganizationQuerySet:
    return Organization.objects.open_on(today).filter(
        path__startswith=organization.path, depth=organization.depth + 1
    )


def own_organization(actor: Actor) -> Organization | None:
    """The organization a page shows when none was named: the first of those at the top of what
    the user reads.
    """
    return Organization.objects.filter(path__in=actor.rights.reading_paths).first()
