"""The administrator's pages: his own root only, every write through the services, refusals
beside the field.
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from branches.acts import Kind, Role
from branches.models import Appointment, Discipline, Member, Organization, Person, User
from config.kit.clock import today
from tests.factories import (
    LONG_AGO,
    PASSWORD,
    Tree,
    identity_number,
    make_appointment,
    make_discipline,
    make_member,
    make_person,
    make_tree,
    make_user,
)

pytestmark = pytest.mark.django_db
MODELS = ("organization", "person", "user", "member", "discipline", "appointment")


@pytest.fixture
def tree() -> Tree:
    return make_tree()


@pytest.fixture
def administrator(tree: Tree, client: Client) -> User:
    """Signed in."""
    user = make_user(Role.ADMINISTRATOR, tree.city, username="administrator")
    client.force_login(user, backend="branches.backends.AccountBackend")
    return user


def add(model: str) -> str:
    return reverse(f"admin:branches_{model}_add")


def change(row: Any) -> str:
    return reverse(f"admin:branches_{row._meta.model_name}_change", args=[row.pk])


def rows(tree: Tree, where: str) -> dict[str, Any]:
    """One row of each model at that place of the tree."""
    place = getattr(tree, where)
    member = make_member(place)
    user = make_user(Role.BRANCH_SECRETARY, place, person=member.person)
    return {
        "organization": place,
        "person": member.person,
        "user": user,
        "member": member,
        "discipline": make_discipline(member),
        "appointment": Appointment.objects.get(user=user),
    }


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("model", MODELS)
def test_list(
    client: Client,
    tree: Tree,
    administrator: User,
    model: str,
    count: int,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(count):
        own, theirs = rows(tree, "branch"), rows(tree, "stranger")
    client.get(reverse("admin:index"))
    with django_assert_max_num_queries(9):
        page = client.get(reverse(f"admin:branches_{model}_changelist"))
    assert change(own[model]) in page.text
    assert change(theirs[model]) not in page.text


@pytest.mark.parametrize("model", MODELS)
def test_page_of_a_row(client: Client, tree: Tree, administrator: User, model: str) -> None:
    own, theirs = rows(tree, "branch")[model], rows(tree, "stranger")[model]
    assert client.get(change(own)).status_code == 200
    assert client.get(change(theirs)).status_code == 302, "not found, back to the index"
    assert client.post(change(theirs), {}).status_code == 302
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:branches_{model}_delete", args=[own.pk])
    client.post(change(own).replace("/change/", "/delete/"), {"post": "yes"})
    assert type(own)._default_manager.filter(pk=own.pk).exists()


def test_third_party_admins_are_left_out(client: Client, administrator: User) -> None:
    page = client.get(reverse("admin:index")).text
    assert "组织、人员与任职" in page
    for word in ("/auth/", "/pghistory/", "/django_tasks_db/", "/guardian/"):
        assert word not in page


def test_add_an_organization(client: Client, tree: Tree, administrator: User) -> None:
    form = {
        "parent": tree.bureau.code,
        "code": "N1",
        "name": "新支部",
        "kind": Kind.BRANCH,
        "has_approval_power": "",
    }
    response = client.post(add("organization"), form)
    assert response.status_code == 302
    assert tree.bureau.contains(Organization.objects.get(code="N1"))


@pytest.mark.parametrize(
    ("change_of", "message"),
    [
        ({"parent": "stranger"}, "不在您的管理范围内"),
        ({"parent": "general_branch"}, "会成为一个环"),
        ({"parent": "bureau"}, "会成为一个环"),
        ({"code": "branch"}, "编码"),
        ({"closed_on": "2026-05-18"}, "下级组织"),
        ({"closed_on": "2026-13-40"}, "日期"),
    ],
)
def test_a_refused_change_of_an_organization(
    client: Client, tree: Tree, administrator: User, change_of: dict[str, str], message: str
) -> None:
    form = {
        "parent": tree.city.code,
        "code": tree.bureau.code,
        "name": "新名称",
        "kind": Kind.COMMITTEE,
    }
    form |= {
        field: getattr(tree, value).code if hasattr(tree, value) else value
        for field, value in change_of.items()
    }
    response = client.post(change(tree.bureau), form)
    assert response.status_code == 200
    assert message in response.text
    assert "新名称" in response.text, "what was typed stays"
    assert Organization.objects.get(pk=tree.bureau.pk).name == tree.bureau.name, (
        "nothing is changed"
    )


def test_the_history_says_who(client: Client, tree: Tree, administrator: User) -> None:
    form = {
        "parent": tree.bureau.code,
        "code": tree.branch.code,
        "name": "改名支部",
        "kind": Kind.BRANCH,
    }
    assert client.post(change(tree.branch), form).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.name, c.metadata->>'user' FROM branches_organizationevent e"
            " JOIN pghistory_context c ON c.id = e.pgh_context_id WHERE e.pgh_obj_id = %s",
            [tree.branch.pk],
        )
        assert cursor.fetchall() == [("改名支部", str(administrator.pk))]


def test_move_and_close(client: Client, tree: Tree, administrator: User) -> None:
    form = {
        "parent": tree.city.code,
        "code": tree.far_branch.code,
        "name": tree.far_branch.name,
        "kind": Kind.BRANCH,
        "closed_on": "2026-05-18",
    }
    assert client.post(change(tree.far_branch), form).status_code == 302
    closed = Organization.objects.get(pk=tree.far_branch.pk)
    assert closed.parent_path == tree.city.path
    assert closed.closed_on is not None


def test_a_root_keeps_its_place(client: Client, tree: Tree, administrator: User) -> None:
    form = {
        "code": tree.city.code,
        "name": "改名的市委",
        "kind": Kind.COMMITTEE,
        "parent": tree.bureau.code,
    }
    assert client.post(change(tree.city), form).status_code == 302
    city = Organization.objects.get(pk=tree.city.pk)
    assert (city.name, city.path) == ("改名的市委", tree.city.path)


def test_add_a_member_with_the_person(client: Client, tree: Tree, administrator: User) -> None:
    form = {
        "name": "曾伟",
        "identity_number": identity_number(7),
        "phone": "13900001234",
        "organization": tree.branch.pk,
        "standing": "full",
        "from_on": "2026-05-18",
    }
    assert client.post(add("member"), form).status_code == 302
    member = Member.objects.get()
    assert (member.person.name, member.person.phone, member.organization) == (
        "曾伟",
        "13900001234",
        tree.branch,
    )
    response = client.post(add("member"), form)
    assert "已是党员" in response.text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("identity_number", "450100199001010000", "校验码"),
        ("organization", "stranger", "选择"),
        ("from_on", "2026-02-30", "日期"),
    ],
)
def test_a_refused_member(
    client: Client, tree: Tree, administrator: User, field: str, value: str, message: str
) -> None:
    form = {
        "name": "曾伟",
        "identity_number": identity_number(7),
        "organization": tree.branch.pk,
        "standing": "full",
        "from_on": "2026-05-18",
        field: tree.stranger.pk if value == "stranger" else value,
    }
    response = client.post(add("member"), form)
    assert response.status_code == 200
    assert message in response.text
    assert not Member.objects.exists()
    assert not Person.objects.exists()


def test_member_becomes_full_and_leaves(client: Client, tree: Tree, administrator: User) -> None:
    member = make_member(tree.branch, standing="probationary")
    form = {
        "standing": "full",
        "full_on": "2026-05-18",
        "from_on": "2000-01-01",
        "until_on": "2026-06-01",
    }
    assert client.post(change(member), form).status_code == 302
    member.refresh_from_db()
    assert (member.standing, str(member.until_on)) == ("full", "2026-06-01")


def test_a_person_is_covered_and_corrected(client: Client, tree: Tree, administrator: User) -> None:
    person = make_member(tree.branch, person=make_person(phone="13900001234")).person
    page = client.get(change(person)).text
    assert "139****1234" in page
    assert str(person.identity_number) not in page
    form = {"name": "单雄信", "ethnicity": "壮族", "new_identity_number": "1"}
    assert "18位" in client.post(change(person), form).text
    assert (
        client.post(change(person), form | {"new_identity_number": identity_number(77)}).status_code
        == 302
    )
    kept = Person.objects.get(pk=person.pk)
    assert (kept.name, kept.identity_number, kept.phone) == (
        "单雄信",
        identity_number(77),
        "13900001234",
    )


def test_search_a_person(client: Client, tree: Tree, administrator: User) -> None:
    person = make_member(tree.branch, person=make_person(5, name="曾伟")).person
    make_member(tree.branch, person=make_person(6, name="李芳"))
    for text in ("曾", "zw", "cengwei", identity_number(5)):
        page = client.get(reverse("admin:branches_person_changelist"), {"q": text}).text
        assert change(person) in page, text
        assert "李芳" not in page, text


def test_an_account_with_a_first_password(client: Client, tree: Tree, administrator: User) -> None:
    person = make_member(tree.branch).person
    form = {
        "username": "zhang",
        "password": "short",
        "organization": tree.branch.pk,
        "person": person.pk,
    }
    assert "至少10个字符" in client.post(add("user"), form).text
    assert client.post(add("user"), form | {"password": "first-password-9"}).status_code == 302
    user = User.objects.get(username="zhang")
    assert user.must_change_password
    assert user.check_password("first-password-9")


def test_an_account_is_changed_reset_and_switched_off(
    client: Client, tree: Tree, administrator: User
) -> None:
    user = make_user(organization=tree.branch)
    form = {"username": user.username, "organization": tree.branch.pk}
    assert client.post(change(user), form).status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    assert user.check_password(PASSWORD)
    client.post(change(user), form | {"is_active": "on", "password": "another-first-8"})
    user.refresh_from_db()
    assert user.is_active
    assert user.must_change_password


def test_the_own_account_stays_on(client: Client, tree: Tree, administrator: User) -> None:
    form = {"username": "administrator", "organization": tree.city.pk}
    assert "不能停用自己的账号" in client.post(change(administrator), form).text


def test_appoint_and_end(client: Client, tree: Tree, administrator: User) -> None:
    user = make_user(organization=tree.branch)
    form = {
        "user": user.pk,
        "role": Role.BRANCH_SECRETARY,
        "organization": tree.bureau.pk,
        "from_on": "2026-01-01",
    }
    assert "只能在党支部担任" in client.post(add("appointment"), form).text
    form["organization"] = tree.branch.pk
    assert client.post(add("appointment"), form).status_code == 302
    post = Appointment.objects.get(user=user)
    assert client.post(change(post), {}).status_code == 200, "an end needs its day"
    assert client.post(change(post), {"until_on": str(today())}).status_code == 302
    post.refresh_from_db()
    assert post.until_on == today()


def test_not_oneself(client: Client, tree: Tree, administrator: User) -> None:
    form = {
        "user": administrator.pk,
        "role": Role.CLERK,
        "organization": tree.bureau.pk,
        "from_on": "2026-01-01",
    }
    assert "不能任命自己" in client.post(add("appointment"), form).text
    own = Appointment.objects.get(user=administrator)
    assert "不能变更自己的任职" in client.post(change(own), {"until_on": str(today())}).text


def test_disciplines(client: Client, tree: Tree, administrator: User) -> None:
    member = make_member(tree.branch)
    form = {
        "member": member.pk,
        "kind": "warning",
        "from_on": "2026-01-01",
        "until_on": "2025-01-01",
    }
    assert "不能早于处分起" in client.post(add("discipline"), form).text
    assert client.post(add("discipline"), form | {"until_on": ""}).status_code == 302
    discipline = Discipline.objects.get()
    client.post(
        change(discipline), {"kind": "warning", "from_on": "2026-01-01", "until_on": "2026-12-31"}
    )
    discipline.refresh_from_db()
    assert str(discipline.until_on) == "2026-12-31"


def test_pickers_offer_the_own_root_only(client: Client, tree: Tree, administrator: User) -> None:
    make_member(tree.branch, person=make_person(5, name="曾伟"))
    make_member(tree.stranger, person=make_person(6, name="曾芳"))
    query = {
        "app_label": "branches",
        "model_name": "discipline",
        "field_name": "member",
        "term": "zeng",
    }
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [each["text"] for each in found] == [f"曾伟（{tree.branch.name}）"]


def test_what_he_sees_in_another_role_he_cannot_change(
    client: Client, tree: Tree, administrator: User
) -> None:
    make_appointment(administrator, Role.COMMITTEE_MEMBER, tree.other_root, from_on=LONG_AGO)
    assert (
        client.post(change(tree.stranger), {"code": "X", "name": "X", "kind": "branch"}).status_code
        == 403
    )
    assert Organization.objects.get(pk=tree.stranger.pk).name == tree.stranger.name
