"""The preview finds what recording finds, and writes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.facts.base import StepFacts
from cases.may import Ask, Question
from cases.models import Case
from cases.procedure import PLACE, STEPS
from cases.selectors.context import context_for
from cases.selectors.previewing import lawful_ranges, preview, provisional_note
from cases.selectors.ranges import range_texts
from cases.services import Refused
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive

pytestmark = pytest.mark.django_db
RECORDED = [step for step in STEPS if step.route is None and step.code != "apply"]


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def previewed(world: Drive, case: Case, facts: StepFacts, code: str) -> list[Question]:
    assert facts.on
    context = context_for(case, case.facts)
    return preview(case=case, code=code, facts=facts, context=context, today=facts.on)


def before(code: str) -> str:
    return STEPS[PLACE[code] - 1].code


@pytest.mark.parametrize("code", [step.code for step in RECORDED])
def test_of_a_lawful_step_it_finds_nothing_to_mend(world: Drive, code: str) -> None:
    case = world.to(before(code))
    version = case.version
    asking = [
        each
        for each in previewed(world, case, world.step(code), code)
        if each.ask is not Ask.NOTHING
    ]
    assert asking == []
    assert Case.objects.get(pk=case.pk).version == version
    assert not case.entries.filter(code=code, kind="step").exists()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("talk", {"topics": None}),
        ("shortlist", {"meeting": None}),
        ("appoint_contacts", {"contacts": None}),
        ("nominate", {"opinions": None}),
        ("fill_form", {"issued_on": IN_2026}),
        ("train", {"days": 1, "hours": 3}),
    ],
)
def test_it_finds_what_recording_refuses(world: Drive, code: str, changes: dict[str, Any]) -> None:
    case = world.to(before(code))
    facts = world.step(code, **changes)
    seen = {
        each.rule for each in previewed(world, case, facts, code) if each.ask is not Ask.NOTHING
    }
    refused: set[str] = set()
    try:
        world.record(case, code, **changes)
    except Refused as error:
        refused = {reason.rule for reason in error.reasons}
    assert seen == refused
    assert seen or code == "shortlist"  # an unknown meeting is no finding


def test_of_a_day_after_today_or_none_it_says_nothing(world: Drive) -> None:
    case = world.to("apply")
    context = context_for(case, case.facts)
    for day in (None, world.day("talk") + timedelta(1)):
        facts = world.step("talk", on=day)
        assert (
            preview(case=case, code="talk", facts=facts, context=context, today=world.day("talk"))
            == []
        )


def test_a_step_that_opens_late_says_from_when(world: Drive) -> None:
    case = world.to("oath")
    context = context_for(case, case.facts)
    today = world.day("oath")
    first = lawful_ranges(code="probation", facts=None, context=context, today=today)["on"].first
    assert first is not None
    expiry = Case.objects.get(pk=case.pk).expires_on
    assert expiry is not None
    assert timedelta(88) <= expiry - first.day <= timedelta(93)


@pytest.mark.parametrize("year", [2032, 2026])
def test_a_day_counted_without_a_calendar_is_said_to_be_for_now(world: Drive, year: int) -> None:
    """Before the act, in the range and beside the form, also where the day that is typed would
    pass.
    """
    world = Drive(date(year - 2, 12, 1))
    case = world.to("list_consent")
    consent, context = world.day("list_consent"), context_for(case, case.facts)
    posted = consent + timedelta(1)
    facts = world.step("list_target", notice_from=posted, notice_to=None, on=posted + timedelta(30))
    ranges = lawful_ranges(code="list_target", facts=facts, context=context, today=posted)
    note = provisional_note(
        case=case, code="list_target", facts=facts, context=context, today=facts.on or posted
    )
    unknown = posted.year not in context.calendar.years
    assert unknown is (year == 2032)
    said = f"暂算：{posted.year} 年节假日安排尚未载入"
    assert (said in range_texts(ranges)["on"]) is unknown
    assert (said in note) is unknown
    later = posted + timedelta(40)
    assert preview(case=case, code="list_target", facts=facts, context=context, today=later) == []
    assert (
        provisional_note(
            case=case, code="nominate", facts=world.step("nominate"), context=context, today=posted
        )
        == ""
    )
