"""Statistics of a unit and a period."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.facts.application import Apply, Education, Stratum
from cases.facts.case import Steps
from cases.facts.probation import ConversionMeeting, ConversionOutcome
from cases.models import Finding
from filings.planning.models import Quota
from filings.planning.selectors.statistics import Figure, statistics
from tests.filings.planning.build import Plan, admitted, make_case, signed_in
from tests.kept import kept

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)


@pytest.fixture
def plan() -> Plan:
    """Two admissions in the period and one before; an activist; a probationer whose conversion
    was decided.
    """
    plan = kept(Plan)
    tree = plan.tree
    admitted(tree.branch, date(2027, 1, 1))
    admitted(tree.far_branch, date(2027, 3, 31))
    admitted(tree.branch, date(2026, 12, 31))
    admitted(tree.stranger, date(2027, 2, 1))
    apply = Apply(education=Education.BACHELOR, stratum=Stratum.WORKER)
    steps = Steps(apply=apply)
    found = make_case(
        tree.branch, steps=steps, applied_on=date(2026, 1, 1), activist_on=date(2027, 1, 11)
    )
    met = Steps(
        conversion_meeting=ConversionMeeting(on=date(2027, 2, 2), outcome=ConversionOutcome.EXTEND)
    )
    make_case(tree.branch, steps=met, state="conversion_meeting", probation_on=date(2026, 2, 1))
    Finding.objects.create(
        case=found,
        rule="A05",
        severity="correct",
        edition=2026,
        article="第七条",
        message="",
        rules_version="",
    )
    Quota.objects.create(
        year=2027, organization=tree.branch, granted=3, granted_on=FIRST, granted_by=plan.decider
    )
    return plan


def by_title(plan: Plan) -> dict[str, Figure]:
    heads = statistics(plan.tree.bureau, FIRST, LAST)
    assert [head.title for head in heads] == ["控制总量", "优化结构", "提高质量", "发挥作用"]
    return {figure.title: figure for head in heads for figure in head.figures}


def test_the_figures(plan: Plan) -> None:
    found = by_title(plan)
    assert [list(row) for row in found["各月接收预备党员（人）"].rows] == [
        ["2027-01", 1, 1],
        ["2027-02", 0, 1],
        ["2027-03", 1, 2],
    ]
    units = {row[0]: row[1:] for row in found["各单位接收预备党员与指标（人）"].rows}
    assert units[plan.tree.branch.name] == [1, 3]
    assert units[plan.tree.general_branch.name] == [1, None]
    assert found["学历结构（人）"].rows[0][:3] == [Education.BACHELOR.label, 0, 1]
    assert found["职业结构（人）"].rows[0][0] == Stratum.WORKER.label
    assert list(found["各条款发现的问题（个）"].rows[0]) == ["2026版第七条", 0, 1, 0, 1]
    assert found["各阶段平均历时（天）"].rows[0] == ["申请到积极分子", 1, 375]
    assert dict(map(tuple, found["预备党员转正（人）"].rows))["延长预备期"] == 1


def test_the_page_and_its_queries(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", "2027-06-01")
    client = signed_in(plan.clerk)
    url = reverse("statistics_of", args=[plan.tree.bureau.code])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url, {"first": "2027-01-01", "last": "2027-03-31"}).text
    assert len(queries) <= 15
    before = len(queries)
    for _ in range(3):
        admitted(plan.tree.other_branch, date(2027, 2, 2))
    with CaptureQueriesContext(connection) as queries:
        client.get(url, {"first": "2027-01-01", "last": "2027-03-31"})
    assert len(queries) == before
    assert page.count("<svg") >= 8
    wrong = client.get(url, {"first": "2027-03-01", "last": "2027-01-01"})
    assert (wrong.status_code, "不能早于" in wrong.text) == (422, True)


def test_scope_and_export(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", "2027-06-01")
    code = plan.tree.bureau.code
    assert signed_in(plan.stranger).get(reverse("statistics_of", args=[code])).status_code == 404
    assert (
        signed_in(plan.administrator).get(reverse("statistics_of", args=[code])).status_code == 403
    )
    content = signed_in(plan.clerk).get(reverse("statistics_export", args=[code])).getvalue()
    names = openpyxl.load_workbook(BytesIO(content)).sheetnames
    assert names[0] == "各月接收预备党员"
    assert len(names) == len(set(names)) == 11
