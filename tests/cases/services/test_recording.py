"""Recording steps: order, scope, version, reasons, double clicks."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from cases.models import Case, Finding
from cases.services import Refused, Stale
from tests.cases.rules.build import IN_2026
from tests.cases.services.build import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World(IN_2026)


def test_first_three_steps_move_the_case(world: World) -> None:
    case = world.open_case()
    assert (case.state, case.version, case.number) == ("apply", 1, "2026-0001")
    assert case.next_due_on == date(2026, 7, 1)
    world.record(case, "talk")
    world.record(case, "shortlist")
    case = Case.objects.get()
    assert (case.state, case.version, case.activist_on) == ("shortlist", 3, world.day("shortlist"))
    assert not Finding.objects.exists()
    entries = list(case.entries.all())
    assert [entry.digest for entry in entries] == [entry.compute_digest() for entry in entries]
    assert [entry.digest_before for entry in entries[1:]] == [
        entry.digest for entry in entries[:-1]
    ]


def test_late_talk_wants_a_reason_and_keeps_it(world: World) -> None:
    case = world.open_case()
    late = world.day("apply") + timedelta(60)
    with pytest.raises(Refused) as refused:
        world.record(case, "talk", on=late)
    assert [(r.rule, r.wants_reason, r.article) for r in refused.value.reasons] == [
        ("A05", True, "第七条")
    ]
    assert Case.objects.get().version == 1
    world.record(case, "talk", on=late, reasons={"A05": "申请人外出务工"})
    assert Finding.objects.get().rule == "A05"
    assert case.entries.get(code="talk").reasons == {"A05": "申请人外出务工"}


def test_order_day_scope_and_right_are_refused(world: World) -> None:
    case = world.open_case()
    with pytest.raises(Refused, match="须先完成第 2 步"):
        world.record(case, "shortlist")
    with pytest.raises(Refused, match="不能晚于今天"):
        world.record(case, "talk", today=world.day("apply"))
    with pytest.raises(Case.DoesNotExist):
        world.record(case, "talk", by=world.stranger)
    with pytest.raises(PermissionDenied):
        world.record(case, "talk", by=world.clerk)
    with pytest.raises(Stale):
        world.record(case, "talk", version=0)
    assert Case.objects.get().version == 1


def test_same_request_makes_one_entry(world: World) -> None:
    case, request_id = world.open_case(), uuid4()
    first = world.record(case, "talk", request_id=request_id)
    assert all(
        world.record(case, "talk", request_id=request_id, version=1) == first for _ in range(10)
    )
    assert case.entries.count() == 2
