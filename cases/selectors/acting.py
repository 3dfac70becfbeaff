"""As what a user acts in a case, with what must be read for it: the line above the branch, and the
sponsorships.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects

from branches.actor import Actor
from branches.acts import Act
from branches.line import Line, line_of
from cases.may import acting as may
from cases.may import changing
from cases.may.acting import Acting
from cases.models import Case, Entry, Sponsorship
from cases.models.sight import sight_of
from cases.procedure import STEP, Body, Step


def acting_for(
    case: Case, actor: Actor, act: Act, bodies: Iterable[Body], line: Line | None = None
) -> Acting:
    """As what the user does the act in this case. Raises PermissionDenied.

    Most acts are the branch's own: the line above it is read only where he may not do it there.
    """
    bodies = tuple(bodies)
    if bodies[:1] == (Body.BRANCH,) and (acting := may.find_acting(actor, act, [case.branch])):
        return acting
    line = line or line_of(case.branch, actor.today)
    return may.require_acting(actor, act, may.bodies_of(line, bodies))


def sponsor_kinds(case: Case, actor: Actor) -> frozenset[str]:
    """As what the user stands by the person today: values of `Sponsorship.Kind`.

    Reads the sponsorships once a case, however often it is asked.
    """
    if actor.person_id is None:
        return frozenset()
    prefetch_related_objects([case], SPONSORSHIPS)
    kinds = set()
    for row in case.sponsorships.all():
        is_own = row.member is not None and row.member.person_id == actor.person_id
        if is_own and row.is_on(actor.today):
            kinds.add(row.kind)
    return frozenset(kinds)


#: The sponsorships of cases with their members, in one query.
SPONSORSHIPS: Prefetch[str] = Prefetch("sponsorships", Sponsorship.objects.select_related("member"))


def supplement_acting(
    case: Case, step: Step, actor: Actor, line: Line | None = None
) -> Acting | None:
    """As what the user may add to the step."""
    line = line or line_of(case.branch, actor.today)
    return may.supplement_acting(case, step, actor, line, _kinds_for(case, step, actor))


def correct_acting(
    case: Case, entry: Entry, actor: Actor, line: Line | None = None
) -> Acting | None:
    """As what the user may correct the entry."""
    line = line or line_of(case.branch, actor.today)
    kinds = _kinds_for(case, STEP[entry.code], actor)
    return changing.correct_acting(case, entry, actor, line, kinds)


def _kinds_for(case: Case, step: Step, actor: Actor) -> frozenset[str]:
    """As what the user stands by the person, where a sponsor adds to the step and the user sees
    it.
    """
    if step.sponsor is None or step.code in sight_of(case, actor).hidden:
        return frozenset()
    return sponsor_kinds(case, actor)
