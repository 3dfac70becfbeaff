"""Accounts and posts on the administrator's pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from branches.acts import Role
from branches.models import Appointment, User
from tests.factories import (
    PASSWORD,
    Tree,
    make_appointment,
    make_member,
    make_person,
    make_tree,
    make_user,
)
from tests.filings.administration.build import url

pytestmark = pytest.mark.django_db
TODAY = "2026-11-24"
PAGES = ("account", "account_change", "account_password", "account_lock")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", TODAY)


@pytest.fixture
def tree() -> Tree:
    return make_tree()


@pytest.fixture
def administrator(tree: Tree, client: Client) -> User:
    """Signed in."""
    user = make_user(Role.ADMINISTRATOR, tree.city, username="administrator")
    client.force_login(user, backend="branches.backends.AccountBackend")
    return user


@pytest.mark.parametrize("page", PAGES)
def test_who_comes_in(client: Client, tree: Tree, administrator: User, page: str) -> None:
    own, theirs = make_user(organization=tree.branch), make_user(organization=tree.stranger)
    assert client.get(url(page, own)).status_code == 200
    assert client.get(url(page, theirs)).status_code == 404
    assert client.post(url(page, theirs), {}).status_code in (404, 405)


def test_an_account_kept_elsewhere_is_seen_and_not_changed(
    client: Client, tree: Tree, administrator: User
) -> None:
    guest = make_user(Role.COMMITTEE_MEMBER, tree.bureau)
    guest.organization = tree.stranger
    guest.save()
    assert client.get(url("account", guest)).status_code == 200
    for page in PAGES[1:]:
        assert client.post(url(page, guest), {"password": "some-first-pass"}).status_code == 403
    guest.refresh_from_db()
    assert guest.check_password(PASSWORD)


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.DEPARTMENT_OFFICER])
def test_no_other_role_comes_in(client: Client, tree: Tree, role: Role) -> None:
    other = make_user(Role.BRANCH_SECRETARY, tree.branch)
    post = Appointment.objects.get(user=other)
    places = (tree.branch, tree.general_branch, tree.city, tree.city_department)
    user = make_user(role, next(place for place in places if place.admits(role)))
    client.force_login(user, backend="branches.backends.AccountBackend")
    addresses = [reverse("accounts"), reverse("posts"), url("post_end", post)]
    addresses += [url(page, other) for page in PAGES]
    for address in addresses:
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403


def test_make_an_account_for_a_member(client: Client, tree: Tree, administrator: User) -> None:
    member = make_member(tree.branch)
    address = url("account_new", tree.branch)
    form = client.get(address, {"person": member.person_id}).context["form"]
    proposed = form["password"].value()
    assert form["person"].value() == member.person_id
    assert len(proposed) == 12
    typed = {"username": "zhang", "password": "short", "person": member.person_id}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "至少10个字符" in refused.text
    made = client.post(address, typed | {"password": proposed}, follow=True)
    user = User.objects.get(username="zhang")
    assert (user.person, user.organization) == (member.person, tree.branch)
    assert user.must_change_password
    assert user.check_password(proposed)
    assert proposed not in made.text, "it is shown once"


def test_an_account_is_for_members_of_the_organization(
    client: Client, tree: Tree, administrator: User
) -> None:
    elsewhere, holder = make_member(tree.other_branch), make_member(tree.branch)
    make_user(organization=tree.branch, person=holder.person)
    for member in (elsewhere, holder):
        typed = {"username": "x", "password": "a-first-password", "person": member.person_id}
        assert client.post(url("account_new", tree.branch), typed).status_code == 422
    assert not User.objects.filter(username="x").exists()


def test_rename_reset_and_lock(client: Client, tree: Tree, administrator: User) -> None:
    user = make_user(organization=tree.branch)
    form = {"username": "renamed", "organization": tree.other_branch.name}
    assert client.post(url("account_change", user), form).status_code == 302
    form["organization"] = tree.stranger.code
    assert client.post(url("account_change", user), form).status_code == 422
    assert client.post(url("account_password", user), {"password": "12345"}).status_code == 422
    new = {"password": "another-first-8"}
    assert client.post(url("account_password", user), new).status_code == 302
    for _ in range(2):  # pressed twice
        assert client.post(url("account_lock", user), {"turn": "off"}).status_code == 302
    user.refresh_from_db()
    assert (user.username, user.organization, user.is_active) == (
        "renamed",
        tree.other_branch,
        False,
    )
    assert user.must_change_password
    assert user.check_password("another-first-8")
    client.post(url("account_lock", user), {"turn": "on"})
    user.refresh_from_db()
    assert user.is_active


def test_the_own_account_stays_on(client: Client, tree: Tree, administrator: User) -> None:
    response = client.post(url("account_lock", administrator), {"turn": "off"})
    assert response.status_code == 422
    assert "不能停用自己的账号" in response.text


def test_accounts_without_a_post(client: Client, tree: Tree, administrator: User) -> None:
    without = make_user(organization=tree.branch, username="without")
    over = make_user(Role.BRANCH_SECRETARY, tree.branch, until_on=date(2026, 11, 24))
    held = make_user(Role.BRANCH_SECRETARY, tree.branch)
    off = make_user(organization=tree.branch)
    off.is_active = False
    off.save()
    theirs = make_user(organization=tree.stranger)
    page = client.get(reverse("accounts"), {"state": "no_post"}).text
    for user, is_shown in ((without, True), (over, True), (held, False), (off, False)):
        assert (url("account", user) in page) is is_shown, user
    everything = client.get(reverse("accounts"), {"state": "all"}).text
    assert url("account", off) in everything
    assert url("account", theirs) not in everything


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("view", ["accounts", "posts"])
def test_queries_do_not_grow(
    client: Client,
    tree: Tree,
    administrator: User,
    view: str,
    count: int,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(count):
        person = make_member(tree.branch).person
        user = make_user(Role.BRANCH_SECRETARY, tree.branch, person=person)
        make_appointment(user, Role.ORGANIZATION_MEMBER, tree.branch)
    client.get(reverse("me"))
    with django_assert_max_num_queries(9):
        assert client.get(reverse(view)).status_code == 200


def appoint(client: Client, tree: Tree, user: str, **changes: str) -> Any:
    typed = {"user": user, "role": Role.BRANCH_SECRETARY, "from_on": "2026-01-01"} | changes
    return client.post(url("post_new", tree.branch), typed)


def test_appoint_by_username_or_name(client: Client, tree: Tree, administrator: User) -> None:
    person = make_person(5, name="曾伟")
    user = make_user(organization=tree.branch, username="zw", person=person)
    assert appoint(client, tree, "曾伟").status_code == 302
    post = Appointment.objects.get(user=user)
    assert (post.role, post.until_on) == (Role.BRANCH_SECRETARY, None)
    again = appoint(client, tree, "zw")
    assert again.status_code == 422
    assert "已担任这一职务" in again.text


@pytest.mark.parametrize(
    ("user", "changes", "said"),
    [
        ("administrator", {}, "没有这个账号"),
        ("stranger", {}, "没有这个账号"),
        ("曾伟", {}, "不止一个"),
        ("one", {"role": Role.CLERK}, "选择"),
        ("one", {"until_on": "2025-01-01"}, "不能早于任职日期"),
    ],
)
def test_a_refused_appointment(
    client: Client,
    tree: Tree,
    administrator: User,
    user: str,
    changes: dict[str, str],
    said: str,
) -> None:
    for number, username in enumerate(("one", "two")):
        person = make_person(5 + number, name="曾伟")
        make_user(organization=tree.branch, username=username, person=person)
    make_user(organization=tree.stranger, username="stranger")
    response = appoint(client, tree, user, **changes)
    assert response.status_code == 422
    assert said in response.text
    assert Appointment.objects.count() == 1, "the administrator's own"


def test_end_a_post(client: Client, tree: Tree, administrator: User) -> None:
    user = make_user(Role.BRANCH_SECRETARY, tree.branch)
    post = Appointment.objects.get(user=user)
    address = url("post_end", post)
    assert client.post(address, {"until_on": ""}).status_code == 422
    assert client.post(address, {"until_on": "今天"}).status_code == 302
    post.refresh_from_db()
    assert post.until_on == date(2026, 11, 24)
    assert client.post(address, {"until_on": "2027-01-01"}).status_code == 302
    post.refresh_from_db()
    assert post.until_on == date(2026, 11, 24), "what has ended stays"
    assert "以前的任职" in client.get(url("organization", tree.branch)).text


def test_not_the_own_post_and_none_of_another_root(
    client: Client, tree: Tree, administrator: User
) -> None:
    own = Appointment.objects.get(user=administrator)
    response = client.post(url("post_end", own), {"until_on": TODAY})
    assert response.status_code == 422
    assert "不能变更自己的任职" in response.text
    theirs = Appointment.objects.get(user=make_user(Role.BRANCH_SECRETARY, tree.stranger))
    assert client.post(url("post_end", theirs), {"until_on": TODAY}).status_code == 404


@pytest.mark.parametrize(
    ("until_on", "states"),
    [
        (None, {"", "all"}),
        (date(2026, 12, 24), {"", "all", "ending"}),
        (date(2026, 12, 25), {"", "all"}),
        (date(2026, 11, 24), {"ended", "all"}),
    ],
)
def test_posts_by_state(
    client: Client, tree: Tree, administrator: User, until_on: date | None, states: set[str]
) -> None:
    user = make_user(Role.BRANCH_SECRETARY, tree.branch, until_on=until_on)
    for state in ("", "ending", "ended", "all"):
        page = client.get(reverse("posts"), {"state": state}).text
        assert (url("account", user) in page) is (state in states), state
