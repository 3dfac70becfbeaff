"""How a history is written: acts with their days, one after the other. Pure: seed, day and cast
in, acts out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec

from cases.facts import samples
from cases.facts.arithmetic import Calendar, add_months
from cases.facts.base import StepFacts
from cases.facts.notices import PUBLISHED_DAYS, PUBLISHED_NAMES, PUBLISHED_YEARS
from cases.facts.samples import Sample
from filings.demo.plan import Cast

#: The days off that are known; the years after them are counted Monday to Friday, as the rules do.
CALENDAR = Calendar(PUBLISHED_DAYS, PUBLISHED_YEARS, PUBLISHED_NAMES)
DAY = timedelta(1)
#: First day of a case that nobody aligned yet.
FIRST = date(2020, 1, 6)


@dataclass(frozen=True, kw_only=True)
class Act:
    """One call of a service.

    do    what is done: a name in `play.SERVICES`, or of a method of `play.Player`
    by    who does it: a role of `play.Player.user`
    more  other arguments of the service, by their names
    """

    do: str
    code: str
    on: date
    by: str
    facts: StepFacts | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def recorded_on(self, opened_on: date) -> date:
        """The day it is recorded, in a case that was opened in the system on `opened_on`: that
        of the act as a rule.
        """
        written = self.facts.on if self.facts is not None else None
        return max(self.on, written or self.on, opened_on)


@dataclass(frozen=True)
class Script:
    """What is wanted of one history.

    name    what the case is an example of
    until   last step done
    rest    days from then to the day of the world, at least
    gaps    {step: days since what it follows}, in place of the usual
    facts   {step: {field: value}}, in place of the lawful
    dates   {step: days}: the day written differs from that of the act, so that days lie out of
            order
    dated   {step: (another, days)}: the day written lies so many days after another, later step
    history the case was opened in the system after this step; what lies before is taken with its
    findings
    rounds  {filing: "returned" or "withdrawn"}: what happened to its first round
    tail    how far the filing that follows has come: submitted, deliberated, received, returned,
            withdrawn or
            resubmitted; or `worksheet`: the next step is being written
    then    what happens in place of the line, or after it: a name of `turns.TURNS`
    idle    no examinations after the last step
    sponsor one of the contacts ("newcomer") or introducers ("punished", "suspended") is who should
    not be
    breaks  ids of the rules that it breaks, and no others; `late`: of what is late on the day of
            the world
    place   "far": a branch below the general branch; "small": one without a committee;
            "provisional"; "": any other
    """

    name: str
    until: str
    _: KW_ONLY
    rest: int = 10
    gaps: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    dates: Mapping[str, int] = field(default_factory=dict)
    dated: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    history: str = ""
    rounds: Mapping[str, str] = field(default_factory=dict)
    tail: str = ""
    then: str = ""
    idle: bool = False
    sponsor: str = ""
    breaks: str = ""
    late: str = ""
    place: str = ""


@dataclass
class Story:
    """A history being written: the same for the same seed, script, cast and first day.

    day     day of the last act
    pause   days that the branch waits before the political review, for which the regulation sets no
            limit
    days    {step: its last day}
    rounds  1, and one more after each turn back
    extended  months by which the probation was extended
    examined  the last examination of step 6
    stop    where the filing being written stops, as `Script.tail`
    """

    seed: str
    script: Script
    cast: Cast
    day: date
    pause: int = 0
    acts: list[Act] = field(default_factory=list)
    days: dict[str, date] = field(default_factory=dict)
    rounds: int = 1
    stop: str = ""
    examined: date | None = None
    extended: int = 0

    def rng(self, code: str) -> Random:
        """Chance for one step: the same wherever the history lies in time."""
        return Random(f"{self.seed}/{code}/{self.rounds}")  # noqa: S311  no secret

    def after(
        self,
        code: str,
        low: int,
        high: int,
        *,
        since: date | None = None,
        first: date | None = None,
        last: date | None = None,
    ) -> date:
        """A weekday `low` to `high` days after `since` (the last act), within the limits; or as the
        script has it.

        first, last  the days that the regulation sets, which a script may miss and chance may not
        """
        start = since or self.day
        if self.rounds == 1 and (days := self.script.gaps.get(code)) is not None:
            return weekday(start + timedelta(days))
        day = weekday(start + timedelta(self.rng(f"{code} day").randint(low, high)))
        if last is not None and day > last:
            day = weekday_before(last)
        if first is not None:
            day = max(day, weekday(first))
        return day

    def lawful(self, code: str, on: date, /, **more: Any) -> Any:
        """The facts of a step that is taken on that day, as the regulation wants them, with more
        of them or others.
        """
        cast, team = self.cast, self.cast.team
        sample = Sample(
            days={**self.days, code: on},
            branch=team.name,
            has_committee=team.has_committee,
            secretary=team.secretary,
            organizer=cast.organizer,
            contacts=cast.contacts,
            introducers=cast.introducers,
        )
        return samples.facts(code, sample, **more)

    def facts(self, code: str, facts: StepFacts) -> StepFacts:
        """The facts with what the script wants otherwise; what a turn needs is given by itself."""
        if self.rounds > 1 or code not in self.script.facts:
            return facts
        return msgspec.structs.replace(facts, **self.script.facts[code])

    def add(
        self, do: str, code: str, on: date, by: str, facts: StepFacts | None = None, **more: Any
    ) -> None:
        """Write one act."""
        self.acts.append(Act(do=do, code=code, on=on, by=by, facts=facts, more=more))

    def step(self, code: str, on: date, *, by: str = "secretary", **more: Any) -> None:
        """Write the act of a step that is taken on that day, with lawful facts and `more` of them;
        the next step follows it.
        """
        facts = self.facts(code, self.lawful(code, on, **more))
        if days := self.script.dates.get(code):
            facts = msgspec.structs.replace(facts, on=on + timedelta(days))
        do = "open" if code == "apply" else "record"
        self.add(do, code, on, by, facts)
        self.done(code, on)

    def done(self, code: str, on: date) -> None:
        """The step is done on that day; the next one follows it."""
        self.day = self.days[code] = on


def weekday(day: date) -> date:
    """The day, or the Monday after it."""
    if day.weekday() <= 4:
        return day
    return day + timedelta(7 - day.weekday())


def weekday_before(day: date) -> date:
    """The day, or the Friday before it."""
    return day - timedelta(max(0, day.weekday() - 4))


def months_after(day: date, months: int) -> date:
    """A weekday some calendar months later."""
    return weekday(add_months(day, months))
