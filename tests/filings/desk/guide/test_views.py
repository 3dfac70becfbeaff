"""Help, the manuals and the first visit, as somebody reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches import services
from branches.acts import Role
from branches.models import User
from filings.desk.guide import manual
from filings.desk.guide.manual import READERS
from tests.factories import LONG_AGO, Tree, make_appointment, make_member, make_person, make_tree
from tests.factories import make_user as make_account

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", TODAY.isoformat())


@pytest.fixture
def tree() -> Tree:
    return make_tree()


def named(role: Role, tree_place: object, name: str) -> User:
    """An account with a post, of a person of this name."""
    return make_account(role, tree_place, person=make_person(name=name))  # type: ignore[arg-type]


def read(client: Client, user: User | None, url: str, **headers: str) -> str:
    if user is not None:
        client.force_login(user, backend="branches.backends.AccountBackend")
    response = client.get(url, headers=headers)
    assert response.status_code == 200, url
    return response.content.decode()


def help_of(page: str) -> str:
    return f"{reverse('help')}?page={page}"


# -- the help of a page ----------------------------------------------------------------------------


def test_each_page_leads_to_its_own_help(client: Client, tree: Tree) -> None:
    user = make_account(Role.BRANCH_SECRETARY, tree.branch)
    for view in ("workbench", "cases", "me"):
        assert f'href="{help_of(view)}"' in read(client, user, reverse(view))
    assert f'href="{help_of("login")}"' in read(Client(), None, reverse("login"))


def test_a_page_is_explained_as_a_page_and_as_a_panel(client: Client, tree: Tree) -> None:
    user = make_account(Role.BRANCH_SECRETARY, tree.branch)
    page = read(client, user, help_of("cases"))
    panel = read(client, user, help_of("cases"), **{"HX-Request": "true"})
    for text in (page, panel):
        assert "您能看到的全部案卷" in text
        assert "已逾期 3 天" in text
        assert "有问题问谁" in text
    assert "<html" in page
    assert "<html" not in panel
    assert "data-help-close" in panel


@pytest.mark.parametrize("page", ["", "nowhere", "<script>", "admin:nowhere", "x" * 3000])
def test_what_has_no_help_gets_the_list_of_all(client: Client, tree: Tree, page: str) -> None:
    user = make_account(Role.CLERK, tree.bureau)
    client.force_login(user, backend="branches.backends.AccountBackend")
    response = client.get(reverse("help"), {"page": page})
    assert response.status_code == 200
    assert "您用到的页面" in response.content.decode()
    assert "<script>" not in response.content.decode().split("<main", 1)[1]


def test_who_has_not_signed_in_is_told_of_no_person(client: Client, tree: Tree) -> None:
    named(Role.ADMINISTRATOR, tree.city, "陆管理")
    text = read(client, None, help_of("login"))
    assert "用系统管理员给您的用户名和密码登录" in text
    assert "陆管理" not in text


# -- whom to ask -----------------------------------------------------------------------------------


def test_those_above_are_named_and_nobody_else(client: Client, tree: Tree) -> None:
    named(Role.ADMINISTRATOR, tree.city, "甲管理")
    named(Role.CLERK, tree.bureau, "乙主办")
    named(Role.ORGANIZER, tree.bureau, "丙组织")
    named(Role.CLERK, tree.city, "丁市里")
    named(Role.COMMITTEE_SECRETARY, tree.bureau, "戊书记")
    named(Role.BRANCH_SECRETARY, tree.other_branch, "己别支部")
    named(Role.CLERK, tree.other_root, "庚别处")
    named(Role.ADMINISTRATOR, tree.other_root, "辛别处")
    user = make_account(Role.BRANCH_SECRETARY, tree.branch)
    text = read(client, user, help_of("case"))
    for name in ("甲管理", "乙主办", "丙组织"):
        assert name in text
    for name in ("丁市里", "戊书记", "己别支部", "庚别处", "辛别处"):
        assert name not in text


def test_who_left_or_is_locked_is_asked_no_more(client: Client, tree: Tree) -> None:
    gone = make_account(person=make_person(name="甲离任"))
    make_appointment(gone, Role.CLERK, tree.bureau, from_on=LONG_AGO, until_on=TODAY)
    locked = named(Role.ORGANIZER, tree.bureau, "乙停用")
    User.objects.filter(pk=locked.pk).update(is_active=False)
    user = make_account(Role.BRANCH_SECRETARY, tree.branch)
    text = read(client, user, help_of("case"))
    assert "甲离任" not in text
    assert "乙停用" not in text
    assert "上级组织还没有登记可以询问的任职" in text


def test_a_contact_asks_the_own_branch(client: Client, tree: Tree) -> None:
    named(Role.BRANCH_SECRETARY, tree.branch, "甲书记")
    named(Role.BRANCH_SECRETARY, tree.other_branch, "乙别支部")
    person = make_person()
    make_member(tree.branch, person=person)
    user = make_account(person=person)
    text = read(client, user, help_of("case"))
    assert "甲书记" in text
    assert "乙别支部" not in text


def test_queries_do_not_grow_with_those_who_may_be_asked(client: Client, tree: Tree) -> None:
    user = make_account(Role.BRANCH_SECRETARY, tree.branch)
    counts = []
    for _ in range(2):
        make_account(Role.CLERK, tree.bureau, person=make_person())
        client.force_login(user, backend="branches.backends.AccountBackend")
        client.get(help_of("case"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(help_of("case"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# -- words and manuals -----------------------------------------------------------------------------


def test_the_words_are_on_one_page(client: Client) -> None:
    text = read(client, None, reverse("help_words"))
    for word in ("现行事实", "已退回", "整改退回", "无效", "返回，不办理"):
        assert word in text


@pytest.mark.parametrize("code", READERS)
def test_a_manual_of_each_role_is_read_by_all(client: Client, tree: Tree, code: str) -> None:
    user = make_account(Role.BRANCH_SECRETARY, tree.branch)
    text = read(client, user, f"{reverse('manual')}?role={code}")
    assert f"{READERS[code].label}使用手册" in text


def test_the_own_manual_comes_first_and_a_wrong_role_is_404(client: Client, tree: Tree) -> None:
    user = make_account(Role.CLERK, tree.bureau)
    assert "党务业务主办使用手册" in read(client, user, reverse("manual"))
    assert "培养联系人、入党介绍人使用手册" in read(client, make_account(), reverse("manual"))
    assert client.get(f"{reverse('manual')}?role=nobody").status_code == 404
    assert client.get(f"{reverse('manual_pdf')}?role=nobody").status_code == 404
    assert client.get(reverse("manual_picture", args=["clerk-nowhere"])).status_code == 404


def test_a_manual_is_printed(client: Client, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manual, "PICTURES", manual.PICTURES / "none")
    client.force_login(make_account(), backend="branches.backends.AccountBackend")
    response = client.get(reverse("manual_pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


# -- the first visit -------------------------------------------------------------------------------

FIRST = "先做这三件事"


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.BRANCH_SECRETARY, "branch"),
        (Role.ORGANIZATION_MEMBER, "branch"),
        (Role.GENERAL_BRANCH_SECRETARY, "general_branch"),
        (Role.COMMITTEE_SECRETARY, "bureau"),
        (Role.COMMITTEE_MEMBER, "bureau"),
        (Role.ORGANIZER, "bureau"),
        (Role.CLERK, "bureau"),
        (Role.DEPARTMENT_OFFICER, "city_department"),
        (Role.ADMINISTRATOR, "city"),
        (None, ""),
    ],
)
def test_a_first_visit_shows_three_tasks_that_open(
    client: Client, tree: Tree, role: Role | None, place: str
) -> None:
    user = make_account(role, getattr(tree, place, None))
    text = read(client, user, reverse("workbench"))
    assert FIRST in text
    links = text.split('class="first-tasks"')[1].split("</ol>")[0].split('href="')[1:]
    assert len(links) == 3
    for link in links:
        assert client.get(link.split('"')[0]).status_code in (200, 302)


def test_the_tasks_are_put_away_for_good(client: Client, tree: Tree) -> None:
    user = make_account(Role.CLERK, tree.bureau)
    other = make_account(Role.CLERK, tree.bureau)
    assert FIRST in read(client, user, reverse("workbench"))
    for _ in range(2):
        assert client.post(reverse("first_visit_end")).status_code == 302
    assert FIRST not in read(client, user, reverse("workbench"))
    assert FIRST in read(client, other, reverse("workbench")), "of the own account alone"


def test_who_has_done_something_is_here_no_first_time(
    client: Client, tree: Tree, on_duty: Callable[[], User]
) -> None:
    assert FIRST not in read(client, on_duty(), reverse("workbench"))


@pytest.fixture
def on_duty(tree: Tree) -> Callable[[], User]:
    """A clerk who began a job."""

    def make() -> User:
        user = make_account(Role.CLERK, tree.bureau)
        services.start_job(owner=user, kind="none", label="整卷")
        return user

    return make
