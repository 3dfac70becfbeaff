"""The pages of who receives: receive, deliberate, draft, return, accept, refuse; each done, refused, sent twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from cases.facts.base import StepFacts
from cases.facts.cultivation import FileActivist
from cases.models import Case
from filings.forms import accept_form
from filings.models import FilingItem
from filings.selectors.item import ACCEPT
from tests.cases.rules.build import IN_2026
from tests.cases.sent import sent
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign

pytestmark = pytest.mark.django_db
OnDay = Callable[[date], None]
STATE = FilingItem.State


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def submitted(world: Drive, kind: str, on_day: OnDay) -> FilingItem:
    """A filing of this kind that waits, on the lawful day of its answer."""
    before = {"file_activist": "shortlist", "list_consent": "nominate", "pre_review": "committee_review",
              "approve": "admission_meeting", "file_with_department": "approve",
              "approve_conversion": "conversion_meeting"}[kind]  # fmt: skip
    item = world.submit(world.to(before), kind)
    on_day(max(world.day(kind), item.submitted_on))
    return item


def address(act: str, item: FilingItem) -> str:
    return reverse(f"filing_{act}", args=[item.pk])


def answer(world: Drive, item: FilingItem, **more: Any) -> dict[str, Any]:
    """The POST of the lawful answer."""
    item = FilingItem.objects.select_related("case__branch").get(pk=item.pk)
    form = accept_form(item, world.day(item.kind))
    facts: StepFacts = world.step(item.kind)
    if isinstance(facts, FileActivist):
        facts = FileActivist(answered_on=world.day(item.kind))
    return sent(facts, form.names, version=item.case.version, **more)


def state(item: FilingItem) -> str:
    return FilingItem.objects.values_list("state", flat=True).get(pk=item.pk)


def own_form(act: str, **values: Any) -> dict[str, Any]:
    return {"request_id": str(uuid4())} | values


@pytest.mark.parametrize("kind", ["file_activist", "list_consent", "pre_review", "approve", "approve_conversion"])
def test_a_decider_accepts_each_kind(world: Drive, on_day: OnDay, sign: Sign, kind: str) -> None:
    item = submitted(world, kind, on_day)
    if kind == "approve":
        world.record(item.case, "committee_talk", by=world.decider)
    client, data = sign(world.decider), answer(world, item)
    assert client.get(item.get_absolute_url()).status_code == 200
    response = client.post(address("accept", item), data)
    if kind != "file_activist":
        assert (response.status_code, state(item)) == (200, STATE.SUBMITTED), "shown once more, not done yet"
        assert f"确认{ACCEPT[kind]}" in response.content.decode()
        response = client.post(address("accept", item), data | {"confirmed": "yes"})
    assert (response.status_code, response.headers.get("Location")) == (302, item.get_absolute_url())
    assert state(item) == STATE.ACCEPTED
    assert Case.objects.get(pk=item.case_id).state == kind
    assert client.get(item.get_absolute_url()).status_code == 200
