"""Truth tables of B06 and B10: examinations and reports while somebody is cultivated."""

from datetime import date

import pytest

from cases.facts.arithmetic import add_months
from cases.facts.case import Facts
from cases.facts.cultivation import (
    Cultivate,
    Shortlist,
)
from cases.facts.target import Nominate
from cases.facts.values import Examination, Report

from .build import (
    brief,
    change,
    due,
    facts,
    found,
    of_case,
    under,
)

D = date


DECIDED, NOMINATED = D(2025, 1, 31), D(2026, 6, 30)


def _examined(
    *days: date, nominated: date | None = NOMINATED, decided: date | None = DECIDED
) -> Facts:
    return facts(
        shortlist=Shortlist(on=decided),
        cultivate=Cultivate(examinations=tuple(Examination(on=day) for day in days)),
        nominate=Nominate(on=nominated),
    )


@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        ([D(2025, 7, 31), D(2026, 1, 31), D(2026, 4, 30)], []),
        (
            [D(2025, 8, 1), D(2026, 1, 31), D(2026, 4, 30)],
            [("correct", 2014, "第十一条", 6, D(2025, 7, 31), D(2025, 8, 1))],
        ),
        ([D(2025, 7, 31), D(2026, 1, 31), D(2026, 7, 1)], []),
        ([D(2025, 7, 31), D(2025, 12, 30)], []),
        (
            [D(2025, 7, 31), D(2025, 12, 29)],
            [("correct", 2026, "第十一条", 6, D(2026, 6, 29), None)],
        ),
        (
            [D(2025, 11, 10), D(2026, 5, 11)],
            [
                ("correct", 2014, "第十一条", 6, D(2025, 7, 31), D(2025, 11, 10)),
                ("correct", 2026, "第十一条", 6, D(2026, 5, 10), D(2026, 5, 11)),
            ],
        ),
        ([], [("correct", 2026, "第十一条", 6, D(2025, 7, 31), None)]),
        (
            [DECIDED, D(2025, 7, 31), D(2025, 12, 29), NOMINATED],
            [
                ("correct", 2026, "第十一条", 6, D(2026, 6, 29), NOMINATED),
            ],
        ),
        ([D(2025, 1, 30), D(2026, 7, 1)], [("correct", 2026, "第十一条", 6, D(2025, 7, 31), None)]),
    ],
)
def test_b06_gaps(days: list[date], wanted: list[object]) -> None:
    """Out of order, twice a day and outside step 3 to step 7 makes no difference."""
    assert brief(found(_examined(*reversed(days), *days), "B06")) == wanted


def test_b06_runs_as_a_duty_while_cultivation_goes_on() -> None:
    case = _examined(nominated=None)
    (first,) = due(case, "B06", DECIDED)
    assert (first.due, first.text) == (
        D(2025, 7, 31),
        "应不迟于 2025-07-31：2025-01-31 确定为入党积极分子起六个月",
    )
    case = _examined(D(2025, 7, 1), nominated=None)
    (following,) = due(case, "B06", D(2025, 8, 1))
    assert (following.due, following.text) == (
        D(2026, 1, 1),
        "应不迟于 2026-01-01：2025-07-01 上次考察起六个月",
    )
    assert found(case, "B06", D(2026, 1, 1)) == []
    assert brief(found(case, "B06", D(2026, 1, 2))) == [
        ("correct", 2014, "第十一条", 6, D(2026, 1, 1), None)
    ]
    assert brief(found(case, "B06", D(2026, 6, 1))) == [
        ("correct", 2026, "第十一条", 6, D(2026, 1, 1), None)
    ]


def test_b06_goes_on_after_a_refused_nomination_and_not_before_an_agreed_shortlist() -> None:
    refused = change(_examined(D(2025, 7, 1)), "nominate", is_agreed=False)
    assert [duty.due for duty in due(refused, "B06", D(2026, 7, 1))] == [D(2026, 1, 1)]
    assert brief(found(refused, "B06", D(2026, 7, 1))) == [
        ("correct", 2026, "第十一条", 6, D(2026, 1, 1), None)
    ]
    assert (
        due(change(_examined(nominated=None), "shortlist", is_agreed=False), "B06", D(2025, 3, 1))
        == []
    )


