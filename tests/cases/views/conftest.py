"""What tests of the pages share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from branches.models import User
from config import clock

Sign = Callable[[User], Client]


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Set the day on which the pages live."""
    return lambda day: monkeypatch.setenv(clock.FIXED_DAY, day.isoformat())


@pytest.fixture
def sign() -> Sign:
    """A browser in which somebody is signed in."""

    def signed(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="branches.backends.AccountBackend")
        return client

    return signed
