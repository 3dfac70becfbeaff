"""What tests of the pages share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from branches.models import User
from cases.models import Case
from config.kit import clock
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive

Sign = Callable[[User], Client]


@pytest.fixture
def world() -> Drive:
    """The people and the branch of a case that begins under the edition of 2026."""
    return Drive(IN_2026)


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Set the day on which the pages live."""
    return lambda day: monkeypatch.setenv(clock.FIXED_DAY, day.isoformat())


@pytest.fixture
def case(world: Drive, on_day: Callable[[date], None]) -> Case:
    """A case with its application, on the day of the talk."""
    on_day(world.day("talk"))
    return world.open_case()


@pytest.fixture
def sign() -> Sign:
    """A browser in which somebody is signed in."""

    def signed(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="branches.backends.AccountBackend")
        return client

    return signed
