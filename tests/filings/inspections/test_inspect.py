"""Section 2 of the workbook's contract: what the check of a year covers, and how it is written."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from branches.actor import Actor
from cases.importing import import_workbook
from cases.models import Case
from config.kit import clock
from filings.inspections.checking import inspect
from filings.inspections.output import as_json, as_xlsx
from tests.cases.importing.build import (
    BRANCH,
    COMMITTEE,
    FAR_BRANCH,
    STEP,
    Cells,
    book,
    lawful,
    write,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
START = date(2020, 1, 6)  # step 1; archived in March 2023


def load(tmp_path: Path, *rows: Cells) -> None:
    report = import_workbook(write(tmp_path / "w.xlsx", book(*rows)), by=Actor.system(TODAY))
    assert report.errors == []


def output(*args: str) -> str:
    out = StringIO()
    call_command("inspect", *args, stdout=out)
    return out.getvalue()


def document(*args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output(*args))
    return found


def test_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.FIXED_DAY, "2026-11-24")
    row = lawful(date(2026, 5, 30), until=2, but={STEP[2]: date(2026, 7, 4), "姓名": "张三"})
    load(tmp_path, row)
    assert output("--year", "2026", "--organization", COMMITTEE) == (
        "{\n"
        '  "year": 2026,\n'
        '  "as_of": "2026-11-24",\n'
        f'  "organization": "{COMMITTEE}",\n'
        '  "cases_checked": 1,\n'
        '  "findings": [\n'
        "    {\n"
        '      "rule": "A05",\n'
        '      "severity": "correct",\n'
        '      "edition": 2026,\n'
        '      "article": "第七条",\n'
        '      "case": "2026-0001",\n'
        '      "person": "张三",\n'
        f'      "organization": "{BRANCH}",\n'
        '      "step": 2,\n'
        '      "due": "2026-06-30",\n'
        '      "actual": "2026-07-04",\n'
        '      "message": "收到申请书后一个月内应派人谈话：应不迟于 2026-06-30，实际 2026-07-04"\n'
        "    }\n"
        "  ]\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("year", "checked"), [(2019, 0), (2020, 1), (2021, 1), (2023, 1), (2024, 0)]
)
def test_cases_open_at_any_time_in_the_year(tmp_path: Path, year: int, checked: int) -> None:
    load(tmp_path, lawful(START))
    closed = Case.objects.get().closed_on
    assert closed is not None
    assert closed.year == 2023
    assert document("--year", str(year))["cases_checked"] == checked


@pytest.mark.parametrize(
    ("first", "closed", "year", "is_checked"),
    [
        (date(2020, 12, 31), None, 2020, True),
        (date(2021, 1, 1), None, 2020, False),
        (date(2018, 1, 1), date(2020, 1, 1), 2020, True),
        (date(2018, 1, 1), date(2019, 12, 31), 2020, False),
    ],
)
def test_both_ends_of_the_year_count(
    tmp_path: Path, first: date, closed: date | None, year: int, is_checked: bool
) -> None:
    row: Cells = {"姓名": "张三", "党支部编码": BRANCH, STEP[1]: first}
    load(tmp_path, row | ({STEP[25]: closed} if closed else {}))
    assert document("--year", str(year))["cases_checked"] == int(is_checked)


@pytest.mark.parametrize(
    ("but", "until", "closed"),
    [
        ({"大会结论": "不通过"}, 15, 15),
        ({"审批结论": "不批准"}, 17, 17),
        ({"转正结论": "取消预备党员资格"}, 24, 24),
        ({}, 25, 25),
        ({"大会结论": "不通过"}, 16, None),
        ({"审批结论": "不批准"}, 18, None),
        ({"转正结论": "取消预备党员资格"}, 23, None),
        ({"预审结论": "不合格"}, 13, None),
        ({}, 24, None),
    ],
)
def test_the_day_a_case_is_closed(
    tmp_path: Path, but: Cells, until: int, closed: int | None
) -> None:
    """Source: docs/specification/rules.md: on 25; on 24 when cancelled; on 15 or 17 when not passed
    or approved and not continued.
    """
    row = lawful(START, until=until, but=but)
    load(tmp_path, row)
    last = max(row[STEP[number]] for number in range(1, until + 1)).year
    assert Case.objects.get().closed_on == (row[STEP[closed]] if closed else None)
    assert document("--year", str(last))["cases_checked"] == 1
    assert document("--year", str(last + 1))["cases_checked"] == int(closed is None)


def test_the_day_of_judging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """31 December of the year, today when that is earlier, or as asked; acts dated later are not
    looked at.
    """
    monkeypatch.setenv(clock.FIXED_DAY, "2026-11-24")
    load(tmp_path, lawful(date(2025, 12, 1), until=2, but={STEP[2]: date(2026, 3, 1)}))
    assert document("--year", "2025")["as_of"] == "2025-12-31"
    assert document("--year", "2026")["as_of"] == "2026-11-24"
    assert document("--year", "2030")["as_of"] == "2026-11-24"
    assert document("--year", "2025")["findings"] == []
    before = document("--year", "2026", "--as-of", "2026-01-02")
    assert before["as_of"] == "2026-01-02"
    assert [(each["rule"], each["due"], each["actual"]) for each in before["findings"]] == [
        ("A05", "2026-01-01", None)
    ]
    after = document("--year", "2026")["findings"]
    assert [(each["rule"], each["due"], each["actual"]) for each in after] == [
        ("A05", "2026-01-01", "2026-03-01"),
    ]


def test_only_what_lies_under_the_organization(tmp_path: Path) -> None:
    load(tmp_path, lawful(START, 1), lawful(START, 2, branch=FAR_BRANCH))
    assert document("--year", "2021")["cases_checked"] == 2
    assert document("--year", "2021")["organization"] is None
    assert document("--year", "2021", "--organization", "GX")["cases_checked"] == 2
    assert document("--year", "2021", "--organization", FAR_BRANCH)["cases_checked"] == 1


def test_the_order_of_findings_and_the_same_bytes(tmp_path: Path) -> None:
    bad: Cells = {
        "推荐方式": "无",
        "本人签名": "否",
        "确定会议": "无",
        STEP[2]: None,
        "转正赞成": 5,
        "转正无记名投票": "否",
    }
    load(
        tmp_path,
        lawful(START, 1, branch=FAR_BRANCH, but=bad | {"志愿书编号": "同"}),
        lawful(START, 2, but=bad | {"志愿书编号": "同"}),
        lawful(date(2020, 3, 6), 3, but=bad),
    )
    first = output("--year", "2023")
    findings = json.loads(first)["findings"]
    keys = [
        (
            each["organization"],
            each["case"],
            each["step"],
            each["rule"],
            each["due"] or "",
            each["actual"] or "",
        )
        for each in findings
    ]
    assert keys == sorted(keys)
    assert len(findings) >= 15
    assert first == output("--year", "2023")
    assert output("--year", "2023", "--output", str(tmp_path / "o.json")) == ""
    assert (tmp_path / "o.json").read_text() == first


def test_excel_has_a_sheet_for_each_unit_and_the_same_bytes(tmp_path: Path) -> None:
    bad: Cells = {"推荐方式": "无", "本人签名": "否"}
    load(tmp_path, lawful(START, 1, but=bad), lawful(START, 2, branch=FAR_BRANCH, but=bad))
    found = inspect(year=2021, as_of=date(2021, 12, 31))
    data = as_xlsx(found)
    assert data == as_xlsx(inspect(year=2021, as_of=date(2021, 12, 31)))
    book_ = openpyxl.load_workbook(BytesIO(data))
    assert book_.sheetnames == ["汇总", "问题", "1 机关第一党支部", "2 林场第一党支部"]
    assert [row[0] for row in book_["问题"].iter_rows(min_row=2, values_only=True)] == [
        "A03",
        "B01",
    ] * 2
    summary = list(book_["汇总"].iter_rows(values_only=True))
    about = {row[0]: str(row[1])[:10] for row in summary[:4]}
    assert about == {"年度": "2021", "截至": "2021-12-31", "检查范围": "全部组织", "检查案卷": "2"}
    assert summary[6] == (BRANCH, "机关第一党支部", 0, 2, 0, 2)
    path = tmp_path / "o.xlsx"
    output("--year", "2021", "--as-of", "2021-12-31", "--format", "xlsx", "--output", str(path))
    assert path.read_bytes() == data


def test_the_identity_number_does_not_leave(tmp_path: Path) -> None:
    row = lawful(START, 1, but={"推荐方式": "无"})
    load(tmp_path, row)
    found = inspect(year=2021, as_of=date(2021, 12, 31))
    assert row["公民身份号码"].encode() not in as_json(found)


@pytest.mark.parametrize(
    "args",
    [
        ["--organization", "没有"],
        ["--format", "pdf"],
        ["--format", "xlsx"],
        ["--output", "/nowhere/at/all.json"],
    ],
)
def test_exit_code_2_when_it_cannot_run(args: list[str]) -> None:
    with pytest.raises(CommandError) as failed:
        call_command("inspect", "--year", "2026", *args, stdout=StringIO())
    assert failed.value.returncode == 2


@pytest.mark.parametrize(
    "args",
    [
        ["--year", "zwei"],
        ["--year", "2026", "--as-of", "2026/11/24"],
        ["--year", "2026", "--format", "csv"],
        [],
    ],
)
def test_exit_code_2_for_arguments_that_cannot_be(args: list[str]) -> None:
    """As a shell sees it."""
    run = subprocess.run(
        [sys.executable, "manage.py", "inspect", *args], capture_output=True, check=False
    )
    assert run.returncode == 2


def test_rejudge(tmp_path: Path) -> None:
    load(
        tmp_path,
        lawful(START, 1, but={"推荐方式": "无"}),
        lawful(START, 2, branch=FAR_BRANCH, but={"推荐方式": "无"}),
    )
    Case.objects.get(branch__code=BRANCH).findings.all().delete()
    Case.objects.get(branch__code=FAR_BRANCH).findings.update(message="旧")
    out = StringIO()
    call_command("rejudge", "--organization", BRANCH, stdout=out)
    assert "1 件" in out.getvalue()
    rules = {
        case.branch.code: [f.message for f in case.findings.all()] for case in Case.objects.all()
    }
    assert rules[FAR_BRANCH] == ["旧"]
    assert len(rules[BRANCH]) == 1
    call_command("rejudge", stdout=out)
    assert "2 件" in out.getvalue()
    assert not Case.objects.filter(findings__message="旧").exists()
    with pytest.raises(CommandError):
        call_command("rejudge", "--organization", "没有", stdout=out)
