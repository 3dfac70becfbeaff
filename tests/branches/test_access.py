"""The one line over a view, and what happens without it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_GET
from pytest_django import Settings

from branches.access import PUBLIC, SIGNED_IN, audience, audience_of
from branches.actor import Actor
from branches.acts import Act, Role
from config import urls
from config.kit.clock import today
from tests.factories import make_organization, make_user


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("forgotten")


@require_GET
@audience(Act.RECORD, Act.DECIDE)
def meant(request: HttpRequest) -> HttpResponse:
    return HttpResponse("meant")


urlpatterns = [*urls.urlpatterns, path("forgotten/", forgotten), path("meant/", meant)]


@pytest.fixture
def with_pages(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.ADMINISTRATOR])
def test_a_page_without_audience_is_for_nobody(
    client: Client, with_pages: None, role: Role
) -> None:
    assert client.get("/forgotten/").status_code == 302
    client.force_login(
        make_user(role, make_organization()), backend="branches.backends.AccountBackend"
    )
    assert client.get("/forgotten/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"), [(Role.BRANCH_SECRETARY, 200), (Role.ADMINISTRATOR, 403), (None, 403)]
)
def test_a_page_for_an_act(
    client: Client, with_pages: None, role: Role | None, status: int
) -> None:
    client.force_login(
        make_user(role, make_organization()), backend="branches.backends.AccountBackend"
    )
    assert client.get("/meant/").status_code == status


def test_a_decorator_over_it_keeps_it() -> None:
    rule = audience_of(meant)
    assert rule is not None
    assert rule.acts == {Act.RECORD, Act.DECIDE}


@pytest.mark.django_db
def test_whom_it_admits() -> None:
    user = make_user()
    assert PUBLIC.admits(Actor(AnonymousUser(), today()))
    assert not SIGNED_IN.admits(Actor(AnonymousUser(), today()))
    assert SIGNED_IN.admits(Actor(user, today()))


@pytest.mark.parametrize("who", [(), (PUBLIC, Act.READ), (SIGNED_IN, PUBLIC)])
def test_a_rule_that_says_nothing_clear(who: tuple[Act, ...]) -> None:
    with pytest.raises(TypeError):
        audience(*who)
