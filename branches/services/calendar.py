"""The secret address of an account's calendar, and its notices."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from branches.models import CalendarLink, Notice, User


def hash_of(secret: str) -> str:
    """What is stored of a secret; it is 256 bits of chance, so a plain hash tells nothing."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def renew_calendar(*, user: User) -> str:
    """A new secret; the one before is void from now on."""
    secret = secrets.token_urlsafe(32)
    CalendarLink.objects.filter(user=user).delete()
    CalendarLink.objects.create(user=user, secret_hash=hash_of(secret))
    return secret


def revoke_calendar(*, user: User) -> None:
    """The address answers no more."""
    CalendarLink.objects.filter(user=user).delete()


def give_notices(*, rows: Iterable[tuple[User, str, str]], on: date) -> int:
    """Tell (user, key, text) on a day, each key once a day. Returns how many were new."""
    notices = [Notice(user=user, key=key, text=text, on=on) for user, key, text in rows]
    before = Notice.objects.filter(on=on).count()
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return Notice.objects.filter(on=on).count() - before


def read_notices(*, user: User, now: datetime) -> None:
    """All of the account's notices are read."""
    Notice.objects.filter(user=user, read_at=None).update(read_at=now)
