"""Holds still what differs from run to run: the clock and chance."""

from __future__ import annotations

import random
import secrets
import uuid
from datetime import UTC, datetime
from typing import Any

MOMENT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def hold() -> None:
    """Give the same moment, ids and secrets in every run. Called before anything of the site is
    imported.
    """
    chance = random.Random("golden")  # noqa: S311  the same in every run is what is wanted

    def uuid4() -> uuid.UUID:
        return uuid.UUID(int=chance.getrandbits(128), version=4)

    def token_bytes(count: int | None = None) -> bytes:
        return chance.randbytes(count or 32)

    changed: dict[str, Any] = {
        "token_bytes": token_bytes,
        "token_hex": lambda count=None: token_bytes(count).hex(),
        "token_urlsafe": lambda count=None: token_bytes(count).hex(),
        "choice": chance.choice,
    }
    uuid.uuid4 = uuid4
    for name, function in changed.items():
        setattr(secrets, name, function)

    from django.utils import timezone

    timezone.now = lambda: MOMENT
