"""The client of the virus scanner, against a daemon that speaks its protocol over a socket of
its own.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from cases.models import Case
from filings.papers.kept import antivirus
from filings.papers.kept.models import Scan, ScanFile
from tests.filings.papers.uploads import picture, send

#: What is sent back once the whole stream was heard; None: nothing, the line is cut.
Answer = Callable[[bytes], bytes | None]


class Daemon:
    """A clamd that knows INSTREAM, for one connection after the other."""

    def __init__(self, listener: socket.socket, answer: Answer, heed: int | None) -> None:
        self.listener, self.answer, self.heed = listener, answer, heed
        self.heard: list[bytes] = []
        self.faults: list[str] = []
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self.talk(connection)

    def talk(self, connection: socket.socket) -> None:
        command = self.read(connection, 10)
        if command != b"zINSTREAM\0":
            self.faults.append(f"command {command!r}")
            return
        data = b""
        while size := int.from_bytes(self.read(connection, 4), "big"):
            data += self.read(connection, size)
            if self.heed is not None and len(data) >= self.heed:
                break
        self.heard.append(data)
        if (reply := self.answer(data)) is not None:
            connection.sendall(reply)

    @staticmethod
    def read(connection: socket.socket, size: int) -> bytes:
        data = b""
        while len(data) < size and (part := connection.recv(size - len(data))):
            data += part
        return data


@contextmanager
def daemon(
    settings: LazySettings, answer: Answer, *, heed: int | None = None, path: Path | None = None
) -> Iterator[Daemon]:
    """The daemon, and the setting that leads to it. `heed`: it listens to so many bytes only."""
    if path is not None:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(path))
        listener.listen()
        settings.CLAMAV = f"unix:{path}"
    else:
        listener = socket.create_server(("127.0.0.1", 0))
        settings.CLAMAV = f"tcp:127.0.0.1:{listener.getsockname()[1]}"
    made = Daemon(listener, answer, heed)
    made.thread.start()
    try:
        yield made
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        made.thread.join(5)
    assert made.faults == []


def clean(_data: bytes) -> bytes:
    return b"stream: OK\0"


def seeks_eicar(data: bytes) -> bytes:
    return b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in data else b"stream: OK\0"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * 1000)  # three chunks and a bit
    return path


def test_the_whole_file_is_heard_over_tcp_and_a_local_socket(
    settings: LazySettings, file: Path, tmp_path: Path
) -> None:
    for path in (None, tmp_path / "clamd.ctl"):
        with daemon(settings, clean, path=path) as made:
            assert antivirus.check(file)
        assert made.heard == [file.read_bytes()]


def test_an_empty_file_is_a_stream_of_nothing(settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with daemon(settings, clean) as made:
        assert antivirus.check(tmp_path / "empty")
    assert made.heard == [b""]


def test_without_a_scanner_nothing_is_said(settings: LazySettings, file: Path) -> None:
    settings.CLAMAV = ""
    assert not antivirus.check(file)


@pytest.mark.parametrize(
    ("reply", "error", "text"),
    [
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", antivirus.Infected, "^Win.Test.EICAR_HDB-1$"),
        (b"INSTREAM size limit exceeded. ERROR\0", antivirus.TooLarge, "size limit"),
        (b"UNKNOWN COMMAND\0", antivirus.ScannerUnavailable, "UNKNOWN COMMAND"),
        (
            b"stream: lstat() failed: No such file or directory. ERROR\0",
            antivirus.ScannerUnavailable,
            "lstat",
        ),
        (b"HTTP/1.1 200 OK\r\n\r\nOK", antivirus.ScannerUnavailable, "HTTP"),
        (b"x" * 10_000, antivirus.ScannerUnavailable, "xxx"),
        (b"", antivirus.ScannerUnavailable, "no answer"),
        (None, antivirus.ScannerUnavailable, "no answer"),
    ],
    ids=["found", "size", "unknown", "error", "not-clamd", "endless", "empty", "hang-up"],
)
def test_what_it_answers(
    settings: LazySettings, file: Path, reply: bytes | None, error: type[Exception], text: str
) -> None:
    with daemon(settings, lambda _: reply), pytest.raises(error, match=text):
        antivirus.check(file)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (
            b"INSTREAM size limit exceeded. ERROR\0",
            (antivirus.TooLarge, antivirus.ScannerUnavailable),
        ),
        (None, antivirus.ScannerUnavailable),
    ],
)
def test_it_may_stop_listening_in_the_middle(
    settings: LazySettings, tmp_path: Path, reply: bytes | None, error: type[Exception]
) -> None:
    """What it said before it hung up may be lost on the way; the file is refused in any case."""
    path = tmp_path / "large"
    path.write_bytes(bytes(20 * 2**20))
    with daemon(settings, lambda _: reply, heed=100_000), pytest.raises(error):
        antivirus.check(path)


def test_it_may_not_answer_at_all(
    settings: LazySettings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(antivirus, "TIMEOUT", 0.2)
    over = threading.Event()

    def silent(_data: bytes) -> None:
        over.wait(10)

    with daemon(settings, silent):
        with pytest.raises(antivirus.ScannerUnavailable, match="timed out"):
            antivirus.check(file)
        over.set()


@pytest.mark.parametrize("address", ["tcp:127.0.0.1:1", "unix:/nowhere/clamd.ctl"])
def test_nobody_may_be_there(settings: LazySettings, file: Path, address: str) -> None:
    settings.CLAMAV = address
    with pytest.raises(antivirus.ScannerUnavailable):
        antivirus.check(file)


def test_an_upload_goes_through_it(
    secretary: Client, case: Case, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    bad = picture() + b"EICAR"
    with daemon(settings, seeks_eicar) as made:
        assert send(secretary, case, ("1.png", picture()), ("2.png", bad)) == 422
        assert not Scan.objects.exists()
        assert send(secretary, case, ("1.png", picture())) == 302
    assert made.heard == [picture(), bad, picture()]
    assert ScanFile.objects.get().virus == "clean"
    with daemon(settings, lambda _: None):
        assert send(secretary, case, ("1.png", picture())) == 422
    assert "no answer" in caplog.text
    assert Scan.objects.count() == 1
    assert [path.name for path in Path(settings.STORE_DIR).rglob("*") if path.is_file()] == [
        ScanFile.objects.get().stored
    ]
