"""Turns that somebody takes by itself: sending back, closing."""

from __future__ import annotations

from django.db import transaction

from branches.actor import Actor
from cases import may
from cases.may.reasons import Reason, is_reason
from cases.models import Entry
from cases.procedure import CLOSING, TURN
from cases.selectors.acting import acting_for
from cases.services import effects, ending, locking, writing
from cases.services.errors import Refused
from cases.services.sent import Sent
from cases.services.writing import Author, TakenTurn


@transaction.atomic
def take_turn(*, case_id: int, taken: TakenTurn, by: Actor, sent: Sent) -> Entry:
    """Send the person back to cultivation, or close the case with an outcome of `CLOSING`."""
    case = locking.lock_case(case_id, by)
    if entry := locking.repeated(case, sent):
        return entry
    turn = TURN[taken.code]
    acting = None
    if turn.act is not None and not turn.with_entry:
        acting = acting_for(case, by, turn.act, (turn.body,))
    if why := may.turn(case, turn):
        raise Refused([why])
    if taken.taken_on > by.today:
        raise Refused([Reason(f"日期不能晚于今天（{by.today}）。", "taken_on")])
    if not is_reason(taken.reason or ""):
        raise Refused([Reason("请写明理由。", "reason")])
    if turn.asks_outcome and taken.outcome not in CLOSING:
        raise Refused([Reason("请选择终止的原因。", "outcome")])
    before = effects.Before.of(case, by.today)
    author = Author(actor=by, acting=acting, sent=sent)
    entry = writing.turn(case, taken, author)
    effects.rejudge_and_save(case, before, effects.ITS_OWN)
    if case.closed_on is not None:
        ending.end_case(case, by.account)
    return entry
