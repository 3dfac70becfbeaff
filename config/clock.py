"""The one clock: views, commands and tasks ask `today()` and pass the day on."""

import os
from datetime import date

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
        raise NotADay(f"{FIXED_DAY}={value!r} is no day: write it as 2026-05-18, or unset it.") from None


def today() -> date:
    """The day in Beijing time, or the fixed day of tests and demo."""
    return fixed_day() or timezone.localdate()
