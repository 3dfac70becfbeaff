"""Filings as their pages are used: a case on the day of an answer, and the POST of each act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.urls import reverse

from branches.actor import Actor
from cases.facts.admission import FileWithDepartment
from cases.facts.base import StepFacts
from cases.facts.cultivation import FileActivist
from cases.models import Case
from cases.procedure import STEP
from cases.services.sent import Sent
from filings import services
from filings.forms import accept_form
from filings.models import FilingItem
from tests.cases.rules.build import IN_2026
from tests.cases.sent import sent
from tests.cases.services.drive import Drive
from tests.factories import make_tree

OnDay = Callable[[date], None]
STATE = FilingItem.State


def below_general_branch() -> Drive:
    """A world whose branch stands below a general branch."""
    tree = make_tree()
    return Drive(IN_2026, within=replace(tree, branch=tree.far_branch))


def submitted(world: Drive, kind: str, on_day: OnDay, *, case: Case | None = None) -> FilingItem:
    """A filing of this kind that waits, on the lawful day of its answer."""
    route = STEP[kind].route
    assert route is not None
    item = world.submit(world.to(route.follows, case), kind)
    on_day(max(world.day(kind), item.submitted_on))
    return item


def address(act: str, item: FilingItem) -> str:
    return reverse(f"filing_{act}", args=[item.pk])


def fresh(item: FilingItem) -> FilingItem:
    return FilingItem.objects.select_related("case__branch", "case__person", "filing").get(
        pk=item.pk
    )


def answer(
    world: Drive, item: FilingItem, *, facts: StepFacts | None = None, **more: Any
) -> dict[str, Any]:
    """The POST of the lawful answer, or of other facts."""
    item = fresh(item)
    form = accept_form(item, world.day(item.kind))
    if facts is None:
        facts = world.step(item.kind)
    if isinstance(facts, FileActivist):
        facts = FileActivist(answered_on=world.day(item.kind))
    elif isinstance(facts, FileWithDepartment):
        facts = FileWithDepartment(received_on=world.day(item.kind), number="备2028-7")
    return sent(facts, form.names, version=item.case.version, **more)


def own_form(**values: Any) -> dict[str, Any]:
    """The POST of an act without a version."""
    return {"request_id": str(uuid4())} | values


def give_back(
    world: Drive, item: FilingItem, day: date, *, step: str = "", text: str = "请补正。"
) -> None:
    """Return an item, by the clerk."""
    services.return_item(
        item_id=item.pk,
        reasons=[{"step": step, "text": text}] if step else [],
        note="" if step else text,
        by=Actor(world.clerk, day),
        sent=Sent(uuid4()),
    )
