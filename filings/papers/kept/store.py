"""The store of uploaded and made files: below `settings.STORE_DIR`, under random names, served by
no web server.

What the worker makes (dossiers, packages) lies apart, in MADE: it can be made again, and goes when
it is old, by the file's own age. No row is asked about it, so a wrong database takes no scan away.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[A-Za-z0-9_-]{43}")
#: The folders of uploaded and of made files.
UPLOADED, MADE = "", "made"


def new_name() -> str:
    """A random name of 43 letters, which nobody guesses."""
    return secrets.token_urlsafe(32)


def path_of(name: str, folder: str = UPLOADED) -> Path:
    """Where the file of this name lies."""
    if not NAME.fullmatch(name):
        raise ValueError("Not a name of the store.")
    return Path(settings.STORE_DIR) / folder / name[:2] / name


@dataclass(frozen=True)
class Stored:
    """A file as it was written."""

    name: str
    size: int
    digest: str
    path: Path


def write(chunks: Iterable[bytes], folder: str = UPLOADED) -> Stored:
    """Keep the bytes under a new name, readable by this account only."""
    name, digest, size = new_name(), hashlib.sha256(), 0
    path = path_of(name, folder)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Stored(name, size, digest.hexdigest(), path)


#: What can be wrong with a kept file.
LOST, DAMAGED = "存储的文件已丢失", "存储的文件已损坏"


def fault_of(name: str, size: int, digest: str = "") -> str:
    """What is wrong with a kept file, in words, or nothing; its bytes are read only to compare
    them with `digest`.
    """
    try:
        with path_of(name).open("rb") as file:
            if os.fstat(file.fileno()).st_size != size:
                return DAMAGED
            if digest and hashlib.file_digest(file, "sha256").hexdigest() != digest:
                return DAMAGED
    except OSError:
        return LOST
    return ""


def remove(name: str) -> None:
    """Take back a file that no row names."""
    path_of(name).unlink(missing_ok=True)


def remove_made(before: datetime) -> None:
    """Take away the made files that were written before this moment."""
    for path in (Path(settings.STORE_DIR) / MADE).glob("*/*"):
        with suppress(FileNotFoundError):  # another worker was quicker
            if NAME.fullmatch(path.name) and path.stat().st_mtime < before.timestamp():
                path.unlink()
