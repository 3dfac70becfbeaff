"""The tree: who may change it, what may stand where, no circle, one change at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from branches import services
from branches.actor import Actor
from branches.acts import Act, Kind, Role
from branches.models import Appointment, Organization, User
from tests.factories import Tree, make_member, make_organization, make_tree, make_user

DAY = date(2026, 5, 18)


@pytest.fixture
def tree(db: None) -> Tree:
    return make_tree()


@pytest.fixture
def administrator(tree: Tree) -> User:
    return make_user(Role.ADMINISTRATOR, tree.city)


def is_whole() -> bool:
    """Whether treebeard finds nothing wrong with the tree."""
    return not any(Organization.objects.find_problems())


def test_add(tree: Tree, administrator: User) -> None:
    made = services.create_organization(
        parent=tree.bureau, code="N1", name="新支部", kind=Kind.BRANCH, by=Actor(administrator, DAY)
    )
    assert tree.bureau.contains(made)
    assert made.path > tree.general_branch.path, "the last child"
    assert is_whole()


def test_only_in_the_own_root(tree: Tree, administrator: User) -> None:
    for parent in (tree.other_root, None):
        with pytest.raises(PermissionDenied):
            services.create_organization(
                parent=parent,
                code="N1",
                name="新支部",
                kind=Kind.COMMITTEE,
                by=Actor(administrator, DAY),
            )
    with pytest.raises(PermissionDenied):
        services.move_organization(
            organization=tree.branch, parent=tree.other_root, by=Actor(administrator, DAY)
        )
    with pytest.raises(PermissionDenied):
        services.close_organization(
            organization=tree.stranger, closed_on=DAY, by=Actor(administrator, DAY)
        )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_changes_the_tree(tree: Tree, role: Role) -> None:
    places = (tree.branch, tree.general_branch, tree.bureau, tree.city_department)
    user = make_user(role, next(place for place in places if place.admits(role)))
    with pytest.raises(PermissionDenied):
        services.update_organization(organization=tree.branch, name="改名", by=Actor(user, DAY))


def test_a_code_twice_is_said_beside_the_code(tree: Tree) -> None:
    with pytest.raises(ValidationError) as refusal:
        make_organization(tree.bureau, code=tree.branch.code)
    assert "code" in refusal.value.message_dict


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        (Kind.BRANCH, "branch"),
        (Kind.COMMITTEE, "city_department"),
        (Kind.DEPARTMENT, "general_branch"),
    ],
)
def test_what_cannot_stand_there(tree: Tree, kind: Kind, above: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        make_organization(getattr(tree, above), kind=kind)
    assert "不能设在" in refusal.value.message_dict["parent"][0]


def test_only_a_committee_has_the_power_of_approval(tree: Tree) -> None:
    with pytest.raises(ValidationError, match="只有党委才能有审批权限"):
        make_organization(tree.bureau, kind=Kind.GENERAL_BRANCH, has_approval_power=True)


def test_move_takes_all_below_and_the_rights_with_it(tree: Tree, administrator: User) -> None:
    secretary = make_user(Role.GENERAL_BRANCH_SECRETARY, tree.general_branch)
    services.derive_rights(user=secretary, today=DAY)
    moved = services.move_organization(
        organization=tree.general_branch, parent=tree.city, by=Actor(administrator, DAY)
    )
    far_branch = Organization.objects.get(pk=tree.far_branch.pk)
    assert moved.contains(far_branch)
    assert not tree.bureau.contains(far_branch)
    assert is_whole()
    seen = Organization.objects.visible_to(Actor(User.objects.get(pk=secretary.pk), DAY))
    assert set(seen) == {moved, far_branch}
    same = services.move_organization(
        organization=moved, parent=tree.city, by=Actor(administrator, DAY)
    )
    assert same.path == moved.path


@pytest.mark.parametrize("below", ["bureau", "general_branch"])
def test_a_move_that_would_form_a_circle(tree: Tree, administrator: User, below: str) -> None:
    with pytest.raises(ValidationError, match="会成为一个环"):
        services.move_organization(
            organization=tree.bureau, parent=getattr(tree, below), by=Actor(administrator, DAY)
        )
    with pytest.raises(ValidationError, match="会成为一个环"):
        services.move_organization(
            organization=tree.city, parent=tree.bureau, by=Actor(administrator, DAY)
        )
    assert is_whole()


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_two_moves_at_once_cannot_form_a_circle() -> None:
    root = make_organization(kind=Kind.COMMITTEE)
    one, other = (make_organization(root, kind=Kind.COMMITTEE) for _ in range(2))
    outcomes = at_once(lambda: move(one, other), lambda: move(other, one))
    assert sorted(outcomes) == ["moved", "refused"]
    assert is_whole()


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_children_added_at_once_get_paths_of_their_own() -> None:
    root = make_organization(kind=Kind.COMMITTEE)
    at_once(*[lambda: make_organization(root).name for _ in range(6)])
    assert Organization.objects.filter(path__startswith=root.path).count() == 7
    assert is_whole()


def move(organization: Organization, parent: Organization) -> str:
    try:
        services.move_organization(organization=organization, parent=parent, by=Actor.system(DAY))
    except ValidationError:
        return "refused"
    return "moved"


def at_once(*acts: Callable[[], str]) -> list[str]:
    """The outcomes of acts that begin at the same moment, each in a thread with its own
    connection.
    """
    barrier = Barrier(len(acts))

    def run(act: Callable[[], str]) -> str:
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_close_ends_the_posts_that_day(tree: Tree, administrator: User) -> None:
    secretary = make_user(Role.BRANCH_SECRETARY, tree.branch)
    services.close_organization(
        organization=tree.branch, closed_on=DAY, by=Actor(administrator, DAY)
    )
    assert Appointment.objects.get(user=secretary).until_on == DAY
    assert not Actor(User.objects.get(pk=secretary.pk), DAY).rights.grants
    with pytest.raises(ValidationError, match="已经撤销"):
        services.close_organization(
            organization=tree.branch, closed_on=DAY, by=Actor(administrator, DAY)
        )
    with pytest.raises(ValidationError, match="已经撤销"):
        services.appoint(
            post=Appointment(
                user=make_user(), role=Role.BRANCH_SECRETARY, organization=tree.branch, from_on=DAY
            ),
            by=Actor.system(DAY),
        )


def test_a_closing_to_come_leaves_the_rights_until_then(tree: Tree, administrator: User) -> None:
    secretary = make_user(Role.BRANCH_SECRETARY, tree.branch)
    tomorrow = DAY + timedelta(days=1)
    services.close_organization(
        organization=tree.branch, closed_on=tomorrow, by=Actor(administrator, DAY)
    )
    secretary = User.objects.get(pk=secretary.pk)
    assert Actor(secretary, DAY).rights.may(Act.RECORD, tree.branch.pk)
    assert not Actor(secretary, tomorrow).rights.may(Act.RECORD, tree.branch.pk)


def test_what_still_holds_an_organization_open(
    tree: Tree, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValidationError, match="下级组织"):
        services.close_organization(
            organization=tree.general_branch, closed_on=DAY, by=Actor(administrator, DAY)
        )
    make_member(tree.branch)
    with pytest.raises(ValidationError, match="还有党员"):
        services.close_organization(
            organization=tree.branch, closed_on=DAY, by=Actor(administrator, DAY)
        )

    def objection(organization: Organization, closed_on: date) -> None:
        raise ValidationError({"closed_on": "还有未办结的案卷。"})

    monkeypatch.setattr(services, "on_organization_close", services.on_organization_close)
    services.on_organization_close.append(objection)
    try:
        with pytest.raises(ValidationError, match="案卷"):
            services.close_organization(
                organization=tree.other_branch, closed_on=DAY, by=Actor(administrator, DAY)
            )
    finally:
        services.on_organization_close.remove(objection)


def test_another_kind_must_fit_what_is_there(tree: Tree, administrator: User) -> None:
    with pytest.raises(ValidationError, match="下级组织"):
        services.update_organization(
            organization=tree.general_branch, kind=Kind.BRANCH, by=Actor(administrator, DAY)
        )
    make_user(Role.BRANCH_SECRETARY, tree.branch)
    with pytest.raises(ValidationError, match="现有任职"):
        services.update_organization(
            organization=tree.branch, kind=Kind.GENERAL_BRANCH, by=Actor(administrator, DAY)
        )
    with pytest.raises(ValidationError, match="kind"):
        services.update_organization(
            organization=tree.branch, kind="nonsense", by=Actor(administrator, DAY)
        )
