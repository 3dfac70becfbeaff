"""Rules about an organization and a year, at each boundary day and in both editions."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from cases.facts.profile import Profile
from cases.facts.values import Kind
from cases.rules.engine import RULES, Finding
from cases.rules.organization import (
    ORGANIZATION_RULES,
    SURGE_LEAST,
    OrganizationFacts,
    busiest,
    judge_organization,
)

D = date
Brief = tuple[str, int, str | None, date | None, date | None]


def brief(findings: Sequence[Finding]) -> list[Brief]:
    assert all(each.step is None for each in findings)
    return [(each.rule, each.edition, each.article, each.due, each.actual) for each in findings]


def found(facts: OrganizationFacts, on: date) -> list[Brief]:
    return brief(judge_organization(facts, on).findings)


def committee(year: int, **known: object) -> OrganizationFacts:
    values = {
        "kind": Kind.COMMITTEE,
        "approves": True,
        "owes_analysis": True,
        "analyses": [D(year, 12, 1)],
    } | known
    return OrganizationFacts(year=year, **values)  # type: ignore[arg-type]  # fields by name


def test_rule_ids_are_those_of_the_catalogue_and_of_no_case() -> None:
    assert list(ORGANIZATION_RULES) == ["B07", "D25", "D26", "D27"]
    assert not ORGANIZATION_RULES.keys() & RULES.keys()


# B07


@pytest.mark.parametrize(("year", "edition"), [(2025, 2014), (2026, 2026)])
def test_analysis_is_due_until_the_year_is_over(year: int, edition: int) -> None:
    due = D(year, 12, 31)
    facts = committee(year, analyses=())
    before = judge_organization(facts, due - timedelta(1))
    assert [(each.rule, each.due, each.article) for each in before.obligations] == [
        ("B07", due, "第十一条")
    ]
    assert brief(before.findings) == []
    for on in (due, due + timedelta(1)):
        assert found(facts, on)[0] == (
            "B07",
            2014 if on < D(2026, 5, 11) else 2026,
            "第十一条",
            due,
            None,
        )
        assert judge_organization(facts, on).obligations == ()


@pytest.mark.parametrize(("year", "edition"), [(2024, 2014), (2026, 2026)])
def test_a_late_analysis_is_found_with_its_day(year: int, edition: int) -> None:
    due, late = D(year, 12, 31), D(year + 1, 1, 1)
    assert found(committee(year, analyses=[due]), late) == []
    assert found(committee(year, analyses=[late]), late) == [
        ("B07", edition, "第十一条", due, late)
    ]
    assert found(committee(year, analyses=[late]), due)[0][4] is None, (
        "on that day it was not held yet"
    )
    assert found(committee(year, analyses=[late, due]), late) == []


def test_analysis_unknown_or_not_owed_finds_nothing() -> None:
    on = D(2026, 12, 31)
    assert found(committee(2026, analyses=None), on) == []
    assert found(committee(2026, analyses=(), owes_analysis=False), on) == []
    future = judge_organization(committee(2027, analyses=()), on)
    assert (future.findings, future.obligations) == ((), ())


@pytest.mark.parametrize(("year", "rules"), [(2025, []), (2026, ["B07"])])
def test_a_department_owes_it_from_2026_on(year: int, rules: list[str]) -> None:
    facts = committee(year, kind=Kind.DEPARTMENT, approves=False, analyses=())
    assert [each[0] for each in found(facts, D(2027, 6, 1))] == rules


# D25


@pytest.mark.parametrize(
    ("year", "edition", "article"), [(2025, 2014, "第三十九条"), (2027, 2026, "第三十八条")]
)
def test_quota_at_its_boundary(year: int, edition: int, article: str) -> None:
    days = [D(year, 3, 1), D(year, 6, 1), D(year, 9, 1)]
    on = D(year, 12, 30)
    facts = OrganizationFacts(kind=Kind.BRANCH, year=year, quota=3, admissions=days)
    assert found(facts, on) == []
    exceeded = OrganizationFacts(kind=Kind.BRANCH, year=year, quota=2, admissions=days)
    assert found(exceeded, on) == [("D25", edition, article, None, D(year, 9, 1))]
    assert found(exceeded, D(year, 8, 31)) == [], "as it stood on that day"
    assert len(found(exceeded, D(year, 9, 1))) == 1
    none = OrganizationFacts(kind=Kind.BRANCH, year=year, quota=0, admissions=days)
    assert found(none, on)[0][4] == days[0]
    assert found(OrganizationFacts(kind=Kind.BRANCH, year=year, admissions=days), on) == [], (
        "no quota is known"
    )


def test_quota_is_judged_by_the_edition_of_the_first_admission_beyond_it() -> None:
    facts = OrganizationFacts(
        kind=Kind.COMMITTEE, year=2026, quota=1, admissions=[D(2026, 5, 10), D(2026, 5, 11)]
    )
    assert found(facts, D(2026, 6, 1)) == [("D25", 2026, "第三十八条", None, D(2026, 5, 11))]
    facts = OrganizationFacts(
        kind=Kind.COMMITTEE, year=2026, quota=0, admissions=[D(2026, 5, 10), D(2026, 5, 11)]
    )
    assert found(facts, D(2026, 6, 1)) == [("D25", 2014, "第三十九条", None, D(2026, 5, 10))]


# D26


@pytest.mark.parametrize(
    ("since", "edition", "article"),
    [(D(2020, 2, 29), 2014, "第三条"), (D(2024, 2, 29), 2026, "第三条、第三十七条")],
)
def test_inactive_after_three_years(since: date, edition: int, article: str) -> None:
    due = D(since.year + 3, 2, 28)
    facts = OrganizationFacts(kind=Kind.BRANCH, year=due.year, activists=1, active_since=since)
    assert found(facts, due) == []
    assert found(facts, due + timedelta(1)) == [("D26", edition, article, due, None)]


def test_inactive_needs_activists_a_branch_and_a_known_beginning() -> None:
    on, since = D(2027, 1, 1), D(2010, 1, 1)
    assert found(OrganizationFacts(kind=Kind.BRANCH, year=2026, active_since=since), on) == []
    assert (
        found(
            OrganizationFacts(kind=Kind.COMMITTEE, year=2026, activists=3, active_since=since), on
        )
        == []
    )
    assert found(OrganizationFacts(kind=Kind.BRANCH, year=2026, activists=3), on) == []


def test_the_local_profile_shortens_the_years() -> None:
    facts = OrganizationFacts(
        kind=Kind.BRANCH,
        year=2026,
        activists=1,
        active_since=D(2024, 6, 1),
        profile=Profile(inactive_years=2),
    )
    assert found(facts, D(2026, 6, 1)) == []
    assert [each[0] for each in found(facts, D(2026, 6, 2))] == ["D26"]


# D27


def spread(year: int, *, within: int, outside: int, length: int = 31) -> list[date]:
    """Admissions: `within` of them in `length` days of June, the last one on the last of these
    days.
    """
    first = D(year, 6, 1)
    together = [first] * (within - 1) + [first + timedelta(length - 1)]
    return together + [D(year, 1, 1) + timedelta(40 * at) for at in range(outside)]


@pytest.mark.parametrize(("year", "edition"), [(2025, 2014), (2027, 2026)])
def test_surge_is_more_than_half_within_a_month(year: int, edition: int) -> None:
    on, last = D(year, 12, 31), D(year, 7, 1)
    half = committee(year, admissions=spread(year, within=3, outside=3))
    assert found(half, on) == []
    more = committee(year, admissions=spread(year, within=4, outside=3))
    assert found(more, on) == [("D27", edition, "第三条", None, last)]
    assert found(more, on - timedelta(1)) == [], "a share of the year is known when it is over"
    longer = committee(year, admissions=spread(year, within=4, outside=3, length=32))
    assert found(longer, on) == [], "the last of them lies outside the window"


def test_few_admissions_are_no_surge() -> None:
    on, day = D(2027, 12, 31), D(2027, 6, 1)
    assert found(committee(2027, admissions=[day] * (SURGE_LEAST - 1)), on) == []
    assert [each[0] for each in found(committee(2027, admissions=[day] * SURGE_LEAST), on)] == [
        "D27"
    ]
    assert found(committee(2027, approves=False, admissions=[day] * SURGE_LEAST), on) == []
    assert [each[0] for each in found(committee(2027, admissions=[on] * SURGE_LEAST), on)] == [
        "D27"
    ]


def test_the_local_profile_narrows_the_share_and_widens_the_window() -> None:
    on = D(2027, 12, 31)
    half = spread(2027, within=3, outside=3)
    assert [
        each[0]
        for each in found(committee(2027, admissions=half, profile=Profile(surge_share=49)), on)
    ] == ["D27"]
    longer = spread(2027, within=4, outside=3, length=32)
    assert [
        each[0]
        for each in found(committee(2027, admissions=longer, profile=Profile(surge_days=32)), on)
    ] == ["D27"]


def test_busiest_takes_the_earliest_of_equals() -> None:
    days = [D(2027, 1, 1), D(2027, 1, 5), D(2027, 3, 1), D(2027, 3, 2)]
    assert busiest(days, 31) == (D(2027, 1, 1), D(2027, 1, 5), 2)
    assert busiest(days, 4) == (D(2027, 3, 1), D(2027, 3, 2), 2)
    assert busiest(days[:1], 31) == (D(2027, 1, 1), D(2027, 1, 1), 1)
