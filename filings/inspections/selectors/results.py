"""A frozen result as pages and files show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Count, F, Func, Q, QuerySet

from branches.actor import Actor
from branches.models import Organization
from branches.models.person import sealed
from cases.models import Case, Finding
from cases.rules.engine import Finding as Found
from cases.rules.engine import Severity
from cases.selectors.findings import ShownFinding
from config.kit.listing import Column
from filings.inspections import checking
from filings.inspections.models import Inspection, InspectionFinding, Rectification
from filings.inspections.rules import title_of


@dataclass(frozen=True)
class Compared:
    """A rule in the year before and in this one."""

    rule: str
    title: str
    before: int
    now: int

    @property
    def label(self) -> str:
        return f"{self.title}（{self.rule}）"

    @property
    def change(self) -> int:
        return self.now - self.before


def year_before(inspection: Inspection, unit: Organization, actor: Actor) -> Inspection | None:
    """The last finished check of the year before that looked at the unit: of those the user reads
    the one of the nearest organization.
    """
    return (
        Inspection.objects.visible_to(actor)
        .frozen()
        .filter(
            year=inspection.year - 1,
            unit__path__in=[unit.path, *unit.ancestor_paths],
        )
        .order_by("-unit__depth", "-pk")
        .first()
    )


def compared(inspection: Inspection, before: Inspection, unit: Organization) -> list[Compared]:
    """Every rule broken below the unit in one of the two, what grew most first; one query."""
    rows = InspectionFinding.objects.filter(
        inspection__in=[inspection, before], unit__path__startswith=unit.path
    ).order_by()
    counts: dict[str, Counter[int]] = {}
    for rule, of, count in rows.values_list("rule", "inspection").annotate(count=Count("pk")):
        counts.setdefault(rule, Counter())[of] = count
    found = []
    for rule, count in counts.items():
        found.append(Compared(rule, title_of(rule), count[before.pk], count[inspection.pk]))
    return sorted(found, key=lambda each: (-each.change, each.rule))


def cases_of(before: Inspection, now: Inspection, unit: Organization) -> list[int]:
    """How many cases below the unit each looked at, and by how many that changed."""
    counts = []
    for each in (before, now):
        counts.append(each.cases.filter(unit__path__startswith=unit.path).count())
    return [*counts, counts[1] - counts[0]]


@dataclass(frozen=True)
class StandingRow:
    """What stands against a unit today by one rule and severity."""

    rule: str
    title: str
    severity: str
    count: int


def standing(unit: Organization, year: int) -> list[StandingRow]:
    """What is found today in the cases of a unit that were open in the year, by rule: one
    aggregate of stored rows.
    """
    opened = Q(case__applied_on__lte=date(year, 12, 31)) & (
        Q(case__closed_on__isnull=True) | Q(case__closed_on__gte=date(year, 1, 1))
    )
    # As an array, so that the planner knows how few branches they are; joined, it took 650 ms for
    # 100,000 cases.
    below = ArraySubquery(
        Organization.objects.filter(path__startswith=unit.path).order_by().values("pk")
    )
    within = Func(
        F("case__branch_id"),
        below,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    rows = Finding.objects.filter(opened, within).order_by()
    counted = rows.values_list("rule", "severity").annotate(count=Count("pk"))
    found = []
    for rule, severity, count in counted:
        found.append(StandingRow(rule, title_of(rule), severity, count))
    return sorted(found, key=lambda row: (Severity.of(row.severity).rank, -row.count, row.rule))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which findings are wanted: of a rule, of a severity ("": of any), and of the unit `alone`
    without what lies below it.
    """

    rule: str = ""
    severity: str = ""
    alone: bool = False


