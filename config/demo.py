"""The demonstration: its database made ready, and its processes."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from django.core.management import CommandError, call_command
from django.db import connection, connections

from branches.models import Installation, User
from config import supervisor
from config.checks import UnfitInstallation, is_demo_database, refuse_unfit_installation
from config.kit.clock import today
from config.supervisor import HOST
from filings.demo.lives import FIRST_DAY

MANAGE = supervisor.ROOT / "manage.py"
PREPARING = 7105  # number of the lock on making the database ready


def prepare() -> None:
    """Make the tables and the demo world where they are missing; `load_demo` prints the accounts in
    any case.

    Raises CommandError on a database with people in it that is not marked as demo, NotADay.
    """
    require_day()
    with only_one():
        call_command("migrate", verbosity=0)
        if User.objects.exists() and not Installation.is_demo_database():
            raise CommandError(
                "This database is in use and not marked as demo: nothing was changed."
            )
        call_command("load_demo")
    try:
        refuse_unfit_installation()
    except UnfitInstallation as unfit:
        raise CommandError(str(unfit)) from None


def empty() -> None:
    """Drop everything in the database. Raises CommandError unless it is marked as demo or has no
    tables.
    """
    if connection.introspection.table_names() and not is_demo_database():
        raise CommandError("This database is not marked as demo: nothing was changed.")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


@contextmanager
def only_one() -> Iterator[None]:
    """Let one process at a time make the database ready; another waits for it, and says so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [PREPARING])
        if cursor.fetchone() == (False,):
            sys.stdout.write(
                "Another process makes this database ready: waiting until it is done.\n"
            )
            sys.stdout.flush()
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def require_day() -> None:
    """Raise CommandError where the demo world is not made for the day, NotADay."""
    if today() < FIRST_DAY:
        raise CommandError(
            f"The demo world is made for days from {FIRST_DAY} on, and today is {today()}."
        )


def port_of(text: str) -> int:
    """The port that was asked for. Raises CommandError, in one line where argparse would explain
    all options.
    """
    is_number = text.isdecimal() and len(text) <= len("65535")
    if not is_number or not 1 <= int(text) <= 65535:
        raise CommandError(
            f"{text!r} is no port: choose one from 1024 to 65535, as in make demo PORT=8001"
        )
    return int(text)


def require_free_port(port: int) -> None:
    """Raise CommandError when something listens on the port, or this user may not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CommandError(
                f"This user may not listen on port {port}: choose one above 1023, as in make demo"
                " PORT=8001"
            ) from None
        except OSError:
            raise CommandError(
                f"Port {port} is taken: end what uses it, or choose another: make demo PORT=8001"
            ) from None


def serve(port: int) -> NoReturn:
    """Become the small process that keeps server and worker running until Ctrl-C
    (`config.supervisor`).
    """
    connections.close_all()
    os.chdir(supervisor.ROOT)
    # our own words
    os.execv(sys.executable, [sys.executable, "-m", "config.supervisor", str(port)])  # noqa: S606
