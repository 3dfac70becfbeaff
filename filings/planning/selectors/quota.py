"""How much of a quota is used, reserved and left.

Used are the admissions: branch meetings of the year whose decision was approved. Reserved are the
cases between an accepted pre-review and the approval; one whose meeting was held counts for the
year of the meeting, the others for the running year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import Left

from branches.actor import Actor
from branches.models import Organization
from cases.facts.case import edition_on
from cases.facts.values import Kind
from cases.models import Case
from cases.rules.engine import Finding
from cases.rules.organization import ORGANIZATION_RULES, OrganizationFacts, judge_organization
from filings.kinds import RESERVING
from filings.planning.models import Quota
from filings.planning.selectors.places import children_of, own_organization


@dataclass(frozen=True)
class QuotaRow:
    """One organization's year; `granted` None: no quota was handed down."""

    organization: Organization
    applied: int | None
    grounds: str
    granted: int | None
    used: int
    reserved: int

    @property
    def left(self) -> int | None:
        """What neither an admission nor a case on its way takes; negative when too much was
        taken.
        """
        return None if self.granted is None else self.granted - self.used - self.reserved

    @property
    def over(self) -> int:
        """Admissions beyond the quota: D25."""
        return 0 if self.granted is None else max(0, self.used - self.granted)


@dataclass(frozen=True)
class QuotaYear:
    """An organization with those straight below. `handed_down` is the sum of what these were
    granted.
    """

    year: int
    own: QuotaRow
    children: list[QuotaRow]

    @property
    def handed_down(self) -> int:
        return sum(row.granted or 0 for row in self.children)

    @property
    def undistributed(self) -> int | None:
        return None if self.own.granted is None else self.own.granted - self.handed_down

    @property
    def applied_below(self) -> int:
        return sum(row.applied or 0 for row in self.children)


def quota_year(organization: Organization, year: int, today: date) -> QuotaYear:
    """Four queries, however many organizations and cases lie below."""
    children = children_of(organization, today)
    rows = _rows([organization, *children], year)
    used = _by_child(_used(year), organization)
    reserved = _by_child(_reserved(year, today), organization)

    def row(of: Organization, used: int, reserved: int) -> QuotaRow:
        return _row(of, rows.get(of.pk, Quota()), used, reserved)

    return QuotaYear(
        year,
        row(organization, used.total(), reserved.total()),
        [row(child, used[child.path], reserved[child.path]) for child in children],
    )


def quota_line(organization: Organization, year: int, today: date) -> list[QuotaRow]:
    """The organization and all above it that were granted a quota, itself first; two queries, one
    when none was.

    For the page on which step 17 is decided: whether one admission more stays within every quota.
    """
    paths = [organization.path, *organization.ancestor_paths]
    granted = Quota.objects.filter(year=year, organization__path__in=paths, granted__isnull=False)
    rows = list(granted.select_related("organization").order_by("-organization__depth"))
    if not rows:
        return []
    used, reserved = _used(year), _reserved(year, today)
    counts: dict[str, Count] = {}
    for at, row in enumerate(rows):
        below = Q(branch__path__startswith=row.organization.path)
        counts |= {
            f"used{at}": Count("pk", filter=used & below),
            f"reserved{at}": Count("pk", filter=reserved & below),
        }
    top = rows[-1].organization.path
    found = Case.objects.filter(used | reserved, branch__path__startswith=top).aggregate(**counts)
    line = []
    for at, row in enumerate(rows):
        line.append(_row(row.organization, row, found[f"used{at}"], found[f"reserved{at}"]))
    return line


def own_quota(actor: Actor) -> QuotaRow | None:
    """The running year of the first organization at the top of what the user reads, None where
    it was granted none.
    """
    own = own_organization(actor)
    if own is None:
        return None
    for row in quota_line(own, actor.today.year, actor.today):
        if row.organization == own:
            return row
    return None


@dataclass(frozen=True)
class QuotaBox:
    """What `filings/planning/_quota_box.html` shows where step 17 is decided.

    day      of the branch meeting, in whose year the admission counts; today where none is recorded
    lines    rows with a quota, the branch's first
    barred   those that the admission would exceed (D25): `used` + 1 above what was granted
    """

    day: date
    edition: int
    article: str
    lines: list[QuotaRow]

    @property
    def barred(self) -> list[QuotaRow]:
        return [row for row in self.lines if row.granted is not None and row.used >= row.granted]

    @property
    def year(self) -> int:
        return self.day.year

    @property
    def findings(self) -> list[Finding]:
        """What D25 would find in each of the barred once the admission is approved."""
        findings = []
        for row in self.barred:
            for found in self._judged(row):
                findings.append(replace(found, message=f"{row.organization}：{found.message}"))
        return findings

    def _judged(self, row: QuotaRow) -> tuple[Finding, ...]:
        admissions = [self.day] * (row.used + 1)  # of the others only the number counts
        facts = OrganizationFacts(
            kind=Kind.of(row.organization.kind),
            year=self.year,
            quota=row.granted,
            admissions=admissions,
        )
        return judge_organization(facts, self.day).findings


def quota_box(case: Case, actor: Actor) -> QuotaBox:
    """The quotas that approving this admission would use, in the year of its branch meeting; of
    what the user reads.
    """
    meeting = case.facts.steps.admission_meeting
    day = actor.today
    if meeting is not None and meeting.on is not None:
        day = meeting.on
    rights = actor.rights
    rows = quota_line(case.branch, day.year, actor.today)
    lines = [row for row in rows if rights.reads(row.organization.path)]
    edition = edition_on(day)
    article = ORGANIZATION_RULES["D25"].in_edition(edition).article
    return QuotaBox(day, edition, article or "", lines)


def _row(organization: Organization, quota: Quota, used: int, reserved: int) -> QuotaRow:
    return QuotaRow(organization, quota.applied, quota.grounds, quota.granted, used, reserved)


def _rows(organizations: Iterable[Organization], year: int) -> dict[int, Quota]:
    found = Quota.objects.filter(year=year, organization__in=list(organizations))
    return {quota.organization_id: quota for quota in found}


def _used(year: int) -> Q:
    return Q(probation_on__range=(date(year, 1, 1), date(year, 12, 31)))


def _reserved(year: int, today: date) -> Q:
    held = "facts__steps__admission_meeting__on"
    of_year = Q(**{f"{held}__startswith": str(year)})
    if year == today.year:
        of_year |= Q(**{f"{held}__isnull": True})
    return of_year & Q(state__in=RESERVING)


def _by_child(condition: Q, organization: Organization) -> Counter[str]:
    """`{path of the child: cases in its subtree}`; those of the organization itself under its
    own path.
    """
    length = len(organization.path) + Organization.steplen
    rows = (
        Case.objects.filter(condition, branch__path__startswith=organization.path)
        .order_by()
        .values_list(Left("branch__path", length))
        .annotate(number=Count("pk"))
    )
    return Counter(dict(rows))
