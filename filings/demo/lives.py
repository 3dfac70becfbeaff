"""The cases of the demo world before they are lived: each with its branch, its person and its
history. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from cases.facts.arithmetic import add_months
from filings.demo import plan
from filings.demo.history import Teller, opened_on
from filings.demo.names import UNUSUAL, Human, human
from filings.demo.plan import Team
from filings.demo.scenarios import BESIDE, scripts
from filings.demo.story import Act, Script

SEED = "jishi"
CASES = 160
#: The days for which it is made. The years from 2027 on have no published days off yet.
FIRST_DAY, LAST_DAY = date(2026, 11, 24), date(2030, 12, 31)
#: The number of the first case of the committees beside: far from those of `CASES`.
FIRST_BESIDE = 90_001
EVERY = 7  # of so many cases one is of somebody with an unusual name, until all are there


@dataclass(frozen=True)
class Life:
    """One case to be; `number` is its place among the scripts, from 1 on."""

    number: int
    script: Script
    team: Team
    human: Human
    acts: tuple[Act, ...]
    opened_on: date

    @property
    def is_beside(self) -> bool:
        """Whether it is a case of the committees beside."""
        return self.number >= FIRST_BESIDE


@dataclass
class Lives:
    """Makes the cases of any day; what was written for one day serves the next as well.

    teams  all branches, their members named as the world has them
    """

    seed: str
    teams: Sequence[Team]
    tellers: dict[int, Teller] = field(default_factory=dict)

    def of(
        self,
        today: date,
        cases: int = CASES,
        *,
        neighbours: bool = True,
        part: int = 0,
        parts: int = 1,
    ) -> Iterator[Life]:
        """So many cases of a world of that day, and those of the committees beside; of several
        parts one.
        """
        rows = list(enumerate(scripts(cases, today), 1))
        if neighbours:
            rows += enumerate(BESIDE, FIRST_BESIDE)
        for number, script in rows:
            if number % parts == part:
                yield self.life(number, script, today)

    def life(self, number: int, script: Script, today: date) -> Life:
        """One of them."""
        rng = plan.chance(self.seed, f"case {number}")
        team = self._team(number, script)
        cast = team.cast(rng, self._talkers.get(team.place, self._talkers[""]))
        teller = self.tellers.get(number)
        if teller is None or teller.script != script:
            teller = self.tellers[number] = Teller(f"{self.seed}/{number}", script, cast)
        acts = teller.history(today)
        born = add_months(acts[0].on, -12 * rng.randint(19, 41)) - timedelta(rng.randint(1, 40))
        place, rest = divmod(number, EVERY)
        unusual = place - 1 if rest == 0 and place <= len(UNUSUAL) else None
        person = plan.MEMBERS + plan.FROM_ELSEWHERE + number - 1
        who = human(rng, person, born, unusual=unusual)
        return Life(number, script, team, who, acts, opened_on(script, acts))

    def _team(self, number: int, script: Script) -> Team:
        teams = [team for team in self.teams if team.place == script.place]
        if not script.place and number % 4 == 0:
            return teams[0]  # the first branch has the most
        return teams[number % len(teams)]

    @cached_property
    def _talkers(self) -> dict[str, str]:
        """`{place of a branch: name of who talks for its committee}`."""
        members = {team.code: team.members for team in self.teams}
        return {place: members[code][at].name for place, (code, at) in plan.TALKERS.items()}
