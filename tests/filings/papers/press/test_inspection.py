"""Report, table and rectification notice of a yearly check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from cases.rules.engine import Finding, Severity
from filings.inspections.checking import Inspection, Line
from filings.papers.press import inspection as papers
from filings.papers.press.inspection import (
    NOTICE,
    InspectionList,
    RectificationNotice,
    as_pdf,
    notice_pdf,
)
from filings.papers.press.printing import Sheet
from filings.papers.sheets.kit.values import printed_values
from tests.factories import make_tree
from tests.filings.papers.conftest import Printed

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]

ON = date(2026, 12, 31)


def line(organization: str, severity: Severity, *, case: str | None = "2026-0001") -> Line:
    finding = Finding(
        rule="A05",
        severity=severity,
        edition=2026,
        article="第七条",
        step=2 if case else None,
        due=date(2026, 6, 30),
        actual=date(2026, 7, 4),
        message="收到申请书后一个月内应派人谈话",
    )
    return Line(organization, case, "周文静" if case else None, finding)


def text_of(data: bytes) -> str:
    return Printed(Sheet(NOTICE, None, ()), data).text


def test_report_and_table_say_what_was_found() -> None:
    tree = make_tree()
    lines = (
        line(tree.branch.code, Severity.CORRECT),
        line(tree.other_branch.code, Severity.ADVISE, case=None),
    )
    text = text_of(as_pdf(Inspection(2026, ON, tree.city.code, 12, lines)))
    for part in (
        "关于2026年发展党员工作检查情况的报告",
        "案卷12件",
        "截至2026年12月31日",
        "应整改1项",
        "提示1项",
        tree.city.name,
        tree.branch.name,
        tree.other_branch.name,
        "2026-0001",
    ):
        assert part in text, part
    assert "将对检查发现的问题向有关党组织发出整改通知" in text
    text = text_of(as_pdf(Inspection(2026, ON, tree.city.code, 12, lines, notified=2, closed=1)))
    assert "已向2个组织发出整改通知，其中1个整改完毕、经核查销号。其余的继续督促限期整改" in text


def test_the_list_comes_in_parts_and_says_what_it_leaves_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(papers, "MOST_LINES", 5)
    monkeypatch.setattr(papers, "PART", 2)
    tree = make_tree()
    kinds = [
        Severity.ADVISE,
        Severity.CORRECT,
        Severity.VOID,
        Severity.CORRECT,
        Severity.ADVISE,
    ] * 2
    lines = tuple(
        line(tree.branch.code, kind, case=f"2026-{at:04}") for at, kind in enumerate(kinds)
    )
    found = Inspection(2026, ON, tree.city.code, 12, lines)
    parts = InspectionList.parts(found, {}, "某党委")
    assert [(part.first, part.last, part.listed) for part in parts] == [
        (1, 2, 5),
        (3, 4, 5),
        (5, 5, 5),
    ]
    listed = [row.case for part in parts for row in part.findings]
    assert listed == ["2026-0001", "2026-0002", "2026-0003", "2026-0006", "2026-0007"], (
        "the gravest, in their order"
    )
    assert parts[0].left_off == ("应整改 1 项", "提示 4 项")
    assert [
        part.left_off for part in InspectionList.parts(replace(found, lines=lines[:5]), {}, "")
    ] == [()] * 3
    seen: list[tuple[int, int]] = []
    text = text_of(as_pdf(found, progress=lambda done, total: seen.append((done, total))))
    assert "清单列出程度最重的5项；另有应整改1项、提示4项，见年度检查的电子表格“问题”页。" in text
    assert "第5至5项，共5项" in text
    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_a_check_without_findings_says_so() -> None:
    tree = make_tree()
    text = text_of(as_pdf(Inspection(2026, ON, tree.city.code, 3, ())))
    assert "没有发现问题" in text
    assert "整改通知" not in text


def test_the_notice_names_what_its_unit_has_to_put_right() -> None:
    tree = make_tree()
    lines = (
        line(tree.branch.code, Severity.CORRECT),
        line(tree.branch.code, Severity.ADVISE, case="2026-0002"),
        line(tree.other_branch.code, Severity.CORRECT, case="2026-0003"),
    )
    inspection = Inspection(2026, ON, tree.city.code, 12, lines)
    text = text_of(notice_pdf(inspection, tree.branch))
    names = {tree.branch.code: tree.branch.name, tree.city.code: tree.city.name}
    data = RectificationNotice.of(inspection, tree.branch.code, names, tree.city.name)
    assert [row.case for row in data.findings] == ["2026-0001"]
    assert [value for value in printed_values(data) if "".join(value.split()) not in text] == []
    assert f"{tree.branch.name}：" in text


def test_the_command_writes_pdf(tmp_path: Path) -> None:
    make_tree()
    call_command("inspect", year=2026, format="pdf", output=tmp_path / "check.pdf")
    assert (tmp_path / "check.pdf").read_bytes().startswith(b"%PDF-")
