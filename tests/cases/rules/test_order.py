"""Truth tables of F02 to F06, and F08."""

from datetime import date, timedelta

import pytest

from cases.facts.application import Apply
from cases.facts.arithmetic import Calendar
from cases.facts.base import FACTS, NUMBERS
from cases.facts.case import Elsewhere, Facts, OtherCase, ReceivedPaper, Recording

from .build import IN_2014, IN_2026, brief, change, facts, found, lawful, of_case, under, without

D = date
DAY = timedelta(1)
CODES_OF = {no: code for code, no in NUMBERS.items() if code != "list_consent"}

#: Pairs of F02, by number of the step; of 15 < 22 both may not fall on one day.
OWN = [
    (3, 5),
    (7, 8),
    (8, 9),
    (8, 10),
    (8, 11),
    (9, 12),
    (10, 12),
    (11, 12),
    (14, 15),
    (15, 17),
    (17, 18),
    (17, 19),
    (15, 22),
    (22, 23),
    (23, 24),
    (24, 25),
]
#: Pairs that other rules judge.
OTHERS = [(1, 2), (2, 3), (3, 4), (3, 7), (12, 13), (13, 14), (15, 16), (16, 17), (17, 20)]


def _two(earlier: int, first: date | None, later: int, second: date | None) -> Facts:
    steps = {
        CODES_OF[no]: FACTS[CODES_OF[no]](on=day) for no, day in ((earlier, first), (later, second))
    }
    return facts(**steps)


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
@pytest.mark.parametrize("rule", ["F02", "F03", "F04", "F05", "F06"])
def test_lawful_case_has_no_finding(start: date, rule: str) -> None:
    assert found(lawful(start=start), rule) == []


@pytest.mark.parametrize(("earlier", "later"), OWN)
@pytest.mark.parametrize("first", [D(2026, 5, 10), D(2026, 5, 11), D(2026, 5, 12)])
def test_f02_each_pair_by_the_edition_of_the_later_step(
    earlier: int, later: int, first: date
) -> None:
    edition = 2026 if first == D(2026, 5, 12) else 2014
    due = first + DAY if (earlier, later) == (15, 22) else first
    breach = [("correct", edition, None, later, due, first - DAY)]
    assert brief(found(_two(earlier, first, later, first - DAY), "F02")) == breach
    assert bool(found(_two(earlier, first, later, first), "F02")) == ((earlier, later) == (15, 22))
    assert found(_two(earlier, first, later, first + DAY), "F02") == []
    assert found(_two(earlier, None, later, first), "F02") == []
    assert found(_two(earlier, first, later, None), "F02") == []


@pytest.mark.parametrize("earlier", range(1, 26))
def test_f02_and_f03_know_no_other_pair(earlier: int) -> None:
    for later in range(1, 26):
        if earlier == later:
            continue
        backward = _two(earlier, D(2020, 5, 2), later, D(2020, 5, 1))
        same = _two(earlier, D(2020, 5, 2), later, D(2020, 5, 2))
        assert bool(found(backward, "F02")) == ((earlier, later) in OWN), later
        is_sequential = {(earlier, later), (later, earlier)} & {*OWN, *OTHERS}
        assert bool(found(same, "F03")) == bool(is_sequential), later


@pytest.mark.parametrize(("earlier", "later"), OWN + OTHERS)
@pytest.mark.parametrize(("day", "edition"), [(D(2026, 5, 10), 2014), (D(2026, 5, 11), 2026)])
def test_f03_advises_on_the_same_day_only(
    earlier: int, later: int, day: date, edition: int
) -> None:
    assert brief(found(_two(earlier, day, later, day), "F03")) == [
        ("advise", edition, None, later, None, day)
    ]
    assert found(_two(earlier, day, later, day + DAY), "F03") == []
    assert found(_two(earlier, day, later, day - DAY), "F03") == []


