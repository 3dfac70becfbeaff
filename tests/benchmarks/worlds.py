"""The database of a benchmark: the demo world as often as asked for, kept from run to run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from time import perf_counter

from django.conf import settings
from django.db import connection, transaction

from branches.models import User
from cases.models import Case
from filings.demo.lives import CASES
from filings.demo.load import load
from tests.benchmarks.scale import multiply


@contextmanager
def world(cases: int, today: date, *, keep: bool) -> Iterator[None]:
    """A database with that many cases; made where it is missing, dropped afterwards unless
    `keep`.
    """
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = (
        f"bench_{settings.DATABASES['default']['NAME']}_{cases}"
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    try:
        if not User.objects.exists():
            _fill(cases, today)
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0, keepdb=keep)


@contextmanager
def copy() -> Iterator[str]:
    """The name of a copy of the world, for work that writes; dropped afterwards."""
    name = connection.settings_dict["NAME"]
    connection.close()  # a database that is copied has no sessions
    connection.creation.clone_test_db(suffix="copy", verbosity=0, autoclobber=True)
    try:
        yield str(connection.creation.get_test_db_clone_settings("copy")["NAME"])
    finally:
        connection.creation.destroy_test_db(name, verbosity=0, suffix="copy")


def _fill(cases: int, today: date) -> None:
    began = perf_counter()
    with transaction.atomic():
        load(today, cases=min(cases, CASES), neighbours=False)
    tell(f"demo world: {perf_counter() - began:.0f} s")
    if cases > CASES:
        multiply(cases // CASES)
    tell(f"{Case.objects.count()} cases: {perf_counter() - began:.0f} s")


def tell(text: str) -> None:
    """Say how far it is, beside the result."""
    print(text, file=sys.stderr, flush=True)
