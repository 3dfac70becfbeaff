"""Every URL of the project, asked as nobody and as every role, answers as its view declares
(`branches.access`).

A page is added by one line, `@audience(...)` over its view; without it this test fails and the page
opens for nobody. Parameters of a path take a value from SAMPLES by their name.
"""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from branches.access import audience_of
from branches.actor import Actor
from branches.acts import Role
from branches.models import User
from config.kit.clock import today
from tests.factories import make_tree, make_user

# What a parameter of a path is given. The rows need not exist: who may not come in must not learn
# whether they do.
SAMPLES: dict[str, object] = {
    "app_label": "branches",
    "code": "apply",
    "day": "2027-01-01",
    "key": "x" * 43,
    "page": 1,
    "number": "2026-9999",
    "object_id": "999999999",
    "pk": 999_999_999,
    "secret": "none",
    "url": "nowhere/",
    "year": 2027,
}

# What a page needs to be asked at all.
QUERIES = {"admin:autocomplete": "?app_label=branches&model_name=member&field_name=organization"}


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name with its namespace, pattern) of every path, depth first."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)
        else:
            yield f"{namespace}{pattern.name or ''}", pattern


ALL = list(patterns(get_resolver()))


def address(name: str, pattern: URLPattern) -> str:
    """A URL of the pattern. Unnamed paths, which nothing links to, are those of Django's admin."""
    parameters = pattern.pattern.regex.groupindex
    kwargs = {parameter: SAMPLES[parameter] for parameter in parameters}
    if not name.endswith(":"):
        return reverse(name, kwargs=kwargs) + QUERIES.get(name, "")
    if "url" in parameters:
        return f"{reverse('admin:index')}{SAMPLES['url']}"
    return f"{reverse('admin:branches_person_changelist')}{SAMPLES['object_id']}/"


ADDRESSES = {address(name, pattern): pattern for name, pattern in ALL}


@pytest.mark.parametrize(
    ("name", "pattern"), ALL, ids=[f"{name} {pattern.pattern}" for name, pattern in ALL]
)
def test_declared(name: str, pattern: URLPattern) -> None:
    """Deny by default: a URL without a declared rule is a mistake."""
    assert audience_of(pattern.callback) is not None, (
        f"{name or pattern.pattern}: no @audience over its view"
    )


def test_samples_are_used() -> None:
    used = {parameter for _, pattern in ALL for parameter in pattern.pattern.regex.groupindex}
    assert used <= SAMPLES.keys()


@pytest.mark.django_db
def test_nobody(client: Client) -> None:
    """Without signing in, every page but the public ones leads to the login page, whatever the
    method.
    """
    login = resolve_url("login")
    for url, pattern in ADDRESSES.items():
        rule = audience_of(pattern.callback)
        assert rule is not None
        for response in (client.get(url), client.post(url)):
            if rule.admits(Actor(AnonymousUser(), today())):
                assert response.status_code not in (403, 500), url
            else:
                assert response.status_code == 302, url
                assert response.headers["Location"].split("?")[0] in (
                    login,
                    reverse("admin:login"),
                ), url


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, *Role])
def test_role(client: Client, role: Role | None) -> None:
    """A role comes in where the page is meant for it, and gets 403 everywhere else."""
    user = account(role)
    for url, pattern in ADDRESSES.items():
        rule = audience_of(pattern.callback)
        assert rule is not None
        admitted = rule.admits(Actor(User.objects.get(pk=user.pk), today()))
        for method in (client.get, client.post):
            client.force_login(user, backend="branches.backends.AccountBackend")
            status = method(url).status_code
            assert (status != 403) is admitted, (url, status)
            assert status < 500, url


def account(role: Role | None) -> User:
    """An account that holds the role at a fitting organization; None: a post nowhere, as
    contacts have.
    """
    tree = make_tree()
    places = (tree.branch, tree.general_branch, tree.city, tree.city_department)
    return make_user(
        role, next((place for place in places if role is None or place.admits(role)), None)
    )
