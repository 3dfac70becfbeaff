"""Truth tables of A01 to A06."""

from datetime import date

import pytest

from cases.facts.application import (
    Apply,
    Competence,
    Talk,
    TalkerCapacity,
    TalkTopic,
    UnitSituation,
)
from cases.facts.case import PersonFacts

from .build import IN_2014, IN_2026, brief, change, due, facts, found, lawful, of_case, without

D = date


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
@pytest.mark.parametrize("rule", ["A01", "A02", "A03", "A04", "A05", "A06"])
def test_lawful_case_has_no_finding(start: date, rule: str) -> None:
    assert found(lawful(start=start), rule) == []


@pytest.mark.parametrize(
    ("born", "applied", "eighteen"),
    [
        (D(2002, 3, 1), D(2020, 2, 29), D(2020, 3, 1)),
        (D(2002, 3, 1), D(2020, 3, 1), None),
        (D(2002, 3, 1), D(2020, 3, 2), None),
        (D(2004, 2, 29), D(2022, 2, 27), D(2022, 2, 28)),
        (D(2004, 2, 29), D(2022, 2, 28), None),
        (None, D(2020, 2, 29), None),
        (D(2002, 3, 1), None, None),
    ],
)
def test_a01_counts_the_birthday(
    born: date | None, applied: date | None, eighteen: date | None
) -> None:
    case = of_case(facts(apply=Apply(on=applied)), person=PersonFacts(birth_on=born))
    wanted = [] if eighteen is None else [("void", 2014, "第五条", 1, eighteen, applied)]
    assert brief(found(case, "A01")) == wanted


def test_a01_in_2026() -> None:
    case = of_case(
        facts(apply=Apply(on=D(2026, 5, 11))), person=PersonFacts(birth_on=D(2008, 5, 12))
    )
    assert brief(found(case, "A01")) == [
        ("void", 2026, "第五条", 1, D(2026, 5, 12), D(2026, 5, 11))
    ]


def test_a02_finds_foreigners_and_an_empty_stratum_that_was_asked() -> None:
    case, day = lawful(), lawful().day("apply")
    assert brief(found(change(case, "apply", is_citizen=False), "A02")) == [
        ("void", 2014, "第五条", 1, None, day)
    ]
    assert brief(found(change(case, "apply", stratum=None), "A02")) == [
        ("void", 2014, "第五条", 1, None, None)
    ]
    assert found(change(case, "apply", stratum=None, asked=()), "A02") == []
    assert found(change(case, "apply", is_citizen=None), "A02") == []
    assert found(change(case, "apply", on=None, is_citizen=False), "A02") == []


@pytest.mark.parametrize(
    ("letter_on", "is_own_hand", "wanted"),
    [
        (D(2020, 3, 1), True, None),
        (D(2020, 2, 1), True, None),
        (None, None, None),
        (D(2020, 3, 2), True, (D(2020, 3, 1), D(2020, 3, 2))),
        (D(2020, 3, 2), False, (D(2020, 3, 1), D(2020, 3, 2))),
        (D(2020, 3, 1), False, (None, D(2020, 3, 1))),
    ],
)
def test_a03_judges_the_letter_before_the_signature(
    letter_on: date | None, is_own_hand: bool | None, wanted: tuple[date | None, date] | None
) -> None:
    case = facts(apply=Apply(on=D(2020, 3, 1), letter_on=letter_on, is_own_hand=is_own_hand))
    assert brief(found(case, "A03")) == ([("correct", 2014, None, 1, *wanted)] if wanted else [])


def test_a03_finds_a_missing_application_once_any_later_step_has_a_day() -> None:
    assert brief(found(facts(talk=Talk(on=D(2026, 6, 1))), "A03")) == [
        ("correct", 2026, None, 1, None, None)
    ]
    unknown = of_case(facts(talk=Talk(on=D(2026, 6, 1))), unknown_steps=("apply",))
    assert found(unknown, "A03") == []


WITH, WITHOUT, NO_UNIT = UnitSituation
UNIT, UNIT_PLACE, SUPERVISOR, RESIDENCE, MIGRANT = Competence
_SETTLED = {
    2014: {WITH: {UNIT}, WITHOUT: {RESIDENCE}, NO_UNIT: {RESIDENCE}},
    2026: {WITH: {UNIT}, WITHOUT: {UNIT_PLACE, SUPERVISOR, RESIDENCE}, NO_UNIT: {RESIDENCE}},
}
_MIGRANTS_TOO = {2014: {UNIT_PLACE, SUPERVISOR, MIGRANT}, 2026: {MIGRANT}}


@pytest.mark.parametrize("applied", [D(2026, 5, 10), D(2026, 5, 11)])
@pytest.mark.parametrize("situation", UnitSituation)
@pytest.mark.parametrize("competence", Competence)
def test_a04_by_edition_unit_and_migration(
    applied: date, situation: UnitSituation, competence: Competence
) -> None:
    edition = 2014 if applied == D(2026, 5, 10) else 2026
    breach = [("correct", edition, "第六条", 1, None, applied)]
    for is_migrant in (True, False, None):
        case = facts(
            apply=Apply(
                on=applied, unit_situation=situation, competence=competence, is_migrant=is_migrant
            )
        )
        is_lawful = competence in _SETTLED[edition][situation] or (
            is_migrant is not False and competence in _MIGRANTS_TOO[edition]
        )
        assert brief(found(case, "A04")) == ([] if is_lawful else breach)


