"""The steps on a scale of days: early, late and missing are told, and all lies in the picture."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.models import Case
from cases.selectors.context import context_for
from cases.selectors.windows import (
    AHEAD,
    FREE,
    IN_TIME,
    LATE,
    LEFT,
    OVERDUE,
    WIDTH,
    Window,
    picture_of,
    windows_of,
)
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def windows(case: Case, today: date) -> list[Window]:
    case = fresh(case)
    return windows_of(case, context_for(case, case.facts), today)


def test_every_step_has_one_window_and_what_was_lawful_is_in_time(world: Drive) -> None:
    case = world.to("committee_review")
    day = world.day("committee_review")
    found = windows(case, day)
    assert [window.no for window in found] == list(range(1, 26))
    done, ahead = found[:12], found[12:]
    assert {window.kind for window in done} <= {IN_TIME, FREE}
    assert {window.kind for window in ahead} == {AHEAD}
    assert done[1].last is not None, "the talk, within a month"
    assert all(window.day is None for window in ahead)
    assert found[6].first is not None, "a year after step 3"


def test_a_late_talk_is_late_and_one_that_lacks_is_overdue(world: Drive) -> None:
    received = world.day("apply")
    case, late = world.open_case(), world.day("apply") + timedelta(60)
    waits = windows(case, late)[1]
    assert (waits.kind, waits.day) == (OVERDUE, None)
    world.record(case, "talk", on=late, reasons={"A05": "申请人外出务工"})
    talk = windows(case, late)[1]
    assert (talk.kind, talk.first, talk.day) == (LATE, received, late)
    assert talk.last is not None
    assert received < talk.last < late


def test_the_picture_holds_all_that_is_known(world: Drive) -> None:
    case, day = world.to("cultivate"), world.day("cultivate")
    picture = picture_of(windows(case, day), day)
    places = [bar.mark for bar in picture.bars if bar.mark is not None]
    places += [bar.start + bar.width for bar in picture.bars if bar.start is not None and bar.width]
    assert len(picture.bars) == 25
    assert min(places) >= LEFT
    assert max(places) <= WIDTH
    assert all(LEFT <= x <= WIDTH for x, _ in picture.ticks)
    assert LEFT <= picture.today <= WIDTH
    assert [bar.mark for bar in picture.bars[:6]] == sorted(places[:6])
