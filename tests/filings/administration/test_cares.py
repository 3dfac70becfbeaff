"""What the workbench tells an administrator to see to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branches.actor import Actor
from branches.acts import Role
from branches.models import Job, User
from cases.models import Sponsorship
from cases.services.holidays import load_holidays
from filings.administration.selectors.cares import Care, cares, years_missing
from tests.factories import Tree, make_appointment, make_member, make_tree, make_user
from tests.filings.planning.build import make_case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", str(TODAY))


@pytest.fixture
def tree() -> Tree:
    return make_tree()


@pytest.fixture
def administrator(tree: Tree) -> User:
    return make_user(Role.ADMINISTRATOR, tree.city, username="administrator")


def figure(user: User, label: str) -> Care:
    [found] = [care for care in cares(Actor(user, TODAY)) if label in care.label]
    return found


def test_organizations_in_which_nobody_holds_a_post(tree: Tree, administrator: User) -> None:
    before = figure(administrator, "无人任职").value
    assert before == 5, "the bureau, its general branch and its three branches; no department"
    make_user(Role.BRANCH_SECRETARY, tree.branch)
    make_user(Role.BRANCH_SECRETARY, tree.other_branch, until_on=TODAY)
    make_user(Role.CLERK, tree.other_root)
    assert figure(administrator, "无人任职").value == 4


def test_accounts_without_a_post(tree: Tree, administrator: User) -> None:
    contact, idle = make_member(tree.branch), make_member(tree.branch)
    for member in (contact, idle):
        make_user(organization=tree.branch, person=member.person)
    make_user(organization=tree.branch)
    make_user(organization=tree.stranger)
    Sponsorship.objects.create(
        case=make_case(tree.branch), kind="contact", member=contact, name="", since_on=TODAY
    )
    assert figure(administrator, "没有任职").value == 2


def test_posts_that_end(tree: Tree, administrator: User) -> None:
    for days in (0, 1, 30, 31):
        until_on = TODAY + timedelta(days=days)
        make_user(Role.BRANCH_SECRETARY, tree.branch, until_on=until_on)
    make_user(Role.CLERK, tree.other_root, until_on=TODAY + timedelta(days=2))
    assert figure(administrator, "到期").value == 2


def failed(owner: User | None, days: int = 1) -> Job:
    at = timezone.now() - timedelta(days=days)
    label = "导入：秘密名单.xlsx"
    state = Job.State.FAILED
    kind = "import_workbook"
    return Job.objects.create(kind=kind, label=label, owner=owner, state=state, finished_at=at)


def test_jobs_that_failed(client: Client, tree: Tree, administrator: User) -> None:
    own, theirs = make_user(organization=tree.branch), make_user(organization=tree.stranger)
    for owner in (own, theirs, None):
        failed(owner)
    failed(own, days=8)
    assert figure(administrator, "失败").value == 2
    client.force_login(administrator, backend="branches.backends.AccountBackend")
    page = client.get(reverse("workbench")).text
    assert "导入工作簿" in page
    assert own.username in page
    assert "秘密名单" not in page, "what it was about is for its owner"
    assert theirs.username not in page


@pytest.mark.parametrize(
    ("day", "missing"),
    [
        (date(2026, 11, 30), []),
        (date(2026, 12, 1), [2027]),
        (date(2027, 1, 1), [2027]),
        (date(2027, 12, 1), [2027, 2028]),
    ],
)
def test_years_without_days_off(day: date, missing: list[int]) -> None:
    assert list(years_missing(day)) == missing


def test_loaded_days_off_are_there(administrator: User) -> None:
    later = Actor(administrator, date(2027, 1, 1))
    assert cares(later)[-1].value == "缺少"
    load_holidays([(date(2027, 1, 1), False, "元旦")])
    assert cares(later)[-1].value == "已有"


def test_only_administrators_are_told(client: Client, tree: Tree, administrator: User) -> None:
    user = make_user(Role.DEPARTMENT_OFFICER, tree.city_department)
    for who, is_told in ((user, False), (administrator, True)):
        client.force_login(who, backend="branches.backends.AccountBackend")
        assert ("无人任职的组织" in client.get(reverse("workbench")).text) is is_told


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    client: Client, tree: Tree, administrator: User, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        failed(make_user(organization=tree.branch))
        user = make_user(Role.BRANCH_SECRETARY, tree.branch, until_on=TODAY + timedelta(days=2))
        make_appointment(user, Role.ORGANIZATION_MEMBER, tree.branch)
    client.force_login(administrator, backend="branches.backends.AccountBackend")
    client.get(reverse("me"))
    with django_assert_max_num_queries(20):
        client.get(reverse("workbench"))
