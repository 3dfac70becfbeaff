"""The store of uploaded and made files: below `settings.STORE_DIR`, under random names, served by no web server."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[A-Za-z0-9_-]{43}")


def new_name() -> str:
    """A random name of 43 letters, which nobody guesses."""
    return secrets.token_urlsafe(32)


def path_of(name: str) -> Path:
    """Where the file of this name lies."""
    if not NAME.fullmatch(name):
        raise ValueError("Not a name of the store.")
    return Path(settings.STORE_DIR) / name[:2] / name


@dataclass(frozen=True)
class Stored:
    """A file as it was written."""

    name: str
    size: int
    digest: str

    @property
    def path(self) -> Path:
        return path_of(self.name)


def write(chunks: Iterable[bytes]) -> Stored:
    """Keep the bytes under a new name, readable by this account only."""
    name, digest, size = new_name(), hashlib.sha256(), 0
    path = path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Stored(name, size, digest.hexdigest())


def remove(name: str) -> None:
    """Take back a file that no row names."""
    path_of(name).unlink(missing_ok=True)
