"""A request above the limit: a page of ours, whoever sends it, and the thread is free again at
once.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from config.uploads import UploadLimitMiddleware

MOST = 100 * 2**20


def passed_on(request: object) -> object:
    raise AssertionError("The request was passed on.")


def test_the_limit_itself_is_passed_on_and_a_byte_more_is_not(settings: LazySettings) -> None:
    settings.UPLOAD_MOST = 20
    middleware = UploadLimitMiddleware(lambda request: "passed on")  # type: ignore[arg-type, return-value]
    post = RequestFactory().post
    assert middleware(post("/", b"x" * 20, content_type="text/plain")) == "passed on"  # type: ignore[comparison-overlap]
    response = middleware(post("/", b"x" * 21, content_type="text/plain"))
    assert response.status_code == 413
    html = response.content.decode()  # type: ignore[attr-defined]
    assert "文件太大，没有保存" in html
    assert "填写的文字仍在那里" in html


def test_what_comes_is_read_in_blocks_and_to_its_end_only(settings: LazySettings) -> None:
    settings.UPLOAD_MOST = 20
    stream = BytesIO(bytes(2**20))
    request = RequestFactory().generic("POST", "/", b"", CONTENT_LENGTH=str(2**19))
    request.META["wsgi.input"] = stream
    response = UploadLimitMiddleware(passed_on)(request)  # type: ignore[arg-type]
    assert (response.status_code, stream.tell()) == (413, 2**19)


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The port of a real server with one thread; what it refuses by its length needs no
    database.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "django.core.wsgi:get_wsgi_application()",
        "--threads=1",
    ]
    command += [f"--bind=127.0.0.1:{port}", "--log-level=error"]
    with subprocess.Popen(
        command, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    ) as process:
        yield port
        process.terminate()


def connected(port: int) -> socket.socket:
    """A connection to the server, which may be starting yet."""
    for _ in range(300):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("The server did not start.")


def answer_to(port: int, announced: int, sent: int) -> bytes:
    """All that the server answers to a request that says `announced` bytes and sends `sent` of
    them.
    """
    with connected(port) as connection:
        head = f"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {announced}\r\n\r\n"
        connection.sendall(head.encode() + bytes(sent))
        return b"".join(iter(lambda: connection.recv(2**16), b""))


def test_a_server_answers_without_waiting_for_the_rest_and_ends_the_connection(server: int) -> None:
    """One thread answers three who send the beginning and then nothing; without an end the test
    would not return.
    """
    for announced in (MOST + 1, 400 * 2**20, 2**40):
        answer = answer_to(server, announced, sent=2**20)
        assert answer.startswith(b"HTTP/1.1 413 "), answer[:100]
        assert "文件太大，没有保存".encode() in answer


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (f"GET /cases/?q={'a' * 9000} HTTP/1.1", b"414", "地址太长"),
        ("no line of HTTP", b"400", "读不出来"),
        (f"GET /login/ HTTP/1.1\r\nCookie: {'a' * 9000}", b"431", "读不出来"),
    ],
)
def test_what_is_no_request_for_the_server_is_answered_with_a_page_of_ours(
    server: int, line: str, status: bytes, said: str
) -> None:
    with connected(server) as connection:
        connection.sendall(f"{line}\r\nHost: 127.0.0.1\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(2**16), b""))
    head, _, page = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == status
    assert f"Content-Length: {len(page)}".encode() in head
    assert "没有办理，也没有写入任何内容" in page.decode()
    assert said in page.decode()
