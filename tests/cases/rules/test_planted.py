"""A breach of each rule that no workbook can hold, planted in a lawful case of either edition: just
its rule is found.

What a workbook can hold is planted in `tests.cases.importing.plants`; together they leave no rule
out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec
import pytest

from cases.facts.admission import Votes
from cases.facts.application import Competence
from cases.facts.arithmetic import Calendar, add_months
from cases.facts.case import Elsewhere, Facts, OtherCase, ReceivedPaper, Recording, edition_on
from cases.facts.profile import Profile
from cases.facts.values import Exclusion, Kind, Report, WrittenOpinion
from cases.rules.engine import RULES, judge
from cases.rules.organization import ORGANIZATION_RULES, OrganizationFacts, judge_organization
from tests.cases.importing.plants import plants

from .build import BRANCH, IN_2014, IN_2026, change, day_of, days, lawful, lawful_on, of_case, under

FAR = date(2035, 12, 31)
#: Every local rule, as strict as a lawful case bears it; days off are flagged where that is what is
#: planted.
STRICT: dict[str, Any] = {
    "waiting_months": 6,
    "wants_quarterly_reports": True,
    "counts_year_by_filing": True,
    "notice_days_2014": 5,
    "review_valid_months": 12,
    "wants_meeting_within_month_2014": True,
    "wants_reconsideration": True,
    "probation_examination_months": 3,
}
Plant = Callable[[Facts], Facts]


def applied_later(case: Facts) -> Facts:
    """Five months before the decision."""
    day = add_months(day_of(case, "shortlist"), -5)
    return change(change(case, "apply", on=day, letter_on=day), "talk", on=day + timedelta(14))


def fewer_reports(case: Facts) -> Facts:
    decided = day_of(case, "shortlist")
    return change(
        case,
        "cultivate",
        reports=tuple(Report(on=add_months(decided, each)) for each in (2, 4, 8, 10, 12)),
    )


def met_late(case: Facts) -> Facts:
    """All from the branch meeting on three weeks later."""
    day = days(day_of(case, "apply"))
    late = {
        code: each + timedelta(21) for code, each in day.items() if each >= day["admission_meeting"]
    }
    return under(lawful_on(day | late), **STRICT)


def on_a_day_off(case: Facts) -> Facts:
    off = dict.fromkeys(case.days.values(), True) | {day_of(case, "oath"): False}
    return under(case, calendar=Calendar(days=off), **STRICT, flags_days_off=True)


def body_not_heard(case: Facts) -> Facts:
    case = change(case, "pre_review", needs_discipline_opinion=True)
    return change(case, "political_review", needs_joint_review=True)


def sent_late(case: Facts) -> Facts:
    return change(
        case,
        "approve",
        submitted_on=add_months(day_of(case, "admission_meeting"), 3) + timedelta(1),
    )


def recorded_late(case: Facts) -> Facts:
    day = day_of(case, "talk")
    return of_case(
        case, recorded=(Recording(code="talk", on=day, recorded_on=day + timedelta(31)),)
    )


OPINION = WrittenOpinion(name="孙七", before_meeting=False)
UNSIGNED = ReceivedPaper(
    code="talk", title="党组织派人谈话记录", on=date(2019, 1, 1), lacks=("签名",)
)

PLANTS: dict[str, Plant] = {
    "A02": partial(change, code="apply", stratum=None),
    "A04": partial(change, code="apply", competence=Competence.RESIDENCE),
    "A06": partial(change, code="talk", topics=()),
    "B09": applied_later,
    "B10": fewer_reports,
    # lawful
    "C05": lambda case: change(case, "list_target", notice_to=case.steps.list_target.notice_from),  # type: ignore[union-attr]
    "C16": partial(change, code="political_review", methods=()),
    "D03": body_not_heard,
    "D06": met_late,
    "D11": partial(change, code="admission_meeting", opinions=(OPINION,)),
    "D13": partial(change, code="admission_meeting", exclusions=(Exclusion(name="孙七"),)),
    "D14": partial(change, code="admission_meeting", resolution=()),
    "D15": partial(change, code="approve", papers=()),
    "D21": sent_late,
    "D24": partial(change, code="approve", announced_on=None),
    "D28": partial(change, code="approve", votes=Votes(should_attend=9, present=4, in_favour=5)),
    "D30": partial(change, code="admission_meeting", introducers_present=False),
    "D31": partial(
        change,
        code="admission_meeting",
        branch=msgspec.structs.replace(BRANCH, is_provisional=True),
    ),
    "E12": partial(change, code="approve_conversion", secretary_talk_on=None),
    "E17": partial(change, code="probation", examinations=()),
    "F04": partial(of_case, received=(UNSIGNED,)),
    "F05": partial(of_case, elsewhere=Elsewhere(open_cases=(OtherCase(since=date(2018, 1, 1)),))),
    "F06": on_a_day_off,
    "F08": recorded_late,
    "F09": lambda case: under(case, **STRICT, admission_notice_days=5),
}
#: As above, of rules that are off in 2014.
ONLY_2026: dict[str, Plant] = {"C17": partial(change, code="list_target", places=())}
STARTS = {2014: IN_2014, 2026: IN_2026}


@pytest.mark.parametrize("start", STARTS.values(), ids=map(str, STARTS))
def test_the_lawful_case_keeps_the_strictest_local_rules_too(start: date) -> None:
    assert judge(under(lawful(start=start), **STRICT), FAR).findings == ()


@pytest.mark.parametrize("start", STARTS.values(), ids=map(str, STARTS))
@pytest.mark.parametrize("rule", PLANTS | ONLY_2026)
def test_each_breach_is_found_and_nothing_else(rule: str, start: date) -> None:
    plant = (PLANTS | ONLY_2026)[rule]
    found = judge(plant(under(lawful(start=start), **STRICT)), FAR).findings
    if rule in ONLY_2026 and start == IN_2014:
        assert found == ()
        return
    assert [(each.rule, each.edition) for each in found] == [(rule, edition_on(start))]
    reading = RULES[rule].in_edition(edition_on(start))
    assert reading is not None
    assert found[0].article == reading.article


YEAR: dict[str, Any] = {"kind": Kind.COMMITTEE, "year": 2027, "profile": Profile()}
ORGANIZATIONS: dict[str, dict[str, Any]] = {
    "B07": {"owes_analysis": True, "analyses": []},
    "D25": {"quota": 1, "admissions": [date(2027, 3, 1), date(2027, 9, 1)]},
    "D26": {"kind": Kind.BRANCH, "activists": 1, "active_since": date(2020, 1, 1)},
    "D27": {"approves": True, "admissions": [date(2027, 6, 1)] * 5},
}


@pytest.mark.parametrize("year", [2024, 2027])
@pytest.mark.parametrize("rule", ORGANIZATIONS)
def test_each_breach_of_an_organization_is_found_and_nothing_else(rule: str, year: int) -> None:
    values = YEAR | ORGANIZATIONS[rule] | {"year": year}
    moved = {"admissions": [each.replace(year=year) for each in values.get("admissions", ())]}
    found = judge_organization(OrganizationFacts(**(values | moved)), date(year, 12, 31)).findings
    assert [(each.rule, each.edition) for each in found] == [(rule, 2014 if year == 2024 else 2026)]


@pytest.mark.parametrize("edition", STARTS)
def test_no_rule_is_left_out(edition: int) -> None:
    by_workbook = {found[0] for plant in plants() for found in plant.found if found[2] == edition}
    wanted = {rule.id for rule in RULES.values() if rule.in_edition(edition) is not None}
    assert wanted - by_workbook <= PLANTS.keys() | ONLY_2026.keys()
    assert PLANTS.keys() <= wanted, "off in one edition: planted by the workbook in the other"
    assert ORGANIZATIONS.keys() == ORGANIZATION_RULES.keys()
