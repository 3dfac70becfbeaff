"""Submitting, withdrawing, submitting again. Source: docs/specification/procedure.md, "Filings"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction

from branches.actor import Actor
from branches.line import Line, line_of
from cases.facts.admission import FileWithDepartment
from cases.may import Answer, Reason
from cases.may.acting import organization_of, require_acting
from cases.models import Case, Entry
from cases.procedure import STEP, Route, Step
from cases.services import effects, locking, recording, writing
from cases.services.errors import Refused, Reused
from cases.services.sent import Sent
from cases.services.writing import Author
from filings import may
from filings.kinds import KINDS
from filings.models import Filing, FilingItem
from filings.selectors.standing import past_of, resubmit_refusal, submit_refusal
from filings.services import common


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What is sent up about the cases: a filing of this kind, with papers and a note."""

    kind: str
    submitted_on: date
    papers: tuple[str, ...] = ()
    note: str = ""

    @property
    def step(self) -> Step:
        return STEP[self.kind]

    @property
    def route(self) -> Route:
        return KINDS[self.kind].route


@transaction.atomic
def submit(*, submission: Submission, versions: Mapping[int, int], by: Actor, sent: Sent) -> Filing:
    """Send one report up, with one item a case, all or none. `versions`: `{case id: version on the
    page}`.

    The cases belong to branches with one approving committee and one way to it.
    """
    cases = locking.lock_cases(versions, by)
    if made := Filing.objects.filter(request_id=sent.request_id).first():
        if made.submitted_by_id != by.account.pk or made.kind != submission.kind:
            raise Reused
        return made
    if not cases:
        raise Refused.because("请至少选择一个案卷。")
    common.check_day(submission.submitted_on, by.today, field="submitted_on")
    lines = [line_of(case.branch, by.today) for case in cases]
    route = submission.route
    acting = require_acting(by, route.submit, [organization_of(lines[0], route.sender)])
    for case, line in zip(cases, lines, strict=True):
        locking.check_version(case, versions[case.pk])
        if organization_of(line, route.sender) != acting.organization:
            raise Refused.because("一次报送的案卷须属于同一报送组织。")
        if why := submit_refusal(case, submission.step, line):
            raise Refused([_of(case, why, is_named=len(cases) > 1)])
    author = Author(actor=by, acting=acting, sent=sent)
    filing = _filing(submission, lines[0], author)
    for case in cases:
        try:
            _add_item(filing, case, author, submission.note)
        except Refused as refused:
            raise Refused(
                _of(case, why, is_named=len(cases) > 1) for why in refused.reasons
            ) from refused
    return filing


def _of(case: Case, why: Reason, *, is_named: bool) -> Reason:
    """Why, with whom it is about where several were sent."""
    if not is_named:
        return why
    return replace(why, text=f"{case.person.name}：{why.text}")


def _filing(submission: Submission, line: Line, author: Author) -> Filing:
    assert author.acting is not None  # a person sends it
    between = may.between(line, submission.route)
    try:
        return Filing.objects.create(
            kind=submission.kind,
            sender=author.acting.organization,
            receiver=organization_of(line, submission.route.receiver),
            through=[organization.pk for organization in between],
            papers=list(submission.papers),
            submitted_on=submission.submitted_on,
            submitted_by=author.actor.account,
            request_id=author.sent.request_id,
        )
    except IntegrityError as error:
        if writing.is_request_id_taken(error):
            raise Reused from error
        raise


def _add_item(filing: Filing, case: Case, author: Author, note: str) -> None:
    author = replace(author, sent=author.sent.for_one(case.pk))
    item = FilingItem.objects.create(
        filing=filing,
        case=case,
        kind=filing.kind,
        version=case.version,
        holder_id=filing.first_holder_id,
        submitted_on=filing.submitted_on,
        submitted_by=author.actor.account,
    )
    item.case = case
    if item.kind_row.route.done_on_submission:
        body = filing.receiver.name if filing.receiver else None
        facts = FileWithDepartment(on=filing.submitted_on, body=body)
        of_step = replace(author, sent=author.sent.followed("step"))
        prepared = recording.prepare(case, item.step, facts, of_step, Answer())
        recording.enter(case, prepared, of_step)
        if filing.receiver_id is None:
            item.delete()
            return
    _log_submission(item, filing.submitted_on, author, note)


def _log_submission(item: FilingItem, day: date, author: Author, note: str) -> None:
    filing = item.filing
    entry = common.log(
        item, "submitted", day, author, note=note, number=filing.number, papers=filing.papers
    )
    FilingItem.objects.filter(pk=item.pk).update(version=entry.sequence)
    common.set_locks(item.case)
    effects.save(item.case)


@transaction.atomic
def withdraw(*, item_id: int, by: Actor, sent: Sent, note: str = "") -> Entry:
    """Take back what is not answered; by the organization that sent it."""
    item = common.lock_item(item_id, by)
    if entry := locking.entry_of(item.case, sent):
        return entry
    acting = require_acting(by, item.kind_row.route.submit, [item.filing.sender])
    common.refuse_for(may.withdraw(item, past_of(item)))
    item.state, item.holder = FilingItem.State.WITHDRAWN, None
    item.save(update_fields=["state", "holder"])
    author = Author(actor=by, acting=acting, sent=sent)
    entry = common.log(item, "withdrawn", by.today, author, note=note)
    common.set_locks(item.case)
    effects.save(item.case)
    return entry


@transaction.atomic
def resubmit(*, item_id: int, submitted_on: date, by: Actor, sent: Sent, note: str = "") -> Entry:
    """Submit a returned item again, in a new round; the receiver is shown what changed since."""
    item = common.lock_item(item_id, by)
    if entry := locking.entry_of(item.case, sent):
        return entry
    locking.check_version(item.case, sent.version)
    route = item.kind_row.route
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
    item.holder_id = filing.first_holder_id
    if filing.through:
        item.assigned_to = None  # it may have come back from further up
    item.submitted_on, item.submitted_by = submitted_on, by.account
    item.save()
    _log_submission(item, submitted_on, Author(actor=by, acting=acting, sent=sent), note)
    return locking.entry_of(item.case, sent) or item.case.entries.latest("sequence")
