"""What was sent, as it was sent, and what differs from one round to the next."""

from __future__ import annotations

from uuid import uuid4

import pytest

from branches.actor import Actor
from cases.facts.target import Train
from cases.selectors.page import entries_of
from cases.services.sent import Sent
from filings import services
from filings.models import FilingItem
from filings.selectors.dossier import Dossier, FieldChange, StepDifference, difference, dossier
from filings.selectors.inbox import returns_of
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.filings.pages import fresh, give_back

pytestmark = pytest.mark.django_db


def read(item: FilingItem) -> Dossier:
    item = fresh(item)
    return dossier(item, list(entries_of(item.case)), returns_of(item))


def test_rounds_keep_what_changed_and_why_it_came_back() -> None:
    world = Drive(IN_2026)
    item, day = world.submit(world.to("committee_review"), "pre_review"), world.day("pre_review")
    give_back(world, item, day, step="train", text="学时请核实")
    world.correct(item.case.entries.get(code="train"), day, hours=30)
    assert [change.fields for change in read(item).since] == [[FieldChange("培训学时", "24", "30")]]
    assert read(item).differences is None, "it was sent once"
    services.resubmit(
        item_id=item.pk,
        submitted_on=day,
        by=Actor(world.secretary, day),
        sent=Sent(uuid4(), version=fresh(item).case.version),
    )
    found = read(item)
    first, second = found.rounds
    assert [event.word for event in first.events] == ["报送", "退回"]
    assert first.events[1].returned is not None
    assert first.events[1].returned.reasons == (("第 11 步「开展集中培训」", "学时请核实"),)
    assert (first.changes, [change.note for change in second.changes]) == ([], ["笔误"])
    assert second.changes[0].fields == [FieldChange("培训学时", "24", "30")]
    assert found.since == []
    differs = StepDifference("11 开展集中培训", [FieldChange("培训学时", "24", "30")], False)
    assert found.differences == [differs]
    sent = next(step for step in found.resting if step.title.startswith("11 "))
    assert ("培训学时", "30") in {(fact.label, fact.value) for fact in sent.facts}


def test_what_is_sent_again_as_it_was_differs_in_nothing() -> None:
    """What is encrypted is not compared, only said to be written anew."""
    world = Drive(IN_2026)
    item, day = world.submit(world.to("committee_review"), "pre_review"), world.day("pre_review")
    for _ in range(2):
        give_back(world, item, day, step="train", text="学时请核实")
        services.resubmit(
            item_id=item.pk,
            submitted_on=day,
            by=Actor(world.secretary, day),
            sent=Sent(uuid4(), version=fresh(item).case.version),
        )
        assert read(item).differences == []


def test_the_dossier_stays_as_it_was_sent() -> None:
    world = Drive(IN_2026)
    item = world.submit(world.to("admission_meeting"), "approve")
    world.record(item.case, "committee_talk", by=world.decider, opinion="同意接收")
    found = read(item)
    assert [step.title[:2] for step in found.resting] == ["14", "15"], "the talk came after"
    assert [change.title for change in found.since] == ["16 上级党委派人谈话（登记）"]
    assert found.since[0].is_sealed
    assert {step.title[:2].strip() for step in found.earlier} == {str(no) for no in range(1, 14)}


def test_a_difference_names_old_and_new_and_nothing_else() -> None:
    old = Train(hours=24, class_name="第一期", asked=("hours",))
    assert difference(old, Train(hours=30, class_name="第一期")) == [
        FieldChange("培训学时", "24", "30")
    ]
    assert difference(old, Train()) == [
        FieldChange("培训班名称", "第一期", ""),
        FieldChange("培训学时", "24", ""),
    ]
