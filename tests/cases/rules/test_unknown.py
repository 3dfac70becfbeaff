"""What the rules say that they did not know: by the helper, by a sample of rules, and by all rules
over all fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any, get_args, get_origin

import msgspec
import pytest

from cases.facts.admission import Votes
from cases.facts.application import Talk, UnitSituation
from cases.facts.base import FACTS, NUMBERS, FactField, StepFacts, fields_of
from cases.facts.case import CODES, Facts, PersonFacts
from cases.facts.probation import ConversionOutcome
from cases.facts.profile import Profile
from cases.facts.values import Ballot, Meeting
from cases.procedure import STEPS
from cases.rules.engine import RULES, judge
from cases.rules.unknown import unrecorded

from .build import BRANCH, COMMITTEE, IN_2014, IN_2026, change, lawful, of_case, under, without

ON = date(2035, 12, 31)
HELD = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("talk", "labels"),
    [
        (Talk(on=HELD, talker="王一", topics=()), []),
        (Talk(on=HELD), ["谈话人", "谈话内容"]),
        (Talk(on=HELD, asked=()), ["谈话人", "谈话地点", "谈话内容"]),
        (Talk(on=HELD, asked=("talker", "place")), ["谈话内容"]),
        (Talk(on=HELD, asked=("talker", "topics", "place")), []),
    ],
)
def test_unrecorded_is_what_is_always_asked_or_never_was(talk: Talk, labels: list[str]) -> None:
    """`place` may stay empty; a field that was asked for and left empty is missing, not unknown."""
    found = unrecorded(talk, "talker", "place", "topics")
    assert [unknown.label for unknown in found] == labels


def test_unrecorded_of_a_group_of_facts() -> None:
    found = unrecorded(Ballot(present=3), "should_attend", "present")
    assert [unknown.label for unknown in found] == ["应到会有表决权党员"]
    assert unrecorded(Votes(), "present") == []


def said(facts: Facts, rule: str, on: date = ON) -> list[str]:
    """What one rule did not know, each label once."""
    judged = judge(facts, on, [RULES[rule]])
    return list(dict.fromkeys(judged.unknown.get(rule, ())))


def never_asked(facts: Facts, code: str, *names: str) -> Facts:
    """`facts` where nobody was asked for these fields of the step."""
    step = facts.steps.get(code)
    assert step is not None
    asked = tuple(name for name in step.__struct_fields__ if name not in names)
    return change(facts, code, asked=asked, **dict.fromkeys(names))


CASE = lawful(start=IN_2026)
UNKNOWN_POWER = msgspec.structs.replace(COMMITTEE, has_approval_power=None)
NAMELESS = of_case(CASE, introducers=None)
UNKNOWN_BRANCH = msgspec.structs.replace(BRANCH, has_branch_committee=None)


def test_a_lawful_case_leaves_nothing_unknown() -> None:
    for start in (IN_2014, IN_2026):
        case = lawful(start=start)
        assert judge(case, ON).unknown == {}


@pytest.mark.parametrize(
    ("rule", "case", "labels"),
    [
        ("A01", of_case(CASE, person=PersonFacts()), ["出生日期"]),
        ("A01", without(CASE, "apply"), []),
        ("A03", never_asked(CASE, "apply", "letter_on"), ["申请书落款日期"]),
        ("A04", change(CASE, "apply", competence=None), ["受理申请的党组织属于"]),
        ("A04", change(CASE, "apply", unit_situation=None), ["所在单位情况"]),
        ("A04", never_asked(CASE, "apply", "is_migrant"), []),
        ("A06", never_asked(CASE, "talk", "topics"), ["谈话内容"]),
        ("B02", change(CASE, "shortlist", meeting=None), ["确定会议"]),
        ("B02", change(CASE, "shortlist", branch=UNKNOWN_BRANCH), ["党支部是否设支委会"]),
        (
            "B02",
            change(CASE, "shortlist", branch=UNKNOWN_BRANCH, meeting=Meeting.NONE),
            ["党支部是否设支委会"],
        ),
        ("B06", never_asked(CASE, "cultivate", "examinations"), ["考察"]),
        ("C07", never_asked(NAMELESS, "appoint_introducers", "introducers"), ["入党介绍人"]),
        ("C08", never_asked(NAMELESS, "appoint_introducers", "introducers"), ["入党介绍人"]),
        ("C09", never_asked(NAMELESS, "appoint_introducers", "introducers"), ["入党介绍人"]),
        ("C07", change(NAMELESS, "appoint_introducers", introducers=None), []),
        ("C09", change(NAMELESS, "appoint_introducers", introducers=None), ["入党介绍人"]),
        ("C13", change(CASE, "political_review", is_qualified=None), []),
        ("D07", change(CASE, "admission_meeting", ballot=None), ["表决情况"]),
        ("D07", change(CASE, "admission_meeting", ballot=Ballot()), ["应到会有表决权党员"]),
        ("D09", change(CASE, "admission_meeting", ballot=Ballot()), ["无记名投票"]),
        ("D15", change(CASE, "approve", papers=None), ["随请示报送的材料"]),
        ("D15", change(CASE, "approve", papers=()), []),
        ("D16", change(CASE, "approve", approver=UNKNOWN_POWER), ["党组织有无审批权限"]),
        ("D17", change(CASE, "approve", between=(UNKNOWN_POWER,)), ["党组织有无审批权限"]),
        ("D18", change(CASE, "committee_talk", capacity=None), ["谈话人职务"]),
        ("D20", change(CASE, "admission_meeting", is_passed=None), ["大会通过"]),
        ("E06", change(CASE, "request_conversion", is_written=None), ["书面申请"]),
        ("E08", change(CASE, "conversion_meeting", outcome=None), ["大会讨论的决定"]),
        (
            "E09",
            never_asked(
                change(CASE, "conversion_meeting", outcome=ConversionOutcome.EXTEND),
                "conversion_meeting",
                "months",
            ),
            ["延长月数"],
        ),
    ],
)
def test_what_a_rule_did_not_know(rule: str, case: Facts, labels: list[str]) -> None:
    assert said(case, rule) == labels


def test_who_may_take_the_application_is_asked_of_a_migrant_only_where_it_matters() -> None:
    case = of_case(CASE, person=PersonFacts(birth_on=date(1995, 1, 15)))
    case = change(case, "apply", is_migrant=None)
    assert said(case, "A04") == []
    case = change(case, "apply", competence="migrant", unit_situation=UnitSituation.NO_UNIT)
    assert said(case, "A04") == ["流动人员"]


def test_a_contact_who_is_not_on_the_list_of_members_is_unknown() -> None:
    assert CASE.case.contacts is not None
    first, second = CASE.case.contacts
    case = of_case(CASE, contacts=(first, msgspec.structs.replace(second, member=None)))
    assert said(case, "B05") == ["党员名册中的记录"]


# -- what a rule says of itself --------------------------------------------------------------------


def test_a_rule_without_a_step_of_its_own_says_which_it_asks_about() -> None:
    about = {rule.id: rule.about for rule in RULES.values() if rule.about}
    assert about == {
        "D03": ("political_review", "pre_review"),
        "D28": ("approve", "approve_conversion"),
    }
    of_days = {rule.id for rule in RULES.values() if rule.is_about_days}
    assert of_days == {"F02", "F03", "F04", "F06", "F09"}
    assert all(RULES[id].step is None for id in of_days.union(about))


def test_a_local_rule_names_values_of_the_profile_and_is_silent_without_them() -> None:
    local = [rule for rule in RULES.values() if rule.wanted_by]
    assert {name for rule in local for name in rule.wanted_by} <= set(Profile.__struct_fields__)
    assert all(rule.e2014 is not None and rule.e2014.article is None for rule in local)
    for rule in local:
        assert not rule.is_wanted(Profile())
        judged = judge(lawful("list_target", start=IN_2014), ON, [rule])
        is_off = rule.e2026 is not None and rule.e2026.article is None
        assert not is_off or (judged.findings, judged.obligations) == ((), ())
    wanted = under(CASE, waiting_months=3)
    assert RULES["B09"].is_wanted(wanted.profile)


# -- every rule and every field --------------------------------------------------------------------

#: Numbers of the steps that some filing rests on.
RESTED_ON = {
    NUMBERS[code] for step in STEPS if step.route is not None for code in step.route.rests_on
}


def planted(field: FactField) -> Iterator[Any]:
    """Values of a field of which some may break a rule."""
    if field.type is bool:
        yield from (True, False)
    elif field.type is int:
        yield from (0, 1, 99)
    elif field.type is date:
        yield from (date(1990, 1, 1), date(2035, 1, 1))
    elif get_origin(field.type) is tuple:
        yield ()
        (part, *_) = get_args(field.type)
        if isinstance(part, type) and issubclass(part, Enum):
            yield from ((choice,) for choice in part)
    elif isinstance(field.type, type) and issubclass(field.type, Enum):
        yield from field.type


def broken(facts: Facts) -> set[str]:
    """The rules that find something of a step that a filing rests on."""
    return {each.rule for each in judge(facts, ON).findings if each.step in RESTED_ON}


def fields() -> list[tuple[str, FactField]]:
    """Each field of each step but its day, without which the step itself is unknown."""
    found = []
    for code in CODES:
        for field in fields_of(FACTS[code]):
            if field.name not in ("on", "asked"):
                found.append((code, field))
    return found


def of_step(case: Facts, code: str) -> StepFacts:
    step = case.steps.get(code)
    assert step is not None
    return step


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
@pytest.mark.parametrize("code", CODES)
def test_what_can_break_a_rule_is_unknown_to_it_where_nobody_was_asked(
    code: str, start: date
) -> None:
    """So a checklist never calls good what nobody looked at."""
    case = lawful(start=start)
    for of, field in fields():
        if of != code:
            continue
        unknown = judge(never_asked(case, code, field.name), ON).unknown
        for value in planted(field):
            for rule in broken(change(case, code, **{field.name: value})):
                assert field.label.title in unknown.get(rule, ()), (rule, code, field.name, value)


@pytest.mark.parametrize("code", ["admission_meeting", "conversion_meeting"])
@pytest.mark.parametrize("field", fields_of(Ballot), ids=lambda field: field.name)
def test_a_number_that_can_break_a_rule_is_unknown_to_it(code: str, field: FactField) -> None:
    def with_ballot(value: Any) -> Facts:
        ballot = getattr(of_step(CASE, code), "ballot")  # noqa: B009  # two classes have one
        changed = msgspec.structs.replace(ballot, **{field.name: value})
        return change(CASE, code, ballot=changed)

    unknown = judge(with_ballot(None), ON).unknown
    for value in planted(field):
        for rule in broken(with_ballot(value)):
            assert field.label.title in unknown.get(rule, ()), (rule, value)
