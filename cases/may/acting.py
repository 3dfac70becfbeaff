"""As what somebody acts: the right is asked at the organization that acts, and the entry keeps
organization and role.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from branches.actor import Actor
from branches.acts import Act
from branches.line import Line
from branches.models import Organization
from cases.models import Case
from cases.procedure import Body, Step

#: Who may do something, first choice first: a right, and the bodies at which it is asked.
Wanted = list[tuple[Act, tuple[Body, ...]]]


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


def first_of(actor: Actor, wanted: Wanted, line: Line) -> Acting | None:
    """As the first of those wanted that the user is."""
    for act, bodies in wanted:
        if acting := find_acting(actor, act, bodies_of(line, bodies)):
            return acting
    return None


def bodies_of(line: Line, bodies: Iterable[Body]) -> list[Organization | None]:
    """The organizations that act as these bodies for the branch."""
    return [organization_of(line, body) for body in bodies]


def right_of(step: Step) -> tuple[Act, tuple[Body, ...]]:
    """The right to record the step by itself, and the bodies that have it.

    What a filing records is its answer, so that of whoever answers; of one done on submission, of
    whoever submits.
    """
    if step.route is None:
        return step.act, step.bodies
    if step.route.done_on_submission:
        return step.route.submit, (step.route.sender,)
    return step.route.answer, (step.route.receiver,)


def supplement_acting(
    case: Case, step: Step, actor: Actor, line: Line, kinds: Collection[str]
) -> Acting | None:
    """As what the user may add to the step: who records it, sent it up or answered it; contact
    and introducer.

    kinds  as what the user stands by the person, of those who see the step
    """
    if acting := first_of(actor, _who_adds(step), line):
        return acting
    if step.sponsor is not None and step.sponsor in kinds:
        return Acting(case.branch, step.sponsor)
    return None


def _who_adds(step: Step) -> Wanted:
    if step.lasts:
        return [(Act.EXAMINE, step.bodies)]
    if step.adds is not None:
        act, body = step.adds
        return [(act, (body,))]
    if step.route is not None:
        return [(Act.RECORD, (Body.BRANCH,)), (Act.HANDLE, (Body.COMMITTEE,))]
    return [(step.act, step.bodies)]
