"""Who may do what, and whose subtree is read, day by day."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from branches import services
from branches.actor import Actor
from branches.acts import MAY, Act, Role
from branches.models import Organization, OrganizationUserPermission, User
from branches.rights import Grant, Rights, outermost
from tests.factories import Tree, make_appointment, make_tree, make_user

DAY = date(2026, 5, 18)


@pytest.fixture
def tree(db: None) -> Tree:
    """The tree of most tests."""
    return make_tree()


def fresh(user: User) -> User:
    """The account as another request would load it."""
    return User.objects.get(pk=user.pk)


def test_every_act_has_a_role_and_every_role_an_act() -> None:
    assert set(MAY) == set(Act)
    assert all(MAY.values())
    assert frozenset().union(*MAY.values()) == set(Role)


def test_administrator_reads_no_case_and_acts_on_none() -> None:
    assert [act for act in Act if Role.ADMINISTRATOR in MAY[act]] == [Act.ADMINISTER]


def test_clerk_does_not_decide() -> None:
    assert Role.CLERK in MAY[Act.HANDLE]
    assert Role.CLERK not in MAY[Act.DECIDE]


def test_outermost_drops_what_lies_inside() -> None:
    assert outermost(["00010002", "0001", "0003", "0003"]) == ("0001", "0003")


def test_acting_is_never_inherited() -> None:
    rights = Rights((Grant(Role.COMMITTEE_SECRETARY, 1, "0001"),))
    assert rights.may(Act.DECIDE, 1)
    assert not rights.may(Act.DECIDE, 2)
    assert rights.reads("00010001")


def test_department_reads_the_subtree_of_its_committee() -> None:
    assert Rights((Grant(Role.DEPARTMENT_OFFICER, 1, "00010002"),)).reading_paths == ("0001",)


def test_department_without_committee_reads_no_other_tree() -> None:
    assert Rights((Grant(Role.DEPARTMENT_OFFICER, 1, "0001"),)).reading_paths == ("0001",)


def test_nobody_has_no_rights() -> None:
    rights = Rights()
    assert not rights.reads("0001")
    assert not rights.is_administrator_of("0001")
    assert not rights.is_administrator_of("")


@pytest.mark.parametrize("derived_on", [None, DAY, DAY - timedelta(days=1)])
def test_one_query_whether_derived_or_not(
    tree: Tree, derived_on: date | None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = make_user(Role.BRANCH_SECRETARY, tree.branch)
    make_appointment(user, Role.CLERK, tree.bureau)
    if derived_on:
        services.derive_rights(user=user, today=derived_on)
    user = fresh(user)
    with django_assert_num_queries(1):
        actor = Actor(user, DAY)
        rights = actor.rights
        assert rights.may(Act.RECORD, tree.branch.pk)
        assert rights.role_for(Act.HANDLE, tree.bureau.pk) is Role.CLERK
        assert rights.role_for(Act.DECIDE, tree.bureau.pk) is None
        assert rights.organizations(Act.RECORD_SHARED) == {tree.branch.pk, tree.bureau.pk}
        assert actor.rights.reading_paths == (tree.bureau.path,)


@pytest.mark.parametrize(("days", "may"), [(-1, True), (0, False), (1, False)])
def test_rights_end_on_the_day_the_post_ends(tree: Tree, days: int, may: bool) -> None:
    user = make_user(Role.BRANCH_SECRETARY, tree.branch, until_on=DAY)
    day = DAY + timedelta(days=days)
    services.derive_rights(user=user, today=DAY - timedelta(days=1))
    assert Actor(fresh(user), day).rights.may(Act.RECORD, tree.branch.pk) is may
    services.derive_rights(user=user, today=day)
    assert OrganizationUserPermission.objects.filter(user=user).exists() is may
    assert Actor(fresh(user), day).rights.may(Act.RECORD, tree.branch.pk) is may


def test_a_post_of_tomorrow_gives_nothing_today(tree: Tree) -> None:
    user = make_user(Role.BRANCH_SECRETARY, tree.branch, from_on=DAY + timedelta(days=1))
    assert Actor(fresh(user), DAY).rights.grants == ()


def test_an_inactive_account_has_no_rights(tree: Tree) -> None:
    user = make_user(Role.BRANCH_SECRETARY, tree.branch)
    user.is_active = False
    assert Actor(user, DAY).rights.grants == ()


def test_organizations_visible(tree: Tree) -> None:
    def seen(role: Role, organization: Organization) -> set[int]:
        user = make_user(role, organization)
        return set(Organization.objects.visible_to(Actor(user, DAY)).values_list("pk", flat=True))

    own_tree = set(
        Organization.objects.filter(path__startswith=tree.city.path).values_list("pk", flat=True)
    )
    assert seen(Role.BRANCH_SECRETARY, tree.branch) == {tree.branch.pk}
    assert seen(Role.GENERAL_BRANCH_SECRETARY, tree.general_branch) == {
        tree.general_branch.pk,
        tree.far_branch.pk,
    }
    assert seen(Role.DEPARTMENT_OFFICER, tree.city_department) == own_tree
    assert seen(Role.ADMINISTRATOR, tree.city) == own_tree
    assert tree.stranger.pk not in own_tree
    assert not Organization.objects.visible_to(Actor(make_user(), DAY)).exists()
