"""An inspection as JSON and as an Excel workbook; the same data gives the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from cases.rules.engine import Severity
from config.xlsx import sheet_name
from filings.inspections.checking import Inspection, Line

#: Written into the file's properties, so that the day of writing is not.
EPOCH = datetime(2014, 5, 28, tzinfo=UTC)
#: Of more units than this the findings stand on one sheet only.
MOST_SHEETS = 200
TITLES = ("规则", "程度", "版本", "条款", "案卷", "姓名", "组织", "步骤", "期限", "实际", "说明")
WIDTHS = (8, 8, 8, 24, 14, 12, 16, 8, 12, 12, 80)


def as_json(inspection: Inspection) -> bytes:
    """The contract's JSON document."""
    document = {
        "year": inspection.year,
        "as_of": inspection.as_of.isoformat(),
        "organization": inspection.organization,
        "cases_checked": inspection.cases_checked,
        "findings": [_data(line) for line in inspection.lines],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


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
        "due": finding.due.isoformat() if finding.due else None,
        "actual": finding.actual.isoformat() if finding.actual else None,
        "message": finding.message,
    }


def as_xlsx(inspection: Inspection) -> bytes:
    """A summary by unit, all findings, and a sheet per unit."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": EPOCH})
        bold = book.add_format({"bold": True, "bg_color": "#f2f2f2", "border": 1})
        units: dict[str, list[Line]] = {}
        for line in inspection.lines:
            units.setdefault(line.organization, []).append(line)
        _write_summary(book.add_worksheet("汇总"), inspection, units, bold)
        _write_lines(book.add_worksheet("问题"), inspection.lines, bold)
        if len(units) <= MOST_SHEETS:
            for place, (unit, lines) in enumerate(units.items(), start=1):
                _write_lines(book.add_worksheet(sheet_name(f"{place} {unit[:26]}")), lines, bold)
    return file.getvalue()


def _write_summary(sheet: Any, inspection: Inspection, units: dict[str, list[Line]], bold: Any) -> None:
    sheet.set_column(0, 0, 24)
    about = (
        ("年度", inspection.year),
        ("截至", inspection.as_of.isoformat()),
        ("检查范围", inspection.organization or "全部组织"),
        ("检查案卷", inspection.cases_checked),
    )
    for row, (title, value) in enumerate(about):
        sheet.write(row, 0, title, bold)
        sheet.write(row, 1, value)
    first = len(about) + 1
    sheet.write_row(first, 0, ["组织", *(severity.label for severity in Severity), "合计"], bold)
    for row, (unit, lines) in enumerate(units.items(), start=first + 1):
        counts = Counter(line.finding.severity for line in lines)
        sheet.write_string(row, 0, unit)
        sheet.write_row(row, 1, [*(counts[severity] for severity in Severity), len(lines)])


def _write_lines(sheet: Any, lines: Any, bold: Any) -> None:
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_row(0, 0, TITLES, bold)
    sheet.freeze_panes(1, 0)
    for row, line in enumerate(lines, start=1):
        values = list(_data(line).values())
        values[1] = line.finding.severity.label
        sheet.write_row(row, 0, ["" if value is None else value for value in values])
