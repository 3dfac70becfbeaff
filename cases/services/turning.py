"""Turns that somebody takes by itself: sending back, closing."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from branches.actor import Actor
from cases.may import is_reason
from cases.models import Case, Entry
from cases.procedure import CLOSING, TURN, Turn
from cases.services import ending, writing
from cases.services.acting import acting_for
from cases.services.errors import Reason, Refused
from cases.services.sent import Sent
from cases.services.writing import Author

#: Turns that need a bad result of a step first. Source: docs/specification/procedure.md, "Turns
#: that leave the line".
AFTER_BAD_RESULT = {"send_back": ("political_review", "train", "committee_review")}
#: Turns that come with an entry only, never by themselves.
WITH_ENTRY = frozenset({"adverse_notice", "continue_after_meeting", "close_after_meeting"})


@transaction.atomic
def take_turn(
    *,
    case_id: int,
    code: str,
    taken_on: date,
    reason: str,
    by: Actor,
    sent: Sent,
    outcome: str = "",
) -> Entry:
    """Send the person back to cultivation, or close the case with `outcome` (one of `CLOSING`)."""
    case = writing.lock_case(case_id, by)
    if entry := writing.repeated(case, sent):
        return entry
    turn = TURN[code]
    if turn.act is None or code in WITH_ENTRY:
        raise Refused.because(f"「{turn.term}」随答复或登记办理，不能单独办理。")
    acting = acting_for(case, by, turn.act, (turn.body,))
    if why := turn_refusal(case, turn):
        raise Refused([why])
    if taken_on > by.today:
        raise Refused([Reason(f"日期不能晚于今天（{by.today}）。", "taken_on")])
    if not is_reason(reason):
        raise Refused([Reason("请写明理由。", "reason")])
    if code.startswith("close") and outcome not in CLOSING:
        raise Refused([Reason("请选择终止的原因。", "outcome")])
    before = writing.Before.of(case, by.today)
    author = Author(actor=by, acting=acting, sent=sent)
    entry = writing.turn(case, code, taken_on, author, note=reason, outcome=outcome)
    writing.rejudge_and_save(case, before, writing.ITS_OWN, rereads_others=True)
    if case.closed_on is not None:
        ending.end_case(case, by.account)
    return entry


def turn_refusal(case: Case, turn: Turn) -> Reason | None:
    """Why the turn cannot be taken now; page and service ask here."""
    if case.state not in turn.after:
        return Reason(f"案卷现处于「{case.state_label}」，不能「{turn.term}」。")
    if case.locked:
        return Reason("有报送正在等待答复，请先撤回。")
    results = AFTER_BAD_RESULT.get(turn.code)
    if results and not any(
        (step := case.facts.steps.get(code)) and step.is_negative for code in results
    ):
        return Reason("政治审查、培训或支委会审查没有不合格的结论，不需要退回。")
    return None
