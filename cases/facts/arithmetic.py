"""Calendar arithmetic of the regulation.

Months are calendar months counted forward, clamped to the end of the month, the last day included;
never 30 or 365 days. Majorities are integers.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day `months` calendar months later, clamped (31 Jan + 1 = 28 or 29 Feb)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if day.day <= 28:
        return date(year, month, day.day)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def age_on(birth: date, day: date) -> int:
    """Full years of age on `day`; the birthday counts (born 29 Feb: 28 Feb in common years)."""
    years = day.year - birth.year
    return years if add_months(birth, 12 * years) <= day else years - 1


def is_majority(votes: int, should_attend: int) -> bool:
    """More than half of those who should attend, in integers.

    Source: 《细则》 2014 第二十、二十一条; 2026 第十九、二十条.
    """
    return 2 * votes > should_attend


def votes_needed(should_attend: int) -> int:
    """The least number that is more than half."""
    return should_attend // 2 + 1


@dataclass(frozen=True)
class Calendar:
    """Working days: `days` maps each day that differs from Monday–Friday to whether it is worked.

    Days of a year not in `years` are counted Monday to Friday, and the reasoning says 暂算. `names`
    are those of holidays, as far as known.
    """

    days: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))
    years: frozenset[int] = frozenset()
    names: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))

    def is_working(self, day: date) -> bool:
        return self.days.get(day, day.weekday() < 5)

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years touched from `first` to `last`, both included, whose calendar is not loaded."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.years)

    def working_days(self, first: date, last: date) -> Iterator[date]:
        """The working days from `first` to `last`, both included."""
        day = first
        while day <= last:
            if self.is_working(day):
                yield day
            day += ONE_DAY

    def holidays(self, first: date, last: date) -> Iterator[date]:
        """The days off among the Mondays to Fridays from `first` to `last`, both included."""
        day = first
        while day <= last:
            if day.weekday() < 5 and not self.is_working(day):
                yield day
            day += ONE_DAY

    def nth_working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself does not count."""
        while count:
            day += ONE_DAY
            count -= self.is_working(day)
        return day
