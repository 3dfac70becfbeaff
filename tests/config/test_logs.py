"""The log: one line of JSON for each failure, with its traceback and without personal data."""

from __future__ import annotations

import http.client
import json
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import Client, RequestFactory

from branches.models import Installation, User
from branches.services import jobs
from config import logs
from config.kit.doing import doing
from config.numbering import request_id
from tests.config.failing import NAME, NUMBER, PHONE

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds that a process may take to do what it is waited for


@dataclass
class Answer:
    """`text` is None where the server broke off."""

    status: int
    headers: Message
    text: str | None


@dataclass
class Server:
    """A gunicorn that serves `tests.config.failing`."""

    socket: Path
    log: Path

    def send(self, method: str, path: str, headers: dict[str, str]) -> Answer:
        """The answer, read to its end or to where it breaks off."""
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        try:
            connection.sock.settimeout(PATIENCE)
            connection.sock.connect(str(self.socket))
            connection.request(method, path, headers=headers)
            with connection.getresponse() as response:
                try:
                    return Answer(response.status, response.headers, response.read().decode())
                except http.client.IncompleteRead:
                    return Answer(response.status, response.headers, None)
        finally:
            connection.close()

    def lines(self, count: int) -> list[dict[str, Any]]:
        """All lines of the log once there are so many; each is JSON."""
        deadline = time.monotonic() + PATIENCE
        while (
            len(found := self.log.read_text().splitlines()) < count and time.monotonic() < deadline
        ):
            time.sleep(0.01)
        return [json.loads(line) for line in found]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("failing")
    server = Server(folder / "socket", folder / "log")
    command = [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()"]
    command += [f"--bind=unix:{server.socket}", "--threads=2", "--log-level=warning", "--preload"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.config.failing_settings",
        "JISHI_LOG_LEVEL": "DEBUG",
    }
    with server.log.open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, stdout=log)
    try:
        deadline = time.monotonic() + PATIENCE
        while not server.socket.exists():
            assert process.poll() is None, server.log.read_text()
            assert time.monotonic() < deadline, server.log.read_text()
            time.sleep(0.05)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def failure(
    server: Server, path: str, *, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[Answer, dict[str, Any]]:
    """The answer and its one line."""
    before = len(server.log.read_text().splitlines())
    answer = server.send(method, path, headers or {})
    lines = server.lines(before + 1)[before:]
    assert len(lines) == 1, lines
    return answer, lines[0]


FAILURES = {
    "/view/": (500, "ValueError: of"),
    "/template/": (500, "ValueError: in a template"),
    "/middleware/": (500, "ValueError: in middleware"),
    "/row/": (500, "IntegrityError: null value in column"),
    "/database/": (503, "OperationalError: connection to server"),
}


@pytest.mark.parametrize("path", FAILURES)
def test_a_failure_is_one_line(server: Server, path: str) -> None:
    status, text = FAILURES[path]
    answer, line = failure(server, f"{path}?q={NAME.encode().hex()}&name=x")
    assert (answer.status, line["status"], line["level"]) == (status, status, "ERROR")
    assert line["exception"].startswith("Traceback (most recent call last):")
    assert text in line["exception"]
    assert (line["path"], line["method"]) == (path, "GET")
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert f"<strong>{line['request_id']}</strong>" in (answer.text or "")
    for personal in (NAME, NUMBER, PHONE, NAME.encode().hex()):
        assert personal not in json.dumps(line, ensure_ascii=False)


def test_a_failure_while_the_answer_is_read_is_one_line(server: Server) -> None:
    answer, line = failure(server, f"/streaming/?name={NUMBER}")
    assert answer.text is None
    assert "ValueError: in streaming" in line["exception"]
    assert (line["path"], line["request_id"]) == ("/streaming/", answer.headers["X-Request-ID"])
    assert NUMBER not in json.dumps(line)


def test_a_session_that_cannot_be_read_is_one_line(server: Server) -> None:
    """The database is away before any view is asked; what is sent then may or may not be
    written.
    """
    answer, line = failure(
        server, "/view/", method="GET", headers={"Cookie": f"sessionid={'a' * 32}"}
    )
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert "数据库暂时连不上" in (answer.text or "")
    assert "OperationalError" in line["exception"]


def test_a_refused_right_is_a_warning(server: Server) -> None:
    answer, line = failure(server, "/forbidden/")
    assert (answer.status, line["status"], line["level"]) == (403, 403, "WARNING")


def test_an_old_link_is_everyday_life(server: Server) -> None:
    answer, line = failure(server, "/gone/")
    assert (answer.status, line["status"], line["level"]) == (404, 404, "DEBUG")


@pytest.mark.parametrize(
    ("logger", "status", "level"),
    [
        ("django.request", 400, "DEBUG"),
        ("django.request", 403, "WARNING"),
        ("django.request", 404, "DEBUG"),
        ("django.request", 409, "DEBUG"),
        ("django.request", 422, "DEBUG"),
        ("django.request", 500, "ERROR"),
        ("django.request", 503, "ERROR"),
        ("django.security.SuspiciousOperation", 400, "WARNING"),
        ("django.security.csrf", 403, "WARNING"),
        ("jishi.jobs", None, "ERROR"),
    ],
)
def test_levels(logger: str, status: int | None, level: str) -> None:
    as_django = (
        logging.ERROR
        if status is None or status >= 500 or "Suspicious" in logger
        else logging.WARNING
    )
    record = logging.LogRecord(logger, as_django, "", 0, "", None, None)
    if status is not None:
        record.status_code = status
    assert logging.getLevelName(logs.level_of(record)) == level
    assert logs.LevelFilter("INFO").filter(record) is (level != "DEBUG")


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "logger"),
    [
        ("POST", "/view/", {}, 403, "django.security.csrf"),
        ("GET", "/suspicious/", {}, 400, "django.security.SuspiciousOperation"),
        ("GET", "/view/", {"Host": "elsewhere.example"}, 400, "django.security.DisallowedHost"),
    ],
)
def test_an_attack_is_a_warning(
    server: Server, method: str, path: str, headers: dict[str, str], status: int, logger: str
) -> None:
    answer, line = failure(server, path, method=method, headers=headers)
    assert (answer.status, line["level"], line["logger"]) == (status, "WARNING", logger)


