"""The checklist: every rule on the steps a filing rests on, as the engine judges it; unknown
where nobody recorded.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.facts.case import Facts, PersonFacts, Sponsor
from cases.facts.probation import ConversionOutcome
from cases.facts.values import Meeting
from cases.procedure import STEP
from cases.rules.engine import RULES, judge
from filings.kinds import KINDS
from filings.selectors.checklist import Check, Checklist, checklist
from tests.cases.rules.build import (
    IN_2014,
    IN_2026,
    change,
    lawful,
    of_case,
    under,
    without,
)


def before_answer(facts: Facts, kind: str) -> tuple[Facts, date]:
    """The case on the day after all that the filing rests on is logged."""
    route = STEP[kind].route
    assert route is not None
    day = max(facts.days[code] for code in route.rests_on) + timedelta(1)
    return facts.as_of(day), day


def listed(facts: Facts, kind: str) -> Checklist:
    return checklist(*before_answer(facts, kind), STEP[kind])


def line(found: Checklist, rule: str) -> Check:
    return next(check for check in found.items if check.rule == rule)


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
@pytest.mark.parametrize("kind", KINDS)
def test_a_lawful_case_is_clean_and_names_the_articles_of_its_edition(
    kind: str, start: date
) -> None:
    found = listed(lawful(start=start), kind)
    assert [check for check in found.items if check.state != "good"] == []
    assert found.is_clean
    edition = 2014 if start == IN_2014 else 2026
    assert {check.edition for check in found.items if check.article} == {edition}


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_every_rule_of_the_steps_the_filing_rests_on(kind: str) -> None:
    route = STEP[kind].route
    assert route is not None
    numbers = {STEP[code].no for code in route.rests_on}
    local = {"B09", "B10", "D06", "D21", "F06"}  # off unless a profile wants them; D06 in 2014 only
    wanted = {
        rule.id for rule in RULES.values() if rule.step in numbers and rule.in_edition(2026)
    } - local
    assert wanted <= {check.rule for check in listed(lawful(start=IN_2026), kind).items}


def test_what_the_engine_finds_is_bad_with_its_words() -> None:
    facts = change(lawful(start=IN_2026), "shortlist", meeting=Meeting.NONE)
    case, day = before_answer(facts, "file_activist")
    found = checklist(case, day, STEP["file_activist"])
    assert found.items[0] == line(found, "B02"), "what is bad stands first"
    bad = line(found, "B02")
    assert (bad.state, bad.severity, bad.article, bad.edition) == ("bad", "void", "第八条", 2026)
    assert bad.text in {finding.message for finding in judge(case, day).findings}
    assert not found.is_clean
    assert (found.bad, found.unknown) == (1, 0)


def test_what_nobody_recorded_is_unknown_by_name() -> None:
    facts = change(lawful(start=IN_2026), "talk", topics=None, asked=("on", "talker"))
    found = listed(facts, "file_activist")
    assert (line(found, "A06").state, line(found, "A06").text) == ("unknown", "没有登记：谈话内容")
    assert line(found, "A05").state == "good", (
        "what the rule does not ask for does not make it unknown"
    )
    assert not found.is_clean


def test_an_unknown_birth_date_leaves_the_age_unknown() -> None:
    facts = of_case(lawful(start=IN_2026), person=PersonFacts(birth_on=None))
    assert line(listed(facts, "file_activist"), "A01").text == "没有登记：出生日期"


def test_a_step_still_to_come_is_unknown_and_one_not_needed_left_out() -> None:
    facts = without(lawful("admission_meeting", start=IN_2026), "committee_talk")
    day = facts.days["admission_meeting"] + timedelta(1)
    talk = line(checklist(facts.as_of(day), day, STEP["approve"]), "D18")
    assert (talk.state, talk.text) == ("unknown", "第 16 步「上级党委派人谈话」尚未登记")
    early = change(lawful(start=IN_2026), "conversion_meeting", outcome=ConversionOutcome.CANCEL)
    early = without(early, "request_conversion")
    assert "E06" not in {check.rule for check in listed_early(early).items}


def listed_early(facts: Facts) -> Checklist:
    day = facts.days["conversion_meeting"] + timedelta(1)
    return checklist(facts.as_of(day), day, STEP["approve_conversion"])


def test_a_step_whose_day_nobody_asked_for_is_unknown() -> None:
    facts = of_case(without(lawful(start=IN_2026), "talk"), unknown_steps=("talk",))
    day = facts.days["shortlist"] + timedelta(1)
    found = checklist(facts.as_of(day), day, STEP["file_activist"])
    assert line(found, "A05").text == "没有登记：第 2 步「党组织派人谈话」的日期"


def test_a_local_rule_is_listed_where_the_profile_has_it() -> None:
    facts = lawful(start=IN_2026)
    assert "B09" not in {check.rule for check in listed(facts, "file_activist").items}
    with_rule = under(facts, waiting_months=3)
    assert line(listed(with_rule, "file_activist"), "B09").state == "good"


def test_a_local_rule_is_left_out_also_where_it_had_nothing_to_compare() -> None:
    """D06 in 2014, off unless the profile wants it, and no pre-review to count from."""
    facts = without(lawful(start=IN_2014), "pre_review")
    assert "D06" not in {check.rule for check in listed(facts, "approve").items}
    wanted = under(facts, wants_meeting_within_month_2014=True)
    assert line(listed(wanted, "approve"), "D06").state == "good"


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        ("F02", set(KINDS)),
        ("F04", set(KINDS)),
        ("F08", set()),
        ("D03", {"pre_review"}),
        ("D28", {"file_with_department"}),
    ],
)
def test_a_rule_without_a_step_is_listed_where_it_asks_about_one(
    rule: str, kinds: set[str]
) -> None:
    facts = lawful(start=IN_2026)
    found = {kind for kind in KINDS if rule in {each.rule for each in listed(facts, kind).items}}
    assert found == kinds


def test_a_label_that_several_facts_share_is_named_once() -> None:
    facts = of_case(lawful(start=IN_2026), introducers=(Sponsor(name="王一"), Sponsor(name="李二")))
    assert line(listed(facts, "pre_review"), "C07").text == "没有登记：党员名册中的记录"


def test_what_is_late_already_of_the_step_itself_is_bad() -> None:
    facts = without(lawful("committee_talk", start=IN_2026), "approve")
    day = facts.days["admission_meeting"] + timedelta(120)
    found = checklist(facts.as_of(day), day, STEP["approve"])
    assert line(found, "D20").state == "bad"


def test_what_is_kept_reads_as_kept() -> None:
    """The title says what a rule asks for, whether it is kept or broken."""
    kept = line(listed(lawful(start=IN_2026), "approve"), "F03")
    assert (kept.state, kept.title) == ("good", "先后相接的步骤不在同一天")
