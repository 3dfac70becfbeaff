"""Who checks whom: a committee all below itself, an organization department all below its
committee.
"""

from __future__ import annotations

from branches.actor import Actor
from branches.acts import Act, Kind
from branches.models import Organization
from branches.models.organization import OrganizationQuerySet
from branches.rights import under


def inspecting_organization(unit: Organization, actor: Actor) -> Organization | None:
    """The user's organization that checks the unit: of several the nearest one above it. None:
    none does.
    """
    rights = actor.rights
    acting = rights.organizations(Act.INSPECT)
    reaching = [
        g for g in rights.grants if g.organization_id in acting and unit.path.startswith(g.reaches)
    ]
    nearest = max(reaching, key=lambda grant: len(grant.reaches), default=None)
    if nearest is None:
        return None
    return Organization.objects.get(pk=nearest.organization_id)


def inspectable(actor: Actor) -> OrganizationQuerySet:
    """The units the user may have checked, in the order of the tree."""
    within = under(actor.rights.reached(Act.INSPECT))
    return (
        Organization.objects.open_on(actor.today)
        .filter(within)
        .exclude(kind__in=(Kind.DEPARTMENT, Kind.LEADING_GROUP))
    )
