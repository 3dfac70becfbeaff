"""What the receiver does: receive, return, accept, refuse. An accepted item moves the case in
the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.actor import Actor
from branches.line import Line, line_of
from branches.models import User
from cases import ledger
from cases.facts.admission import Approval, FileWithDepartment
from cases.facts.base import StepFacts, without_sensitive
from cases.facts.case import Facts, edition_on
from cases.facts.cultivation import FileActivist
from cases.facts.target import ListTarget
from cases.facts.values import Deliberation, Paper
from cases.ledger import Addition
from cases.may import Answer, Question, Reason, is_lenient, is_reason
from cases.may.acting import Acting, require_acting
from cases.models import Entry
from cases.procedure import STEP, Step
from cases.selectors.previewing import asked, candidate
from cases.services import effects, ending, locking, recording, writing
from cases.services.errors import Refused
from cases.services.sent import Sent
from cases.services.writing import Author, TakenTurn
from filings import may
from filings.models import FilingItem
from filings.selectors.standing import deliberations_among, events_of, past_of
from filings.services import common
from filings.services.beyond import found_beyond


@transaction.atomic
def receive(*, item_id: int, on: date, by: Actor, sent: Sent) -> Entry:
    """Note the day the report came in."""
    item = common.lock_item(item_id, by)
    if entry := locking.entry_of(item.case, sent):
        return entry
    acting = require_acting(by, may.handling_act(item.kind_row.route), [item.filing.receiver])
    common.refuse_for(may.receive(item, past_of(item)))
    common.check_day(on, by.today, not_before=item.submitted_on)
    item.state, item.received_on = FilingItem.State.RECEIVED, on
    item.save(update_fields=["state", "received_on"])
    entry = common.log(item, "received", on, Author(actor=by, acting=acting, sent=sent))
    effects.save(item.case)
    return entry


@transaction.atomic
def return_item(
    *, item_id: int, reasons: Sequence[dict[str, str]], note: str, by: Actor, sent: Sent
) -> Entry:
    """Send an item back for completion, with a reason per step: `[{"step": code, "text": …}]`."""
    item = common.lock_item(item_id, by)
    if entry := locking.entry_of(item.case, sent):
        return entry
    acting = may.handling_acting(item, by)
    if acting is None:
        raise PermissionDenied("您没有退回这项报送的权限。")
    common.refuse_for(may.act_on(item, past_of(item)))
    given = [reason for reason in reasons if is_reason(reason["text"])]
    if not given and not is_reason(note):
        raise Refused([Reason("请写明退回的理由。", "note")])
    item.state, item.holder = FilingItem.State.RETURNED, None
    item.save(update_fields=["state", "holder"])
    author = Author(actor=by, acting=acting, sent=sent)
    entry = common.log(item, "returned", by.today, author, note=note, reasons=given)
    common.set_locks(item.case)
    effects.save(item.case)
    return entry


@transaction.atomic
def accept(
    *,
    item_id: int,
    facts: StepFacts,
    by: Actor,
    sent: Sent,
) -> Entry:
    """Accept: file, consent, pass, approve. `facts.on` is the day of the answer, or of the
    committee's meeting.

    For 4 `facts.answered_on` is the day of the answer, for 18 `facts.received_on` that of the
    receipt.
    """
    item = common.lock_item(item_id, by)
    if entry := locking.entry_of(item.case, sent):
        return entry
    acting = _begin_answer(item, by, sent)
    author = Author(actor=by, acting=acting, sent=sent)
    if isinstance(facts, FileWithDepartment):
        return _accept_department_filing(item, facts, author)
    if facts.is_negative:
        raise Refused.because("结论是否定的，请用「不同意」答复。")
    field = "answered_on" if isinstance(facts, FileActivist) else "on"
    day: date | None = getattr(facts, field)
    if day is None:
        raise Refused([Reason("请填写答复日期。", field)])
    common.check_answer_day(item, day, by.today, field=field)
    step, facts = step_taken(item, facts, day)
    facts = completed(item, facts, *_way(item, facts))
    prepared = recording.prepare(
        item.case,
        step,
        facts,
        author,
        Answer(turn=item.kind_row.accepted_turn(item.case.facts), beyond=found_beyond(item, by)),
    )
    _close_item(item, FilingItem.State.ACCEPTED, day, by.account)
    common.set_locks(item.case)
    entry = recording.enter(item.case, prepared, author)
    ending.end_step(item.case, item.kind, by.account)
    return entry


@dataclass(frozen=True, kw_only=True)
class NegativeAnswer:
    """How a filing is refused.

    turn   what follows: one of the turns of the route
    note   the reason
    facts  those of the negative answer of 13, 17 and 24
    """

    on: date
    turn: str
    note: str
    facts: StepFacts | None = None


@transaction.atomic
def refuse(*, item_id: int, answer: NegativeAnswer, by: Actor, sent: Sent) -> Entry:
    """Refuse with a reason."""
    item = common.lock_item(item_id, by)
    if entry := locking.entry_of(item.case, sent):
        return entry
    acting = _begin_answer(item, by, sent)
    author = Author(actor=by, acting=acting, sent=sent)
    if answer.turn not in {each.code for each in may.refusal_turns(item)}:
        raise Refused([Reason("请选择不同意后的处理。", "turn")])
    if not is_reason(answer.note):
        raise Refused([Reason("请写明不同意的理由。", "note")])
    common.check_answer_day(item, answer.on, by.today)
    prepared = _prepare_refusal(item, answer, author)
    _close_item(item, FilingItem.State.REFUSED, answer.on, by.account)
    common.set_locks(item.case)
    if prepared is not None:
        recording.enter(item.case, prepared, author, note=answer.note)
    else:
        before = effects.Before.of(item.case, by.today)
        taken = TakenTurn(code=answer.turn, taken_on=answer.on, reason=answer.note)
        writing.turn(item.case, taken, author)
        effects.rejudge_and_save(item.case, before, effects.ITS_OWN)
    if item.case.closed_on is not None:
        ending.end_case(item.case, by.account)
    ending.end_step(item.case, item.kind, by.account)
    return locking.entry_of(item.case, sent) or item.case.entries.latest("sequence")


def _prepare_refusal(
    item: FilingItem, answer: NegativeAnswer, author: Author
) -> recording.Prepared | None:
    """The step of 13, 17 or 24 that ended in the negative; None of any other."""
    if answer.facts is None:
        return None
    if not answer.facts.is_negative:
        raise Refused.because("结论是肯定的，请用「同意」答复。")
    item.received_on = item.received_on or answer.on  # the facts of the answer tell it
    facts = msgspec.structs.replace(answer.facts, on=answer.on)
    facts = completed(item, facts, *_way(item, facts))
    return recording.prepare(item.case, item.step, facts, author, Answer(turn=answer.turn))


def _begin_answer(item: FilingItem, actor: Actor, sent: Sent) -> Acting:
    """Check who, that it is open and has arrived, and the version, in the order in which the
    sentences help.
    """
    acting = require_acting(actor, item.kind_row.route.answer, [item.filing.receiver])
    past = past_of(item)
    common.refuse_for(may.act_on(item, past))
    if may.has_submitted(item, actor.account, past):
        raise PermissionDenied(may.OWN_SUBMISSION)
    common.refuse_for(may.wait_for(item))
    locking.check_version(item.case, sent.version)
    return acting


def _close_item(item: FilingItem, state: FilingItem.State, day: date, user: User) -> None:
    item.state, item.answered_on, item.answered_by, item.holder = state, day, user, None
    if item.received_on is None:
        item.received_on = day
    item.save(update_fields=["state", "answered_on", "answered_by", "holder", "received_on"])


def step_taken(item: FilingItem, facts: StepFacts, day: date) -> tuple[Step, StepFacts]:
    """The step an acceptance takes: of the listing, 8 itself in 2014, the consent in 2026."""
    kind = item.kind_row
    if kind.is_of_submission:
        return item.step, msgspec.structs.replace(facts, on=item.submitted_on)
    if kind.step_2014 and edition_on(day) == 2014:
        listed = ListTarget(
            on=item.submitted_on,
            received_on=item.received_on,
            answered_on=day,
            remarks=getattr(facts, "remarks", None),
            asked=("answered_on",),
        )
        return STEP[kind.step_2014], listed
    return item.step, facts


def completed(
    item: FilingItem, facts: StepFacts, line: Line | None, deliberations: Iterable[Deliberation]
) -> StepFacts:
    """The facts with what the system knows: days of the filing, and the organizations as they
    stand.

    `line` and `deliberations` are those of an approval, see `_way`.
    """
    names = set(type(facts).__struct_fields__)
    known: dict[str, Any] = {}
    if "received_on" in names:
        known["received_on"] = item.received_on
    if "submitted_on" in names:
        known["submitted_on"] = item.submitted_on
    if "reviewer" in names and item.filing.receiver:
        known["reviewer"] = _receiver_then(item)
    if isinstance(facts, Approval) and line is not None:
        known["approver"] = _receiver_then(item)
        known["between"] = tuple(map(ledger.organization_then, line.between))
        known["deliberations"] = tuple(deliberations)
    if "papers" in names:
        known["papers"] = tuple(Paper.of(value) for value in item.filing.papers)
    return msgspec.structs.replace(facts, **known)


def _receiver_then(item: FilingItem) -> Any:
    receiver = item.filing.receiver
    assert receiver is not None
    is_above = item.case.branch.path.startswith(receiver.path)
    return ledger.organization_then(receiver, is_above_branch=is_above)


def _way(item: FilingItem, facts: StepFacts) -> tuple[Line | None, list[Deliberation]]:
    """Of an approval the line on which it went up, and who deliberated on the way; nothing of
    any other answer.
    """
    if not isinstance(facts, Approval):
        return None, []
    events = events_of([item])[item.pk]
    return line_of(item.case.branch, item.submitted_on), deliberations_among(item, events)


def foreseen(item: FilingItem, facts: StepFacts, context: Facts, today: date) -> list[Question]:
    """What accepting with these facts would bring about in the case, gravest first; writes nothing
    and asks no query. What it brings about elsewhere is asked when it is accepted.

    facts    completed, see `completed`
    context  the case with calendar and profile
    """
    if facts.on is None or facts.on > today:
        return []
    case, turn = item.case, item.kind_row.accepted_turn(item.case.facts)
    step, facts = step_taken(item, facts, facts.on)
    document = candidate(
        case, step.code, ledger.as_it_stood(case, without_sensitive(facts)), today, turn=turn
    )
    day = facts.on or today
    return asked(step, document, context, today, is_lenient=is_lenient(case, facts, day))


def _accept_department_filing(item: FilingItem, facts: FileWithDepartment, author: Author) -> Entry:
    """The department's receipt is added to step 18, which was done on submission."""
    day = facts.received_on or item.received_on
    if day is None:
        raise Refused([Reason("请填写收到日期。", "received_on")])
    common.check_day(day, author.actor.today, not_before=item.submitted_on, field="received_on")
    _close_item(item, FilingItem.State.ACCEPTED, day, author.actor.account)
    more = FileWithDepartment(received_on=day, number=facts.number)
    return writing.add(item.case, Addition(item.kind, more, day), author)
