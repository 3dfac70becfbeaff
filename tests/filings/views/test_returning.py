"""The page of a return: what the checklist calls bad is a reason with one tick."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.facts.arithmetic import add_months
from filings.models import FilingItem
from filings.selectors.checklist import RedLine, red_lines
from filings.selectors.item import checklist_of
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.filings.pages import STATE, OnDay, address, fresh, own_form, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def late_talk(world: Drive, on_day: OnDay) -> FilingItem:
    """A filing of step 4 in whose checklist the talk of step 2 is red."""
    case, late = world.open_case(seed=503), world.day("shortlist") - timedelta(1)
    world.record(case, "talk", on=late, reasons={"A05": "本人外出"})
    world.record(case, "shortlist")
    item = world.submit(case, "file_activist")
    on_day(max(world.day("file_activist"), item.submitted_on))
    return item


def red(item: FilingItem, on: date) -> list[RedLine]:
    item = fresh(item)
    return red_lines(checklist_of(item, on), item.step)


def test_a_red_line_is_a_reason_with_one_tick(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = late_talk(world, on_day)
    [line] = red(item, world.day("file_activist"))
    assert (line.key, line.step, line.label[:5]) == ("A05-2", "talk", "第 2 步")
    client = sign(world.clerk)
    assert f'name="red" value="{line.key}"' in client.get(address("return", item)).text
    data = own_form(red=[line.key])
    assert client.post(address("return", item), data).status_code == 302
    [entry] = item.case.entries.filter(facts__event="returned")
    assert entry.sealed == {"reasons": [{"step": line.step, "text": line.text}]}


def test_what_is_ticked_can_be_written_out_and_changed(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = late_talk(world, on_day)
    [line] = red(item, world.day("file_activist"))
    client, name = sign(world.clerk), f"step-{line.step}"
    data = own_form(red=[line.key], **{name: "请核对原件", "note": "尽快"})
    shown = client.post(address("return", item), data | {"fill": "1"})
    assert shown.status_code == 200
    assert f"请核对原件\n{line.text}</textarea>" in shown.text
    assert "\n尽快</textarea>" in shown.text
    assert " checked" not in shown.text.split("id_return_red")[-1].split(">")[0]
    assert fresh(item).state == STATE.SUBMITTED
    twice = own_form(red=[line.key], **{name: f"请核对原件\n{line.text}"})
    assert client.post(address("return", item), twice).status_code == 302
    [entry] = item.case.entries.filter(facts__event="returned")
    assert entry.sealed["reasons"][0]["text"] == f"请核对原件\n{line.text}", "written once"


def test_a_line_that_is_red_no_more_and_a_text_too_long_are_said_at_the_field(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = late_talk(world, on_day)
    [line] = red(item, world.day("file_activist"))
    client, name = sign(world.clerk), f"step-{line.step}"
    gone = client.post(address("return", item), own_form(red=["A99-1"], note="请补正"))
    assert (gone.status_code, "核对结果已有变化" in gone.text) == (422, True)
    assert "\n请补正</textarea>" in gone.text
    long = client.post(address("return", item), own_form(red=[line.key], **{name: "长" * 5000}))
    assert (long.status_code, "连同勾选的项目最多" in long.text) == (422, True)
    assert fresh(item).state == STATE.SUBMITTED
    clean = submitted(world, "file_activist", on_day, case=world.open_case(seed=504))
    assert 'name="red"' not in client.get(address("return", clean)).text


def test_a_red_line_of_no_step_it_rests_on_goes_into_the_reason_for_the_whole(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "approve", on_day)
    late = add_months(world.day("admission_meeting"), 3) + timedelta(1)
    on_day(late)
    [line] = red(item, late)
    assert (line.key, line.step) == ("D20-17", "")
    data = own_form(red=[line.key])
    assert sign(world.clerk).post(address("return", item), data).status_code == 302
    [entry] = item.case.entries.filter(facts__event="returned")
    assert entry.note == line.text
