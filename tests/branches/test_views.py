"""Signing in and out, the first password, the own page."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from branches import services
from branches.actor import Actor
from branches.acts import Role
from branches.backends import AccountBackend
from branches.models import Installation, Job, LoginFailure, OrganizationUserPermission, User
from branches.views import TOO_MANY, WRONG
from config.kit.clock import today
from tests.factories import PASSWORD, make_organization, make_person, make_user

pytestmark = pytest.mark.django_db
LOGIN, ME, CHANGE = reverse("login"), reverse("me"), reverse("password_change")


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def test_sign_in_and_out(client: Client) -> None:
    make_user(username="zhang")
    assert client.get(LOGIN).status_code == 200
    response = client.post(LOGIN, {"username": "zhang", "password": PASSWORD, "next": ME})
    assert (response.status_code, response.headers["Location"]) == (302, ME)
    assert is_signed_in(client)
    assert client.get(LOGIN).status_code == 302, "who is signed in needs no login page"
    assert client.get(reverse("logout")).status_code == 302
    assert is_signed_in(client), "a look at the address signs nobody out"
    client.post(reverse("logout"))
    assert not is_signed_in(client)
    client.post(reverse("logout"))


def test_never_leads_to_another_site(client: Client) -> None:
    make_user(username="zhang")
    response = client.post(
        LOGIN, {"username": "zhang", "password": PASSWORD, "next": "https://example.com/"}
    )
    assert response.headers["Location"].startswith("/")


@pytest.mark.parametrize(
    ("username", "password", "is_active"),
    [("zhang", "wrong", True), ("nobody", PASSWORD, True), ("zhang", PASSWORD, False)],
)
def test_one_message_whatever_is_wrong(
    client: Client, username: str, password: str, is_active: bool
) -> None:
    user = make_user(username="zhang")
    User.objects.filter(pk=user.pk).update(is_active=is_active)
    response = client.post(LOGIN, {"username": username, "password": password})
    assert response.status_code == 422
    assert WRONG in response.text
    assert username in response.text, "what was typed stays"
    assert password not in response.text
    assert not is_signed_in(client)


@pytest.mark.parametrize("username", ["zhang", "nobody"])
def test_repeated_failures_are_braked(client: Client, username: str) -> None:
    make_user(username="zhang")
    for _ in range(5):
        assert WRONG in client.post(LOGIN, {"username": username, "password": "wrong"}).text
    assert TOO_MANY in client.post(LOGIN, {"username": username, "password": PASSWORD}).text
    assert not is_signed_in(client)
    make_user(username="li")
    assert client.post(LOGIN, {"username": "li", "password": PASSWORD}).status_code == 302, (
        "others are not braked"
    )


def test_the_brake_is_let_go_after_a_while(client: Client) -> None:
    make_user(username="zhang")
    for _ in range(5):
        client.post(LOGIN, {"username": "zhang", "password": "wrong"})
    for failure in LoginFailure.objects.all():
        failure.failed_at -= timedelta(minutes=15)
        failure.save()
    assert client.post(LOGIN, {"username": "zhang", "password": PASSWORD}).status_code == 302
    assert not LoginFailure.objects.exists()


def test_a_superuser_cannot_be(client: Client) -> None:
    user = make_user(username="root")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_superuser=True)
    with pytest.raises(ValueError, match="没有超级用户"):
        User.objects.create_superuser("root2", PASSWORD)


def test_a_superuser_is_refused_even_if_one_came_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    make_user(username="root")
    backend = AccountBackend()
    assert backend.authenticate(None, username="root", password=PASSWORD) is not None
    monkeypatch.setattr(User, "from_db", classmethod(from_db_as_superuser))
    assert backend.authenticate(None, username="root", password=PASSWORD) is None


def from_db_as_superuser(
    cls: type[User], db: str | None, fields: list[str], values: list[object]
) -> User:
    """A row as it would be without the constraint."""
    user = cls(**dict(zip(fields, values, strict=True)))
    user.is_superuser = True
    return user


def test_a_first_password_must_be_changed_before_anything_else(client: Client) -> None:
    organization = make_organization()
    services.create_user(
        username="new",
        password="first-password-9",
        organization=organization,
        by=Actor.system(today()),
    )
    response = client.post(
        LOGIN, {"username": "new", "password": "first-password-9", "next": ME}, follow=True
    )
    assert response.redirect_chain[-1][0] == CHANGE
    assert "修改初始密码" in response.text
    client.post(CHANGE, {"old": "first-password-9", "password": PASSWORD, "repeat": PASSWORD})
    assert client.get(ME).status_code == 200, "the session goes on with the new password"
    assert User.objects.get(username="new").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("old", "password", "repeat", "message"),
    [
        ("wrong", "another-long-one", "another-long-one", "原密码不正确。"),
        (PASSWORD, "another-long-one", "another-long-two", "两次输入的新密码不一致。"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码不能与原密码相同。"),
        (PASSWORD, "short", "short", "密码太短，至少10个字符。"),
        (PASSWORD, "82736451920", "82736451920", "密码只包含数字。"),
    ],
)
def test_a_bad_new_password(
    client: Client, old: str, password: str, repeat: str, message: str
) -> None:
    user = make_user()
    client.force_login(user, backend="branches.backends.AccountBackend")
    response = client.post(CHANGE, {"old": old, "password": password, "repeat": repeat})
    assert response.status_code == 422
    assert message in response.text
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_me_shows_posts_and_covers_the_phone(client: Client) -> None:
    branch = make_organization(name="机关第一党支部")
    user = make_user(
        Role.BRANCH_SECRETARY, branch, person=make_person(name="曾伟", phone="13900001234")
    )
    client.force_login(user, backend="branches.backends.AccountBackend")
    page = client.get(ME).text
    assert "机关第一党支部" in page
    assert "支部书记" in page
    assert "139****1234" in page
    assert "13900001234" not in page


def test_rights_are_derived_on_the_first_request_of_a_day(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch = make_organization()
    user = make_user(Role.BRANCH_SECRETARY, branch, until_on=today() + timedelta(days=1))
    client.force_login(user, backend="branches.backends.AccountBackend")
    client.get(ME)
    assert OrganizationUserPermission.objects.get(user=user).content_object == branch
    monkeypatch.setenv("JISHI_TODAY", str(today() + timedelta(days=1)))
    client.get(ME)
    assert not OrganizationUserPermission.objects.filter(user=user).exists()


def test_an_account_switched_off_is_out_at_once(client: Client) -> None:
    user = make_user()
    client.force_login(user, backend="branches.backends.AccountBackend")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(ME).status_code == 302


def test_a_lost_session_inside_htmx_leaves_the_page_where_it_is(client: Client) -> None:
    response = client.get(CHANGE, headers={"HX-Request": "true"})
    assert (response.status_code, "登录已过期" in response.text) == (401, True)
    assert "HX-Redirect" not in response.headers


@pytest.mark.parametrize(
    ("is_demo_process", "is_demo_database", "username", "status"),
    [
        (True, True, "demo", 302),
        (True, True, "other", 404),
        (True, False, "demo", 404),
        (False, True, "demo", 404),
    ],
)
def test_one_click_works_on_demo_alone(
    client: Client,
    settings: Settings,
    is_demo_process: bool,
    is_demo_database: bool,
    username: str,
    status: int,
) -> None:
    make_user(username="demo")
    make_user(username="other")
    settings.DEMO = is_demo_process
    Installation.mark_as_demo([("demo", "支部书记")])
    Installation.objects.update(is_demo=is_demo_database)
    assert ("演示账号" in client.get(LOGIN).text) is (is_demo_process and is_demo_database)
    assert client.post(reverse("demo_login"), {"username": username}).status_code == status
    assert is_signed_in(client) is (status == 302)


def test_own_work_in_the_background_is_found_again(client: Client) -> None:
    clerk, other = make_user(), make_user()
    mine = Job.objects.create(
        owner=clerk, kind="dossiers", label="整卷：周文静", state=Job.State.DONE
    )
    Job.objects.create(owner=other, kind="dossiers", label="整卷：别人的", state=Job.State.RUNNING)
    client.force_login(clerk, backend="branches.backends.AccountBackend")
    page = client.get(ME).text
    assert f'<a href="{mine.get_absolute_url()}">整卷：周文静</a>' in page
    assert "别人的" not in page
