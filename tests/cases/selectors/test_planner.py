"""The planner: each remaining step on its earliest lawful day, and what holds it back."""

from __future__ import annotations

from datetime import date

import pytest

from cases.facts.arithmetic import ONE_DAY, add_months
from cases.facts.probation import ConversionOutcome
from cases.models import Case
from cases.rules.engine import judge
from cases.selectors.planner import PlanLine, planned
from tests.cases.rules.build import IN_2026, change, day_of, lawful


def plan(until: str, start: date) -> tuple[dict[str, PlanLine], date]:
    """The plan of a lawful case that stands at `until`, on the day of that step."""
    facts = lawful(until, start)
    today = day_of(facts, until)
    case = Case(state=until, facts=facts.case)
    return {line.code: line for line in planned(case, facts, today)}, today


def test_an_activist_waits_for_the_year_and_the_notice() -> None:
    lines, _ = plan("appoint_contacts", IN_2026)
    decided = day_of(lawful("appoint_contacts", IN_2026), "shortlist")
    assert lines["nominate"].earliest == add_months(decided, 12)
    assert (lines["cultivate"].article, lines["cultivate"].is_held) == ("第十三条", True)
    assert "满一年" in lines["cultivate"].reason
    listed = lines["list_target"]
    posted = lines["list_consent"].earliest
    assert listed.earliest == lawful().calendar.nth_working_day_after(posted, 5) + ONE_DAY
    assert "满 5 个工作日" in listed.reason
    assert (lines["train"].earliest - listed.earliest).days == 2
    met = lines["admission_meeting"].earliest
    assert lines["approve"].latest == add_months(met, 3)
    assert lines["probation"].earliest == lines["request_conversion"].earliest
    assert lines["conversion_meeting"].earliest == add_months(met, 12)
    assert [line.no for line in lines.values()] == [6, 7, 8, 8, *range(9, 26)]


@pytest.mark.parametrize("until", ["apply", "appoint_contacts", "list_target", "approve"])
def test_days_never_fall_back_and_nothing_is_planned_early(until: str) -> None:
    lines, today = plan(until, IN_2026)
    days = [line.earliest for line in lines.values()]
    assert days == sorted(days)
    assert days[0] >= today
    assert judge(lawful(until, IN_2026), today).findings == ()


def test_a_closed_case_has_no_plan() -> None:
    facts = lawful("archive", IN_2026)
    case = Case(state="archive", facts=facts.case, outcome="completed", closed_on=date(2030, 1, 1))
    assert planned(case, facts, date(2030, 1, 1)) == []


@pytest.mark.parametrize("outcome", [ConversionOutcome.CANCEL, ConversionOutcome.EXTEND])
def test_after_another_decision_than_conversion_only_its_approval_remains(
    outcome: ConversionOutcome,
) -> None:
    facts = change(
        lawful("oath", IN_2026), "conversion_meeting", on=add_months(IN_2026, 24), outcome=outcome
    )
    case = Case(state="oath", facts=facts.case)
    assert [line.no for line in planned(case, facts, add_months(IN_2026, 25))] == [24]
