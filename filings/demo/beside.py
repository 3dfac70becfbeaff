"""What happens in the demo world between the committees of the city: quotas handed down, the yearly
analysis of who makes it, and two checks by the department of all of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from branches.actor import Actor
from filings.demo.inspecting import Check, Event, begun_on
from filings.demo.world import World
from filings.inspections.services import rectifying
from filings.planning.services import quota
from filings.planning.services.analyses import AnalysisFacts, record_analysis

TOP, GOOD, BAD = "LC", "LC-JY", "LC-CT"
#: Admissions of a year: of the city, and handed down; the bad one is left with less than it takes.
CITY = 120
QUOTAS = {"LC-LY": 100, GOOD: 10, BAD: 1}
ANALYSED = AnalysisFacts(
    held_on=date.max,
    situation="队伍结构合理，一线教师占多数，培养联系人全部落实。",
    problems="个别支部推荐人选偏少。",
    measures="逐个支部分析，注意在青年教师中培养。",
)


def events_beside(world: World) -> list[Event]:
    """All up to today: of this year and of the last."""
    today, department = world.today, Department(world)
    last, present = Check(world, "officer", TOP), Check(world, "officer", TOP)
    begun = begun_on(today) + timedelta(2)
    found = [
        Event(begun, last.begin),
        Event(begun + timedelta(5), lambda day: department.notify(last, day)),
        Event(today - timedelta(2), present.begin),
    ]
    for year in (today.year - 1, today.year):
        found.append(Event(date(year, 1, 20), department.hand_down))
        found.append(Event(date(year, 10, 15), department.analyse))
    return [each for each in found if each.day <= today]


class Department:
    """The department of the city as it acts on a day, and the good committee beside it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def hand_down(self, day: date) -> None:
        """The quota of the year, from outside and on to the committees."""
        by, top = Actor(self.world.users["officer"], day), self.world.organizations[TOP]
        quota.set_root_quota(root=top, year=day.year, number=CITY, by=by)
        numbers = {self.world.organizations[code].pk: count for code, count in QUOTAS.items()}
        quota.hand_down(parent=top, year=day.year, numbers=numbers, by=by)

    def analyse(self, day: date) -> None:
        """The good committee analyses its ranks of activists."""
        by = Actor(self.world.users[f"{GOOD.lower()}-secretary"], day)
        record_analysis(
            organization=self.world.organizations[GOOD],
            year=day.year,
            facts=replace(ANALYSED, held_on=day),
            by=by,
        )

    def notify(self, check: Check, day: date) -> None:
        """Notices to the units of the bad committee; none of them answers."""
        top = self.world.organizations[BAD]
        found = check.inspection.findings.weighty().filter(unit__path__startswith=top.path)
        units = set(found.values_list("unit_id", flat=True))
        if units:
            rectifying.issue_notices(
                inspection_id=check.inspection.pk,
                unit_ids=units,
                due_on=day + timedelta(30),
                by=Actor(self.world.users["officer"], day),
            )
