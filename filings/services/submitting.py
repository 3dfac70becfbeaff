"""Submitting, withdrawing, submitting again. Source: procedure.md, "Filings"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from branches.line import Line, line_of
from branches.models import User
from cases.facts.admission import FileWithDepartment
from cases.facts.probation import ConversionMeeting, ConversionOutcome
from cases.models import Case, Entry
from cases.procedure import CLOSED, PLACE, STEP, Step
from cases.services import recording, writing
from cases.services.acting import Acting, organization_of, require_acting
from cases.services.errors import Reason, Refused
from cases.services.writing import Author
from filings.models import Filing, FilingItem
from filings.services import common
from filings.services.common import route_of


@transaction.atomic
def submit(
    *,
    kind: str,
    versions: Mapping[int, int],
    submitted_on: date,
    submitted_by: User,
    today: date,
    request_id: UUID,
    papers: Sequence[str] = (),
    note: str = "",
) -> Filing:
    """Send one report up, with one item a case, all or none. `versions`: `{case id: version on the page}`.

    The cases belong to branches with one approving committee and one way to it.
    """
    cases = common.lock_cases(versions, submitted_by, today)
    if made := Filing.objects.filter(request_id=request_id).first():
        return made
    step = STEP[kind]
    if not cases:
        raise Refused.because("请至少选择一个案卷。")
    common.check_day(submitted_on, today)
    lines = [line_of(case.branch, today) for case in cases]
    acting = require_acting(
        submitted_by, route_of(step).submit, [organization_of(lines[0], route_of(step).sender)], today
    )
    for case, line in zip(cases, lines, strict=True):
        writing.check_version(case, versions[case.pk])
        if organization_of(line, route_of(step).sender) != acting.organization:
            raise Refused.because("一次报送的案卷须属于同一报送组织。")
        if why := submit_refusal(case, step, line):
            raise Refused(
                [Reason(f"{case.person.name}：{why.text}" if len(cases) > 1 else why.text, why.field, why.article)]
            )
    filing = _filing(step, lines[0], acting, submitted_on, submitted_by, request_id, papers)
    for case in cases:
        _add_item(filing, case, step, acting, submitted_by, today, note)
    return filing


def _filing(
    step: Step, line: Line, acting: Acting, day: date, user: User, request_id: UUID, papers: Sequence[str]
) -> Filing:
    route = route_of(step)
    return Filing.objects.create(
        kind=step.code,
        sender=acting.organization,
        receiver=organization_of(line, route.receiver),
        through=[organization.pk for organization in line.between] if route.deliberated else [],
        papers=list(papers),
        submitted_on=day,
        submitted_by=user,
        request_id=request_id,
    )


def _add_item(filing: Filing, case: Case, step: Step, acting: Acting, user: User, today: date, note: str) -> None:
    request_id = uuid5(filing.request_id, str(case.pk))
    item = FilingItem.objects.create(
        filing=filing,
        case=case,
        kind=step.code,
        version=case.version,
        holder_id=filing.through[0] if filing.through else filing.receiver_id,
        submitted_on=filing.submitted_on,
        submitted_by=user,
    )
    item.case = case
    if route_of(step).done_on_submission:
        facts = FileWithDepartment(on=filing.submitted_on, body=filing.receiver.name if filing.receiver else None)
        author = Author(user=user, acting=acting, request_id=uuid5(request_id, "step"))
        recording.enter(case, step, facts, author, today, {}, is_answer=True)
        if filing.receiver_id is None:
            item.delete()
            return
    _log_submission(item, filing.submitted_on, acting, user, request_id, note)


def _log_submission(item: FilingItem, day: date, acting: Acting, user: User, request_id: UUID, note: str) -> None:
    entry = common.log(
        item, "submitted", day, user=user, acting=acting, request_id=request_id, note=note,
        number=item.filing.number, papers=item.filing.papers,
    )  # fmt: skip
    FilingItem.objects.filter(pk=item.pk).update(version=entry.sequence)
    common.set_locks(item.case)
    writing.save(item.case)


def submit_refusal(case: Case, step: Step, line: Line) -> Reason | None:
    """Why the filing cannot be submitted now; page and service ask here."""
    route = route_of(step)
    if case.state == CLOSED:
        return Reason("案卷已经办结。")
    if organization_of(line, route.receiver) is None and not route.done_on_submission:
        return Reason("上级没有具有审批权限的党委，不能报送。")
    done, own = case.facts.steps.get(route.follows), case.facts.steps.get(step.code)
    rounds = case.facts.earlier_round
    if own is not None and own.on is not None and not own.is_negative and step.code not in rounds:
        return Reason(f"「{step.term}」已经办理。")
    follows = STEP[route.follows]
    if done is None or done.on is None or done.is_negative or route.follows in rounds:
        return Reason(f"须先完成第 {follows.no} 步「{follows.term}」。")
    if PLACE[case.state] < PLACE[route.follows] and not _is_early_cancellation(case, step):
        return Reason(f"须先完成第 {follows.no} 步「{follows.term}」之前的步骤。")
    if PLACE[case.state] >= PLACE[step.code]:
        return Reason(f"「{step.term}」已经办理。")
    if FilingItem.objects.filter(case=case).open().filter(_same_lane(step)).exists():
        return Reason("已有报送正在等待答复。")
    return None


def _same_lane(step: Step) -> Q:
    is_department = Q(kind="file_with_department")
    return is_department if step.code == "file_with_department" else ~is_department


def _is_early_cancellation(case: Case, step: Step) -> bool:
    """A cancellation may be submitted from any state 17–23."""
    meeting = case.facts.steps.conversion_meeting
    return (
        step.code == "approve_conversion"
        and isinstance(meeting, ConversionMeeting)
        and meeting.outcome is ConversionOutcome.CANCEL
        and case.place >= PLACE["approve"]
    )


@transaction.atomic
def withdraw(*, item_id: int, withdrawn_by: User, today: date, request_id: UUID, note: str = "") -> Entry:
    """Take back what is not answered; by the organization that sent it."""
    item = common.lock_item(item_id, withdrawn_by, today)
    if entry := writing.entry_of(item.case, request_id):
        return entry
    acting = require_acting(withdrawn_by, route_of(item.step).submit, [item.filing.sender], today)
    common.require_open(item)
    if route_of(item.step).done_on_submission:
        raise Refused.because("向组织部门的备案已完成报送，不能撤回。")
    item.state, item.holder = FilingItem.State.WITHDRAWN, None
    item.save(update_fields=["state", "holder"])
    entry = common.log(item, "withdrawn", today, user=withdrawn_by, acting=acting, request_id=request_id, note=note)
    common.set_locks(item.case)
    writing.save(item.case)
    return entry


@transaction.atomic
def resubmit(
    *, item_id: int, submitted_on: date, submitted_by: User, today: date, version: int, request_id: UUID, note: str = ""
) -> Entry:
    """Submit a returned item again, in a new round; the receiver is shown what changed since."""
    item = common.lock_item(item_id, submitted_by, today)
    if entry := writing.entry_of(item.case, request_id):
        return entry
    writing.check_version(item.case, version)
    route = route_of(item.step)
    acting = require_acting(submitted_by, route.submit, [item.filing.sender], today)
    if item.state != FilingItem.State.RETURNED:
        raise Refused.because(f"这项报送{item.get_state_display()}，不能再次报送。")
    common.check_day(submitted_on, today, not_before=item.submitted_on, what="上次报送日期")
    line = line_of(item.case.branch, today)
    if not route.done_on_submission and (why := submit_refusal(item.case, item.step, line)):
        raise Refused([why])
    filing = item.filing
    item.state, item.round, item.received_on = FilingItem.State.SUBMITTED, item.round + 1, None
    item.holder_id = filing.through[0] if filing.through else filing.receiver_id
    item.submitted_on, item.submitted_by = submitted_on, submitted_by
    item.save()
    _log_submission(item, submitted_on, acting, submitted_by, request_id, note)
    return writing.entry_of(item.case, request_id) or item.case.entries.latest("sequence")
