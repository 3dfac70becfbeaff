"""The facts of organizations as the rules get them from the database."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from branches.models import Organization
from cases.models import LocalProfile
from filings.inspections.checking import inspect
from filings.planning.models import Quota, YearlyAnalysis
from filings.planning.selectors.findings import organization_findings, organization_judgements
from tests.filings.planning.build import Plan, admitted, make_case
from tests.kept import kept

END, NEXT = date(2026, 12, 31), date(2027, 1, 1)


@pytest.fixture
def plan(db: None) -> Plan:
    return kept(Plan)


def found(
    root: Organization | None, rule: str, on: date = END, year: int = 2026
) -> list[Organization]:
    return [
        organization
        for organization, each in organization_findings(root, year, on)
        if each.rule == rule
    ]


def analysed(
    plan: Plan, organization: Organization, *, year: int = 2026, on: date = END
) -> YearlyAnalysis:
    return YearlyAnalysis.objects.create(
        year=year,
        organization=organization,
        held_on=on,
        figures={},
        situation="好",
        recorded_by=plan.clerk,
    )


def test_analysis_is_owed_by_the_approving_committee_and_the_department_above(plan: Plan) -> None:
    tree = plan.tree
    assert found(None, "B07") == [], "no activists"
    make_case(tree.far_branch, activist_on=date(2026, 3, 1))
    assert found(None, "B07") == [tree.bureau, tree.city_department]
    assert found(tree.bureau, "B07") == [tree.bureau]
    assert found(tree.other_root, "B07") == []
    analysed(plan, tree.bureau)
    assert found(None, "B07") == [tree.city_department]


def test_analysis_is_unknown_where_all_came_from_an_import(plan: Plan) -> None:
    tree = plan.tree
    make_case(tree.branch, activist_on=date(2026, 3, 1), opened_on=None)
    assert found(None, "B07") == []
    analysed(plan, tree.bureau, year=2025)
    assert found(None, "B07") == [tree.bureau], (
        "who recorded one before is known to keep the record"
    )
    assert found(None, "B07", year=2024, on=date(2024, 12, 31)) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"activist_on": NEXT},
        {"activist_on": date(2025, 1, 1), "probation_on": END},
        {
            "activist_on": date(2025, 1, 1),
            "state": "closed",
            "closed_on": END,
            "outcome": "withdrew",
        },
        {},
    ],
)
def test_who_is_no_activist_at_the_end_of_the_day(plan: Plan, columns: dict[str, object]) -> None:
    make_case(plan.tree.branch, **columns)  # type: ignore[arg-type]  # columns by name
    assert found(None, "B07") == []


def test_duty_before_the_year_is_over(plan: Plan) -> None:
    make_case(plan.tree.branch, activist_on=date(2026, 3, 1))
    judged = dict(organization_judgements(plan.tree.bureau, 2026, date(2026, 12, 30)))
    assert [each.due for each in judged[plan.tree.bureau].obligations] == [END]


def test_quota_exceeded_at_its_level(plan: Plan) -> None:
    tree = plan.tree
    for day in (date(2026, 6, 1), date(2026, 7, 1)):
        admitted(tree.branch, day)
    for organization, number in ((tree.bureau, 2), (tree.branch, 1)):
        Quota.objects.create(
            year=2026,
            organization=organization,
            granted=number,
            granted_on=END,
            granted_by=plan.decider,
        )
    assert found(None, "D25") == [tree.branch]
    assert found(None, "D25", on=date(2026, 6, 30)) == []
    line = next(line for line in inspect(year=2026, as_of=END).lines if line.finding.rule == "D25")
    assert (line.organization, line.case, line.person, line.finding.step) == (
        tree.branch.code,
        None,
        None,
        None,
    )
    assert line.finding.actual == date(2026, 7, 1)


def test_inactive_branch_by_its_own_profile(plan: Plan) -> None:
    tree = plan.tree
    admitted(tree.branch, date(2024, 6, 1))
    make_case(tree.branch, activist_on=date(2020, 1, 1))
    make_case(tree.far_branch, activist_on=date(2023, 12, 30))
    assert found(None, "D26") == [tree.far_branch], (
        "counted from the first activist where nobody was admitted"
    )
    LocalProfile.objects.create(organization=tree.bureau, rules={"inactive_years": 2})
    assert found(None, "D26") == [tree.far_branch, tree.branch]


def test_surge_below_an_approving_committee(plan: Plan) -> None:
    for _ in range(5):
        admitted(plan.tree.far_branch, date(2026, 6, 1))
    assert found(plan.tree.bureau, "D27") == [plan.tree.bureau]
    assert found(plan.tree.bureau, "D27", on=date(2026, 12, 30)) == []


def test_the_queries_do_not_grow(
    plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):
        list(organization_findings(None, 2026, END))
    for branch in (plan.tree.branch, plan.tree.other_branch, plan.tree.far_branch):
        admitted(branch, date(2026, 6, 1))
        make_case(branch, activist_on=date(2026, 3, 1))
    with django_assert_num_queries(6):
        list(organization_findings(None, 2026, END))
