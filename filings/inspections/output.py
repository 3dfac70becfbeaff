"""An inspection as JSON and as an Excel workbook; the same data gives the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from cases.rules.engine import Severity
from config.kit.xlsx import Sheet, write_sheets
from filings.inspections.checking import Inspection, Line, names_of

#: Of more units than this the findings stand on one sheet only.
MOST_SHEETS = 200
TITLES = (
    "规则",
    "程度",
    "版本",
    "条款",
    "案卷",
    "姓名",
    "组织",
    "名称",
    "步骤",
    "期限",
    "实际",
    "说明",
)
WIDTHS = (8, 8, 8, 24, 14, 12, 16, 30, 8, 12, 12, 80)


def as_json(inspection: Inspection) -> bytes:
    """The contract's JSON document."""
    document = {
        "year": inspection.year,
        "as_of": inspection.as_of,
        "organization": inspection.organization,
        "cases_checked": inspection.cases_checked,
        "findings": [_data(line) for line in inspection.lines],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2, default=date.isoformat)
    return f"{text}\n".encode()


def _data(line: Line) -> dict[str, Any]:
    finding = line.finding
    return {
        "rule": finding.rule,
        "severity": finding.severity.code,
        "edition": finding.edition,
        "article": finding.article,
        "case": line.case,
        "person": line.person,
        "organization": line.organization,
        "step": finding.step,
        "due": finding.due,
        "actual": finding.actual,
        "message": finding.message,
    }


def as_xlsx(inspection: Inspection) -> bytes:
    """A summary by unit, all findings, and a sheet per unit."""
    file = BytesIO()
    write_sheets(file, _sheets(inspection))
    return file.getvalue()


def _sheets(inspection: Inspection) -> Iterator[Sheet]:
    units: dict[str, list[Line]] = {}
    names = names_of(inspection)
    for line in inspection.lines:
        units.setdefault(line.organization, []).append(line)
    about: list[Sequence[Any]] = [
        ("年度", inspection.year),
        ("截至", inspection.as_of),
        (
            "检查范围",
            inspection.organization or "全部组织",
            names.get(inspection.organization or "", ""),
        ),
        ("检查案卷", inspection.cases_checked),
    ]
    if len(units) > MOST_SHEETS:
        about.append(("说明", f"涉及 {len(units)} 个组织，问题只列在“问题”一页，没有分组织列表。"))
    titles = ("组织", "名称", *(severity.label for severity in Severity), "合计")
    rows = [(unit, names.get(unit, ""), *_counts(lines)) for unit, lines in units.items()]
    yield Sheet("汇总", titles, rows, about, (24, 30))
    yield Sheet("问题", TITLES, (_row(line, names) for line in inspection.lines), widths=WIDTHS)
    if len(units) <= MOST_SHEETS:
        for place, (unit, lines) in enumerate(units.items(), start=1):
            named = f"{place} {names.get(unit, unit)[:26]}"
            yield Sheet(named, TITLES, [_row(line, names) for line in lines], widths=WIDTHS)


def _counts(lines: Sequence[Line]) -> Sequence[int]:
    counts = Counter(line.finding.severity for line in lines)
    return (*(counts[severity] for severity in Severity), len(lines))


def _row(line: Line, names: Mapping[str, str]) -> Sequence[Any]:
    """A finding in the order of `TITLES`."""
    found = line.finding
    return (
        found.rule,
        found.severity.label,
        found.edition,
        found.article,
        line.case,
        line.person,
        line.organization,
        names.get(line.organization),
        found.step,
        found.due,
        found.actual,
        found.message,
    )
