"""Judging a year: which cases it concerns, and the findings as lines in the order of the
contract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from branches.models import Organization
from branches.models.person import sealed
from cases.facts.case import Facts
from cases.models import Case
from cases.rules.engine import Finding, judge
from cases.selectors.context import Profiles, load_calendar
from filings.planning.selectors.findings import organization_findings

BATCH = 500

#: Called with cases judged and cases in all; may raise to stop.
Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """No progress."""


@dataclass(frozen=True, slots=True)
class Line:
    """One finding and what it is about; a finding about an organization has neither case nor
    person.
    """

    organization: str
    case: str | None
    person: str | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class Checked:
    """A case that was judged, and up to which entry."""

    pk: int
    number: str
    branch_id: int
    version: int
    head: str


@dataclass(frozen=True)
class Inspection:
    """The check of one year. `organization` None: all roots. `checked`: the cases, by id.

    notified, closed  how many units were told to put right what was found, and how many of them
    have
    """

    year: int
    as_of: date
    organization: str | None
    cases_checked: int
    lines: tuple[Line, ...]
    checked: tuple[Checked, ...] = ()
    notified: int = 0
    closed: int = 0


def names_of(inspection: Inspection) -> dict[str, str]:
    """`{code: name}` of the organizations that the check names; one query."""
    codes = {line.organization for line in inspection.lines} | {inspection.organization or ""}
    return dict(Organization.objects.filter(code__in=codes).order_by().values_list("code", "name"))


def default_day(year: int, today: date) -> date:
    """31 December of the year, or today if that is earlier."""
    return min(date(year, 12, 31), today)


def inspect(
    *, year: int, as_of: date, organization: Organization | None = None, progress: Progress = silent
) -> Inspection:
    """Judge every case under the organization that was open in the year, and the organizations,
    as of `as_of`.
    """
    lines: list[Line] = []
    checked: list[Checked] = []
    for case, findings in _judged(year, as_of, organization, progress):
        checked.append(Checked(case.pk, case.number, case.branch_id, case.version, case.head))
        for finding in findings:
            lines.append(Line(case.branch.code, case.number, case.person.name, finding))
    for each, finding in organization_findings(organization, year, as_of):
        lines.append(Line(each.code, None, None, finding))
    lines.sort(key=order)
    return Inspection(
        year,
        as_of,
        organization.code if organization else None,
        len(checked),
        tuple(lines),
        tuple(checked),
    )


def _judged(
    year: int, as_of: date, organization: Organization | None, progress: Progress
) -> Iterator[tuple[Case, tuple[Finding, ...]]]:
    calendar, profiles = load_calendar(), Profiles()
    cases = Case.objects.exclude(closed_on__lt=date(year, 1, 1))
    if organization is not None:
        cases = cases.filter(branch__path__startswith=organization.path)
    total = cases.count()
    rows = cases.select_related("person", "branch").defer(*sealed("person")).order_by("pk")
    for done, case in enumerate(rows.iterator(chunk_size=BATCH), start=1):
        facts = Facts(case.facts, calendar, profiles.of(case.branch)).as_of(as_of)
        if was_open(facts, year):
            yield case, judge(facts, as_of).findings
        if done % BATCH == 0 or done == total:
            progress(done, total)


def was_open(facts: Facts, year: int) -> bool:
    """Whether the case was open in the year: from its first step day to the day it is closed,
    both included.
    """
    days = [day for code, day in facts.days.items() if code != "list_consent"]
    if not days or min(days) > date(year, 12, 31):
        return False
    return facts.case.closed_on is None or facts.case.closed_on >= date(year, 1, 1)


def order(line: Line) -> tuple[str | int, ...]:
    """By organization, case, step, rule, due, actual, message; what is null comes first."""
    finding = line.finding
    return (
        line.organization,
        line.case or "",
        finding.step or 0,
        finding.rule,
        str(finding.due or ""),
        str(finding.actual or ""),
        finding.message,
    )
