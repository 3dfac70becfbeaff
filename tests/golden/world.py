"""The world that is looked at, and whose eyes see it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from branches.models import User
from cases.models import Case
from filings.demo.load import load

#: Accounts of the demonstration: one for each way of seeing a case.
WHO = (
    "secretary",
    "contact",
    "general-branch",
    "clerk",
    "committee-secretary",
    "organizer",
    "officer",
    "administrator",
)


@contextmanager
def world(today: date) -> Iterator[None]:
    """The demonstration of that day in a database of its own, which is dropped afterwards."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"golden_{before}"
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    hosts = [*settings.ALLOWED_HOSTS, "testserver"]
    with (
        tempfile.TemporaryDirectory() as empty,
        override_settings(STORAGES=storages, STATIC_ROOT=empty, ALLOWED_HOSTS=hosts),
    ):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            load(today)
            yield
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def signed_in(username: str) -> Client:
    """A browser in which that account is signed in; errors are answered, not raised."""
    client = Client(raise_request_exception=False)
    client.force_login(
        User.objects.get(username=username), backend="branches.backends.AccountBackend"
    )
    return client


def one_of_each() -> list[Case]:
    """One case of each state and outcome, the first by number; whoever is named in none sees
    none.
    """
    found: dict[tuple[str, str], Case] = {}
    for case in Case.objects.order_by("number"):
        found.setdefault((case.state, case.outcome), case)
    return list(found.values())
