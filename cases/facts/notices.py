"""Days off and make-up working days as published by the State Council, as far as the package
`chinesecalendar` goes.
"""

from __future__ import annotations

import hashlib
from datetime import date

import chinese_calendar.constants as notices

_CHINESE = {holiday.value: holiday.chinese for holiday in notices.Holiday}

#: `{day: whether it is worked}` of the days that differ from Monday–Friday, and `{day: name of the
#: holiday}`.
PUBLISHED_DAYS: dict[date, bool] = {
    day: False for day in notices.holidays if day.weekday() < 5
} | dict.fromkeys(notices.workdays, True)
PUBLISHED_NAMES: dict[date, str] = {
    day: _CHINESE.get(name, name) for day, name in notices.holidays.items()
} | {day: f"{_CHINESE.get(name, name)}调休" for day, name in notices.workdays.items()}
PUBLISHED_YEARS: frozenset[int] = frozenset(day.year for day in PUBLISHED_DAYS)


def name_of_notices(days: dict[date, bool]) -> str:
    """What tells these days from those of another version of the package: the last year, and
    part of a digest.
    """
    said = repr(sorted(days.items()))
    return f"{max(days).year}年节假日 {hashlib.sha256(said.encode()).hexdigest()[:6]}"


#: Name of the days off by which this edition of the program judges, where the table of the
#: installation has none.
PUBLISHED = name_of_notices(PUBLISHED_DAYS)
