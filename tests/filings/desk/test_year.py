"""The year of a department on its workbench: figures, and a chart where there is more than one
unit.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from branches.actor import Actor
from branches.models import User
from cases.models import Case, Obligation
from cases.selectors.units import Unit
from filings.desk.year import units_chart, year_figures
from filings.inspections.models import Rectification
from filings.planning.models import YearlyAnalysis
from filings.planning.selectors.quota import QuotaRow
from tests.filings.inspections.build import TODAY, Check, found
from tests.filings.planning.build import make_case
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def check() -> Check:
    return kept(Check)


def values(user: User, quota: QuotaRow | None = None) -> dict[str, tuple[str, str]]:
    """`{label: (value, note)}`."""
    return {each.label: (each.value, each.note) for each in year_figures(Actor(user, TODAY), quota)}


def owe(case: Case, due_on: date) -> None:
    Obligation.objects.create(case=case, rule="A05", due_on=due_on, text="谈话", step=2)


def test_what_is_late_is_counted_below_the_department(check: Check) -> None:
    tree = check.tree
    near, far, strange = (
        make_case(branch) for branch in (tree.branch, tree.far_branch, tree.stranger)
    )
    for case in (near, near, far, strange):
        owe(case, TODAY - timedelta(1))
    owe(far, TODAY)
    inspection = check.result({near: [found()], far: [found()]})
    rows = [(tree.branch, -1, "issued"), (tree.far_branch, 0, "issued")]
    for unit, days, state in rows:
        Rectification.objects.create(
            inspection=inspection,
            unit=unit,
            state=state,
            issued_on=TODAY - timedelta(40),
            issued_by=check.officer,
            due_on=TODAY + timedelta(days),
        )
    shown = values(check.officer)
    assert shown["已逾期（项）"] == ("3", "2 件在办案卷")
    assert shown["整改逾期（份）"] == ("1", "没有销号的整改通知 2 份")
    Rectification.objects.update(state="answered")
    assert values(check.officer)["整改逾期（份）"][0] == "0", "it waits for the department"
    city = values(check.city_officer)
    assert city["年度分析"] == ("0 / 1", "下级党委已登记"), "the bureau, which has branches"
    assert "年度分析" not in shown, "no committee lies below it"
    YearlyAnalysis.objects.create(
        year=TODAY.year,
        organization=tree.bureau,
        held_on=TODAY,
        figures={},
        situation="x",
        recorded_by=check.officer,
    )
    assert values(check.city_officer)["年度分析"][0] == "1 / 1"
    assert values(check.secretary) == values(check.clerk) == {}, "who inspects nobody"


@pytest.mark.parametrize(
    ("granted", "used", "value", "note"),
    [
        (None, 2, "2", "指标还没有下达"),
        (5, 2, "2 / 5", "预审合格、尚未批准 1 名，剩余 2 名"),
        (1, 2, "2 / 1", "超过指标 1 名"),
    ],
)
def test_the_quota(check: Check, granted: int | None, used: int, value: str, note: str) -> None:
    row = QuotaRow(check.tree.bureau, None, "", granted, used, 1)
    assert values(check.officer, row)["指标已用"] == (value, note)


def test_a_chart_of_one_unit_is_none(check: Check) -> None:
    units = [Unit(check.tree.branch, 1, 0, 2), Unit(check.tree.far_branch, 0, 1, 0)]
    assert units_chart(units[:1]) == ""
    assert units_chart(units).count("<rect") == 3 + 3, "bars, and the marks of the legend"
