"""Workbooks about who decides, who there is, and how long a notice hangs, each with its right
answer.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cases.models import Case, Finding
from filings.inspections.checking import inspect

from .build import COMMITTEE, FAR_BRANCH, GENERAL_BRANCH, STEP, lawful
from .test_inputs import START, TODAY, imported

pytestmark = pytest.mark.django_db


def found_in(number: int) -> dict[str, set[tuple[str, str]]]:
    """`{person: (rule, severity)}` of the check of a year, without what is only advised."""
    found: dict[str, set[tuple[str, str]]] = {}
    for line in inspect(year=number, as_of=min(date(number, 12, 31), TODAY)).lines:
        if line.person is not None and line.finding.severity.code != "advise":
            found.setdefault(line.person, set()).add(
                (line.finding.rule, line.finding.severity.code)
            )
    return found


def test_only_a_committee_with_power_above_the_branch_approves(tmp_path: Path) -> None:
    """A general branch, a committee over one that did not deliberate, a department, the branch
    itself.
    """
    approvers = (GENERAL_BRANCH, COMMITTEE, "GX-Z", FAR_BRANCH)
    rows = [
        lawful(
            START,
            n,
            branch=FAR_BRANCH,
            but={"姓名": code, "审批组织编码": code, "党总支审议日期": None},
        )
        for n, code in enumerate(approvers, 1)
    ]
    assert imported(tmp_path, *rows).errors == []
    day = rows[0][STEP[25]]
    assert found_in(day.year) == {
        GENERAL_BRANCH: {("D16", "void")},
        COMMITTEE: {("D17", "correct")},
        "GX-Z": {("D16", "void")},
        FAR_BRANCH: {("D16", "void")},
    }


NOTICES = (
    # posted, last day, listed, first lawful day where that is too early; 2026-09-25 is 中秋, the
    # 20th is worked
    ((9, 24), (9, 30), (10, 8), (10, 10)),
    ((9, 25), (10, 8), (10, 9), (10, 10)),
    ((9, 25), (10, 9), (10, 12), None),
    ((9, 7), (9, 11), (9, 14), (9, 15)),
    ((9, 7), (9, 14), (9, 15), None),
    ((9, 7), (9, 14), (9, 14), (9, 15)),
    ((9, 19), (9, 23), (9, 24), (9, 25)),
    ((9, 19), (9, 24), (9, 25), None),
)


@pytest.mark.parametrize(("posted", "ended", "listed", "first_lawful"), NOTICES)
def test_a_public_notice_lasts_five_working_days_over_holidays(
    tmp_path: Path,
    posted: tuple[int, int],
    ended: tuple[int, int],
    listed: tuple[int, int],
    first_lawful: tuple[int, int] | None,
) -> None:
    first, last, day = (date(2026, *each) for each in (posted, ended, listed))
    cells = {"上级党委同意日期": first, "公示开始": first, "公示结束": last, STEP[8]: day}
    assert imported(tmp_path, lawful(date(2025, 2, 3), until=8, but=cells)).errors == []
    [finding] = [*Finding.objects.filter(rule="C05")] or [None]
    assert (finding and (finding.severity, finding.due_on, finding.actual_on)) == (
        first_lawful and ("void", date(2026, *first_lawful), day)
    )


def test_a_training_of_no_day_and_no_hour_is_none(tmp_path: Path) -> None:
    imported(tmp_path, lawful(START, but={"培训天数": 0, "培训学时": 0}))
    assert list(
        Finding.objects.filter(rule__in=("C14", "C15")).values_list("rule", "severity", "article")
    ) == [("C15", "void", "第十七条")]


def test_a_branch_of_fewer_than_three_does_not_admit(tmp_path: Path) -> None:
    """Nor do none at all decide anything."""
    ballots = ("应到", "实到", "发出票", "收回票", "赞成")
    unheld = dict.fromkeys(("反对", "弃权", "无效", "书面意见", "书面赞成"), 0)
    rows = [
        lawful(START, n, but={"姓名": f"到{n}"} | dict.fromkeys(ballots, n) | unheld)
        for n in (1, 2, 3)
    ] + [lawful(START, 4, but={"姓名": "无人"} | dict.fromkeys(ballots, 0) | unheld)]
    assert imported(tmp_path, *rows).errors == []
    assert found_in(rows[0][STEP[25]].year) == {
        "到1": {("D29", "correct")},
        "到2": {("D29", "correct")},
        "无人": {("D29", "correct"), ("D07", "void"), ("D08", "void")},
    }


def test_nobody_vouches_for_themselves(tmp_path: Path) -> None:
    """The number of a member is not known here: of a namesake the report says that it is worth a
    look.
    """
    names = {"姓名": "王​一", "培养联系人": "李二", "入党介绍人": "王 一、李二"}
    report = imported(tmp_path, lawful(START, 1, but=names), lawful(START, 2))
    assert report.errors == []
    [notice] = report.notices
    assert (notice.row, notice.column, notice.value) == (2, "入党介绍人", "王 一、李二")
    assert "与本人同名" in notice.reason


def test_one_introducer_twice_is_one(tmp_path: Path) -> None:
    imported(tmp_path, lawful(START, but={"入党介绍人": "王一、王一"}))
    assert list(Finding.objects.filter(rule="C07").values_list("severity", "step")) == [("void", 9)]


def test_a_request_long_before_the_expiry_is_no_fault(tmp_path: Path) -> None:
    row = lawful(START)
    report = imported(tmp_path, row | {STEP[22]: row[STEP[15]] + timedelta(31)})
    assert report.errors == []
    assert found_in(row[STEP[25]].year) == {}


@pytest.mark.parametrize(
    "name", ["𬸣𫖯", "龙䶮㛃", "王𰻝", "李", "阿依古丽•买买提依明·伊敏", "诸葛" + "长" * 38]
)
def test_rare_and_long_names_come_in(tmp_path: Path, name: str) -> None:
    report = imported(tmp_path, lawful(START, but={"姓名": name}))
    assert report.errors == report.notices == []
    assert Case.objects.get().person.name == name.replace("•", "·")
