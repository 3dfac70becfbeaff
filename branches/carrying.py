"""A form sent by who is not signed in any more: carried through the sign-in, readable for its
author alone.

Every form names the account it was made for (`mark_of`, written by the tag `csrf_token`). What was
typed travels sealed in the sign-in page, and after signing in in the session; the server keeps
nothing of it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core import signing

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from branches.models import User

SENDER = "typed_by"  # the field in which a form names its account
MOST = 2**20  # bytes of names and values that are carried
LASTS = timedelta(days=1)
_signer = signing.Signer(salt="branches.carrying")
#: What a form sends beside what was typed, and what is carried nowhere.
_OWN = frozenset({"csrfmiddlewaretoken", SENDER})
_SECRET = frozenset({"old", "repeat"})  # of the change of password, beside names that say it


class TooMuch(Exception):
    """More was typed than is carried."""


class Unreadable(Exception):
    """The token is none of ours, was changed, or is not what it was."""


class TooLate(Unreadable):
    """The token is older than `LASTS`."""


@dataclass(frozen=True)
class Carried:
    """A form as it was sent: `{field name: texts}`. `files`: names of the files that went with
    it and are lost.
    """

    account: int
    address: str
    fields: dict[str, list[str]]
    files: tuple[str, ...] = ()


def mark_of(user: User) -> str:
    """What a form carries of the account it is shown to."""
    return _signer.sign(str(user.pk))


def sender_of(data: QueryDict) -> int | None:
    """The id of the account that the form was shown to; None where the form does not say it or
    somebody made it up.
    """
    try:
        return int(_signer.unsign(data.get(SENDER, "")))
    except (signing.BadSignature, ValueError):
        return None


def fields_of(request: HttpRequest) -> dict[str, list[str]] | None:
    """What was typed, without passwords; None where it is more than `MOST` bytes."""
    found, size = {}, 0
    for name, values in request.POST.lists():
        if name in _OWN or name in _SECRET or "password" in name:
            continue
        found[name] = list(values)
        size += sum(len(name.encode()) + len(value.encode()) for value in values)
    if size > MOST:
        return None
    return found


def carried_by(request: HttpRequest, account: int) -> Carried:
    """The form of the request. Raises TooMuch."""
    fields = fields_of(request)
    if fields is None:
        raise TooMuch
    files = tuple(str(file.name) for _, files in request.FILES.lists() for file in files)
    return Carried(account, request.get_full_path(), fields, files)


def seal(carried: Carried, now: datetime) -> str:
    """The form, encrypted."""
    content = [carried.account, carried.address, carried.fields, carried.files]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return (
        _fernet(settings.SECRET_KEY).encrypt_at_time(text.encode(), int(now.timestamp())).decode()
    )


def unseal(token: str, now: datetime) -> Carried:
    """The form of a token of `seal`. Raises TooLate, Unreadable."""
    fernet = _fernet(settings.SECRET_KEY)
    try:
        made = fernet.extract_timestamp(token.encode())
        content = fernet.decrypt(token.encode())
    except InvalidToken:
        raise Unreadable from None
    if now.timestamp() - made > LASTS.total_seconds():
        raise TooLate
    account, address, fields, files = json.loads(content)
    return Carried(account, address, fields, tuple(files))


@cache
def _fernet(secret: str) -> Fernet:
    key = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=b"jishi: a form carried through the sign-in"
    )
    return Fernet(base64.urlsafe_b64encode(key.derive(secret.encode())))
