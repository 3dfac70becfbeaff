"""What fails before anything is served is said in one line."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import OperationalError, ProgrammingError, connection
from django.test import override_settings
from psycopg2 import errors

from branches.fields import encrypt
from config import demo, logs, supervisor
from config.failures import MissingLibrary, in_one_line, line_of, require_libraries
from config.kit import clock
from config.postgres import EmbeddedServerError


def caused(failure: Exception, cause: Exception) -> Exception:
    failure.__cause__ = cause
    return failure


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (
            OperationalError("connection refused\n\tIs it up?\n"),
            "does not answer: connection refused / Is it up?",
        ),
        (OperationalError("could not extend file: No space left on device"), "The disk is full"),
        (caused(OperationalError("x"), errors.DiskFull("could not write")), "The disk is full"),
        (
            caused(ProgrammingError('relation "x" does not exist'), errors.UndefinedTable("x")),
            "run make demo, or",
        ),
        (
            caused(
                ProgrammingError("permission denied"),
                errors.InsufficientPrivilege("permission denied"),
            ),
            "owner",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (
            PermissionError(errno.EACCES, "Permission denied", "var"),
            "var: Permission denied. Start it as the user",
        ),
        (
            OSError(errno.EROFS, "Read-only file system", "var/x"),
            "var/x: Read-only file system. Start it",
        ),
        (OSError("cannot load library 'libpango-1.0-0': no"), "apt-get install libpango-1.0-0"),
        (
            ModuleNotFoundError("No module named 'x'", name="x"),
            "broken (x): remove .venv and run make setup",
        ),
        (ImproperlyConfigured("No."), "No."),
        (
            EmbeddedServerError("initdb failed as user x: no\nroom"),
            "initdb failed as user x: no / room. To begin anew",
        ),
        (EmbeddedServerError("not ready\nnot gone"), "not ready / not gone"),
        (ValueError("what nobody thought of"), ""),
    ],
)
def test_a_failure_says_what_to_do(failure: Exception, said: str) -> None:
    line = line_of(failure)
    assert "\n" not in line
    assert said in line
    assert bool(line) == bool(said)


def test_what_is_not_known_is_a_line_for_first_users_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JISHI_TRACE", raising=False)
    with (
        pytest.raises(
            SystemExit, match=r"^ValueError: of / two lines \(JISHI_TRACE=1 shows the rest\)$"
        ),
        in_one_line(always=True),
    ):
        raise ValueError("of\ntwo lines")
    with pytest.raises(ValueError, match="of"), in_one_line(always=False):
        raise ValueError("of\ntwo lines")


def test_trace_shows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TRACE", "1")
    with pytest.raises(OperationalError), in_one_line(always=True):
        raise OperationalError("refused")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as `make` runs it."""
    command = [sys.executable, str(demo.MANAGE), *arguments]
    known: Mapping[str, str] = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=known)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (
            {"DATABASE_URL": "mysql://root@localhost/jishi"},
            "DATABASE_URL is no address of PostgreSQL",
        ),
        ({"DATABASE_URL": "postgres://jishi@127.0.0.1:1/jishi"}, "The database does not answer"),
        ({"JISHI_TODAY": "2026-13-01"}, "JISHI_TODAY='2026-13-01' is no day"),
        ({"JISHI_TODAY": "2019-05-18"}, "made for days from 2026-11-24 on"),
        (
            {"JISHI_LOG_LEVEL": "loud"},
            "JISHI_LOG_LEVEL='loud' is no level: write one of DEBUG, INFO, WARNING, ERROR",
        ),
    ],
)
def test_the_command_ends_in_one_line(environment: dict[str, str], said: str) -> None:
    done = run("demo_reset", **environment)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr("ctypes.CDLL", load)
    with pytest.raises(MissingLibrary) as missing:
        require_libraries()
    assert line_of(missing.value).startswith(
        "libpango-1.0.so.0 is missing. As root: apt-get install libpango-1.0-0 "
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            ["demo", "--port=abc"],
            "'abc' is no port: choose one from 1024 to 65535, as in make demo PORT=8001",
        ),
        (["demo", "--port="], "'' is no port"),
        (["preflight", "--workers=many"], "WORKERS='many' is no number of processes"),
    ],
)
def test_what_is_typed_after_make_is_refused_in_one_line(command: list[str], said: str) -> None:
    done = run(*command)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("text", ["-1", "0", "65536", "8000.0", "9" * 5000])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="is no port"):
        demo.port_of(text)
    assert demo.port_of("8001") == 8001


def test_a_log_level_that_is_empty_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for text, level in {"": "INFO", " ": "INFO", "warning": "WARNING"}.items():
        monkeypatch.setenv(logs.LEVEL, text)
        assert logs.chosen_level() == level


def test_the_web_server_refuses_a_wrong_log_level_in_one_line() -> None:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--check-config"]
    environment = {**os.environ, "JISHI_LOG_LEVEL": "loud"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=supervisor.ROOT, env=environment
    )
    assert done.returncode == 1
    assert (
        done.stderr
        == "JISHI_LOG_LEVEL='loud' is no level: write one of DEBUG, INFO, WARNING, ERROR, or unset"
        " it.\n"
    )


def test_a_key_that_is_none_is_named() -> None:
    with (
        pytest.raises(ImproperlyConfigured, match="JISHI_FIELD_KEYS holds what is no Fernet key"),
        override_settings(FIELD_KEYS=["abc"]),
    ):
        encrypt("周文静")


def test_a_day_is_read_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.FIXED_DAY, "18.5.2026")
    with pytest.raises(clock.NotADay, match="write it as 2026-05-18"):
        clock.fixed_day()


@pytest.mark.django_db(transaction=True)
def test_one_makes_the_database_ready_and_another_waits(capsys: pytest.CaptureFixture[str]) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [demo.PREPARING])
            cursor.execute(
                "SET idle_session_timeout = '1s'"
            )  # the other ends, and its lock with it
        with demo.only_one():
            assert "Another process makes this database ready" in capsys.readouterr().out
    finally:
        other.close()
