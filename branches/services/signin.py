"""Signing in, with a brake on repeated failures."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.http import HttpRequest

from branches.fields import keyed_hash
from branches.models import LoginFailure, User

WINDOW = timedelta(minutes=15)
FAILURES_ALLOWED = 5


class TooManyFailures(Exception):
    """The name has failed too often within the last minutes; whether it exists is not said."""


@transaction.atomic
def sign_in(
    *, request: HttpRequest | None, username: str, password: str, now: datetime
) -> User | None:
    """The account of a right name and password, or None.

    Raises TooManyFailures after five failures within 15 minutes for one name, existing or not; then
    nothing is checked.
    """
    name = keyed_hash(username)
    with connection.cursor() as cursor:  # tries at the same moment are counted one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(name[:15], 16)])
    LoginFailure.objects.filter(failed_at__lte=now - WINDOW).delete()
    failures = LoginFailure.objects.filter(username_hash=name)
    if failures.count() >= FAILURES_ALLOWED:
        raise TooManyFailures
    user = authenticate(request, username=username, password=password)
    if user is None:
        LoginFailure.objects.create(username_hash=name, failed_at=now)
        return None
    failures.delete()
    assert isinstance(user, User)
    return user
