"""What is typed on the administrator's pages is kept, but for passwords; Enter records nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from branches.acts import Role
from branches.models import Organization, User
from cases.models import Worksheet
from tests.factories import Tree, make_member, make_tree, make_user
from tests.filings.administration.build import url

pytestmark = pytest.mark.django_db
KEEPS = '<button type="submit" class="hidden-text" name="save" value="1"'
SAYS = "暂存的内容，还没有登记"


@pytest.fixture
def tree() -> Tree:
    return make_tree()


@pytest.fixture(autouse=True)
def administrator(tree: Tree, client: Client) -> User:
    """Signed in."""
    user = make_user(Role.ADMINISTRATOR, tree.city, username="administrator")
    client.force_login(user, backend="branches.backends.AccountBackend")
    return user


@pytest.fixture
def addresses(tree: Tree) -> dict[str, tuple[str, str]]:
    """{address: (field, text)} of each page with a form in which something is typed."""
    member, user = make_member(tree.branch), make_user(Role.BRANCH_SECRETARY, tree.branch)
    post = user.appointments.get()
    return {
        url("organization_new", tree.bureau): ("name", "第九党支部"),
        url("organization_change", tree.branch): ("name", "第九党支部"),
        url("organization_move", tree.branch): ("parent", "市局"),
        url("organization_close", tree.branch): ("closed_on", "2026年5月"),
        url("member_new", tree.branch): ("identity_number", "11010119900101"),
        url("member_change", member): ("joined_on", "2020年5月"),
        url("member_transfer", member): ("organization", "第二党支部"),
        url("member_end", member): ("until_on", "2026年5月"),
        url("members_import", tree.branch): ("text", "姓名\t公民身份号码"),
        url("post_new", tree.branch): ("user", "zhang"),
        url("post_end", post): ("until_on", "2026年5月"),
        url("account_new", tree.branch): ("username", "zhang"),
        url("account_change", user): ("username", "zhang"),
    }


def test_a_text_begun_is_shown_again_and_nothing_was_done(
    client: Client, addresses: dict[str, tuple[str, str]]
) -> None:
    organizations = Organization.objects.count()
    for address, (field, text) in addresses.items():
        assert KEEPS in client.get(address).text, address
        assert client.post(address, {field: text, "save": "1"}).status_code == 302, address
        page = client.get(address)
        assert page.context["form"][field].value() == text, address
        assert SAYS in page.text, address
    assert Organization.objects.count() == organizations
    assert Worksheet.objects.count() == len(addresses)


def test_what_was_done_is_kept_no_more(client: Client, tree: Tree) -> None:
    address = url("organization_new", tree.bureau)
    typed = {"name": "第九党支部", "draft_window": str(uuid4())}
    client.post(address, typed | {"save": "1"})
    made = client.post(address, typed | {"code": "109", "kind": "branch"})
    assert made.status_code == 302
    assert Organization.objects.get(code="109").name == "第九党支部"
    assert Worksheet.objects.get().is_ended
    assert client.get(address).context["form"]["name"].value() != "第九党支部"


def test_a_first_password_is_kept_nowhere(client: Client, tree: Tree) -> None:
    address = url("account_new", tree.branch)
    client.post(address, {"username": "zhang", "password": "some-first-pass", "save": "1"})
    assert set(Worksheet.objects.get().data) == {"username"}
    page = client.get(address)
    assert page.context["form"]["username"].value() == "zhang"
    assert len(page.context["form"]["password"].value()) == 12, "a new one is proposed"
    assert "some-first-pass" not in page.text


def test_the_page_of_one_account_is_not_filled_in_with_another(client: Client, tree: Tree) -> None:
    address = url("post_new", tree.branch)
    client.post(address, {"user": "zhang", "save": "1"})
    assert client.get(address, {"user": "wang"}).context["form"]["user"].value() == "wang"


def test_nothing_is_kept_for_what_others_administer(client: Client, tree: Tree) -> None:
    member, user = make_member(tree.stranger), make_user(Role.BRANCH_SECRETARY, tree.stranger)
    guest = make_user(Role.BRANCH_SECRETARY, tree.branch)
    guest.organization = tree.stranger
    guest.save()
    of_strangers = [
        url("organization_new", tree.stranger),
        url("organization_change", tree.stranger),
        url("members_import", tree.stranger),
        url("post_new", tree.stranger),
        url("account_new", tree.stranger),
        url("member_change", member),
        url("member_end", member),
        url("post_end", user.appointments.get()),
        url("account_change", user),
    ]
    for address in of_strangers:
        assert client.post(address, {"name": "x", "save": "1"}).status_code == 404, address
    elsewhere = url("account_change", guest)
    assert client.post(elsewhere, {"username": "x", "save": "1"}).status_code == 403
    assert not Worksheet.objects.exists()
