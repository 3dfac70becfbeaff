"""Those whose meetings a user may prepare."""

from __future__ import annotations

from branches.actor import Actor
from branches.models import Organization
from filings.meetings.kinds import COMMITTEE, KINDS, Kind
from filings.meetings.models import Gathering


def kinds_of(actor: Actor) -> list[Kind]:
    """The kinds of meeting that the user may prepare somewhere; no query."""
    return [kind for kind in KINDS.values() if actor.rights.may_anywhere(kind.prepared_by)]


def gatherings_of(actor: Actor) -> list[Gathering]:
    """In the order of the kinds; a committee without power of approval answers no filings. One
    query.
    """
    held = {kind.code: actor.rights.organizations(kind.prepared_by) for kind in KINDS.values()}
    ids = frozenset().union(*held.values())
    organizations = list(Organization.objects.open_on(actor.today).filter(pk__in=ids))
    found = []
    for kind in KINDS.values():
        for each in organizations:
            is_here = each.pk in held[kind.code] and each.kind == kind.held_at
            if is_here and (kind != COMMITTEE or each.has_approval_power):
                found.append(Gathering(each, kind))
    return found
