"""The virus scanner: a ClamAV daemon at the address of `settings.CLAMAV`, asked by its INSTREAM command."""

from __future__ import annotations

import socket
from pathlib import Path

from django.conf import settings

CHUNK = 2**16
TIMEOUT = 60.0


class ScannerUnavailable(Exception):
    """A scanner is configured and did not answer as one; nothing is kept unscanned then."""


class Infected(Exception):
    """The scanner found something; the text is its name."""


def is_configured() -> bool:
    return bool(settings.CLAMAV)


def check(path: Path) -> bool:
    """Whether the file was scanned: False when no scanner is configured. Raises Infected and ScannerUnavailable."""
    if not is_configured():
        return False
    try:
        answer = _ask(path)
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error
    if answer.endswith("FOUND"):
        raise Infected(answer.removeprefix("stream:").removesuffix("FOUND").strip())
    if not answer.endswith("OK"):
        raise ScannerUnavailable(answer)
    return True


def _ask(path: Path) -> str:
    with _connect() as connection, path.open("rb") as file:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
        connection.sendall(bytes(4))
        answer = b""
        while part := connection.recv(4096):
            answer += part
    return answer.decode(errors="replace").strip("\0\n ")


def _connect() -> socket.socket:
    """`unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`."""
    scheme, _, address = settings.CLAMAV.partition(":")
    if scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        connection.connect(address)
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)
