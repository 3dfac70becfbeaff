"""The demonstration never touches a database in use."""

import socket
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from branches.models import Installation, User
from config import demo, supervisor


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["demo", "demo_reset"])
def test_refuses_a_database_in_use(command: str) -> None:
    User.objects.create_user("zhangsan", "a password of his own")
    options = {"port": str(free_port())} if command == "demo" else {}
    with pytest.raises(CommandError, match="not marked as demo: nothing was changed"):
        call_command(command, **options)
    assert User.objects.count() == 1


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.create_server((supervisor.HOST, 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.mark.django_db
def test_refuses_tables_of_another_program() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Installation._meta.db_table} RENAME TO elsewhere")
    with pytest.raises(CommandError, match="not marked as demo"):
        demo.empty()


@pytest.mark.django_db
def test_empties_a_demo_database() -> None:
    Installation.mark_as_demo()
    demo.empty()
    assert connection.introspection.table_names() == []


def test_a_taken_port_is_one_line() -> None:
    with socket.create_server((supervisor.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, str(demo.MANAGE), "demo", "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (
        done.stderr
        == f"CommandError: Port {port} is taken: end what uses it, or choose another: make demo"
        " PORT=8001\n"
    )
