"""Truth tables of C01 to C03: how a development target is decided on."""

from collections.abc import Iterable
from datetime import date

import pytest

from cases.facts.cultivation import FileActivist, Shortlist
from cases.facts.target import ListTarget, Nominate
from cases.facts.values import Heard, Meeting, Opinion

from .build import (
    BRANCH,
    IN_2014,
    IN_2026,
    SMALL_BRANCH,
    brief,
    change,
    due,
    facts,
    found,
    lawful,
    under,
    without,
)

D = date


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
@pytest.mark.parametrize("rule", ["C01", "C02", "C03"])
def test_lawful_case_has_no_finding(start: date, rule: str) -> None:
    assert found(lawful(start=start), rule) == []


@pytest.mark.parametrize(
    ("decided", "nominated", "limit"),
    [
        (D(2025, 5, 12), D(2026, 5, 11), D(2026, 5, 12)),
        (D(2025, 5, 11), D(2026, 5, 11), None),
        (D(2025, 5, 10), D(2026, 5, 11), None),
        (D(2024, 2, 29), D(2025, 2, 27), D(2025, 2, 28)),
        (D(2024, 2, 29), D(2025, 2, 28), None),
        (None, D(2025, 2, 28), None),
    ],
)
def test_c01_a_calendar_year(decided: date | None, nominated: date, limit: date | None) -> None:
    case = facts(shortlist=Shortlist(on=decided), nominate=Nominate(on=nominated))
    edition = 2026 if nominated == D(2026, 5, 11) else 2014
    assert brief(found(case, "C01")) == (
        [] if limit is None else [("void", edition, "第十三条", 7, limit, nominated)]
    )


def test_c01_says_the_earliest_day_until_step_7() -> None:
    case = facts(shortlist=Shortlist(on=D(2025, 5, 30)))
    (duty,) = due(case, "C01", D(2025, 6, 1))
    assert (duty.earliest, duty.due, duty.step) == (D(2026, 5, 30), None, 7)
    assert duty.text == "应不早于 2026-05-30：2025-05-30 确定为入党积极分子起满一年"
    assert found(case, "C01", D(2028, 1, 1)) == []
    assert due(change(case, "nominate", on=D(2026, 6, 1)), "C01", D(2026, 6, 1)) == []
    refused = change(case, "nominate", on=D(2026, 1, 1), is_agreed=False)
    assert [each.earliest for each in due(refused, "C01", D(2026, 6, 1))] == [D(2026, 5, 30)]
    assert found(refused, "C01") == []
    assert due(change(case, "shortlist", is_agreed=False), "C01", D(2025, 6, 1)) == []


@pytest.mark.parametrize(("listed", "is_lawful"), [(D(2026, 6, 9), False), (D(2026, 6, 10), True)])
def test_c01_between_the_filings_where_the_profile_says_so(listed: date, is_lawful: bool) -> None:
    case = facts(
        shortlist=Shortlist(on=D(2025, 5, 30)),
        file_activist=FileActivist(on=D(2025, 6, 10)),
        nominate=Nominate(on=D(2026, 5, 30)),
        list_target=ListTarget(on=listed),
    )
    assert found(case, "C01") == []
    wanted = [] if is_lawful else [("void", 2026, "第十三条", 7, D(2026, 6, 10), listed)]
    assert brief(found(under(case, counts_year_by_filing=True), "C01")) == wanted


def _heard(kinds: Iterable[Heard], on: date | None = None) -> tuple[Opinion, ...]:
    return tuple(Opinion(kind=kind, on=on) for kind in kinds)


@pytest.mark.parametrize("day", [D(2026, 5, 10), D(2026, 5, 11)])
def test_c02_all_four_kinds_none_after_the_decision(day: date) -> None:
    edition = 2014 if day == D(2026, 5, 10) else 2026
    missing = [("correct", edition, "第十三条", 7, None, None)]
    case = facts(nominate=Nominate(on=day, opinions=_heard(Heard, day)))
    assert found(case, "C02") == []
    assert found(change(case, "nominate", opinions=_heard(Heard)), "C02") == []
    for kind in Heard:
        others = _heard(each for each in Heard if each is not kind)
        assert brief(found(change(case, "nominate", opinions=others), "C02")) == missing
    assert brief(found(change(case, "nominate", opinions=()), "C02")) == missing
    assert brief(found(change(case, "nominate", opinions=None), "C02")) == missing
    assert found(change(case, "nominate", opinions=None, asked=()), "C02") == []
    assert found(change(case, "nominate", on=None, opinions=()), "C02") == []


def test_c02_an_opinion_after_the_decision() -> None:
    opinions = (*_heard(Heard), Opinion(kind=Heard.GROUP, on=D(2020, 5, 2)))
    case = facts(nominate=Nominate(on=D(2020, 5, 1), opinions=opinions))
    assert brief(found(case, "C02")) == [
        ("correct", 2014, "第十三条", 7, D(2020, 5, 1), D(2020, 5, 2))
    ]
    assert found(case, "C02", D(2020, 5, 1)) == []


@pytest.mark.parametrize(
    ("meeting", "has_committee", "severity"),
    [
        (Meeting.BRANCH_COMMITTEE, True, None),
        (Meeting.BRANCH_COMMITTEE, False, "void"),
        (Meeting.BRANCH_MEETING, True, "correct"),
        (Meeting.BRANCH_MEETING, False, None),
        (Meeting.BRANCH_MEETING, None, None),
        (Meeting.NONE, None, "void"),
        (None, True, None),
    ],
)
def test_c03_who_decides(
    meeting: Meeting | None, has_committee: bool | None, severity: str | None
) -> None:
    branch = {True: BRANCH, False: SMALL_BRANCH, None: None}[has_committee]
    case = facts(nominate=Nominate(on=D(2026, 6, 1), meeting=meeting, branch=branch))
    wanted = [] if severity is None else [(severity, 2026, "第十三条", 7, None, D(2026, 6, 1))]
    assert brief(found(case, "C03")) == wanted


def test_c03_finds_a_missing_decision_once_step_8_has_a_day() -> None:
    assert found(without(lawful("list_consent"), "nominate"), "C03") == []
    missing = without(lawful("list_target"), "nominate")
    assert brief(found(missing, "C03")) == [("void", 2014, "第十三条", 7, None, None)]
    refused = change(lawful("list_target"), "nominate", is_agreed=False)
    assert brief(found(refused, "C03")) == [
        ("void", 2014, "第十三条", 7, None, refused.day("nominate"))
    ]
    assert found(change(lawful("nominate"), "nominate", is_agreed=False), "C03") == []
    assert found(change(refused, "nominate", is_agreed=None), "C03") == [], "the outcome is unknown"
