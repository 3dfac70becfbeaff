"""The virus scanner: a ClamAV daemon at the address of `settings.CLAMAV`, asked by its INSTREAM
command.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

from django.conf import settings

CHUNK = 2**16
TIMEOUT = 60.0
MOST_ANSWER = 4096


class ScannerUnavailable(Exception):
    """A scanner is configured and did not answer as one; nothing is kept unscanned then."""


class TooLarge(Exception):
    """The scanner takes no file of this size (`StreamMaxLength` of clamd)."""


class Infected(Exception):
    """The scanner found something; the text is its name."""


def is_configured() -> bool:
    return bool(settings.CLAMAV)


def check(path: Path) -> bool:
    """Whether the file was scanned: False when no scanner is configured.

    Raises Infected, TooLarge and ScannerUnavailable.
    """
    if not is_configured():
        return False
    try:
        answer = _ask(path)
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error
    if answer.endswith("FOUND"):
        raise Infected(answer.removeprefix("stream:").removesuffix("FOUND").strip())
    if answer.startswith("INSTREAM size limit exceeded"):
        raise TooLarge(answer)
    if answer != "stream: OK":
        raise ScannerUnavailable(answer or "no answer")
    return True


def _ask(path: Path) -> str:
    with _connect() as connection, path.open("rb") as file:
        with suppress(
            BrokenPipeError, ConnectionResetError
        ):  # it may answer before it has heard all
            connection.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            connection.sendall(bytes(4))
        answer = b""
        while len(answer) < MOST_ANSWER and (part := connection.recv(MOST_ANSWER)):
            answer += part
    return answer.decode(errors="replace").strip("\0\n ")


def _connect() -> socket.socket:
    """`unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`."""
    scheme, _, address = settings.CLAMAV.partition(":")
    if scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)
