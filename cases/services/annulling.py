"""Annulment of the last entry, and corrections of any: new entries that name the old one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.actor import Actor
from branches.acts import Act
from branches.line import Line, line_of
from cases.facts.base import StepFacts, fields_of
from cases.facts.case import CODES
from cases.may import is_reason
from cases.models import Case, Entry, Sponsorship
from cases.procedure import PLACE, STEP, STEPS, TURNS, Body, Route, Step
from cases.services import recording, sponsors, writing
from cases.services.acting import Acting, find_acting, organization_of
from cases.services.errors import Reason, Refused
from cases.services.sent import Sent
from cases.services.writing import Author, Draft

ANNULLABLE = (Entry.Kind.STEP, Entry.Kind.SUPPLEMENT, Entry.Kind.CORRECTION, Entry.Kind.TURN)


@transaction.atomic
def annul(*, case_id: int, entry_id: int, reason: str, by: Actor, sent: Sent) -> Entry:
    """Annul the last entry that stands: the state goes back to before it."""
    case = writing.lock_case(case_id, by)
    if entry := writing.repeated(case, sent):
        return entry
    last = last_standing(case)
    if last is None or last.pk != entry_id:
        raise Refused.because("只能作废最后一条登记。")
    acting = annul_acting(last, by)
    if acting is None:
        raise PermissionDenied("只有登记人或同一组织的同一职务可以作废。")
    if why := annul_refusal(case, last):
        raise Refused([why])
    if not is_reason(reason):
        raise Refused([Reason("请写明作废的理由。", "reason")])
    before, state_before = writing.Before.of(case, by.today), case.state
    writing.go_back(case, last.state_before, by.today)
    case.pass_number = last.pass_number
    draft = Draft(
        kind=Entry.Kind.ANNULMENT, code=last.code, taken_on=by.today, note=reason, replaces=last
    )
    author = Author(actor=by, acting=acting, sent=sent)
    entry = writing.append(case, draft, author, state_before=state_before)
    writing.refold(case)
    sponsors.replay(case, last.code)
    writing.rejudge_and_save(case, before, writing.ITS_OWN, rereads_others=True)
    return entry


def last_standing(case: Case, entries: Iterable[Entry] | None = None) -> Entry | None:
    """The last entry that is neither an annulment nor annulled; `entries`: all of the case, where
    they were read.

    What passed with a filing is not counted: a waiting one locks the steps it rests on, an answer
    is an entry itself.
    """
    rows = list(case.entries.select_related("organization") if entries is None else entries)
    gone = {row.replaces_id for row in rows if row.kind == Entry.Kind.ANNULMENT}
    standing = (row for row in rows if row.kind in ANNULLABLE and row.pk not in gone)
    return max(standing, key=lambda row: row.sequence, default=None)


def annul_acting(entry: Entry, actor: Actor) -> Acting | None:
    """Who recorded it, while still in that post, or the same role at the same organization."""
    role = annul_role(entry, actor)
    return Acting(entry.organization, role) if role and entry.organization else None


def annul_role(entry: Entry, actor: Actor) -> str | None:
    """As what the user may annul the entry, at the organization for which it was recorded; no
    query for it.
    """
    if entry.organization_id is None:
        return None
    if (
        entry.role in Sponsorship.Kind.values
    ):  # that he still stands by the person, the scope has seen to
        return entry.role if entry.recorded_by_id == actor.account.pk else None
    roles = {
        grant.role.value
        for grant in actor.rights.grants
        if grant.organization_id == entry.organization_id
    }
    if entry.role in roles:
        return entry.role
    return min(roles, default=None) if entry.recorded_by_id == actor.account.pk else None


def annul_refusal(case: Case, entry: Entry) -> Reason | None:
    """Why the entry cannot be annulled; page and service ask here."""
    if entry.kind not in ANNULLABLE:
        return Reason("报送和答复不能作废。")
    if entry.kind == Entry.Kind.STEP and _answered_by(entry) is not None:
        return Reason("上级的答复不能作废。")
    if entry.kind == Entry.Kind.TURN and entry.code not in _OWN_TURNS:
        return Reason("上级的答复不能作废。")
    if entry.code in case.locked:
        return Reason("有报送以这条登记为依据，请先撤回报送。")
    if case.closed_on is not None and Case.objects.filter(person=case.person_id).open().exists():
        return Reason("此人已另有未办结的案卷，这份案卷不能恢复办理。")
    return None


def _answered_by(entry: Entry) -> Route | None:
    """The filing whose answer the entry of a step is, None when the step was recorded by itself."""
    step = STEP[entry.code]
    if PLACE.get(entry.state_before, -1) >= PLACE[step.code]:
        return None  # the case had gone past it
    if step.route is None and entry.state_before in step.by_answer_from:
        return next(each.route for each in STEPS if each.no == step.no and each.route)
    return step.route


_OWN_TURNS = frozenset(turn.code for turn in TURNS if turn.act is not None)


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
    case = writing.lock_case(case_id, by)
    if entry := writing.repeated(case, sent):
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
    before = writing.Before.of(case, by.today)
    draft = Draft(
        kind=Entry.Kind.CORRECTION,
        code=old.code,
        taken_on=facts.on or old.taken_on,
        facts=facts,
        note=reason,
        reasons=sent.reasons,
        replaces=old,
    )
    author = Author(actor=by, acting=acting, sent=sent)
    entry = writing.append(case, draft, author, state_before=case.state)
    writing.refold(case)
    sponsors.replay(case, old.code)
    is_lenient = writing.is_lenient(case, facts, entry.taken_on)
    writing.rejudge_and_save(
        case, before, sent.reasons, step=STEP[old.code], is_lenient=is_lenient, rereads_others=True
    )
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
    if late := next(recording.later_than(facts, today), None):
        raise Refused([Reason(f"日期不能晚于今天（{today}）。", late)])
    if facts.contradiction is not None and facts.contradiction != before.contradiction:
        field, text = facts.contradiction
        raise Refused([Reason(text, field)])


def replaced_in(entries: Iterable[Entry]) -> frozenset[int]:
    """The ids of the entries that a correction or an annulment which stands has replaced."""
    rows = [row for row in entries if row.replaces_id]
    gone = {row.replaces_id for row in rows if row.kind == Entry.Kind.ANNULMENT}
    return frozenset(row.replaces_id for row in rows if row.replaces_id and row.pk not in gone)


def correct_refusal(
    case: Case, entry: Entry, replaced: Collection[int] | None = None
) -> Reason | None:
    """Why the entry cannot be corrected; page and service ask here. `replaced`: see
    `replaced_in`, where known.
    """
    if entry.kind not in (Entry.Kind.STEP, Entry.Kind.SUPPLEMENT, Entry.Kind.CORRECTION):
        return Reason("只有登记和补充可以更正。")
    if entry.pk in (
        replaced_in(case.entries.filter(replaces__isnull=False)) if replaced is None else replaced
    ):
        return Reason("这条登记已被更正或作废。")
    if entry.code in case.locked:
        return Reason("有报送以这条登记为依据，请先撤回报送。")
    return None


def correct_acting(
    case: Case, entry: Entry, actor: Actor, line: Line | None = None
) -> Acting | None:
    """As what the user may correct: who may record it, or who may decide where an accepted filing
    rests on it.

    Source: docs/specification/procedure.md, "Filings".
    """
    line = line or line_of(case.branch, actor.today)
    step = STEP[entry.code]
    first = _original(entry)
    is_addition = first.kind == Entry.Kind.SUPPLEMENT
    wanted: list[tuple[Act, tuple[Body, ...]]]
    if not is_addition and (route := _answered_by(first)):
        wanted = [(route.answer, (route.receiver,))]
        if route.done_on_submission and (line.department is None or not _is_received(case, step)):
            wanted.append((route.submit, (route.sender,)))
    elif kept_by := _kept_by(case, step):
        wanted = [(kept_by.answer, (kept_by.receiver,))]
    elif is_addition:
        return recording.supplement_acting(case, step, actor, line)
    else:
        wanted = [recording.right_of(step)]
    for act, bodies in wanted:
        if acting := find_acting(actor, act, (organization_of(line, body) for body in bodies)):
            return acting
    return None


def _original(entry: Entry) -> Entry:
    """The entry that corrections go back to."""
    while entry.kind == Entry.Kind.CORRECTION and entry.replaces is not None:
        entry = entry.replaces
    return entry


def _kept_by(case: Case, step: Step) -> Route | None:
    """The first filing that rests on the step and was accepted and not undone; those that hold
    nothing up keep none.
    """
    return next(
        (
            each.route
            for each in STEPS
            if each.route is not None
            and step.code in each.route.rests_on
            and not each.route.done_on_submission
            and _is_done(case, each.no)
        ),
        None,
    )


def _is_done(case: Case, no: int) -> bool:
    done = (case.facts.steps.get(code) for code in CODES if STEP[code].no == no)
    return any(
        facts is not None and facts.on is not None and not facts.is_negative for facts in done
    )


def _is_received(case: Case, step: Step) -> bool:
    return getattr(case.facts.steps.get(step.code), "received_on", None) is not None
