"""The pages on which cases are read: who sees what, in how many queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from branches.models import User
from cases.models import Case
from tests.cases.rules.build import IN_2026
from tests.cases.services.build import World

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def world() -> World:
    return World(IN_2026)


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> date:
    """The day of the pages, a few days after the shortlist of the world's case."""
    monkeypatch.setenv("JISHI_TODAY", "2027-01-20")
    return date(2027, 1, 20)


def opened(world: World, until: str = "shortlist") -> Case:
    """A case with its steps up to `until`, of those that are no filings."""
    case = world.open_case()
    for code in ("talk", "shortlist"):
        world.record(case, code)
        if code == until:
            break
    return Case.objects.get(pk=case.pk)


def sign_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="branches.backends.AccountBackend")
    return client


def test_the_page_of_a_case(client: Client, world: World) -> None:
    case = opened(world)
    text = sign_in(client, world.secretary).get(case.get_absolute_url()).text
    assert "周文静" in text
    assert "2026-0001" in text
    assert "450100" not in text


def test_the_list(client: Client, world: World) -> None:
    case = opened(world)
    text = sign_in(client, world.secretary).get(reverse("cases")).text
    assert case.get_absolute_url() in text