def findings_of(
    inspection: Inspection, unit: Organization, actor: Actor, asked: Asked
) -> QuerySet[InspectionFinding]:
    """The findings below a unit, joined with what a list of them shows; not those about the user
    himself.
    """
    rows = inspection.findings.for_eyes_of(actor).filter(unit__path__startswith=unit.path)
    if asked.alone:
        rows = rows.filter(unit=unit)
    if asked.rule:
        rows = rows.filter(rule=asked.rule)
    if asked.severity:
        rows = rows.filter(severity=asked.severity)
    people = ("case__person", "found_by__person", "waived_by__person", "approved_by__person")
    return rows.select_related("unit", *people).defer("case__facts", *sealed(*people))


#: The columns of the list of findings as it leaves the house.
FINDING_COLUMNS: Sequence[Column[InspectionFinding]] = (
    Column("规则", lambda row: row.rule),
    Column("名称", lambda row: title_of(row.rule)),
    Column("程度", lambda row: row.get_severity_display()),
    Column("版本", lambda row: row.edition),
    Column("条款", lambda row: row.article),
    Column("案卷编号", lambda row: row.case.number if row.case else None),
    Column("姓名", lambda row: row.case.person.name if row.case else None),
    Column("组织编码", lambda row: row.unit.code),
    Column("组织", lambda row: row.unit.name),
    Column("步骤", lambda row: row.step),
    Column("期限", lambda row: row.due_on),
    Column("实际日期", lambda row: row.actual_on),
    Column("说明", lambda row: row.message),
    Column("发现人", lambda row: row.found_by.get_full_name() if row.found_by else None),
    Column("批准免于整改", lambda row: row.approved_on),
)


def units_to_notify(inspection: Inspection) -> set[int]:
    """The ids of the units with something to put right and no notice yet; two queries."""
    wanted = set(
        inspection.findings.weighty().order_by().values_list("unit_id", flat=True).distinct()
    )
    return wanted - set(inspection.rectifications.values_list("unit_id", flat=True))


def by_hand(case: Case, actor: Actor) -> list[ShownFinding]:
    """What inspectors found in a case by reading its file, without what is waived; for who reads
    the branch's cases.
    """
    rights = actor.rights  # that the case is not about himself, the page has seen to
    found = InspectionFinding.objects.filter(
        case=case, found_by__isnull=False, approved_on__isnull=True
    )
    rows = found.values_list(
        "severity", "rule", "article", "edition", "message", "unit__path", named=True
    )
    shown = []
    for row in rows:
        if not rights.reads(row.unit__path):
            continue
        what_to_do = ""
        if row.severity != Severity.ADVISE.code:
            what_to_do = "按整改通知整改，并报告整改情况。"
        finding = ShownFinding(
            row.severity,
            title_of(row.rule),
            row.article,
            row.edition,
            row.message,
            what_to_do,
        )
        shown.append(finding)
    return shown


def as_checked(
    inspection: Inspection, actor: Actor, unit: Organization | None = None
) -> checking.Inspection:
    """The stored result as files are written from it, in the order of the contract, without what is
    waived.

    With a `unit` only the findings about it, and no others below it.
    """
    found = inspection.findings.for_eyes_of(actor).filter(approved_on__isnull=True)
    if unit is not None:
        found = found.filter(unit=unit)
    rows = found.values_list(
        "unit__code",
        "case__number",
        "case__person__name",
        "rule",
        "severity",
        "edition",
        "article",
        "step",
        "due_on",
        "actual_on",
        "message",
        named=True,
    )
    lines = []
    for row in rows.iterator():
        finding = Found(
            row.rule,
            Severity.of(row.severity),
            row.edition,
            row.article,
            row.step,
            row.due_on,
            row.actual_on,
            row.message,
        )
        lines.append(
            checking.Line(row.unit__code, row.case__number, row.case__person__name, finding)
        )
    lines.sort(key=checking.order)
    states = list(inspection.rectifications.order_by().values_list("state", flat=True))
    return checking.Inspection(
        inspection.year,
        inspection.as_of,
        inspection.unit.code,
        inspection.cases_checked,
        tuple(lines),
        notified=len(states),
        closed=states.count(Rectification.State.CLOSED),
    )
