"""What the receiver does: receive, return, accept, refuse. An accepted item moves the case in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.acts import Act
from branches.line import line_of
from branches.models import User
from cases.facts.admission import Approval, FileWithDepartment
from cases.facts.base import StepFacts
from cases.facts.case import edition_on
from cases.facts.probation import ConversionOutcome
from cases.facts.target import ListTarget
from cases.facts.values import Deliberation, Paper
from cases.models import Case, Entry, Worksheet
from cases.procedure import STEP, TURN, Step
from cases.services import ledger, recording, writing
from cases.services.acting import Acting, require_acting
from cases.services.errors import Reason, Refused
from cases.services.writing import Author
from filings.models import FilingItem
from filings.services import common
from filings.services.common import route_of


@transaction.atomic
def receive(*, item_id: int, on: date, received_by: User, today: date, request_id: UUID) -> Entry:
    """Note the day the report came in."""
    item = common.lock_item(item_id, received_by, today)
    if entry := writing.entry_of(item.case, request_id):
        return entry
    acting = require_acting(received_by, handling_act(item), [item.filing.receiver], today)
    common.require_open(item)
    if item.holder_id != item.filing.receiver_id:
        raise Refused.because("这项报送还在下级审议。")
    if item.state == FilingItem.State.RECEIVED:
        raise Refused.because(f"这项报送已于 {item.received_on} 接收。")
    common.check_day(on, today, not_before=item.submitted_on)
    item.state, item.received_on = FilingItem.State.RECEIVED, on
    item.save(update_fields=["state", "received_on"])
    entry = common.log(item, "received", on, user=received_by, acting=acting, request_id=request_id)
    writing.save(item.case)
    return entry


def handling_act(item: FilingItem) -> Act:
    """The right that receiving, checking and returning needs where the item lies."""
    if item.holder_id in item.filing.through:
        return Act.DELIBERATE
    return Act.RECEIVE_FILING if route_of(item.step).done_on_submission else Act.HANDLE


@transaction.atomic
def return_item(
    *,
    item_id: int,
    reasons: Sequence[dict[str, str]],
    note: str,
    returned_by: User,
    today: date,
    request_id: UUID,
) -> Entry:
    """Send an item back for completion, with a reason per step: `[{"step": code, "text": …}]`."""
    item = common.lock_item(item_id, returned_by, today)
    if entry := writing.entry_of(item.case, request_id):
        return entry
    acting = require_acting(returned_by, handling_act(item), [item.holder], today)
    common.require_open(item)
    given = [reason for reason in reasons if reason["text"].strip()]
    if not given and not note.strip():
        raise Refused([Reason("请写明退回的理由。", "note")])
    item.state, item.holder = FilingItem.State.RETURNED, None
    item.save(update_fields=["state", "holder"])
    entry = common.log(
        item, "returned", today, user=returned_by, acting=acting, request_id=request_id, note=note, reasons=given
    )
    common.set_locks(item.case)
    writing.save(item.case)
    return entry


@transaction.atomic
def accept(
    *,
    item_id: int,
    facts: StepFacts,
    answered_by: User,
    today: date,
    version: int,
    request_id: UUID,
    reasons: Mapping[str, str],
) -> Entry:
    """Accept: file, consent, pass, approve. `facts.on` is the day of the answer, or of the committee's meeting.

    For 4 `facts.answered_on` is the day of the answer, for 18 `facts.received_on` that of the receipt.
    """
    item = common.lock_item(item_id, answered_by, today)
    if entry := writing.entry_of(item.case, request_id):
        return entry
    acting = _begin_answer(item, answered_by, today, version)
    author = Author(user=answered_by, acting=acting, request_id=request_id)
    if isinstance(facts, FileWithDepartment):
        return _accept_department_filing(item, facts, author, today)
    if facts.is_negative:
        raise Refused.because("结论是否定的，请用「不同意」答复。")
    day = _answer_day(facts)
    if day is None:
        raise Refused([Reason("请填写答复日期。", "on")])
    common.check_day(day, today, not_before=item.submitted_on)
    step, facts = _step_taken(item, facts, day)
    facts = _completed(item, facts)
    plan = _turn_of(item.case, step)
    _close_item(item, FilingItem.State.ACCEPTED, day, answered_by)
    common.set_locks(item.case)
    entry = recording.enter(item.case, step, facts, author, today, reasons, is_answer=True, **plan)
    Worksheet.objects.filter(case=item.case, code=item.kind).delete()
    return entry


@transaction.atomic
def refuse(
    *,
    item_id: int,
    facts: StepFacts | None,
    on: date,
    turn: str,
    note: str,
    answered_by: User,
    today: date,
    version: int,
    request_id: UUID,
) -> Entry:
    """Refuse with a reason. `turn` is one of the route's; `facts` are those of the negative answer of 13, 17 and 24."""
    item = common.lock_item(item_id, answered_by, today)
    if entry := writing.entry_of(item.case, request_id):
        return entry
    acting = _begin_answer(item, answered_by, today, version)
    step, author = item.step, Author(user=answered_by, acting=acting, request_id=request_id)
    allowed = [code for code in route_of(step).refusal if item.case.state in TURN[code].after]
    if turn not in allowed:
        raise Refused([Reason("请选择不同意后的处理。", "turn")])
    if not note.strip():
        raise Refused([Reason("请写明不同意的理由。", "note")])
    common.check_day(on, today, not_before=item.submitted_on)
    _close_item(item, FilingItem.State.REFUSED, on, answered_by)
    common.set_locks(item.case)
    if facts is not None:
        if not facts.is_negative:
            raise Refused.because("结论是肯定的，请用「同意」答复。")
        recording.enter(
            item.case, step, _completed(item, msgspec.structs.replace(facts, on=on)), author, today, {},
            is_answer=True, turn=turn, note=note,
        )  # fmt: skip
    else:
        writing.turn(item.case, turn, on, author, note=note)
        writing.settle(item.case, today, wide=True)
    Worksheet.objects.filter(case=item.case, code=item.kind).delete()
    return writing.entry_of(item.case, request_id) or item.case.entries.latest("sequence")


