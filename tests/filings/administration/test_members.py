"""Members: entered, changed, moved and ended on the administrator's pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from branches.acts import Role
from branches.models import Discipline, Member, User
from tests.factories import (
    Tree,
    identity_number,
    make_discipline,
    make_member,
    make_person,
    make_tree,
    make_user,
)
from tests.filings.administration.build import url
from tests.filings.planning.build import make_case

pytestmark = pytest.mark.django_db
PAGES = ("member", "member_change", "member_transfer", "member_end")


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
    own, theirs = make_member(tree.branch), make_member(tree.stranger)
    assert client.get(url(page, own)).status_code == 200
    assert client.get(url(page, theirs)).status_code == 404
    assert client.post(url(page, theirs), {}).status_code in (404, 405)


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.DEPARTMENT_OFFICER])
def test_no_other_role_comes_in(client: Client, tree: Tree, role: Role) -> None:
    member = make_member(tree.branch)
    places = (tree.branch, tree.general_branch, tree.city, tree.city_department)
    user = make_user(role, next(place for place in places if place.admits(role)))
    client.force_login(user, backend="branches.backends.AccountBackend")
    for page in PAGES:
        assert client.get(url(page, member)).status_code == 403
        assert client.post(url(page, member), {}).status_code == 403


def typed(**changes: str) -> dict[str, str]:
    return {
        "name": "曾伟",
        "identity_number": identity_number(7),
        "standing": "full",
        "joined_on": "2010年5月1日",
        "full_on": "2011.5.1",
        "from_on": "2026-05-18",
    } | changes


def test_enter_a_member(client: Client, tree: Tree, administrator: User) -> None:
    response = client.post(url("member_new", tree.branch), typed(phone="13900001234"))
    member = Member.objects.get()
    assert response.headers["Location"] == url("member", member)
    assert (member.person.name, member.organization, member.full_on) == (
        "曾伟",
        tree.branch,
        date(2011, 5, 1),
    )
    page = client.get(url("member", member)).text
    assert identity_number(7) not in page
    assert "13900001234" not in page
    again = client.post(url("member_new", tree.branch), typed())
    assert (again.status_code, Member.objects.count()) == (422, 1)
    assert "此人已是党员" in again.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("identity_number", "450100199001010000", "校验码"),
        ("from_on", "2026-02-30", "日期"),
        ("full_on", "2009-01-01", "不能早于入党日期"),
        ("standing", "probationary", "没有转正日期"),
        ("name", "", "必填"),
    ],
)
def test_a_refused_member_leaves_nothing(
    client: Client, tree: Tree, administrator: User, field: str, value: str, said: str
) -> None:
    response = client.post(url("member_new", tree.branch), typed(**{field: value}))
    assert response.status_code == 422
    assert said in response.text
    assert not Member.objects.exists()


def test_change_the_days(client: Client, tree: Tree, administrator: User) -> None:
    member = make_member(tree.branch, standing="probationary")
    form = {"standing": "full", "full_on": "2026-05-18", "from_on": "2000-01-01"}
    assert client.post(url("member_change", member), form).status_code == 302
    member.refresh_from_db()
    assert (member.standing, member.full_on) == ("full", date(2026, 5, 18))


def transfer(client: Client, member: Member, to: str, on: str = "2026-05-18") -> tuple[int, str]:
    response = client.post(url("member_transfer", member), {"organization": to, "on": on})
    return response.status_code, response.text


def test_transfer_keeps_what_is_known(client: Client, tree: Tree, administrator: User) -> None:
    member = make_member(tree.branch, full_on=date(2001, 1, 1))
    make_discipline(member, from_on=date(2026, 1, 1), until_on=date(2026, 5, 17))
    make_discipline(member, kind="probation_within_party", from_on=date(2026, 2, 1))
    assert transfer(client, member, tree.other_branch.code)[0] == 302
    member.refresh_from_db()
    entered = Member.objects.get(person=member.person, until_on=None)
    assert member.until_on == entered.from_on == date(2026, 5, 18)
    assert (entered.organization, entered.full_on) == (tree.other_branch, date(2001, 1, 1))
    kept = Discipline.objects.filter(member=entered).values_list("kind", flat=True)
    assert list(kept) == ["probation_within_party"], "one that was over before counts no more"
    page = client.get(url("member", entered)).text
    assert tree.branch.name in page


@pytest.mark.parametrize(
    ("to", "on", "said"),
    [
        ("branch", "2026-05-18", "没有这个党组织"),
        ("stranger", "2026-05-18", "没有这个党组织"),
        ("other_branch", "1999-01-01", "不能早于编入日期"),
        ("other_branch", "2026-13-01", "日期"),
    ],
)
def test_a_refused_transfer_changes_nothing(
    client: Client, tree: Tree, administrator: User, to: str, on: str, said: str
) -> None:
    member = make_member(tree.branch)
    status, text = transfer(client, member, getattr(tree, to).code, on)
    assert status == 422
    assert said in text
    assert Member.objects.get().until_on is None


def test_twice_is_once(client: Client, tree: Tree, administrator: User) -> None:
    member = make_member(tree.branch)
    assert transfer(client, member, tree.other_branch.code)[0] == 302
    status, text = transfer(client, member, tree.far_branch.code)
    assert status == 422
    assert "已登记离开" in text
    assert Member.objects.count() == 2


def test_a_probationer_with_a_case_is_warned_of(
    client: Client, tree: Tree, administrator: User
) -> None:
    member = make_member(tree.branch, standing="probationary")
    make_case(tree.branch, person=member.person)
    assert "案卷不随党员转移" in client.get(url("member_transfer", member)).text
    other = make_member(tree.branch, person=make_person())
    make_case(tree.branch, person=other.person)
    assert "案卷不随党员转移" not in client.get(url("member_transfer", other)).text


def test_leave(client: Client, tree: Tree, administrator: User) -> None:
    member = make_member(tree.branch)
    assert client.post(url("member_end", member), {"until_on": ""}).status_code == 422
    assert client.post(url("member_end", member), {"until_on": "2026-05-18"}).status_code == 302
    member.refresh_from_db()
    assert member.until_on == date(2026, 5, 18)