def test_a04_without_the_facts() -> None:
    assert found(facts(apply=Apply(on=D(2020, 3, 1), competence=Competence.MIGRANT)), "A04") == []
    assert (
        found(facts(apply=Apply(on=D(2020, 3, 1), unit_situation=UnitSituation.NO_UNIT)), "A04")
        == []
    )


@pytest.mark.parametrize(
    ("received", "held", "limit"),
    [
        (D(2026, 5, 30), D(2026, 5, 29), D(2026, 5, 30)),
        (D(2026, 5, 30), D(2026, 5, 30), None),
        (D(2026, 5, 30), D(2026, 6, 29), None),
        (D(2026, 5, 30), D(2026, 6, 30), None),
        (D(2026, 5, 30), D(2026, 7, 1), D(2026, 6, 30)),
        (D(2020, 1, 31), D(2020, 2, 29), None),
        (D(2020, 1, 31), D(2020, 3, 1), D(2020, 2, 29)),
        (None, D(2020, 3, 1), None),
    ],
)
def test_a05_month(received: date | None, held: date, limit: date | None) -> None:
    edition = 2026 if held >= D(2026, 5, 11) else 2014
    case = facts(apply=Apply(on=received), talk=Talk(on=held))
    wanted = [] if limit is None else [("correct", edition, "第七条", 2, limit, held)]
    assert brief(found(case, "A05")) == wanted
    assert due(case, "A05", held) == []


def test_a05_message_is_that_of_the_contract() -> None:
    (finding,) = found(facts(apply=Apply(on=D(2026, 5, 30)), talk=Talk(on=D(2026, 7, 4))), "A05")
    assert finding.message == "收到申请书后一个月内应派人谈话：应不迟于 2026-06-30，实际 2026-07-04"


def test_a05_is_due_and_then_overdue_by_the_edition_of_the_check() -> None:
    case = lawful("apply", start=D(2026, 4, 20))
    (duty,) = due(case, "A05", D(2026, 5, 20))
    assert (duty.due, duty.article, duty.step) == (D(2026, 5, 20), "第七条", 2)
    assert duty.text == "应不迟于 2026-05-20：2026-04-20 收到申请书起一个月"
    assert found(case, "A05", D(2026, 5, 20)) == []
    assert brief(found(case, "A05", D(2026, 5, 21))) == [
        ("correct", 2026, "第七条", 2, D(2026, 5, 20), None)
    ]


def test_a05_finds_a_missing_talk_once_step_3_has_a_day_before_the_month_is_over() -> None:
    case = without(lawful("shortlist", start=D(2026, 4, 20)), "talk")
    case = change(case, "shortlist", on=D(2026, 5, 10))
    wanted = [("correct", 2014, "第七条", 2, D(2026, 5, 20), None)]
    assert brief(found(case, "A05", D(2026, 5, 10))) == wanted
    assert due(case, "A05", D(2026, 5, 10)) == []
    assert brief(found(without(case, "apply"), "A05")) == [
        ("correct", 2014, "第七条", 2, None, None)
    ]


def test_a05_of_a_workbook_without_the_column_is_unknown() -> None:
    for case in (lawful("apply"), without(lawful(), "talk")):
        unknown = of_case(case, unknown_steps=("talk",), closed_on=None)
        assert found(unknown, "A05") == []
        assert due(unknown, "A05", D(2030, 1, 1)) == []


ALL = tuple(TalkTopic)


@pytest.mark.parametrize(
    ("held", "severity", "edition"),
    [
        (D(2026, 5, 10), "advise", 2014),
        (D(2026, 5, 11), "advise", 2026),
        (D(2026, 5, 17), "advise", 2026),
        (D(2026, 5, 18), "correct", 2026),
    ],
)
def test_a06_is_stricter_in_2026_but_not_in_its_first_week(
    held: date, severity: str, edition: int
) -> None:
    talk = Talk(on=held, talker="王一", capacity=TalkerCapacity.MEMBER, topics=ALL)
    assert found(facts(talk=talk), "A06") == []
    breach = [(severity, edition, "第七条", 2, None, None)]
    for changes in ({"talker": None}, {"topics": None}, {"topics": ()}):
        assert brief(found(change(facts(talk=talk), "talk", **changes), "A06")) == breach
    partly = change(facts(talk=talk), "talk", topics=ALL[1:])
    assert brief(found(partly, "A06")) == (breach if edition == 2026 else [])


def test_a06_says_what_lacks_and_nothing_of_what_was_not_asked() -> None:
    case = facts(talk=Talk(on=D(2026, 6, 1), topics=ALL[2:]))
    assert found(case, "A06")[0].message == "谈话记录没有写明：谈话人、学习和工作经历、对党的认识"
    assert found(facts(talk=Talk(on=D(2026, 6, 1), asked=())), "A06") == []
    assert found(facts(talk=Talk(talker=None)), "A06") == []
