"""Recording what a meeting decided: for all of the persons, or for none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from branches.actor import Actor
from branches.acts import Act
from cases.facts.base import StepFacts
from cases.may.acting import require_acting
from cases.models import Case, Entry
from cases.services import Refused, Stale, moment, record
from cases.services.sent import Sent
from cases.services.several import naming
from filings.meetings.models import Meeting
from filings.meetings.names import chosen_in, without_rows


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What the meeting decided about one person.

    code     the step
    version  of the case when the row was filled in
    reasons  `{rule id: reason}` for what the entry brings about
    """

    case_id: int
    code: str
    facts: StepFacts
    version: int
    reasons: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def close_meeting(*, meeting_id: int, decided: Sequence[Decided], by: Actor, sent: Sent) -> Meeting:
    """Record the step of each person with facts and ballot of its own, all or none; the other rows
    that are ticked go on as the next draft of the branch.

    Source: 《细则》 2014 第二十一条, 2026 第二十条: two or more are discussed and voted on one by
    one. Locks the meeting, then the cases in the order of their ids.

    Raises Meeting.DoesNotExist, PermissionDenied; Stale where the draft or a case was changed
    since; Refused, naming the person.
    """
    rows = Meeting.objects.visible_to(by).select_related("organization")
    meeting = rows.select_for_update(of=("self",), no_key=True).get(pk=meeting_id)
    require_acting(by, Act.RECORD, [meeting.organization])
    if meeting.closed_at is not None and meeting.request_id == sent.request_id:
        return meeting  # a double click
    if meeting.closed_at is not None or meeting.version != sent.version:
        raise Stale(())
    if not decided:
        raise Refused.because("没有可以登记的人员。")
    _require_of_branch(meeting, decided)
    entries = [_record(each, by, sent) for each in sorted(decided, key=lambda each: each.case_id)]
    _close(meeting, entries, by, sent)
    return meeting


def _require_of_branch(meeting: Meeting, decided: Iterable[Decided]) -> None:
    """Raises Case.DoesNotExist where a case is not one of the branch."""
    ids = {each.case_id for each in decided}
    if Case.objects.filter(pk__in=ids, branch=meeting.organization_id).count() != len(ids):
        raise Case.DoesNotExist


def _record(each: Decided, by: Actor, sent: Sent) -> Entry:
    """Record one person's step; a refusal says whom it is about."""
    request = replace(sent.for_one(each.case_id, each.version), reasons=each.reasons)
    with naming(each.case_id):
        return record(case_id=each.case_id, code=each.code, facts=each.facts, by=by, sent=request)


def _close(meeting: Meeting, entries: Sequence[Entry], by: Actor, sent: Sent) -> None:
    """Close the meeting with its entries; what it did not record goes on as a draft."""
    data, recorded = meeting.data, [entry.case_id for entry in entries]
    left = without_rows(data, recorded)
    meeting.data = without_rows(data, chosen_in(left))
    meeting.held_on = max(entry.taken_on for entry in entries)
    meeting.closed_by, meeting.closed_at = by.account, moment.now()
    meeting.request_id = sent.request_id
    meeting.version += 1
    meeting.save()
    meeting.entries.set(entries)
    if chosen_in(left):
        Meeting.objects.create(
            organization=meeting.organization,
            kind=meeting.kind,
            data=left,
            version=meeting.version + 1,
            opened_by=meeting.opened_by,
            saved_by=by.account,
        )
