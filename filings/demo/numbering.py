"""The case numbers of the demo world: those of the committees beside come after all others of a
year, so that the others are the same with and without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cases.facts.application import Apply
from cases.models import CaseNumber
from filings.demo.lives import Life


@dataclass
class Numbers:
    """How many numbers of each year the other cases take, and how many those beside were given."""

    others: Counter[int] = field(default_factory=Counter)
    beside: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, lives: Iterable[Life]) -> Numbers:
        """Those that these cases will take."""
        return cls(Counter(_year_of(life) for life in lives if not life.is_beside))

    @contextmanager
    def for_case(self, life: Life, facts: Apply) -> Iterator[None]:
        """The number of the case that is opened within comes from its part of the year."""
        if not life.is_beside:
            yield
            return
        assert facts.on is not None
        year = facts.on.year
        row, _ = CaseNumber.objects.get_or_create(year=year)
        self._set(year, self.others[year] + self.beside[year])
        yield
        self.beside[year] += 1
        self._set(year, row.last)

    def end(self) -> None:
        """The next case gets a number that nobody has."""
        for year, count in self.beside.items():
            self._set(year, self.others[year] + count)

    def _set(self, year: int, last: int) -> None:
        CaseNumber.objects.filter(year=year).update(last=last)


def _year_of(life: Life) -> int:
    facts = life.acts[0].facts
    assert facts is not None
    assert facts.on is not None
    return facts.on.year