def _begin_answer(item: FilingItem, user: User, today: date, version: int) -> Acting:
    """Check who, that it is open and has arrived, and the version, in the order in which the sentences help."""
    acting = require_acting(user, route_of(item.step).answer, [item.filing.receiver], today)
    common.require_open(item)
    if item.submitted_by_id == user.pk:
        raise PermissionDenied("报送人不能答复自己的报送。")
    if item.holder_id != item.filing.receiver_id:
        raise Refused.because("这项报送还在下级审议，不能答复。", article="第二十二条")
    writing.check_version(item.case, version)
    return acting


def _close_item(item: FilingItem, state: FilingItem.State, day: date, user: User) -> None:
    item.state, item.answered_on, item.answered_by, item.holder = state, day, user, None
    if item.received_on is None:
        item.received_on = day
    item.save(update_fields=["state", "answered_on", "answered_by", "holder", "received_on"])


def _answer_day(facts: StepFacts) -> date | None:
    answered: date | None = getattr(facts, "answered_on", None)
    return answered or facts.on


def _step_taken(item: FilingItem, facts: StepFacts, day: date) -> tuple[Step, StepFacts]:
    """The step an acceptance takes: of the listing, 8 itself in 2014, the consent in 2026."""
    if item.kind == "file_activist":
        return item.step, msgspec.structs.replace(facts, on=item.submitted_on)
    if item.kind == "list_consent" and edition_on(day) == 2014:
        listed = ListTarget(
            on=item.submitted_on,
            received_on=item.received_on,
            answered_on=day,
            remarks=getattr(facts, "remarks", None),
            asked=("answered_on",),
        )
        return STEP["list_target"], listed
    return item.step, facts


def _completed(item: FilingItem, facts: StepFacts) -> StepFacts:
    """The facts with what the system knows: days of the filing, and the organizations as they stand."""
    names = set(type(facts).__struct_fields__)
    known: dict[str, Any] = {}
    if "received_on" in names:
        known["received_on"] = item.received_on
    if "submitted_on" in names:
        known["submitted_on"] = item.submitted_on
    if "reviewer" in names and item.filing.receiver:
        known["reviewer"] = _receiver_then(item)
    if isinstance(facts, Approval):
        known |= _approval(item)
    if "papers" in names and item.filing.papers:
        known["papers"] = tuple(Paper.of(value) for value in item.filing.papers)
    return msgspec.structs.replace(facts, **known)


def _receiver_then(item: FilingItem) -> Any:
    receiver = item.filing.receiver
    assert receiver is not None
    is_above = item.case.branch.path.startswith(receiver.path)
    return ledger.organization_then(receiver, is_above_branch=is_above)


def _approval(item: FilingItem) -> dict[str, Any]:
    line = line_of(item.case.branch, item.submitted_on)
    rows = item.case.entries.filter(kind=Entry.Kind.FILING, facts__item=item.pk, facts__round=item.round)
    return {
        "approver": _receiver_then(item),
        "between": tuple(ledger.organization_then(organization) for organization in line.between),
        "deliberations": tuple(
            Deliberation(organization=row.facts["organization"], on=row.taken_on)
            for row in rows.filter(facts__event="deliberated").order_by("sequence")
        ),
    }


def _turn_of(case: Case, step: Step) -> dict[str, Any]:
    """The turn that accepting 24 takes, by what the meeting decided."""
    meeting = case.facts.steps.conversion_meeting
    if step.code != "approve_conversion" or meeting is None:
        return {}
    if meeting.outcome is ConversionOutcome.EXTEND:
        return {"turn": "extend"}
    return {"turn": "cancel"} if meeting.outcome is ConversionOutcome.CANCEL else {}


def _accept_department_filing(item: FilingItem, facts: FileWithDepartment, author: Author, today: date) -> Entry:
    """The department's receipt is added to step 18, which was done on submission."""
    day = facts.received_on or item.received_on
    if day is None:
        raise Refused([Reason("请填写收到日期。", "received_on")])
    common.check_day(day, today, not_before=item.submitted_on)
    assert author.user is not None
    _close_item(item, FilingItem.State.ACCEPTED, day, author.user)
    more = FileWithDepartment(received_on=day, number=facts.number)
    return writing.add(item.case, STEP["file_with_department"], more, day, author, today)
