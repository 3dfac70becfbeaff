"""How many people stand where, and what was found and is overdue in the units below: of all that
a user reads.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Left

from branches.actor import Actor
from branches.acts import Act
from branches.models import Organization
from branches.rights import PATH_STEP
from cases.models import Case, Finding, Obligation
from cases.models.case import in_stage
from cases.models.sight import sponsor_sights
from cases.procedure import STAGES

TOP_UNITS = 10


@dataclass(frozen=True)
class Figure:
    """One of the five stages, and how many open cases stand in it."""

    no: int
    label: str
    count: int


@dataclass(frozen=True)
class Unit:
    """An organization with the counts of its subtree."""

    organization: Organization
    overdue: int
    void: int
    correct: int


def funnel(actor: Actor) -> list[Figure]:
    """The open cases by the stage of the person, as it is seen; two queries."""
    stages = {f"stage{stage.no}": Count("pk", filter=in_stage(stage.no)) for stage in STAGES}
    sights = sponsor_sights(actor)
    counts = Case.objects.visible_to(actor).open().exclude(pk__in=sights).aggregate(**stages)
    sponsored = Counter(sight.stage.no for sight in sights.values() if sight.is_open)
    return [
        Figure(each.no, each.person, counts[f"stage{each.no}"] + sponsored[each.no])
        for each in STAGES
    ]


def overdue_below(actor: Actor) -> tuple[int, int]:
    """How many duties are overdue in the open cases that the user sees, and in how many cases; one
    query.
    """
    cases = Case.objects.visible_to(actor).open()
    late = Obligation.objects.filter(case__in=cases, until_on__lt=actor.today).order_by()
    found = late.aggregate(duties=Count("pk"), cases=Count("case", distinct=True))
    return found["duties"], found["cases"]


def units_below(actor: Actor) -> list[Unit]:
    """The units with most overdue, void and to be corrected in open cases, worst first; two
    queries a subtree read.
    """
    rights = actor.rights
    found: list[Unit] = []
    if rights.may_anywhere(Act.HANDLE, Act.DELIBERATE, Act.INSPECT):
        for path in rights.reading_paths:
            found += _units(path, actor)
    return sorted(found, key=lambda unit: (-unit.overdue, -unit.void, -unit.correct))[:TOP_UNITS]


def _units(path: str, actor: Actor) -> list[Unit]:
    cases = Case.objects.visible_to(actor).open().filter(branch__path__startswith=path)
    unit = Left("case__branch__path", len(path) + PATH_STEP)
    findings = Finding.objects.filter(case__in=cases).exclude(severity="advise")
    late = Obligation.objects.filter(case__in=cases, until_on__lt=actor.today)
    counts: dict[str, Counter[str]] = {}
    for place, kind, count in _counted(findings, unit, F("severity")).union(
        _counted(late, unit, Value("overdue"))
    ):
        counts.setdefault(place, Counter())[kind] = count
    worst = sorted(
        counts, key=lambda place: (-counts[place]["overdue"], -counts[place]["void"], place)
    )[:TOP_UNITS]
    units = []
    for row in Organization.objects.filter(path__in=worst):
        own = counts[row.path]
        units.append(Unit(row, own["overdue"], own["void"], own["correct"]))
    return units


def _counted(rows: QuerySet[Any], unit: Left, kind: Combinable) -> QuerySet[Any, Any]:
    """(unit, kind, how many)."""
    counted: QuerySet[Any, Any] = (
        rows.order_by().values_list(unit, kind).annotate(count=Count("pk"))
    )
    return counted
