"""Every story of the demonstration on every 25th day and on hard ones, judged without a
database; `make demo-days` tells all days.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from filings.demo.history import Teller
from filings.demo.lives import CASES, FIRST_BESIDE, FIRST_DAY, LAST_DAY, SEED, Lives
from filings.demo.plan import chance
from filings.demo.scenarios import BESIDE, FILED, FOUND, LATE, QUIET, TURNED, scripts
from filings.demo.story import Script
from tests.filings.demo.days import Telling, days, tell
from tests.filings.demo.trial import teams

#: The turn of a year, a long holiday behind, the end of a short month, a leap day, years without
#: published days off.
HARD_DAYS = (
    "2026-11-30",
    "2027-01-01",
    "2027-03-01",
    "2028-02-29",
    "2028-03-31",
    "2030-12-31",
)
PARTS, WEEK = 4, 7


@pytest.mark.parametrize("part", range(PARTS))
def test_every_story_is_lawful_but_for_what_it_is_an_example_of(part: int) -> None:
    hard = [date.fromisoformat(day) for day in HARD_DAYS]
    acts, faults = tell(sorted({*days(25), *hard}), part, PARTS)
    assert list(map(str, faults)) == []
    assert acts > 20_000


def test_days_are_all_days() -> None:
    assert (len(days()), days()[0], days()[-1]) == (1499, FIRST_DAY, LAST_DAY)
    assert days(25)[1] == FIRST_DAY + timedelta(25)


@pytest.mark.parametrize(
    ("script", "text"),
    [
        (
            Script(name="谈话迟", until="oath", gaps={"talk": 52}, rest=60),
            "应违反 无，实际违反 A05",
        ),
        (Script(name="谈话及时", until="talk", breaks="A05", rest=60), "应违反 A05，实际违反 无"),
        (Script(name="未谈话", until="apply", rest=60), "应逾期 无，实际逾期 A05"),
        (
            Script(name="不满一年", until="oath", gaps={"cultivate": -40}, rest=60),
            "不能登记：确定为入党积极分子满一年",
        ),
    ],
)
def test_a_story_that_is_not_what_it_says_is_found(
    monkeypatch: pytest.MonkeyPatch, script: Script, text: str
) -> None:
    monkeypatch.setattr("filings.demo.lives.scripts", lambda cases, today: [script])
    (fault,) = Telling(0, 1).faults(FIRST_DAY)
    assert text in str(fault)


def test_a_part_and_the_others_are_all_cases() -> None:
    lives = Lives(SEED, teams(SEED))
    told = [life.number for part in range(3) for life in lives.of(FIRST_DAY, part=part, parts=3)]
    beside = range(FIRST_BESIDE, FIRST_BESIDE + len(BESIDE))
    assert sorted(told) == [*range(1, CASES + 1), *beside]


def test_each_story_is_told_from_one_of_everything_on() -> None:
    rows = scripts(CASES, FIRST_DAY)
    wanted = [*FILED, *TURNED, *LATE, *FOUND]
    assert rows[: len(wanted)] == wanted
    assert [row.until for row in rows[len(wanted) :][: len(QUIET)]] == list(QUIET)


def test_a_history_is_the_same_whatever_day_was_asked_before() -> None:
    script, cast = (
        Script(name="一般", until="oath", rest=60),
        teams(SEED)[0].cast(chance(SEED, "test"), "组织员"),
    )
    asked_often = Teller(f"{SEED}/1", script, cast)
    for day in days(200):
        assert asked_often.history(day) == Teller(f"{SEED}/1", script, cast).history(day)


def test_a_history_ends_when_its_script_wants_or_a_few_days_before() -> None:
    """Never more than a week early, which weekends make of some days; also where the edition
    changes, and those that begin a day later end a month later.
    """
    for until in ("talk", "approve", "oath", "archive"):
        script, cast = (
            Script(name="一般", until=until, rest=40),
            teams(SEED)[0].cast(chance(SEED, "test"), "组织员"),
        )
        teller = Teller(f"{SEED}/1", script, cast)
        for after in range(400):
            wanted = date(2026, 5, 1) + timedelta(after)
            early = (wanted - teller.moved(wanted).end).days
            assert 0 <= early <= WEEK, (until, wanted)
