"""Whether the demonstration can be made on every day: all stories told and judged, without a
database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from cases.services import Refused
from filings.demo.lives import FIRST_DAY, LAST_DAY, SEED, Life, Lives
from filings.demo.story import Act
from tests.filings.demo.trial import Trial, teams


def days(every: int = 1) -> list[date]:
    """All of them, or each so many."""
    count = (LAST_DAY - FIRST_DAY).days + 1
    return [FIRST_DAY + timedelta(after) for after in range(0, count, every)]


class Fault(NamedTuple):
    """What is wrong with a story on a day."""

    day: date
    number: int
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.day} 案卷 {self.number}「{self.name}」：{self.text}"


@dataclass
class Telling:
    """Tells the stories of one part of the cases day by day; what is told alike on the next day is
    judged once.

    acts    how many acts were judged
    judged  {number of the case: its acts and the case after them}
    """

    part: int = 0
    parts: int = 1
    acts: int = 0
    lives: Lives = field(default_factory=lambda: Lives(SEED, teams(SEED)))
    judged: dict[int, tuple[tuple[Act, ...], Trial]] = field(default_factory=dict)

    def faults(self, day: date) -> Iterator[Fault]:
        """What is wrong on that day."""
        for life in self.lives.of(day, part=self.part, parts=self.parts):
            try:
                trial = self._told(life, day)
            except Refused as refused:
                yield Fault(day, life.number, life.script.name, f"不能登记：{refused}")
            else:
                for text in differences(life, trial, day):
                    yield Fault(day, life.number, life.script.name, text)

    def _told(self, life: Life, day: date) -> Trial:
        before = self.judged.get(life.number)
        # Who is named, save by a story of a wrong sponsor, has long been a full member.
        if before is not None and before[0] == life.acts and not life.script.sponsor:
            return before[1]
        trial = Trial.of(SEED, life, day)
        self.acts += len(life.acts)
        trial.tell(life.acts)
        self.judged[life.number] = life.acts, trial
        return trial


def differences(life: Life, trial: Trial, day: date) -> Iterator[str]:
    """What the rules find and the story does not want, or the other way round."""
    judgement = trial.judged(day)
    found = {finding.rule for finding in judgement.lasting}
    late = {
        duty.rule for duty in judgement.obligations if duty.until is not None and duty.until < day
    }
    for what, actual, wanted in (
        ("违反", found, life.script.breaks),
        ("逾期", late, life.script.late),
    ):
        if actual != set(wanted.split()):
            yield f"应{what} {wanted or '无'}，实际{what} {' '.join(sorted(actual)) or '无'}"


def tell(days: Sequence[date], part: int = 0, parts: int = 1) -> tuple[int, list[Fault]]:
    """How many acts of one part of the cases were judged on these days, and what is wrong."""
    telling = Telling(part, parts)
    faults = [fault for day in days for fault in telling.faults(day)]
    return telling.acts, faults
