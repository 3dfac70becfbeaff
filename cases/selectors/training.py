"""Cases that a training class may be recorded for."""

from __future__ import annotations

from django.db.models import Q

from branches.actor import Actor
from branches.acts import Act, Kind
from branches.models import Organization
from cases.facts.target import TrainingBody
from cases.models import Case
from cases.procedure import PLACE, STEPS

MOST = 200


def without_training(actor: Actor) -> list[Case]:
    """Open cases from step 8 on that have no training, or one not passed, for which the user may
    record it.

    At most `MOST`, those waiting longest first; two queries.
    """
    states = [step.code for step in STEPS[PLACE["list_target"] :] if step.outcome is None]
    lacking = Q(facts__steps__train__on__isnull=True) | Q(facts__steps__train__is_passed=False)
    rows = (
        Case.objects.visible_to(actor)
        .open()
        .filter(lacking, state__in=states)
        .filter(_acting_for(actor))
        .select_related("person", "branch")
        .order_by("target_on", "pk")
    )
    return list(rows[:MOST])


def _acting_for(actor: Actor) -> Q:
    """Cases whose branch, approving committee or department the user may record training for."""
    held = Organization.objects.filter(pk__in=actor.rights.organizations(Act.TRAIN))
    condition = Q(pk__in=())
    for each in held:
        if each.kind == Kind.BRANCH:
            condition |= Q(branch=each)
        else:
            path = each.path if each.kind == Kind.COMMITTEE else each.parent_path
            condition |= Q(branch__path__startswith=path)
    return condition


def organizer_for(actor: Actor) -> TrainingBody | None:
    """As which body the user trains; None for a branch, which only notes a class that others
    held.
    """
    rows = Organization.objects.filter(pk__in=actor.rights.organizations(Act.TRAIN))
    bodies = {_BODIES.get(kind) for kind in rows.values_list("kind", flat=True)}
    return bodies.pop() if len(bodies) == 1 else None


_BODIES = {
    Kind.COMMITTEE.value: TrainingBody.COMMITTEE,
    Kind.DEPARTMENT.value: TrainingBody.COUNTY_DEPARTMENT,
}
