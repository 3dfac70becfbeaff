"""The notices that wait for the user: to be answered by his unit, or to be decided on where he
inspects.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from branches.actor import Actor
from branches.acts import Act
from filings.inspections.models import Rectification

SHOWN = 8


@dataclass(frozen=True)
class WaitingNotices:
    """The first SHOWN, the most urgent first; `has_more`: there are others."""

    rows: list[Rectification]
    has_more: bool = False


def notices_on_the_desk(actor: Actor) -> WaitingNotices:
    """One query; none for who neither answers nor inspects."""
    rights, state = actor.rights, Rectification.State
    units, inspectors = rights.organizations(Act.REPORT_BACK), rights.organizations(Act.INSPECT)
    if not units and not inspectors:
        return WaitingNotices([])
    waits = Q(unit__in=units, state__in=[state.ISSUED, state.RETURNED])
    waits |= Q(inspection__conducted_by__in=inspectors, state=state.ANSWERED)
    rows = Rectification.objects.filter(waits).select_related("unit", "inspection__conducted_by")
    found = list(rows.order_by("due_on", "pk")[: SHOWN + 1])
    return WaitingNotices(found[:SHOWN], len(found) > SHOWN)
