"""Annulment of the last entry, and corrections of any: new entries that name the old one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.acts import Act
from branches.line import Line, line_of
from branches.models import User
from branches.rights import rights_of
from cases.facts.base import StepFacts
from cases.models import Case, Entry
from cases.procedure import STEP, STEPS, Body, Step
from cases.services import ledger, recording, sponsors, writing
from cases.services.acting import Acting, find_acting, organization_of
from cases.services.errors import Reason, Refused
from cases.services.writing import Author, Draft

ANNULLABLE = (Entry.Kind.STEP, Entry.Kind.SUPPLEMENT, Entry.Kind.CORRECTION, Entry.Kind.TURN)


@transaction.atomic
def annul(
    *, case_id: int, entry_id: int, reason: str, recorded_by: User, today: date, version: int, request_id: UUID
) -> Entry:
    """Annul the last entry that stands: the state goes back to before it."""
    case = writing.lock_case(case_id, recorded_by, today)
    if entry := writing.entry_of(case, request_id):
        return entry
    writing.check_version(case, version)
    last = last_standing(case)
    if last is None or last.pk != entry_id:
        raise Refused.because("只能作废最后一条登记。")
    acting = annul_acting(last, recorded_by, today)
    if acting is None:
        raise PermissionDenied("只有登记人或同一组织的同一职务可以作废。")
    if why := annul_refusal(case, last):
        raise Refused([why])
    if not reason.strip():
        raise Refused([Reason("请写明作废的理由。", "reason")])
    before = case.state
    case.outcome, case.closed_on = "", None
    writing.go_back(case, last.state_before)
    case.pass_number = last.pass_number
    draft = Draft(kind=Entry.Kind.ANNULMENT, code=last.code, taken_on=today, note=reason, replaces=last)
    author = Author(user=recorded_by, acting=acting, request_id=request_id)
    entry = writing.append(case, draft, author, state_before=before)
    writing.refold(case)
    sponsors.replay(case, last.code)
    writing.settle(case, today, wide=True)
    writing.save(case)
    return entry


def last_standing(case: Case) -> Entry | None:
    """The last entry that is neither an annulment nor annulled; a filing's entries count."""
    rows = case.entries.exclude(kind=Entry.Kind.ANNULMENT).exclude(replaced_by__kind=Entry.Kind.ANNULMENT)
    return rows.select_related("organization").order_by("-sequence").first()


def annul_acting(entry: Entry, user: User, today: date) -> Acting | None:
    """Who recorded it, while still in that post, or the same role at the same organization."""
    if entry.organization is None:
        return None
    roles = {
        grant.role.value for grant in rights_of(user, today).grants if grant.organization_id == entry.organization_id
    }
    if entry.role in roles or (entry.recorded_by_id == user.pk and roles):
        return Acting(entry.organization, entry.role if entry.role in roles else sorted(roles)[0])
    return None


def annul_refusal(case: Case, entry: Entry) -> Reason | None:
    """Why the entry cannot be annulled; page and service ask here."""
    if entry.kind not in ANNULLABLE:
        return Reason("报送和答复不能作废。")
    if entry.code in STEP and STEP[entry.code].route is not None:
        return Reason("上级的答复不能作废。")
    if entry.kind == Entry.Kind.TURN and entry.code not in _OWN_TURNS:
        return Reason("上级的答复不能作废。")
    if entry.code in case.locked:
        return Reason("有报送以这条登记为依据，请先撤回报送。")
    return None


_OWN_TURNS = frozenset(
    {"adverse_notice", "send_back", "continue_after_meeting", "close_after_meeting", "close", "close_probationer"}
)


@transaction.atomic
def correct(
    *,
    case_id: int,
    entry_id: int,
    facts: StepFacts,
    reason: str,
    recorded_by: User,
    today: date,
    version: int,
    request_id: UUID,
    reasons: Mapping[str, str],
) -> Entry:
    """Replace the facts of an entry, with a reason; the old one stays in the timeline. A closed case allows it too."""
    case = writing.lock_case(case_id, recorded_by, today)
    if entry := writing.entry_of(case, request_id):
        return entry
    writing.check_version(case, version)
    old = case.entries.select_related("organization").get(pk=entry_id)
    if why := correct_refusal(case, old):
        raise Refused([why])
    acting = correct_acting(case, old, recorded_by, today)
    if acting is None:
        raise PermissionDenied("您没有更正这一步的权限。")
    if not reason.strip():
        raise Refused([Reason("请写明更正的理由。", "reason")])
    step = STEP[old.code]
    _check_facts(old, facts, today)
    draft = Draft(
        kind=Entry.Kind.CORRECTION, code=old.code, taken_on=facts.on or old.taken_on,
        facts=ledger.as_it_stood(case, old.code, facts), note=reason, reasons=reasons, replaces=old,
    )  # fmt: skip
    author = Author(user=recorded_by, acting=acting, request_id=request_id)
    entry = writing.append(case, draft, author, state_before=case.state)
    writing.refold(case)
    sponsors.replay(case, old.code)
    findings = writing.settle(case, today, wide=True)
    writing.refuse_by_findings(findings, step.no, reasons, is_history=writing.is_history(case, entry.taken_on))
    writing.save(case)
    return entry


def _check_facts(old: Entry, facts: StepFacts, today: date) -> None:
    before = old.open_facts
    assert before is not None
    if (facts.on is None) != (before.on is None):
        raise Refused([Reason("请填写办理日期。", "on")])
    if facts.is_negative != before.is_negative:
        raise Refused.because("更正不能改变办理的结果；请作废后重新登记。")
    if late := next(recording.later_than(facts, today), None):
        raise Refused([Reason(f"日期不能晚于今天（{today}）。", late)])


def correct_refusal(case: Case, entry: Entry) -> Reason | None:
    """Why the entry cannot be corrected; page and service ask here."""
    if entry.kind not in (Entry.Kind.STEP, Entry.Kind.SUPPLEMENT, Entry.Kind.CORRECTION):
        return Reason("只有登记和补充可以更正。")
    if entry.replaced_by.exists():
        return Reason("这条登记已被更正或作废。")
    if entry.code in case.locked:
        return Reason("有报送以这条登记为依据，请先撤回报送。")
    return None


def correct_acting(case: Case, entry: Entry, user: User, today: date, line: Line | None = None) -> Acting | None:
    """As what the user may correct: who may record the step, or who may decide once an accepted filing rests on it."""
    line = line or line_of(case.branch, today)
    act, bodies = _correcting(case, STEP[entry.code])
    return find_acting(user, act, (organization_of(line, body) for body in bodies), today)


def _correcting(case: Case, step: Step) -> tuple[Act, tuple[Body, ...]]:
    """The right that a correction of the step needs. Source: procedure.md, "Filings"."""
    if step.route is not None:
        return step.route.answer, (step.route.receiver,)
    for other in STEPS:
        accepted = case.facts.steps.get(other.code)
        if other.route and step.code in other.route.rests_on and accepted and accepted.on and not accepted.is_negative:
            return other.route.answer, (other.route.receiver,)
    return step.act, step.bodies
