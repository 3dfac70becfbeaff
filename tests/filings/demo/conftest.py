"""The demo world that the tests of this package read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from filings.demo import scenarios
from filings.demo.load import load
from filings.demo.world import World
from tests.browser.conftest import browser as browser
from tests.browser.conftest import launched as launched

TODAY = date(2026, 11, 24)
#: One of everything and one ordinary case for each step.
CASES = sum(
    map(len, (scenarios.FILED, scenarios.TURNED, scenarios.LATE, scenarios.FOUND, scenarios.QUIET))
)


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for the tests of this package that read it.

    They bear no mark of the database: pytest-django runs those that do, and load worlds of their
    own, before them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(TODAY, cases=CASES, say=pytest.fail)
        transaction.set_rollback(True)
