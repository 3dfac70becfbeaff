"""The tree of organizations. It changes here only, always as last child, one change at a time."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from branches.actor import Actor
from branches.acts import Kind, Role
from branches.models import Appointment, Member, Organization
from branches.services.appointments import derive_rights
from branches.services.checks import require_administrator, save_checked
from branches.services.reactions import on_organization_close

TREE_LOCK = 20140528  # any constant; names the advisory lock of the tree

# Source: 《党章》 a branch is the lowest organization; a department or leading group belongs to its
# committee.
MAY_STAND_UNDER: dict[Kind, frozenset[Kind]] = {
    Kind.COMMITTEE: frozenset({Kind.COMMITTEE}),
    Kind.GENERAL_BRANCH: frozenset({Kind.COMMITTEE}),
    Kind.BRANCH: frozenset({Kind.COMMITTEE, Kind.GENERAL_BRANCH}),
    Kind.DEPARTMENT: frozenset({Kind.COMMITTEE}),
    Kind.LEADING_GROUP: frozenset({Kind.COMMITTEE}),
}
TREE_FIELDS = ("path", "depth", "numchild")


@transaction.atomic
def create_organization(
    *,
    parent: Organization | None,
    code: str,
    name: str,
    kind: str,
    by: Actor,
    **fields: Any,
) -> Organization:
    """Add an organization below `parent`, or a root (the system only)."""
    lock_tree()
    if parent is not None:
        parent = Organization.objects.get(pk=parent.pk)
    require_administrator(by, parent)
    organization = Organization(code=code.strip(), name=name.strip(), kind=kind, **fields)
    organization.full_clean(exclude=TREE_FIELDS)
    if parent is None:
        return Organization.objects.add_root(instance=organization)
    _check_place(organization, parent, by.today)
    return Organization.objects.add_child(parent, instance=organization)


@transaction.atomic
def move_organization(
    *, organization: Organization, parent: Organization, by: Actor
) -> Organization:
    """Put an organization, with all below it, under another as last child."""
    lock_tree()
    organization = Organization.objects.get(pk=organization.pk)
    parent = Organization.objects.get(pk=parent.pk)
    require_administrator(by, organization)
    require_administrator(by, parent)
    if organization.contains(parent):
        raise ValidationError(
            {"parent": "不能移到自己或自己的下级组织之下：上下级关系会成为一个环。"}
        )
    if organization.is_root():
        raise ValidationError({"parent": "最上级组织不能移动。"})
    if parent.path == organization.parent_path:
        return organization
    _check_place(organization, parent, by.today)
    Organization.objects.move(organization, parent, pos="last-child")
    return Organization.objects.get(pk=organization.pk)


@transaction.atomic
def update_organization(*, organization: Organization, by: Actor, **changes: Any) -> Organization:
    """Change what an organization is, not where it stands."""
    lock_tree()
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    require_administrator(by, organization)
    for field, value in changes.items():
        setattr(organization, field, value)
    organization.full_clean(exclude=TREE_FIELDS)
    if "kind" in changes:
        _check_kind(organization, by.today)
    organization.save()
    return organization


@transaction.atomic
def close_organization(*, organization: Organization, closed_on: date, by: Actor) -> Organization:
    """Close an organization from a day on; the posts held there end that day.

    Refused while an organization below is open, a member is there, or an app above objects (open
    cases).
    """
    lock_tree()
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    require_administrator(by, organization)
    if organization.closed_on is not None:
        raise ValidationError({"closed_on": "该组织已经撤销。"})
    below = Organization.objects.open_on(closed_on).filter(path__startswith=organization.path)
    if below.exclude(pk=organization.pk).exists():
        raise ValidationError({"closed_on": "还有未撤销的下级组织，请先撤销或调整。"})
    if Member.objects.on(closed_on).filter(organization=organization).exists():
        raise ValidationError({"closed_on": "组织内还有党员，请先登记转出。"})
    for objection in on_organization_close:
        objection(organization, closed_on)
    organization.closed_on = closed_on
    save_checked(organization, exclude=TREE_FIELDS)
    running = (
        Appointment.objects.on(closed_on).filter(organization=organization).select_related("user")
    )
    users = {appointment.user for appointment in running}
    running.update(until_on=closed_on)
    for user in sorted(users, key=lambda each: each.pk):
        derive_rights(user=user, today=by.today)
    return organization


def lock_tree() -> None:
    """Let one transaction at a time change the tree: two moves at once could make a circle, or
    one path twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def _check_place(organization: Organization, parent: Organization, today: date) -> None:
    kind, above = Kind(organization.kind), Kind(parent.kind)
    if above not in MAY_STAND_UNDER[kind]:
        raise ValidationError({"parent": f"{kind.label}不能设在{above.label}之下。"})
    if not parent.is_open_on(today):
        raise ValidationError({"parent": "上级组织已经撤销。"})


def _check_kind(organization: Organization, today: date) -> None:
    kind = Kind(organization.kind)
    parent = Organization.objects.filter(path=organization.parent_path).first()
    if parent is not None and Kind(parent.kind) not in MAY_STAND_UNDER[kind]:
        raise ValidationError({"kind": f"{kind.label}不能设在{Kind(parent.kind).label}之下。"})
    children = Organization.objects.filter(
        path__startswith=organization.path, depth=organization.depth + 1
    )
    if any(kind not in MAY_STAND_UNDER[Kind(child.kind)] for child in children):
        raise ValidationError({"kind": "现有下级组织不能设在这类组织之下。"})
    running = Appointment.objects.filter(organization=organization).exclude(until_on__lte=today)
    if any(not organization.admits(Role(post.role)) for post in running):
        raise ValidationError({"kind": "现有任职与这类组织不符，请先登记离任。"})