def test_f02_meeting_before_approval_only_where_no_talk_stands_between() -> None:
    early = _two(15, D(2020, 5, 2), 17, D(2020, 5, 1))
    assert len(found(early, "F02")) == 1
    assert found(change(early, "committee_talk", on=D(2020, 5, 2)), "F02") == []
    same = change(_two(15, D(2020, 5, 2), 17, D(2020, 5, 2)), "committee_talk", on=D(2020, 5, 2))
    assert [each.step for each in found(same, "F03")] == [16, 17]


def test_f02_one_finding_a_pair() -> None:
    case = change(lawful(), "list_target", on=D(2022, 1, 1))
    assert [(each.step, each.due) for each in found(case, "F02")] == [
        (no, D(2022, 1, 1)) for no in (9, 10, 11)
    ]


def _beside(*others: OtherCase, member_since: date | None = None) -> Facts:
    elsewhere = Elsewhere(open_cases=others, member_since=member_since)
    return of_case(facts(apply=Apply(on=D(2026, 5, 11))), elsewhere=elsewhere)


@pytest.mark.parametrize(
    ("other", "closed_on", "is_lawful"),
    [
        (OtherCase(since=D(2020, 1, 1)), None, False),
        (OtherCase(since=D(2020, 1, 1), until=D(2026, 5, 10)), None, True),
        (OtherCase(since=D(2020, 1, 1), until=D(2026, 5, 11)), None, False),
        (OtherCase(since=D(2026, 6, 1)), None, False),
        (OtherCase(since=D(2026, 6, 1)), D(2026, 5, 31), True),
        (OtherCase(since=D(2026, 6, 1)), D(2026, 6, 1), False),
        (OtherCase(since=D(2026, 7, 2)), None, True),
    ],
)
def test_f05_two_cases_open_at_one_time(
    other: OtherCase, closed_on: date | None, is_lawful: bool
) -> None:
    case = of_case(_beside(other), closed_on=closed_on, outcome=closed_on and "completed")
    wanted = [] if is_lawful else [("correct", 2026, None, 1, None, D(2026, 5, 11))]
    assert brief(found(case, "F05", D(2026, 7, 1))) == wanted


@pytest.mark.parametrize("outcome", ["not_passed", "not_approved", "withdrew", "cancelled"])
def test_f05_a_case_that_came_to_nothing_does_not_count(outcome: str) -> None:
    case = of_case(
        _beside(OtherCase(since=D(2020, 1, 1))), closed_on=D(2026, 6, 1), outcome=outcome
    )
    assert found(case, "F05") == []
    assert len(found(case, "F05", D(2026, 5, 31))) == 1


@pytest.mark.parametrize(
    ("since", "is_lawful"),
    [(D(2026, 5, 10), False), (D(2026, 5, 11), False), (D(2026, 5, 12), True), (None, True)],
)
def test_f05_not_already_a_member(since: date | None, is_lawful: bool) -> None:
    wanted = [] if is_lawful else [("correct", 2026, None, 1, None, D(2026, 5, 11))]
    assert brief(found(_beside(member_since=since), "F05")) == wanted


def test_f05_without_a_day_of_step_1() -> None:
    case = without(_beside(OtherCase(since=D(2020, 1, 1))), "apply")
    assert found(case, "F05") == []
    assert brief(found(change(case, "talk", on=D(2026, 5, 10)), "F05")) == [
        ("correct", 2014, None, 1, None, None)
    ]


SATURDAY, SUNDAY, MONDAY = D(2026, 5, 9), D(2026, 5, 10), D(2026, 5, 11)


def test_f06_days_off_where_the_profile_says_so() -> None:
    calendar = Calendar(days={SATURDAY: True, MONDAY: False}, years=frozenset({2026}))
    case = facts(apply=Apply(on=SATURDAY))
    case = change(change(case, "talk", on=SUNDAY), "shortlist", on=MONDAY)
    assert found(case, "F06") == []
    assert brief(found(under(case, flags_days_off=True, calendar=calendar), "F06")) == [
        ("advise", 2014, None, 2, None, SUNDAY),
        ("advise", 2026, None, 3, None, MONDAY),
    ]
    plain = found(under(case, flags_days_off=True), "F06")
    assert [each.step for each in plain] == [1, 2]
    assert "暂算" in plain[0].message


