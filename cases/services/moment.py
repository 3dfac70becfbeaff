"""The moment of recording: now, or the one that the demo world lives through."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("moment_of_recording", default=None)


def now() -> datetime:
    """The moment that an entry written now carries."""
    return _fixed.get() or timezone.now()


@contextmanager
def recorded_at(moment: datetime) -> Iterator[None]:
    """Entries written inside carry this moment; for the demo world, which is made of days gone
    by.
    """
    token = _fixed.set(
        moment.astimezone(UTC)
    )  # as the database gives it back: the digest is over its spelling
    try:
        yield
    finally:
        _fixed.reset(token)