def test_b06_where_step_3_or_7_is_missing_that_gap_is_not_judged() -> None:
    no_nomination = change(
        _examined(D(2025, 7, 1), nominated=None), "list_target", on=D(2026, 6, 30)
    )
    assert found(no_nomination, "B06") == []
    assert due(no_nomination, "B06", D(2026, 7, 1)) == []
    late_pair = change(
        _examined(D(2025, 7, 1), D(2026, 1, 2), nominated=None), "list_target", on=D(2026, 6, 30)
    )
    assert brief(found(late_pair, "B06")) == [
        ("correct", 2014, "第十一条", 6, D(2026, 1, 1), D(2026, 1, 2))
    ]
    no_decision = _examined(D(2026, 1, 1), D(2026, 6, 30), decided=None)
    assert found(no_decision, "B06") == []
    assert found(_examined(decided=None), "B06") == []


def test_b06_what_nobody_asked_is_unknown() -> None:
    shortlist, nominate = Shortlist(on=DECIDED), Nominate(on=NOMINATED)
    imported = facts(shortlist=shortlist, nominate=nominate)
    assert found(imported, "B06") == []
    assert found(change(imported, "cultivate", asked=()), "B06") == []
    breach = [("correct", 2026, "第十一条", 6, D(2025, 7, 31), None)]
    assert brief(found(change(imported, "cultivate", asked=("examinations",)), "B06")) == breach
    kept_here = of_case(imported, opened_on=DECIDED)
    assert brief(found(kept_here, "B06")) == breach


def test_b06_as_of_a_day_does_not_look_at_later_examinations() -> None:
    case = _examined(D(2025, 8, 20), nominated=None)
    assert brief(found(case, "B06", D(2025, 8, 19))) == [
        ("correct", 2014, "第十一条", 6, D(2025, 7, 31), None)
    ]
    assert brief(found(case, "B06", D(2025, 8, 20))) == [
        ("correct", 2014, "第十一条", 6, D(2025, 7, 31), D(2025, 8, 20))
    ]


def _reported(*days: date, nominated: date | None = None) -> Facts:
    case = facts(
        shortlist=Shortlist(on=D(2025, 1, 1)),
        cultivate=Cultivate(reports=tuple(Report(on=day) for day in days)),
        nominate=Nominate(on=nominated),
    )
    return under(case, wants_quarterly_reports=True)


def test_b10_one_finding_the_first_gap() -> None:
    full = [add_months(D(2025, 1, 1), months) for months in (3, 6, 9, 12)]
    assert found(_reported(*full, nominated=D(2026, 4, 1)), "B10") == []
    assert brief(found(_reported(*full, nominated=D(2026, 4, 2)), "B10")) == [
        ("advise", 2014, None, 6, D(2026, 4, 1), None)
    ]
    assert brief(
        found(_reported(D(2025, 4, 2), D(2025, 9, 1), nominated=D(2026, 4, 1)), "B10")
    ) == [("advise", 2014, None, 6, D(2025, 4, 1), D(2025, 4, 2))]


def test_b10_while_cultivation_goes_on_and_when_off() -> None:
    assert found(_reported(), "B10", D(2025, 4, 1)) == []
    assert brief(found(_reported(), "B10", D(2025, 4, 2))) == [
        ("advise", 2014, None, 6, D(2025, 4, 1), None)
    ]
    assert [duty.due for duty in due(_reported(D(2025, 3, 1)), "B10", D(2025, 4, 1))] == [
        D(2025, 6, 1)
    ]
    assert found(of_case(_reported(), closed_on=D(2025, 4, 1)), "B10", D(2025, 5, 1)) == []
    assert found(under(_reported()), "B10") == []
    unknown = under(facts(shortlist=Shortlist(on=D(2025, 1, 1))), wants_quarterly_reports=True)
    assert found(unknown, "B10") == []