def test_f06_one_finding_for_both_rows_of_step_8() -> None:
    case = change(change(facts(), "list_consent", on=SATURDAY), "list_target", on=SUNDAY)
    assert [each.step for each in found(under(case, flags_days_off=True), "F06")] == [8]


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
def test_f04_one_finding_a_step_that_is_done(start: date) -> None:
    case = lawful(start=start)
    day = case.days["talk"]
    papers = (
        ReceivedPaper(code="apply", title="入党申请书", on=day),
        ReceivedPaper(code="talk", title="谈话记录", on=day + DAY, lacks=("签名",)),
        ReceivedPaper(code="talk", title="附件", on=day + DAY, lacks=("签名", "盖章")),
    )
    edition = 2014 if start == IN_2014 else 2026
    with_papers = of_case(case, received=papers)
    assert brief(found(with_papers, "F04")) == [("correct", edition, None, 2, None, day)]
    assert [each.message for each in found(with_papers, "F04")] == [
        "《谈话记录》缺签名；《附件》缺签名、盖章"
    ]
    assert found(with_papers, "F04", on=day) == []  # they came a day later
    assert len(found(with_papers, "F04", on=day + DAY)) == 1
    assert found(without(with_papers, "talk"), "F04") == []


# F08


@pytest.mark.parametrize(
    ("act", "edition"),
    [
        (D(2026, 4, 10), 2014),
        (D(2026, 5, 10), 2014),
        (D(2026, 5, 11), 2026),
        (D(2028, 2, 29), 2026),
    ],
)
@pytest.mark.parametrize(
    ("days", "is_late"), [(0, False), (29, False), (30, False), (31, True), (400, True)]
)
def test_f08_an_act_is_recorded_within_thirty_days(
    act: date, edition: int, days: int, is_late: bool
) -> None:
    recorded = act + timedelta(days)
    case = of_case(
        facts(talk=FACTS["talk"](on=act)),
        opened_on=act,
        recorded=(Recording(code="talk", on=act, recorded_on=recorded),),
    )
    late = [("advise", edition, None, 2, act + timedelta(30), recorded)]
    assert brief(found(case, "F08")) == (late if is_late else [])
    assert found(case, "F08", on=recorded - DAY) == [], "nobody had recorded it yet"


@pytest.mark.parametrize(
    ("opened", "closed", "is_found"),
    [
        (None, None, False),
        (D(2026, 6, 2), None, False),
        (D(2026, 6, 1), None, True),
        (D(2020, 1, 1), D(2026, 6, 1), True),
        (D(2020, 1, 1), D(2026, 5, 31), False),
    ],
)
def test_f08_only_in_a_case_open_here_on_that_day(
    opened: date | None, closed: date | None, is_found: bool
) -> None:
    act = D(2026, 6, 1)
    late = Recording(code="talk", on=act, recorded_on=D(2026, 9, 1))
    case = of_case(
        facts(talk=FACTS["talk"](on=act)), recorded=(late,), opened_on=opened, closed_on=closed
    )
    assert bool(found(case, "F08")) is is_found


def test_f08_one_finding_a_step_the_first_that_was_recorded_late() -> None:
    acts = (
        Recording(code="cultivate", on=D(2026, 1, 1), recorded_on=D(2026, 1, 2)),
        Recording(code="cultivate", on=D(2026, 2, 1), recorded_on=D(2026, 6, 1)),
        Recording(code="cultivate", on=D(2026, 1, 1), recorded_on=D(2026, 5, 1)),
        Recording(code="list_target", on=D(2026, 2, 1), recorded_on=D(2026, 5, 1)),
        Recording(code="list_consent", on=D(2026, 1, 1), recorded_on=D(2026, 4, 1)),
    )
    case = of_case(facts(), recorded=acts, opened_on=D(2026, 1, 1))
    assert brief(found(case, "F08")) == [
        ("advise", 2014, None, 6, D(2026, 1, 31), D(2026, 5, 1)),
        ("advise", 2014, None, 8, D(2026, 1, 31), D(2026, 4, 1)),
    ]
