"""Which errors mean that the database is away."""

from __future__ import annotations

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError
from psycopg2 import errors

from config.kit.outage import is_outage


class Shutdown(errors.AdminShutdown):  # type: ignore[misc]  # psycopg2 has no types
    pgcode = "57P01"


class StartingUp(errors.CannotConnectNow):  # type: ignore[misc]
    pgcode = "57P03"


class Deadlock(errors.DeadlockDetected):  # type: ignore[misc]
    pgcode = "40P01"


class DiskFull(errors.DiskFull):  # type: ignore[misc]
    pgcode = "53100"


class Cancelled(errors.QueryCanceled):  # type: ignore[misc]
    pgcode = "57014"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (psycopg2.OperationalError("server closed the connection unexpectedly"), True),
        (psycopg2.OperationalError("connection to server on socket failed: No such file"), True),
        (psycopg2.InterfaceError("connection already closed"), True),
        (psycopg2.InterfaceError("cursor already closed"), False),
        (Shutdown("terminating connection"), True),
        (StartingUp("the database system is starting up"), True),
        (Deadlock("deadlock detected"), False),
        (DiskFull("no space left"), False),
        (Cancelled("statement timeout"), False),
        (psycopg2.IntegrityError("duplicate key"), False),
        (ValueError("no"), False),
    ],
)
def test_by_the_driver_s_error(error: Exception, expected: bool) -> None:
    assert is_outage(error) is expected


@pytest.mark.parametrize("wrapper", [OperationalError, InterfaceError, RuntimeError])
def test_through_what_wraps_it(wrapper: type[Exception]) -> None:
    wrapped = wrapper("wrapped")
    wrapped.__cause__ = psycopg2.OperationalError("server closed the connection unexpectedly")
    assert is_outage(wrapped)


def test_a_ring_of_causes_ends() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert not is_outage(first)
