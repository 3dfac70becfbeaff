"""Submitting, withdrawing, submitting again. Source: docs/specification/procedure.md, "Filings"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from branches.actor import Actor
from branches.line import Line, line_of
from branches.models import User
from cases.facts.admission import FileWithDepartment
from cases.models import Case, Entry
from cases.procedure import STEP, Step
from cases.services import recording, writing
from cases.services.acting import Acting, organization_of, require_acting
from cases.services.errors import Reason, Refused, Reused
from cases.services.writing import NO_REASONS, Author
from filings.models import Filing, FilingItem
from filings.selectors.refusals import resubmit_refusal, route_of, submit_refusal, withdraw_refusal
from filings.services import common


@transaction.atomic
def submit(
    *,
    kind: str,
    versions: Mapping[int, int],
    submitted_on: date,
    by: Actor,
    request_id: UUID,
    papers: Sequence[str] = (),
    note: str = "",
    reasons: Mapping[str, str] = NO_REASONS,
) -> Filing:
    """Send one report up, with one item a case, all or none. `versions`: `{case id: version on the
    page}`.

    The cases belong to branches with one approving committee and one way to it.
    """
    cases = writing.lock_cases(versions, by)
    if made := Filing.objects.filter(request_id=request_id).first():
        if made.submitted_by_id != by.account.pk or made.kind != kind:
            raise Reused
        return made
    step = STEP[kind]
    if not cases:
        raise Refused.because("请至少选择一个案卷。")
    common.check_day(submitted_on, by.today, field="submitted_on")
    lines = [line_of(case.branch, by.today) for case in cases]
    acting = require_acting(
        by, route_of(step).submit, [organization_of(lines[0], route_of(step).sender)]
    )
    for case, line in zip(cases, lines, strict=True):
        writing.check_version(case, versions[case.pk])
        if organization_of(line, route_of(step).sender) != acting.organization:
            raise Refused.because("一次报送的案卷须属于同一报送组织。")
        if why := submit_refusal(case, step, line):
            raise Refused([_of(case, why, is_named=len(cases) > 1)])
    filing = _filing(step, lines[0], acting, submitted_on, by.account, request_id, papers)
    for case in cases:
        try:
            _add_item(filing, case, step, acting, by, note, reasons)
        except Refused as refused:
            raise Refused(
                _of(case, why, is_named=len(cases) > 1) for why in refused.reasons
            ) from refused
    return filing


def _of(case: Case, why: Reason, *, is_named: bool) -> Reason:
    """Why, with whom it is about where several were sent."""
    return replace(why, text=f"{case.person.name}：{why.text}") if is_named else why


def _filing(
    step: Step,
    line: Line,
    acting: Acting,
    day: date,
    user: User,
    request_id: UUID,
    papers: Sequence[str],
) -> Filing:
    route = route_of(step)
    try:
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
    except IntegrityError as error:
        if writing.is_request_id_taken(error):
            raise Reused from error
        raise


def _add_item(
    filing: Filing,
    case: Case,
    step: Step,
    acting: Acting,
    actor: Actor,
    note: str,
    reasons: Mapping[str, str],
) -> None:
    request_id = uuid5(filing.request_id, str(case.pk))
    item = FilingItem.objects.create(
        filing=filing,
        case=case,
        kind=step.code,
        version=case.version,
        holder_id=filing.through[0] if filing.through else filing.receiver_id,
        submitted_on=filing.submitted_on,
        submitted_by=actor.account,
    )
    item.case = case
    if route_of(step).done_on_submission:
        facts = FileWithDepartment(
            on=filing.submitted_on, body=filing.receiver.name if filing.receiver else None
        )
        author = Author(actor=actor, acting=acting, request_id=uuid5(request_id, "step"))
        recording.enter(case, step, facts, author, reasons, is_answer=True)
        if filing.receiver_id is None:
            item.delete()
            return
    _log_submission(item, filing.submitted_on, acting, actor, request_id, note)


def _log_submission(
    item: FilingItem,
    day: date,
    acting: Acting,
    actor: Actor,
    request_id: UUID,
    note: str,
) -> None:
    entry = common.log(
        item,
        "submitted",
        day,
        by=actor,
        acting=acting,
        request_id=request_id,
        note=note,
        number=item.filing.number,
        papers=item.filing.papers,
    )
    FilingItem.objects.filter(pk=item.pk).update(version=entry.sequence)
    common.set_locks(item.case)
    writing.save(item.case)


@transaction.atomic
def withdraw(*, item_id: int, by: Actor, request_id: UUID, note: str = "") -> Entry:
    """Take back what is not answered; by the organization that sent it."""
    item = common.lock_item(item_id, by)
    if entry := writing.entry_of(item.case, request_id):
        return entry
    acting = require_acting(by, route_of(item.step).submit, [item.filing.sender])
    common.refuse_for(withdraw_refusal(item))
    item.state, item.holder = FilingItem.State.WITHDRAWN, None
    item.save(update_fields=["state", "holder"])
    entry = common.log(
        item,
        "withdrawn",
        by.today,
        by=by,
        acting=acting,
        request_id=request_id,
        note=note,
    )
    common.set_locks(item.case)
    writing.save(item.case)
    return entry


@transaction.atomic
def resubmit(
    *, item_id: int, submitted_on: date, by: Actor, version: int, request_id: UUID, note: str = ""
) -> Entry:
    """Submit a returned item again, in a new round; the receiver is shown what changed since."""
    item = common.lock_item(item_id, by)
    if entry := writing.entry_of(item.case, request_id):
        return entry
    writing.check_version(item.case, version)
    route = route_of(item.step)
    acting = require_acting(by, route.submit, [item.filing.sender])
    common.refuse_for(resubmit_refusal(item, line_of(item.case.branch, by.today)))
    common.check_day(
        submitted_on,
        by.today,
        not_before=item.submitted_on,
        what="上次报送日期",
        field="submitted_on",
    )
    filing = item.filing
    item.state, item.round, item.received_on = FilingItem.State.SUBMITTED, item.round + 1, None
    item.holder_id = filing.through[0] if filing.through else filing.receiver_id
    item.submitted_on, item.submitted_by = submitted_on, by.account
    item.save()
    _log_submission(item, submitted_on, acting, by, request_id, note)
    return writing.entry_of(item.case, request_id) or item.case.entries.latest("sequence")
