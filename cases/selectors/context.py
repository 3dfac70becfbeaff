"""What a case is judged by: the calendar, and the local profile of its branch."""

from __future__ import annotations

from typing import Any

from branches.memory import remembered
from branches.models import Organization
from cases.facts.arithmetic import Calendar
from cases.facts.case import CaseFacts, Facts
from cases.facts.notices import PUBLISHED_DAYS, PUBLISHED_NAMES, PUBLISHED_YEARS
from cases.facts.profile import NATIONAL, Profile, tightened
from cases.models import Case, Holiday, LocalProfile


def load_calendar() -> Calendar:
    """The days off and make-up days of the table; of a year that it does not hold, those
    published. One query.
    """
    rows = list(Holiday.objects.values_list("day", "is_working", "name"))
    loaded = {day.year for day, _, _ in rows}
    days = {day: is_working for day, is_working in PUBLISHED_DAYS.items() if day.year not in loaded}
    names = {day: name for day, name in PUBLISHED_NAMES.items() if day.year not in loaded}
    days |= {day: is_working for day, is_working, _ in rows}
    names |= {day: name for day, _, name in rows if name}
    return Calendar(days, PUBLISHED_YEARS | loaded, names)


class Profiles:
    """The local profiles, loaded once; each level tightens what holds above."""

    def __init__(self) -> None:
        self.rules: dict[str, dict[str, Any]] = dict(
            LocalProfile.objects.values_list("organization__path", "rules")
        )
        self.known: dict[str, Profile] = {}

    def of(self, branch: Organization) -> Profile:
        """The one that holds for a branch."""
        if (profile := self.known.get(branch.path)) is None:
            profile = NATIONAL
            for path in (*reversed(branch.ancestor_paths), branch.path) if self.rules else ():
                if path in self.rules:
                    profile = tightened(profile, self.rules[path])
            self.known[branch.path] = profile
        return profile


def profile_for(branch: Organization) -> Profile:
    """The local profile that holds for a branch; one query."""
    paths = (branch.path, *branch.ancestor_paths)
    rows = LocalProfile.objects.filter(organization__path__in=paths).order_by("organization__path")
    profile = NATIONAL
    for rules in rows.values_list("rules", flat=True):
        profile = tightened(profile, rules)
    return profile


def context_for(case: Case, facts: CaseFacts) -> Facts:
    """The facts with calendar and profile, as rules read them; two queries."""
    calendar = remembered("calendar", load_calendar)
    return Facts(
        facts, calendar, remembered(("profile", case.branch.path), lambda: profile_for(case.branch))
    )
