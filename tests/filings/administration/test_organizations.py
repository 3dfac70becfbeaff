"""The tree and the page of an organization: who sees what; opening, changing, moving, closing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from branches.acts import Kind, Role
from branches.models import Organization, User
from filings.administration.selectors import tree as trees
from tests.factories import (
    Tree,
    make_appointment,
    make_member,
    make_organization,
    make_person,
    make_tree,
    make_user,
)
from tests.filings.administration.build import url
from tests.filings.planning.build import make_case

pytestmark = pytest.mark.django_db
PAGES = (
    "organization",
    "organization_new",
    "organization_change",
    "organization_move",
    "organization_close",
    "member_new",
    "post_new",
    "account_new",
)


@pytest.fixture
def tree() -> Tree:
    return make_tree()


@pytest.fixture
def administrator(tree: Tree, client: Client) -> User:
    """Signed in."""
    user = make_user(Role.ADMINISTRATOR, tree.city, username="administrator")
    client.force_login(user, backend="branches.backends.AccountBackend")
    return user


def test_the_tree_shows_the_own_root_by_code(
    client: Client, tree: Tree, administrator: User
) -> None:
    make_user(Role.BRANCH_SECRETARY, tree.branch)
    response = client.get(reverse("organizations"))
    [top] = response.context["nodes"]
    assert top.organization == tree.city
    bureau = next(each for each in top.children if each.organization == tree.bureau)
    codes = [each.organization.code for each in bureau.children]
    assert codes == sorted(codes)
    lacking = {each.organization for each in bureau.children if each.lacks_posts}
    assert lacking == {tree.other_branch, tree.general_branch}
    assert tree.stranger.name not in response.text


def test_what_is_closed_is_shown_when_asked(
    client: Client, tree: Tree, administrator: User
) -> None:
    form = {"closed_on": "2020-01-01"}
    client.post(url("organization_close", tree.far_branch), form, follow=True)
    assert tree.far_branch.name not in client.get(reverse("organizations")).text
    assert tree.far_branch.name in client.get(reverse("organizations"), {"state": "closed"}).text


def test_a_large_tree_is_shown_down_to_whole_levels(
    client: Client, tree: Tree, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "MOST", 4)
    [top] = client.get(reverse("organizations")).context["nodes"]
    bureau = next(each for each in top.children if each.organization == tree.bureau)
    assert bureau.is_folded
    assert bureau.children == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    client: Client, tree: Tree, administrator: User, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        make_member(tree.branch)
        make_user(Role.BRANCH_SECRETARY, tree.branch)
        make_organization(tree.bureau)
    client.get(reverse("me"))
    for address in (
        reverse("organizations"),
        reverse("organizations") + "?q=赵",
        url("organization", tree.branch),
        url("organization", tree.bureau),
    ):
        with django_assert_max_num_queries(18):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("text", "shown"),
    [("第二党支部", "organization"), ("zw", "member"), ("zeng", "member"), ("zhang-1", "account")],
)
def test_one_box_finds_organizations_members_and_accounts(
    client: Client, tree: Tree, administrator: User, text: str, shown: str
) -> None:
    member = make_member(tree.branch, person=make_person(5, name="曾伟"))
    theirs = make_member(tree.stranger, person=make_person(6, name="曾伟"))
    user = make_user(Role.BRANCH_SECRETARY, tree.branch, username="zhang-1")
    links = {
        "organization": url("organization", tree.other_branch),
        "member": url("member", member),
        "account": url("account", user),
    }
    page = client.get(reverse("organizations"), {"q": text}).text
    for what, link in links.items():
        assert (link in page) is (what == shown), what
    assert url("member", theirs) not in page


def test_the_box_in_the_head_finds_what_is_kept(
    client: Client, tree: Tree, administrator: User
) -> None:
    member = make_member(tree.branch, person=make_person(5, name="曾伟"))
    for text, row, page in (
        ("曾伟", member, "member"),
        (tree.far_branch.name, tree.far_branch, "organization"),
    ):
        response = client.get(reverse("search"), {"q": text})
        assert response.headers["Location"] == url(page, row), "what alone is found opens"
    reader = make_user(Role.DEPARTMENT_OFFICER, tree.city_department)
    client.force_login(reader, backend="branches.backends.AccountBackend")
    assert url("member", member) not in client.get(reverse("search"), {"q": "曾伟"}).text


def test_an_identity_number_finds_its_person(
    client: Client, tree: Tree, administrator: User
) -> None:
    member = make_member(tree.branch, person=make_person(5, name="曾伟"))
    number = str(member.person.identity_number)
    page = client.get(reverse("organizations"), {"q": number}).text
    assert url("member", member) in page


def test_the_page_tells_what_is_there(client: Client, tree: Tree, administrator: User) -> None:
    member, left = make_member(tree.branch), make_member(tree.branch)
    client.post(url("member_end", left), {"until_on": "2026-01-01"})
    post = make_user(Role.BRANCH_SECRETARY, tree.branch, person=member.person)
    make_case(tree.branch)
    response = client.get(url("organization", tree.branch))
    counts = response.context["counts"]
    assert (counts.full, counts.probationary, counts.accounts, counts.cases) == (1, 0, 1, 1)
    assert [each.user for each in response.context["posts"]] == [post]
    assert url("member", member) in response.text
    assert url("member", left) not in response.text
    page = client.get(url("organization", tree.branch), {"state": "left"}).text
    assert url("member", left) in page
    assert url("member", member) not in page


@pytest.mark.parametrize("page", PAGES)
def test_another_root_is_not_found(
    client: Client, tree: Tree, administrator: User, page: str
) -> None:
    assert client.get(url(page, tree.stranger)).status_code == 404
    assert client.post(url(page, tree.stranger), {}).status_code in (404, 405)


@pytest.mark.parametrize("page", PAGES)
def test_what_is_read_in_another_role_is_not_administered(
    client: Client, tree: Tree, administrator: User, page: str
) -> None:
    make_appointment(administrator, Role.COMMITTEE_MEMBER, tree.other_root)
    assert client.get(url(page, tree.stranger)).status_code == 404


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.DEPARTMENT_OFFICER])
def test_no_other_role_comes_in(client: Client, tree: Tree, role: Role) -> None:
    places = (tree.branch, tree.general_branch, tree.city, tree.city_department)
    user = make_user(role, next(place for place in places if place.admits(role)))
    client.force_login(user, backend="branches.backends.AccountBackend")
    assert client.get(reverse("organizations")).status_code == 403
    for page in PAGES:
        assert client.get(url(page, tree.branch)).status_code == 403
        assert client.post(url(page, tree.branch), {}).status_code == 403


NEW = {"code": "N1", "name": "新支部", "kind": Kind.BRANCH, "has_branch_committee": "true"}


def test_open_an_organization(client: Client, tree: Tree, administrator: User) -> None:
    response = client.post(url("organization_new", tree.bureau), NEW)
    made = Organization.objects.get(code="N1")
    assert response.headers["Location"] == url("organization", made)
    assert made.parent_path == tree.bureau.path
    assert (made.has_branch_committee, made.has_approval_power) == (True, None)
    again = client.post(url("organization_new", tree.bureau), NEW)
    assert again.status_code == 422, "the code is taken"


def test_a_branch_has_nothing_below(client: Client, tree: Tree, administrator: User) -> None:
    response = client.post(url("organization_new", tree.branch), NEW)
    assert response.status_code == 422
    assert "党支部不能设在党支部之下" in response.text


def test_rename(client: Client, tree: Tree, administrator: User) -> None:
    page = client.get(url("organization_change", tree.bureau))
    initial = {name: value for name, value in page.context["form"].initial.items() if value}
    response = client.post(url("organization_change", tree.bureau), initial | {"name": "改名党委"})
    assert response.status_code == 302
    kept = Organization.objects.get(pk=tree.bureau.pk)
    assert (kept.name, kept.has_approval_power) == ("改名党委", True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("code", None),
        ("name", None),
        ("both", None),
        ("委员会", "不止一个"),
        ("中共别处市委员会", "没有这个党组织"),
        ("", "必填"),
    ],
)
def test_move(
    client: Client, tree: Tree, administrator: User, typed: str, said: str | None
) -> None:
    city = tree.city
    words = {"code": city.code, "name": city.name, "both": f"{city.name}（{city.code}）"}
    response = client.post(
        url("organization_move", tree.branch), {"parent": words.get(typed, typed)}
    )
    moved = Organization.objects.get(pk=tree.branch.pk).parent_path == city.path
    assert moved is (said is None)
    if said is not None:
        assert response.status_code == 422
        assert said in response.text


def test_nothing_moves_below_itself(client: Client, tree: Tree, administrator: User) -> None:
    form = {"parent": tree.general_branch.code}
    response = client.post(url("organization_move", tree.bureau), form)
    assert response.status_code == 422
    assert Organization.objects.get(pk=tree.bureau.pk).parent_path == tree.city.path


@pytest.mark.parametrize(
    ("reason", "said"), [("below", "下级组织"), ("member", "还有党员"), ("case", "未办结")]
)
def test_what_keeps_an_organization_open(
    client: Client, tree: Tree, administrator: User, reason: str, said: str
) -> None:
    place = tree.bureau if reason == "below" else tree.branch
    if reason == "member":
        make_member(tree.branch)
    if reason == "case":
        make_case(tree.branch)
    response = client.post(url("organization_close", place), {"closed_on": "2026-05-18"})
    assert response.status_code == 422
    assert said in response.text
    assert Organization.objects.get(pk=place.pk).closed_on is None
