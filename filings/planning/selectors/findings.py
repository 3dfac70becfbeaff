"""What the rules about organizations find: the facts of every organization of a subtree, judged for
one year.

Activists count at the end of the day of judging, by the status days of their cases. Each is counted
at one committee, the nearest with power of approval above the branch, and at the department of the
committee next above that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Max, Min, Q

from branches.acts import Kind
from branches.models import Organization
from cases.facts.values import Kind as KindThen
from cases.models import Case
from cases.rules.engine import Finding, Judgement
from cases.rules.organization import OrganizationFacts, judge_organization
from cases.selectors.context import Profiles
from filings.planning.models import Quota, YearlyAnalysis

JUDGED = (Kind.BRANCH, Kind.GENERAL_BRANCH, Kind.COMMITTEE, Kind.DEPARTMENT)


@dataclass
class Tally:
    """What the cases below an organization add up to."""

    activists: int = 0
    admissions: list[date] = field(default_factory=list)
    last_admission: date | None = None
    first_activist: date | None = None
    is_recorded_here: bool = False


def organization_findings(
    root: Organization | None, year: int, on: date
) -> Iterator[tuple[Organization, Finding]]:
    """The findings of every organization below `root` (None: all), itself included, as the year
    stood on `on`.
    """
    for organization, judgement in organization_judgements(root, year, on):
        for finding in judgement.findings:
            yield organization, finding


def organization_judgements(
    root: Organization | None, year: int, on: date
) -> Iterator[tuple[Organization, Judgement]]:
    """Findings and duties of every organization of the subtree, in the order of the tree; six
    queries.
    """
    organizations = _organizations(root, on)
    tallies = _tallies(root, year, on, organizations)
    owing = _owing(organizations, {path for path, tally in tallies.items() if tally.activists})
    granted = Quota.objects.filter(_within(root), year=year, granted__isnull=False)
    quotas = dict(granted.values_list("organization_id", "granted"))
    held: dict[int, list[date]] = defaultdict(list)
    analyses = YearlyAnalysis.objects.filter(_within(root), year__lte=year)
    for pk, of_year, day in analyses.values_list("organization_id", "year", "held_on"):
        of_organization = held[pk]  # of another year too: then it is known what was recorded
        if of_year == year:
            of_organization.append(day)
    profiles = Profiles()
    for organization in organizations.values():
        place = organization.path
        if organization.kind == Kind.DEPARTMENT:
            # a leaf: what it supervises lies below its committee
            place = organization.parent_path
        tally = tallies.get(place) or Tally()
        is_known = tally.is_recorded_here or organization.pk in held
        facts = OrganizationFacts(
            kind=KindThen.of(organization.kind),
            year=year,
            approves=bool(organization.has_approval_power),
            owes_analysis=organization.path in owing,
            analyses=held.get(organization.pk, []) if is_known else None,
            quota=quotas.get(organization.pk),
            admissions=tally.admissions,
            activists=tally.activists,
            active_since=tally.last_admission or tally.first_activist,
            profile=profiles.of(organization),
        )
        yield organization, judge_organization(facts, on)


def _organizations(root: Organization | None, on: date) -> dict[str, Organization]:
    found = Organization.objects.open_on(on).filter(kind__in=JUDGED)
    if root is not None:
        found = found.filter(path__startswith=root.path)
    return {organization.path: organization for organization in found}


def _tallies(
    root: Organization | None, year: int, on: date, organizations: dict[str, Organization]
) -> dict[str, Tally]:
    """`{path: what lies below}`; two queries that return a row a branch, and a row an admission
    of the year.
    """
    cases = Case.objects.order_by()
    if root is not None:
        cases = cases.filter(branch__path__startswith=root.path)
    tallies: dict[str, Tally] = defaultdict(Tally)
    waiting = Q(activist_on__lte=on) & ~Q(closed_on__lte=on) & ~Q(probation_on__lte=on)
    rows = cases.values(path=F("branch__path")).annotate(
        activists=Count("pk", filter=waiting),
        last=Max("probation_on", filter=Q(probation_on__lte=on)),
        first=Min("activist_on", filter=Q(activist_on__lte=on)),
        recorded=Min("opened_on"),
    )
    for row in rows:
        for path in _upward(row["path"], organizations):
            tally = tallies[path]
            tally.activists += row["activists"]
            tally.last_admission = max(
                filter(None, (tally.last_admission, row["last"])), default=None
            )
            tally.first_activist = min(
                filter(None, (tally.first_activist, row["first"])), default=None
            )
            tally.is_recorded_here |= row["recorded"] is not None and row["recorded"].year <= year
    admitted = cases.filter(probation_on__range=(date(year, 1, 1), date(year, 12, 31)))
    for branch, day in admitted.values_list("branch__path", "probation_on").iterator():
        for path in _upward(branch, organizations):
            if day is not None:
                tallies[path].admissions.append(day)
    return tallies


def _upward(path: str, organizations: dict[str, Organization]) -> Iterator[str]:
    """The path and those above it, of organizations that are judged."""
    for end in range(len(path), 0, -Organization.steplen):
        if path[:end] in organizations:
            yield path[:end]


def _owing(organizations: dict[str, Organization], active: set[str]) -> set[str]:
    """Paths of the committees and departments that owe the yearly analysis for branches with
    activists.
    """
    departments = {}
    for each in organizations.values():
        if each.kind == Kind.DEPARTMENT:
            departments[each.parent_path] = each.path
    owing: set[str] = set()
    for path in active:
        if organizations[path].kind == Kind.BRANCH:
            owing.update(_answering_for(path, organizations, departments))
    return owing


def _answering_for(
    branch: str, organizations: dict[str, Organization], departments: dict[str, str]
) -> Iterator[str]:
    """The committee that approves for the branch, and the department of the committee above it."""
    approves = False
    for path in _upward(branch, organizations):
        if organizations[path].kind != Kind.COMMITTEE:
            continue
        if approves:
            if path in departments:
                yield departments[path]
            return
        if organizations[path].has_approval_power:
            approves = True
            yield path


def _within(root: Organization | None) -> Q:
    if root is None:
        return Q()
    return Q(organization__path__startswith=root.path)
