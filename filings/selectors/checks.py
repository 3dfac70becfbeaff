"""The checklists of several items; a fixed number of queries however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain

from branches.models import Organization
from cases.facts.case import Facts
from cases.facts.profile import NATIONAL, Profile, tightened
from cases.models import LocalProfile
from cases.selectors.context import load_calendar
from filings.models import FilingItem
from filings.selectors.checklist import Checklist, checklist


def checks_of(items: Iterable[FilingItem], today: date) -> dict[int, Checklist]:
    """`{item id: its checklist}`; two queries. Wants case, branch, facts."""
    shown = list(items)
    if not shown:
        return {}
    calendar, profiles = load_calendar(), _profiles([item.case.branch for item in shown])
    found = {}
    for item in shown:
        facts = Facts(item.case.facts, calendar, profiles[item.case.branch_id])
        found[item.pk] = checklist(facts, today, item.step)
    return found


def _profiles(branches: Iterable[Organization]) -> dict[int, Profile]:
    """`{branch id: local profile}`, each level tightening what holds above."""
    places = {branch.pk: (branch.path, *branch.ancestor_paths) for branch in branches}
    wanted = set(chain.from_iterable(places.values()))
    rows = LocalProfile.objects.filter(organization__path__in=wanted).order_by("organization__path")
    rules = list(rows.values_list("organization__path", "rules"))
    found = {}
    for pk, paths in places.items():
        profile = NATIONAL
        for path, own in rules:
            if path in paths:
                profile = tightened(profile, own)
        found[pk] = profile
    return found
