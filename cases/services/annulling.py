"""Annulment of the last entry, and corrections of any: new entries that name the old one."""

from __future__ import annotations

from datetime import date

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.actor import Actor
from cases import may
from cases.facts.base import StepFacts, fields_of
from cases.may import changing
from cases.may.reasons import Reason, is_reason
from cases.may.recording import future
from cases.models import Case, Entry
from cases.procedure import STEP
from cases.selectors.acting import correct_acting
from cases.selectors.standing import annul_refusal, correct_refusal
from cases.services import effects, locking, sponsors, writing
from cases.services.effects import Terms
from cases.services.errors import Refused
from cases.services.sent import Sent
from cases.services.writing import Author, Draft


@transaction.atomic
def annul(*, case_id: int, entry_id: int, reason: str, by: Actor, sent: Sent) -> Entry:
    """Annul the last entry that stands: the state goes back to before it."""
    case = locking.lock_case(case_id, by)
    if entry := locking.repeated(case, sent):
        return entry
    old = case.entries.select_related("organization").get(pk=entry_id)
    acting = changing.annul_acting(old, by)
    if acting is None:
        raise PermissionDenied("只有登记人或同一组织的同一职务可以作废。")
    if why := annul_refusal(case, old):
        raise Refused([why])
    if not is_reason(reason):
        raise Refused([Reason("请写明作废的理由。", "reason")])
    before, state_before = effects.Before.of(case, by.today), case.state
    writing.go_back(case, old.state_before, by.today)
    case.pass_number = old.pass_number
    draft = Draft(
        kind=Entry.Kind.ANNULMENT, code=old.code, taken_on=by.today, note=reason, replaces=old
    )
    author = Author(actor=by, acting=acting, sent=sent)
    entry = writing.append(case, draft, author, state_before=state_before)
    writing.refold(case)
    sponsors.replay(case, old.code)
    effects.rejudge_and_save(case, before, effects.ITS_OWN)
    return entry


@transaction.atomic
def correct(
    *,
    case_id: int,
    entry_id: int,
    facts: StepFacts,
    reason: str,
    by: Actor,
    sent: Sent,
) -> Entry:
    """Replace the facts of an entry, with a reason; the old one stays in the timeline. A closed
    case allows it too.
    """
    case = locking.lock_case(case_id, by)
    if entry := locking.repeated(case, sent):
        return entry
    old = case.entries.select_related("organization").get(pk=entry_id)
    if why := correct_refusal(case, old):
        raise Refused([why])
    acting = correct_acting(case, old, by)
    if acting is None:
        raise PermissionDenied("您没有更正这一步的权限。")
    if not is_reason(reason):
        raise Refused([Reason("请写明更正的理由。", "reason")])
    facts = _complete(old, facts)
    _check_facts(old, facts, by.today)
    return _replace(case, old, facts, reason, Author(actor=by, acting=acting, sent=sent))


def _replace(case: Case, old: Entry, facts: StepFacts, reason: str, author: Author) -> Entry:
    """Write a correction that may be made, and what follows from it. Raises Refused for what it
    brings about.
    """
    before, reasons = effects.Before.of(case, author.actor.today), author.sent.reasons
    draft = Draft(
        kind=Entry.Kind.CORRECTION,
        code=old.code,
        taken_on=facts.on or old.taken_on,
        facts=facts,
        note=reason,
        reasons=reasons,
        replaces=old,
    )
    entry = writing.append(case, draft, author, state_before=case.state)
    writing.refold(case)
    sponsors.replay(case, old.code)
    terms = Terms(
        reasons=reasons,
        step=STEP[old.code],
        is_lenient=may.is_lenient(case, facts, entry.taken_on),
    )
    effects.rejudge_and_save(case, before, terms)
    return entry


def _complete(old: Entry, facts: StepFacts) -> StepFacts:
    """The corrected facts with those that no form asks for, as they stood when the entry was
    made.
    """
    before = old.open_facts
    kept = {
        field.name: getattr(before, field.name)
        for field in fields_of(type(facts))
        if field.label.system and field.name != "asked" and getattr(facts, field.name) is None
    }
    return msgspec.structs.replace(facts, **kept)


def _check_facts(old: Entry, facts: StepFacts, today: date) -> None:
    before = old.open_facts
    assert before is not None
    if (facts.on is None) != (before.on is None):
        raise Refused([Reason("请填写办理日期。", "on")])
    if facts.decision != before.decision:
        raise Refused.because("更正不能改变办理的结果；请作废后重新登记。")
    if why := future(facts, today):
        raise Refused([why])
    if facts.contradiction is not None and facts.contradiction != before.contradiction:
        field, text = facts.contradiction
        raise Refused([Reason(text, field)])