def test_what_is_no_request_is_one_line(server: Server) -> None:
    before = len(server.log.read_text().splitlines())
    with socket.socket(socket.AF_UNIX) as wire:
        wire.connect(str(server.socket))
        wire.sendall(f"GET /view/?name={NUMBER} and more HTTP/1.1\r\n\r\n".encode())
        assert wire.recv(12) == b"HTTP/1.1 400"
    lines = server.lines(before + 1)[before:]
    assert [line["level"] for line in lines] == ["WARNING"]
    assert NUMBER not in json.dumps(lines)


# Within this process


def written(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_a_line_of_the_development_server_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    """It gives its socket as the request."""
    with socket.socket() as wire:
        log = logging.getLogger("django.server")
        log.warning("Broken pipe", extra={"request": wire, "status_code": 500})
    assert [line["message"] for line in written(capfd)] == ["Broken pipe"]


@pytest.mark.django_db
def test_a_line_names_the_account_by_its_number(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    user = User.objects.create_user(
        "zhangsan", "a password of one's own", must_change_password=False
    )
    client.force_login(user)
    client.get("/admin/")
    (line,) = written(capfd)
    assert (line["status"], line["account"], line["path"]) == (403, user.pk, "/admin/")
    assert "zhangsan" not in json.dumps(line)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_raises_is_one_line(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def perform(run: jobs.Run) -> dict[str, Any]:
        raise ValueError(f"row of {NUMBER}")

    owner = User.objects.create_user("lisi", "a password of one's own")
    monkeypatch.setitem(jobs.WORK, "failing", jobs.Work("failing", perform))
    Installation.mark_as_demo()
    job = jobs.start_job(kind="failing", owner=owner)
    call_command("worker", batch=True, interval=0)
    errors = [line for line in written(capfd) if line["level"] == "ERROR"]
    assert [(line["job"], line["kind"], line["account"]) for line in errors] == [
        (job.pk, "failing", owner.pk)
    ]
    assert "ValueError: row of 110***********4012" in errors[0]["exception"]


def test_a_line_is_one_line_whatever_it_holds(capfd: pytest.CaptureFixture[str]) -> None:
    """Handed to the handler alone: pytest would keep the record for a report, and cannot send
    half a character.
    """
    handler = logs.Handler()
    handler.setFormatter(logs.Formatter())
    text = "a\nb\r\u2028c\udcff\x00 %s"
    handler.emit(logging.LogRecord("jishi.tests", logging.ERROR, __file__, 1, text, ("d",), None))
    assert [line["message"] for line in written(capfd)] == ["a\nb\r\u2028c\udcff\x00 d"]


def test_a_long_traceback_keeps_both_ends(capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("jishi.tests").error("first%slast", "x" * 10**6)
    (line,) = written(capfd)
    assert line["message"].startswith("first")
    assert line["message"].endswith("last")
    assert len(line["message"]) < logs.LONGEST + 100


def test_what_was_typed_is_not_written(
    capfd: pytest.CaptureFixture[str], rf: RequestFactory
) -> None:
    secret = "correct-horse"
    request = rf.post(
        "/x/?organization=第一支部",
        {"name": NAME, "password": secret, "code": "talk", "text": "甲\r\n乙丙丁"},
    )
    request.user = AnonymousUser()
    assert request.POST
    with doing(request=request):
        logging.getLogger("jishi.tests").error(
            "%s %s %s talk 乙丙丁 第一支部", NAME, secret, "138 1234 5678"
        )
    (line,) = written(capfd)
    assert line["message"] == "… … 138****5678 talk … …"


def test_a_secret_of_an_address_is_not_written(
    capfd: pytest.CaptureFixture[str], client: Client, db: None
) -> None:
    logging.getLogger("jishi.tests").error("before")
    client.get("/calendar/HoldMeSecret0123456789.ics")
    with doing(request=_resolved("/calendar/HoldMeSecret0123456789.ics")):
        logging.getLogger("jishi.tests").error("at /calendar/HoldMeSecret0123456789.ics")
    assert "HoldMeSecret" not in json.dumps(written(capfd))


def _resolved(path: str) -> Any:
    from django.urls import resolve

    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    return request


def test_a_thread_that_ends_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    program = (
        "import logging.config, threading; from config import"
        " logs\nlogging.config.dictConfig(logs.logging_settings('INFO'));"
        " logs.log_uncaught()\nthread = threading.Thread(target=lambda: 1 / 0, name='beat');"
        " thread.start(); thread.join()\nraise ValueError('the end')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["message"] for line in lines] == ["The thread beat ended", "The process ended"]
    assert "ZeroDivisionError" in lines[0]["exception"]
    assert "ValueError: the end" in lines[1]["exception"]
    assert done.returncode == 1


@pytest.mark.parametrize(
    "given", ["3f9c1a2b77de40aa", "b1c9c3f0-2d5e-4c0e-9a53-0a1f2b3c4d5e", "K7RM-4XHC"]
)
def test_an_id_of_a_proxy_is_taken(given: str) -> None:
    assert request_id(given) == given


@pytest.mark.parametrize(
    "given",
    ["", "short", "a" * 65, "a b c d e f g", "x\nforged: line", NUMBER, PHONE, "编号编号编号编号"],
)
def test_another_is_not(given: str) -> None:
    made = request_id(given)
    assert made != given
    assert len(made) == 9
