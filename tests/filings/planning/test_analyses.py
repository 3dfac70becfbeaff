"""The yearly analysis: figures, who records it, and its pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from branches.actor import Actor
from branches.models import User
from cases.facts.application import Apply, Education
from cases.facts.case import Steps
from cases.models import Finding, Obligation
from cases.services.errors import Refused
from filings.planning.models import YearlyAnalysis
from filings.planning.selectors.analyses import Figures, figures, latest_birth, owed_analyses
from filings.planning.services.analyses import AnalysisFacts, record_analysis
from tests.factories import make_person
from tests.filings.planning.build import Plan, admitted, make_case, signed_in
from tests.kept import kept

TODAY = date(2027, 3, 1)


@pytest.fixture
def plan(db: None, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setenv("JISHI_TODAY", str(TODAY))
    return kept(Plan)


def record(plan: Plan, by: User, *, year: int = 2026, **changes: object) -> YearlyAnalysis:
    values = {
        "held_on": date(2026, 12, 20),
        "situation": "结构改善",
        "problems": "",
        "measures": "",
    } | changes
    return record_analysis(
        organization=plan.tree.bureau,
        year=year,
        facts=AnalysisFacts(**values),  # type: ignore[arg-type]  # arguments by name
        by=Actor(by, TODAY),
    )


@pytest.mark.parametrize(
    ("on", "age", "latest"),
    [
        (date(2027, 3, 1), 26, date(2001, 3, 1)),
        (date(2026, 2, 28), 26, date(2000, 2, 29)),
        (date(2028, 2, 29), 26, date(2002, 2, 28)),
    ],
)
def test_latest_birth(on: date, age: int, latest: date) -> None:
    assert latest_birth(on, age) == latest


def test_figures(plan: Plan) -> None:
    branch = plan.tree.branch
    young = make_person(
        birth_on=date(2001, 3, 2), identity_number=None, sex="female", ethnicity="壮族"
    )
    old = make_person(birth_on=date(2001, 3, 1), identity_number=None, sex="male", ethnicity="汉族")
    steps = Steps(apply=Apply(on=date(2025, 1, 1), education=Education.BACHELOR))
    first = make_case(branch, person=young, activist_on=date(2026, 1, 1), steps=steps)
    second = make_case(branch, person=old, activist_on=date(2027, 1, 1), target_on=date(2027, 2, 1))
    make_case(branch, activist_on=date(2027, 3, 2))
    make_case(
        branch,
        activist_on=date(2026, 1, 1),
        state="closed",
        closed_on=date(2027, 2, 1),
        outcome="withdrew",
    )
    admitted(branch, date(2027, 1, 5))
    make_case(plan.tree.stranger, activist_on=date(2026, 1, 1))
    Finding.objects.create(
        case=first, rule="B06", severity="correct", edition=2026, message="晚", rules_version="1"
    )
    Obligation.objects.create(case=second, rule="B06", due_on=TODAY, text="未到期")
    found = figures(plan.tree.city_department, 2027, TODAY)
    assert (found.as_of, found.total) == (TODAY, 2)
    assert found.groups["阶段"] == [("入党积极分子", 1), ("发展对象", 1)]
    assert dict(found.groups["性别"]) == {"男": 1, "女": 1}
    assert found.groups["年龄"][:2] == [("18–25 岁", 1), ("26–35 岁", 1)]
    assert dict(found.groups["民族"]) == {"汉族": 1, "壮族": 1}
    assert dict(found.groups["学历"]) == {"大学本科": 1, "未登记": 1}
    assert [number for _, number in found.changes] == [1, 1, 1, 1, 1]
    assert figures(plan.tree.bureau, 2026, TODAY).as_of == date(2026, 12, 31)


def test_recording_keeps_the_figures(plan: Plan) -> None:
    make_case(plan.tree.branch, activist_on=date(2026, 1, 1))
    analysis = record(plan, plan.clerk)
    assert Figures.of(YearlyAnalysis.objects.get().figures).total == 1
    assert record(plan, plan.bureau_officer, problems="青年偏少").pk == analysis.pk


def test_who_may_and_when(plan: Plan) -> None:
    for user in (plan.secretary, plan.city_officer, plan.stranger, plan.administrator):
        with pytest.raises(PermissionDenied):
            record(plan, user)
    for day in (date(2025, 12, 31), date(2027, 3, 2)):
        with pytest.raises(Refused):
            record(plan, plan.clerk, held_on=day)
    with pytest.raises(IntegrityError), transaction.atomic():
        YearlyAnalysis.objects.create(
            year=1989,
            organization=plan.tree.city,
            held_on=TODAY,
            figures={},
            recorded_by=plan.clerk,
        )


def test_owed(plan: Plan) -> None:
    tree = plan.tree
    make_case(tree.branch, activist_on=date(2026, 1, 1))
    assert [each.organization for each in owed_analyses(tree.city, 2027, TODAY)] == [
        tree.bureau,
        tree.city_department,
    ]
    record(plan, plan.clerk, year=2027, held_on=TODAY)
    found = {
        each.organization: each.analysis is not None
        for each in owed_analyses(tree.city, 2027, TODAY)
    }
    assert found == {tree.bureau: True, tree.city_department: False}


def test_pages(plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    tree = plan.tree
    make_case(tree.branch, activist_on=date(2026, 1, 1))
    page = reverse("analysis", kwargs={"year": 2026, "code": tree.bureau.code})
    client = signed_in(plan.clerk)
    client.get(page)
    for url in (reverse("analyses"), page):
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200
    assert page.replace("2026", "2027") in client.get(reverse("analyses")).text
    values = {"held_on": "2026-12-20", "situation": "结构改善", "problems": "", "measures": ""}
    assert client.post(page, values | {"held_on": "2027-03-02"}).status_code == 422
    for _ in range(2):
        assert client.post(page, values).status_code == 302
    text = signed_in(plan.city_officer).get(page).text
    assert "结构改善" in text
    assert '<form class="card' not in text
    assert signed_in(plan.city_officer).post(page, values).status_code == 403
    assert signed_in(plan.secretary).get(page).status_code == 404
    assert signed_in(plan.administrator).get(page).status_code == 403
    assert (
        client.get(reverse("analysis", kwargs={"year": 2028, "code": tree.bureau.code})).status_code
        == 404
    )
