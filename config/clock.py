"""The one clock: views, commands and tasks ask `today()` and pass the day on."""

import os
from datetime import date

from django.utils import timezone

FIXED_DAY = "JISHI_TODAY"


def fixed_day() -> date | None:
    """The day fixed by `JISHI_TODAY` (tests and demo only), or None.

    Raises ValueError when the variable is no ISO day.
    """
    value = os.environ.get(FIXED_DAY)
    return date.fromisoformat(value) if value else None


def today() -> date:
    """The day in Beijing time, or the fixed day of tests and demo."""
    return fixed_day() or timezone.localdate()
