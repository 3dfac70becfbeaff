"""Papers of a yearly check: the report, the table of findings, a rectification notice for each
unit.

They are about organizations, no case, and so stand outside the registry of steps.
Source: `manage.py inspect`; 《细则》 2014 第三十八条, 2026 第三十七条 (checking by the committees).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Annotated, Any, Self

from branches.models import Organization
from cases.procedure import STEPS
from cases.rules.engine import Severity
from cases.selectors.wording import spelled
from config.kit.charts import bar, for_paper, stacked_bar
from filings.inspections.checking import Inspection, Line, Progress, names_of, silent
from filings.inspections.rules import title_of
from filings.papers.press.printing import Sheet, pdf_of
from filings.papers.sheets.kit.base import Official, Upward
from filings.papers.sheets.kit.registry import Kind, Paper
from filings.papers.sheets.kit.values import Blank

MOST_LINES = 5000  # findings listed in one PDF, the gravest; all of them stand in the workbook
PART = 500  # findings of one list: laid out at once, they take 8 s and 100 MiB
ROOT_ONLY = "全部组织"
CHARTED = 12  # units or rules in a chart


@dataclass(frozen=True)
class RuleRow:
    """How often one rule was broken."""

    rule: str
    title: str
    count: int


@dataclass(frozen=True)
class UnitRow:
    """The findings of one unit by severity."""

    unit: str
    void: int
    correct: int
    advise: int
    total: int


@dataclass(frozen=True)
class FindingRow:
    """One finding."""

    unit: str
    case: str
    person: str
    step: str
    rule: str
    severity: str
    article: str
    message: str


@dataclass(frozen=True, kw_only=True)
class InspectionReport(Upward):
    """The report of the year (年度检查报告)."""

    year: int
    as_of: date
    scope: str
    cases_checked: int
    counts: tuple[int, int, int]
    rules: tuple[RuleRow, ...]
    units: int
    notified: int
    closed: int

    @classmethod
    def of(cls, inspection: Inspection, names: dict[str, str], issuer: str) -> Self:
        by_severity = Counter(line.finding.severity for line in inspection.lines)
        by_rule = Counter(line.finding.rule for line in inspection.lines)
        return cls(
            issuer=issuer,
            heading=("关于", f"{inspection.year}年", "发展党员工作", "检查情况的", "报告"),
            on=inspection.as_of,
            year=inspection.year,
            as_of=inspection.as_of,
            scope=names.get(inspection.organization or "", ROOT_ONLY),
            cases_checked=inspection.cases_checked,
            counts=(
                by_severity[Severity.VOID],
                by_severity[Severity.CORRECT],
                by_severity[Severity.ADVISE],
            ),
            rules=tuple(
                RuleRow(rule, title_of(rule), count) for rule, count in by_rule.most_common()
            ),
            units=len({line.organization for line in inspection.lines}),
            notified=inspection.notified,
            closed=inspection.closed,
        )


@dataclass(frozen=True, kw_only=True)
class InspectionTable:
    """The statistical table with its charts (统计表)."""

    unit: str
    year: int
    as_of: date
    cases_checked: int
    units: tuple[UnitRow, ...]
    charts: tuple[str, ...] = ()

    @classmethod
    def of(cls, inspection: Inspection, names: dict[str, str], issuer: str) -> Self:
        by_unit: dict[str, list[Line]] = {}
        for line in inspection.lines:
            by_unit.setdefault(line.organization, []).append(line)
        return cls(
            unit=issuer,
            year=inspection.year,
            as_of=inspection.as_of,
            cases_checked=inspection.cases_checked,
            units=tuple(_unit_row(names.get(code, code), lines) for code, lines in by_unit.items()),
            charts=_charts(by_unit, names) if by_unit else (),
        )


@dataclass(frozen=True, kw_only=True)
class InspectionList:
    """A part of the list of findings (问题清单): those from number `first` to `last` of the
    `listed`.

    left_off  how many findings of each severity no part lists, in words
    """

    unit: str
    year: int
    as_of: date
    first: int
    last: int
    listed: int
    findings: tuple[FindingRow, ...]
    left_off: tuple[str, ...]

    @classmethod
    def parts(cls, inspection: Inspection, names: dict[str, str], issuer: str) -> list[Self]:
        """The parts in the order of the check; beyond MOST_LINES findings only the gravest are
        listed.
        """
        lines = inspection.lines
        if len(lines) > MOST_LINES:
            gravest = sorted(
                range(len(lines)), key=lambda at: (lines[at].finding.severity.rank, at)
            )[:MOST_LINES]
            lines = tuple(lines[at] for at in sorted(gravest))
        numbers = Counter(line.finding.severity for line in inspection.lines)
        numbers.subtract(line.finding.severity for line in lines)
        left_off = [f"{each.label} {numbers[each]} 项" for each in Severity if numbers[each]]
        made = []
        for start in range(0, len(lines), PART):
            rows = [finding_row(line, names) for line in lines[start : start + PART]]
            part = cls(
                unit=issuer,
                year=inspection.year,
                as_of=inspection.as_of,
                first=start + 1,
                last=min(start + PART, len(lines)),
                listed=len(lines),
                findings=tuple(rows),
                left_off=tuple(left_off),
            )
            made.append(part)
        return made


@dataclass(frozen=True, kw_only=True)
class RectificationNotice(Official):
    """The notice to one unit (整改通知书)."""

    year: int
    findings: tuple[FindingRow, ...]
    due_on: Annotated[date | None, Blank("整改期限")] = None

    @classmethod
    def of(cls, inspection: Inspection, code: str, names: dict[str, str], issuer: str) -> Self:
        lines = [line for line in inspection.lines if line.organization == code]
        wanted = [line for line in lines if line.finding.severity is not Severity.ADVISE]
        return cls(
            issuer=issuer,
            heading=("关于", f"{inspection.year}年", "发展党员工作", "检查发现问题的", "整改通知"),
            addressee=names.get(code, code),
            on=inspection.as_of,
            year=inspection.year,
            findings=tuple(finding_row(line, names) for line in wanted),
        )


def _charts(by_unit: dict[str, list[Line]], names: dict[str, str]) -> tuple[str, ...]:
    """The units with most findings by severity, and the rules broken most."""
    rows = [_unit_row(names.get(code, code), lines) for code, lines in by_unit.items()]
    rows = sorted(rows, key=lambda row: -row.total)[:CHARTED]
    series = {
        Severity.VOID.label: [row.void for row in rows],
        Severity.CORRECT.label: [row.correct for row in rows],
        Severity.ADVISE.label: [row.advise for row in rows],
    }
    rules = Counter(line.finding.rule for lines in by_unit.values() for line in lines).most_common(
        CHARTED
    )
    labels = [f"{title_of(rule)}（{rule}）" for rule, _ in rules]
    charts = []
    if len(rows) > 1:  # of one bar nothing is seen
        charts.append(for_paper(stacked_bar("各组织的问题", [row.unit for row in rows], series)))
    if len(rules) > 1:
        counts = [count for _, count in rules]
        charts.append(for_paper(bar("各项规则的问题", labels, {"项": counts})))
    return tuple(charts)


def _unit_row(unit: str, lines: Sequence[Line]) -> UnitRow:
    counts = Counter(line.finding.severity for line in lines)
    return UnitRow(
        unit, counts[Severity.VOID], counts[Severity.CORRECT], counts[Severity.ADVISE], len(lines)
    )


def finding_row(line: Line, names: dict[str, str]) -> FindingRow:
    """A finding as it is listed."""
    finding = line.finding
    terms = {step.no: step.term_in(finding.edition) for step in STEPS}
    step = article = ""
    if finding.step:
        step = f"{finding.step} {terms[finding.step]}"
    if finding.article:
        article = f"{finding.edition}年版{finding.article}"
    return FindingRow(
        unit=names.get(line.organization, line.organization),
        case=line.case or "",
        person=line.person or "",
        step=step,
        rule=finding.rule,
        severity=finding.severity.label,
        article=article,
        message=spelled(finding.message),
    )


def _paper(code: str, kind: Kind, title: str, cls: Any) -> Paper:
    return Paper(
        code=code, step="", kind=kind, title=title, cls=cls, template=f"filings/papers/{code}.html"
    )


REPORT = _paper("inspection_report", Kind.OFFICIAL, "年度检查报告", InspectionReport)
TABLE = _paper("inspection_table", Kind.FORM, "发展党员工作检查统计表", InspectionTable)
LIST = _paper("inspection_list", Kind.FORM, "检查发现问题清单", InspectionList)
NOTICE = _paper("rectification_notice", Kind.OFFICIAL, "整改通知书", RectificationNotice)
#: The papers about organizations.
ABOUT_ORGANIZATIONS = (REPORT, TABLE, LIST, NOTICE)


def as_pdf(
    inspection: Inspection, *, issuer: Organization | None = None, progress: Progress = silent
) -> bytes:
    """Report, table and lists of the check as one PDF, from `issuer`, else from the unit checked.

    Each has page numbers of its own; they are laid out one after the other, so that memory does not
    grow with them.
    """
    import pikepdf

    names, (name, units) = names_of(inspection), _made_by(inspection, issuer)
    sheets = [
        Sheet(REPORT, InspectionReport.of(inspection, names, name), (), units=units),
        Sheet(TABLE, InspectionTable.of(inspection, names, name), (), units=units),
        *(
            Sheet(LIST, part, (), units=units)
            for part in InspectionList.parts(inspection, names, name)
        ),
    ]
    with pikepdf.open(BytesIO(pdf_of(sheets[:1]))) as book:
        for done, sheet in enumerate(sheets[1:], start=1):
            progress(done, len(sheets))
            with pikepdf.open(BytesIO(pdf_of([sheet]))) as more:
                book.pages.extend(more.pages)
        progress(len(sheets), len(sheets))
        out = BytesIO()
        book.save(out, deterministic_id=True)
        return out.getvalue()


def notice_pdf(
    inspection: Inspection,
    organization: Organization,
    *,
    issuer: Organization | None = None,
    due_on: date | None = None,
) -> bytes:
    """The rectification notice to one unit of the check, to be answered by `due_on`."""
    name, units = _made_by(inspection, issuer)
    notice = RectificationNotice.of(inspection, organization.code, names_of(inspection), name)
    return pdf_of([Sheet(NOTICE, replace(notice, due_on=due_on), (), units=units)])


def _made_by(inspection: Inspection, issuer: Organization | None) -> tuple[str, tuple[str, ...]]:
    """(name, codes of it and of those above, nearest first) of the organization that issues the
    papers.
    """
    issuer = issuer or Organization.objects.filter(code=inspection.organization or "").first()
    if issuer is None:
        return ROOT_ONLY, ()
    above = Organization.objects.filter(path__in=issuer.ancestor_paths).order_by("-path")
    return issuer.name, (issuer.code, *above.values_list("code", flat=True))
