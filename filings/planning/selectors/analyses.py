"""The yearly analysis: the figures of the ranks, prefilled; and who owes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT

from branches.acts import Kind
from branches.models import Organization
from branches.models.person import Person
from cases.facts.application import Education
from cases.facts.arithmetic import age_on
from cases.models import Case, Finding, Obligation
from cases.models.case import CaseQuerySet
from filings.planning.models import YearlyAnalysis
from filings.planning.selectors.findings import organization_judgements

#: First age of each band, the last one open.
BANDS = (18, 26, 36, 46, 56)
UNKNOWN = "未登记"
EDUCATION: dict[str, str] = {each.value: each.label for each in Education}
Rows = list[tuple[str, int]]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The ranks at the end of `as_of`: activists and development targets. `groups` is `{title:
    [(label, number)]}`.
    """

    as_of: date
    total: int
    groups: dict[str, Rows]
    changes: Rows

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Figures:
        """As they were kept in an analysis."""
        return msgspec.convert(kept, cls)


def reach_of(organization: Organization) -> str:
    """The subtree an analysis is about: a department is a leaf and looks at its committee's."""
    if organization.kind != Kind.DEPARTMENT:
        return organization.path
    return organization.parent_path or organization.path


def figures(organization: Organization, year: int, today: date) -> Figures:
    """As of today, or of the end of the year when it is over; five queries."""
    on = min(today, date(year, 12, 31))
    below = Case.objects.order_by().filter(branch__path__startswith=reach_of(organization))
    ranks = (
        below.filter(activist_on__lte=on).exclude(closed_on__lte=on).exclude(probation_on__lte=on)
    )
    counts: dict[str, Count] = {
        "total": Count("pk"),
        "targets": Count("pk", filter=Q(target_on__lte=on)),
    }
    for at, first in enumerate(BANDS):
        band = Q(person__birth_on__lte=latest_birth(on, first))
        if at + 1 < len(BANDS):
            band &= Q(person__birth_on__gt=latest_birth(on, BANDS[at + 1]))
        counts[f"band{at}"] = Count("pk", filter=band)
    found = ranks.aggregate(**counts)
    bands = [(band_label(at), found[f"band{at}"]) for at in range(len(BANDS))]
    others = found["total"] - sum(number for _, number in bands)
    if others:
        bands.append((UNKNOWN, others))
    return Figures(
        as_of=on,
        total=found["total"],
        groups={
            "阶段": [
                ("入党积极分子", found["total"] - found["targets"]),
                ("发展对象", found["targets"]),
            ],
            "性别": _by(ranks, F("person__sex"), dict(Person.Sex.choices)),
            "年龄": bands,
            "民族": _by(ranks, F("person__ethnicity"), {}),
            "学历": _by(ranks, KT("facts__steps__apply__education"), EDUCATION),
        },
        changes=_changes(below, ranks, date(year, 1, 1), on),
    )


def _changes(below: CaseQuerySet, ranks: CaseQuerySet, first: date, on: date) -> Rows:
    """What happened from the first day of the year on, and whose examinations are late."""
    span = (first, on)
    gone = Q(closed_on__range=span, activist_on__isnull=False, probation_on__isnull=True)
    happened = below.aggregate(
        new=Count("pk", filter=Q(activist_on__range=span)),
        listed=Count("pk", filter=Q(target_on__range=span)),
        admitted=Count("pk", filter=Q(probation_on__range=span)),
        dropped=Count("pk", filter=gone),
    )
    case = OuterRef("pk")
    late = Exists(Finding.objects.filter(case=case, rule="B06")) | Exists(
        Obligation.objects.filter(case=case, rule="B06", due_on__lt=on)
    )
    return [
        ("本年新确定入党积极分子", happened["new"]),
        ("本年列为发展对象", happened["listed"]),
        ("本年接收预备党员", happened["admitted"]),
        ("本年终止培养", happened["dropped"]),
        ("半年考察有逾期的", ranks.filter(late).count()),
    ]


def _by(ranks: CaseQuerySet, column: Combinable, labels: dict[str, str]) -> Rows:
    rows = ranks.values(value=column).annotate(number=Count("pk")).order_by("-number", "value")
    return [(labels.get(row["value"], row["value"]) or UNKNOWN, row["number"]) for row in rows]


def band_label(at: int) -> str:
    """A band of BANDS in words."""
    first = BANDS[at]
    if at + 1 == len(BANDS):
        return f"{first} 岁以上"
    return f"{first}–{BANDS[at + 1] - 1} 岁"


def latest_birth(on: date, age: int) -> date:
    """The latest day of birth of somebody who has this age on the day (29 February counts as
    reached on the 28th).
    """
    is_leap_day = (on.month, on.day) == (2, 29)
    day = date(on.year - age, on.month, 28 if is_leap_day else on.day)
    while age_on(day + timedelta(1), on) >= age:
        day += timedelta(1)
    return day


@dataclass(frozen=True)
class Owed:
    """A committee or department with its analysis of the year; None: not recorded. `due` is its
    last day.
    """

    organization: Organization
    analysis: YearlyAnalysis | None
    due: date
    is_owed: bool


def owed_analyses(root: Organization, year: int, today: date) -> list[Owed]:
    """Those of the subtree that owe the analysis or recorded one, in the order of the tree;
    seven queries.
    """
    below = YearlyAnalysis.objects.filter(year=year, organization__path__startswith=root.path)
    recorded = {analysis.organization_id: analysis for analysis in below}
    on = min(today, date(year, 12, 31))
    found = []
    for organization, judgement in organization_judgements(root, year, on):
        rules = {each.rule for each in judgement.findings}
        rules |= {each.rule for each in judgement.obligations}
        owes = "B07" in rules
        analysis = recorded.get(organization.pk)
        if owes or analysis is not None:
            found.append(Owed(organization, analysis, date(year, 12, 31), owes))
    return found
