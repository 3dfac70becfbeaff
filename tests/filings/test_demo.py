"""The demo world: everything the issue asks of it is there, and it is the same for the same seed and day."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from branches.models import Installation
from cases.models import Case, Entry
from filings.demo.load import load
from tests.factories import make_user

TODAY = date(2026, 11, 24)


@pytest.fixture
def empty_tables(db: None) -> None:
    """Tables whose numbers begin at one, so that two worlds can be compared with their keys."""
    _truncate()


def _truncate() -> None:
    kept = {"django_content_type", "auth_permission", "django_migrations"}
    names = ", ".join(f'"{table}"' for table in connection.introspection.table_names() if table not in kept)
    connection.check_constraints()  # what is deferred, done now
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


def test_same_seed_and_day_give_the_same_entries(empty_tables: None) -> None:
    load(TODAY, cases=12)
    first = list(Entry.objects.order_by("pk").values_list("digest", flat=True))
    _truncate()
    load(TODAY, cases=12)
    assert list(Entry.objects.order_by("pk").values_list("digest", flat=True)) == first
    assert Case.objects.count() == 12


@pytest.mark.django_db
def test_command_refuses_a_database_in_use() -> None:
    make_user(username="somebody")
    with pytest.raises(CommandError, match="not marked as demo"):
        call_command("load_demo")
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_command_prints_the_accounts_of_a_world_that_is_there() -> None:
    make_user(username="somebody")
    Installation.mark_as_demo([("somebody", "支部书记")])
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "somebody" in out.getvalue()
    assert not Case.objects.exists()
