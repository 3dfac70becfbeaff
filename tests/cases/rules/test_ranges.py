"""The lawful range of a day, as the rules give it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import cases.rules  # noqa: F401  # registers the rules
from cases.facts.arithmetic import add_months
from cases.facts.base import FACTS, NUMBERS
from cases.facts.case import CODES
from cases.rules.engine import judge
from cases.rules.ranges import Bound, DayRange, day_ranges
from tests.cases.rules.build import IN_2014, IN_2026, day_of, editions, lawful, without


def range_of(until: str, code: str, start: date, *, name: str = "on") -> DayRange:
    """The range of a day of the step `code` in a lawful case that stands at `until`."""
    facts = lawful(until, start)
    return day_ranges(facts, code, FACTS[code](), [name], day_of(facts, until)).get(
        name, DayRange()
    )


@editions("第七条", "第七条")
def test_the_talk_has_a_month(start: date, edition: int, article: str) -> None:
    last = Bound(add_months(start, 1), article)
    assert range_of("apply", "talk", start) == DayRange(first=Bound(start, article), last=last)


@editions("第十三条", "第十三条")
def test_a_target_takes_a_year(start: date, edition: int, article: str) -> None:
    year = add_months(day_of(lawful("cultivate", start), "shortlist"), 12)
    assert range_of("cultivate", "nominate", start).first == Bound(year, article)


@editions(None, "第十九条")
def test_the_meeting_has_a_month_in_2026(start: date, edition: int, article: str | None) -> None:
    found_range = range_of("fill_form", "admission_meeting", start)
    filled = day_of(lawful("fill_form", start), "fill_form")
    assert found_range.first == Bound(filled, None)
    reviewed = day_of(lawful("fill_form", start), "pre_review")
    assert found_range.last == (
        Bound(add_months(reviewed, 1), article) if edition == 2026 else None
    )


@editions("第二十五条", "第二十四条")
def test_approval_has_three_months_and_six_for_a_reason(
    start: date, edition: int, article: str
) -> None:
    met = day_of(lawful("committee_talk", start), "admission_meeting")
    found_range = range_of("committee_talk", "approve", start)
    assert found_range.last is not None
    assert (found_range.last.day, found_range.last_of_all) == (
        add_months(met, 3),
        add_months(met, 6),
    )


def test_the_form_is_issued_after_the_pre_review() -> None:
    reviewed = day_of(lawful("pre_review", IN_2026), "pre_review")
    assert range_of("pre_review", "fill_form", IN_2026, name="issued_on").first == Bound(
        reviewed, "第十八条"
    )


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
@pytest.mark.parametrize("code", [code for code in CODES if code not in ("apply", "list_consent")])
def test_the_first_day_is_not_too_early_and_the_day_before_is(code: str, start: date) -> None:
    """What the range promises the rules keep: on the first day no finding of a day too early, a
    day before one.
    """
    before = CODES[CODES.index(code) - 1]
    first = range_of(before, code, start).first
    if first is None:
        return
    case = lawful(before, start)

    def too_early(day: date) -> bool:
        trial = case.with_step(code, FACTS[code](on=day))
        findings = judge(trial, date(2035, 12, 31)).findings
        own = [each for each in findings if each.step == NUMBERS[code] and each.actual == day]
        return any(each.due is not None and each.due > day for each in own)

    assert not too_early(first.day)
    assert too_early(first.day - timedelta(1))


@editions("第十二条", "第十二条")
def test_the_next_examination_is_no_last_day_of_the_step(
    start: date, edition: int, article: str
) -> None:
    facts = lawful("appoint_contacts", start)
    today = day_of(facts, "appoint_contacts")
    assert any(
        each.step == NUMBERS["cultivate"] and each.due for each in judge(facts, today).obligations
    )
    assert range_of("appoint_contacts", "cultivate", start).last is None


def test_without_limits_there_is_no_range() -> None:
    facts = without(lawful("apply", IN_2026), "apply")
    assert (
        day_ranges(facts, "shortlist", FACTS["shortlist"](), ["on", "recommended_on"], IN_2026)
        == {}
    )
