"""The one clock: views, commands and tasks ask `today()` and pass the day on; pages show moments
by `shown`.
"""

import os
from datetime import date, datetime

from django.utils import timezone

FIXED_DAY = "JISHI_TODAY"


class NotADay(ValueError):  # says what was found
    """`JISHI_TODAY` is no day."""


def fixed_day() -> date | None:
    """The day fixed by `JISHI_TODAY` (tests and demo only), or None. Raises NotADay."""
    value = os.environ.get(FIXED_DAY)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise NotADay(
            f"{FIXED_DAY}={value!r} is no day: write it as 2026-05-18, or unset it."
        ) from None


def today() -> date:
    """The day in Beijing time, or the fixed day of tests and demo."""
    return fixed_day() or timezone.localdate()


def shown(moment: datetime) -> datetime:
    """A stored moment as pages and papers show it, in Beijing time.

    While the day is fixed, what is stored still carries the machine's own day. Such a moment is
    shown on the fixed day, with its own time of day: what was recorded on the machine's day of
    today, and what lies after the fixed day, when nothing can have been recorded. The demo's
    history, stored with days gone by, is shown as it stands.
    """
    local = timezone.localtime(moment)
    fixed = fixed_day()
    if fixed is None:
        return local
    if local.date() > fixed or local.date() == timezone.localdate():
        return datetime.combine(fixed, local.timetz())
    return local


def day_of(moment: datetime) -> date:
    """The day of a stored moment, as `shown`."""
    return shown(moment).date()
