"""The pages of who receives: return with reasons, refuse, and what follows from either."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec
import pytest

from branches.models import Member
from cases.facts.probation import ConversionOutcome
from cases.procedure import CLOSED, Outcome
from filings.models import FilingItem
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, each_refusal
from tests.cases.views.conftest import Sign
from tests.filings.pages import STATE, OnDay, address, answer, fresh, own_form, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def test_returning_wants_a_reason_and_tells_it(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "pre_review", on_day)
    client = sign(world.clerk)
    assert client.get(address("return", item)).status_code == 200
    assert client.post(address("return", item), own_form()).status_code == 422
    assert sign(world.secretary).get(address("return", item)).status_code == 403
    data = own_form(note="请于本周补齐", **{"step-train": "合格证没有编号"})
    assert [client.post(address("return", item), data).status_code for _ in range(2)] == [302, 302]
    assert fresh(item).state == STATE.RETURNED
    entry = item.case.entries.get(facts__event="returned")
    assert entry.sealed == {"reasons": [{"step": "train", "text": "合格证没有编号"}]}
    text = sign(world.secretary).get(item.get_absolute_url()).content.decode()
    assert "合格证没有编号" in text
    assert "请于本周补齐" in text
    assert "已退回" in client.get(address("return", item)).content.decode()


def wants(text: str) -> set[str]:
    """The rules for which a page offers a text area."""
    return set(re.findall(r'<textarea id="reason-(\w+)" name="reason-\1"', text))


def refusal(item: FilingItem, day: date, turn: str, **more: Any) -> dict[str, Any]:
    case = fresh(item).case
    return own_form(
        version=str(case.version), on=day.isoformat(), turn=turn, note="不具备条件", **more
    )


@each_refusal
def test_refusing_takes_the_turn_that_was_chosen(
    world: Drive, on_day: OnDay, sign: Sign, kind: str, turn: str, state: str
) -> None:
    item = submitted(world, kind, on_day)
    client, day = sign(world.decider), max(world.day(kind), item.submitted_on)
    assert client.get(address("refuse", item)).status_code == 200
    more = {"is_written": "yes"} if kind == "pre_review" else {}
    if kind.startswith("approve"):
        more = {"is_collective": "yes", "is_one_by_one": "yes"}
    if turn == "close_refused":  # it stays in the record that nobody was sent to talk
        assert "D18" in wants(
            client.post(address("refuse", item), refusal(item, day, turn, **more)).text
        )
        more["reason-D18"] = "本人不在当地"
    without = refusal(item, day, turn, **more) | {"note": ""}
    assert client.post(address("refuse", item), without).status_code == 422
    assert (
        client.post(address("refuse", item), refusal(item, day, "cancel", **more)).status_code
        == 422
    )
    data = refusal(item, day, turn, **more)
    assert [client.post(address("refuse", item), data).status_code for _ in range(2)] == [302, 302]
    case = fresh(item).case
    assert (fresh(item).state, case.state) == (STATE.REFUSED, state)
    assert case.outcome == (Outcome.NOT_APPROVED if state == CLOSED else "")
    assert case.entries.filter(code=turn).get().note == "不具备条件"
    assert case.locked == []


def test_a_filing_with_the_department_is_never_refused(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "file_with_department", on_day)
    assert sign(world.officer).get(address("refuse", item)).status_code == 403


@pytest.mark.parametrize(
    ("outcome", "months", "state"),
    [(ConversionOutcome.EXTEND, 6, "oath"), (ConversionOutcome.CANCEL, None, CLOSED)],
)
def test_accepting_24_does_what_the_meeting_decided(
    world: Drive,
    on_day: OnDay,
    sign: Sign,
    outcome: ConversionOutcome,
    months: int | None,
    state: str,
) -> None:
    meeting = world.step("conversion_meeting", outcome=outcome, months=months)
    world.facts["conversion_meeting"] = meeting
    item = submitted(world, "approve_conversion", on_day)
    client = sign(world.decider)
    assert "党龄起算日" not in client.get(item.get_absolute_url()).content.decode()
    data = answer(
        world, item, facts=world.step("approve_conversion", full_from=None), confirmed="yes"
    )
    assert client.post(address("accept", item), data).status_code == 302
    case = fresh(item).case
    assert case.state == state
    if outcome is ConversionOutcome.CANCEL:
        assert case.outcome == Outcome.CANCELLED
        assert not Member.objects.filter(person=case.person, until_on__isnull=True).exists()
    else:
        assert case.expires_on is not None
        assert case.probation_on is not None
        assert (case.expires_on - case.probation_on).days > 500


def test_an_early_cancellation_that_is_not_approved_leaves_the_case_where_it_was(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    case = world.to("oath")
    day = world.day("oath")
    cancel = msgspec.structs.replace(
        world.step("conversion_meeting"),
        on=day,
        outcome=ConversionOutcome.CANCEL,
        opinions=None,
        committee_review_on=None,
    )
    world.facts["conversion_meeting"] = cancel
    world.record(case, "conversion_meeting", today=day)
    item = world.submit(case, "approve_conversion", on=day)
    on_day(day)
    more = {"is_collective": "yes", "is_one_by_one": "yes"}
    response = sign(world.decider).post(
        address("refuse", item), refusal(item, day, "refuse_cancellation", **more)
    )
    assert response.status_code == 302
    assert fresh(item).case.state == "oath"
    assert fresh(item).case.facts.steps.conversion_meeting is None
