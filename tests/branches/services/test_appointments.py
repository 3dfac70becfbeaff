"""Posts: who may give which, where, and that rights follow."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from branches import services
from branches.actor import Actor
from branches.acts import Kind, Role
from branches.models import Appointment, OrganizationUserPermission, User
from tests.factories import (
    LONG_AGO,
    Tree,
    make_appointment,
    make_organization,
    make_tree,
    make_user,
)

DAY = date(2026, 5, 18)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def tree(db: None) -> Tree:
    return make_tree()


@pytest.fixture
def administrator(tree: Tree) -> User:
    return make_user(Role.ADMINISTRATOR, tree.city)


def roles_of(user: User) -> set[tuple[str, int]]:
    """(role, organization) of the guardian rows."""
    rows = OrganizationUserPermission.objects.filter(user=user)
    return set(rows.values_list("permission__codename", "content_object_id"))


def test_appoint_derives_the_right_at_once(tree: Tree, administrator: User) -> None:
    user = make_user(organization=tree.branch)
    services.appoint(
        post=Appointment(user=user, role=Role.CLERK, organization=tree.bureau, from_on=DAY),
        by=Actor(administrator, DAY),
    )
    assert roles_of(user) == {("clerk", tree.bureau.pk)}
    assert User.objects.get(pk=user.pk).rights_on == DAY


def test_end_takes_the_right_at_once(tree: Tree, administrator: User) -> None:
    user = make_user(organization=tree.branch)
    kept = make_appointment(user, Role.CLERK, tree.bureau)
    ended = make_appointment(user, Role.BRANCH_SECRETARY, tree.branch)
    services.end_appointment(appointment=ended, until_on=DAY, by=Actor(administrator, DAY))
    assert roles_of(user) == {("clerk", kept.organization_id)}


def test_an_end_to_come_leaves_the_right_today(tree: Tree, administrator: User) -> None:
    post = make_appointment(make_user(organization=tree.branch), Role.CLERK, tree.bureau)
    services.end_appointment(appointment=post, until_on=NEXT, by=Actor(administrator, DAY))
    assert roles_of(post.user) == {("clerk", tree.bureau.pk)}
    services.derive_rights(user=post.user, today=NEXT)
    assert roles_of(post.user) == set()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", Kind)
def test_a_role_fits_its_kind_of_organization(tree: Tree, role: Role, kind: Kind) -> None:
    place = make_organization(tree.city, kind=kind, has_approval_power=None)
    fits = kind in role.held_at and role is not Role.ADMINISTRATOR  # the place is no root
    if fits:
        assert make_appointment(make_user(), role, place).pk
        return
    with pytest.raises(ValidationError) as refusal:
        make_appointment(make_user(), role, place)
    assert "只能在" in refusal.value.message_dict["role"][0]


def test_nobody_appoints_himself(tree: Tree, administrator: User) -> None:
    with pytest.raises(ValidationError, match="不能任命自己"):
        services.appoint(
            post=Appointment(
                user=administrator, role=Role.CLERK, organization=tree.bureau, from_on=DAY
            ),
            by=Actor(administrator, DAY),
        )
    own = Appointment.objects.get(user=administrator)
    with pytest.raises(ValidationError, match="自己的任职"):
        services.end_appointment(appointment=own, until_on=NEXT, by=Actor(administrator, DAY))


def test_only_in_the_own_root(tree: Tree, administrator: User) -> None:
    mine, theirs = make_user(organization=tree.branch), make_user(organization=tree.stranger)
    with pytest.raises(PermissionDenied):
        services.appoint(
            post=Appointment(
                user=mine, role=Role.BRANCH_SECRETARY, organization=tree.stranger, from_on=DAY
            ),
            by=Actor(administrator, DAY),
        )
    with pytest.raises(PermissionDenied):
        services.appoint(
            post=Appointment(
                user=theirs, role=Role.BRANCH_SECRETARY, organization=tree.branch, from_on=DAY
            ),
            by=Actor(administrator, DAY),
        )
    post = make_appointment(theirs, Role.BRANCH_SECRETARY, tree.stranger)
    with pytest.raises(PermissionDenied):
        services.end_appointment(appointment=post, until_on=DAY, by=Actor(administrator, DAY))


def test_an_administrator_who_left_office_yesterday(tree: Tree) -> None:
    former = make_user(Role.ADMINISTRATOR, tree.city, until_on=DAY)
    user = make_user(organization=tree.branch)
    with pytest.raises(PermissionDenied):
        services.appoint(
            post=Appointment(user=user, role=Role.CLERK, organization=tree.bureau, from_on=DAY),
            by=Actor(former, DAY),
        )


def test_a_post_held_already(tree: Tree) -> None:
    user = make_user(Role.CLERK, tree.bureau, until_on=NEXT)
    with pytest.raises(ValidationError, match="已担任"):
        make_appointment(user, Role.CLERK, tree.bureau, from_on=DAY)
    assert make_appointment(user, Role.CLERK, tree.bureau, from_on=NEXT).pk
    with pytest.raises(ValidationError, match="已担任"):
        make_appointment(user, Role.CLERK, tree.bureau, from_on=LONG_AGO, until_on=DAY)


def test_impossible_days(tree: Tree) -> None:
    user = make_user(organization=tree.bureau)
    with pytest.raises(ValidationError, match="不能早于"):
        make_appointment(user, Role.CLERK, tree.bureau, from_on=NEXT, until_on=DAY)
    post = make_appointment(user, Role.CLERK, tree.bureau, from_on=LONG_AGO, until_on=NEXT)
    with pytest.raises(ValidationError, match="不能延后"):
        services.end_appointment(
            appointment=post, until_on=NEXT + timedelta(days=1), by=Actor.system(DAY)
        )
    services.end_appointment(appointment=post, until_on=DAY, by=Actor.system(DAY))
    with pytest.raises(ValidationError, match="已经结束"):
        services.end_appointment(appointment=post, until_on=DAY, by=Actor.system(DAY))
