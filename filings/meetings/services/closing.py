"""Recording what a meeting decided: for all of the persons, or for none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction

from branches.actor import Actor
from branches.models import Organization
from cases.facts.base import StepFacts
from cases.may.acting import require_acting
from cases.models import Case, Entry
from cases.services import Refused, Stale, locking, moment, record
from cases.services.sent import Sent
from cases.services.several import naming
from filings.meetings.kinds import COMMITTEE, Kind
from filings.meetings.models import Meeting
from filings.meetings.names import chosen_in, without_rows
from filings.models import FilingItem
from filings.services import NegativeAnswer, accept, refuse


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What a branch meeting decided about one person.

    code     the step
    version  of the case when the row was filled in
    reasons  `{rule id: reason}` for what the entry brings about
    """

    case_id: int
    code: str
    facts: StepFacts
    version: int
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def on(self) -> date | None:
        """The day of the meeting."""
        return self.facts.on

    def write(self, by: Actor, sent: Sent) -> Entry:
        """Record the step."""
        return record(case_id=self.case_id, code=self.code, facts=self.facts, by=by, sent=sent)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a committee's meeting decided about one filing: the facts of its acceptance, or its
    refusal. `version` and `reasons` as of `Decided`.
    """

    case_id: int
    item_id: int
    answer: StepFacts | NegativeAnswer
    version: int
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def on(self) -> date | None:
        """The day of the meeting."""
        return self.answer.on

    def write(self, by: Actor, sent: Sent) -> Entry:
        """Answer the filing."""
        if isinstance(self.answer, NegativeAnswer):
            return refuse(item_id=self.item_id, answer=self.answer, by=by, sent=sent)
        return accept(item_id=self.item_id, facts=self.answer, by=by, sent=sent)


class RefusedOf(Refused):
    """Refused because of one person. `case_id`: whose row it is; `own`: the reasons without the
    name.
    """

    def __init__(self, case_id: int, named: Refused) -> None:
        super().__init__(named.reasons)
        self.case_id = case_id
        before = named.__cause__
        self.own = before.reasons if isinstance(before, Refused) else named.reasons


@transaction.atomic
def close_meeting(
    *, meeting_id: int, decided: Sequence[Decided | Answered], by: Actor, sent: Sent
) -> Meeting:
    """Record what was decided about each person with facts and votes of its own, all or none; the
    other rows that are ticked go on as the next draft.

    Source: 《细则》 2014 第二十一、二十五条, 2026 第二十、二十四条: two or more are discussed and
    voted on one by one. Locks the meeting, then the cases in the order of their ids.

    Raises Meeting.DoesNotExist, PermissionDenied; Stale where the draft or a case was changed
    since; Refused, naming the person.
    """
    rows = Meeting.objects.visible_to(by).select_related("organization")
    meeting = rows.select_for_update(of=("self",), no_key=True).get(pk=meeting_id)
    of = meeting.gathering
    require_acting(by, of.kind.closed_by, [of.organization])
    if meeting.closed_at is not None and meeting.request_id == sent.request_id:
        return meeting  # a double click
    if meeting.closed_at is not None or meeting.version != sent.version:
        raise Stale(())
    if not decided:
        raise Refused.because("没有可以登记的人员。")
    _require_of(of.organization, of.kind, decided)
    locking.lock_cases([each.case_id for each in decided], by)
    entries = [_record(each, by, sent) for each in sorted(decided, key=lambda each: each.case_id)]
    _close(meeting, decided, entries, by=by, sent=sent)
    return meeting


def _require_of(
    organization: Organization, kind: Kind, decided: Iterable[Decided | Answered]
) -> None:
    """Raises Case.DoesNotExist where a case is not one that this organization decides in such a
    meeting.
    """
    if kind == COMMITTEE:
        sent_here = FilingItem.objects.filter(
            filing__receiver=organization, kind__in=kind.discusses
        )
        answered = [each for each in decided if isinstance(each, Answered)]
        items = {each.item_id: each.case_id for each in answered}
        found = sent_here.filter(pk__in=items).values_list("pk", "case_id")
        if dict(found) != items or len(items) != len(list(decided)):
            raise Case.DoesNotExist
        return
    ids = {each.case_id for each in decided if isinstance(each, Decided)}
    found_ids = Case.objects.filter(pk__in=ids, branch=organization)
    if found_ids.count() != len(list(decided)):
        raise Case.DoesNotExist


def _record(each: Decided | Answered, by: Actor, sent: Sent) -> Entry:
    """Record what was decided about one person; a refusal says whom it is about."""
    request = replace(sent.for_one(each.case_id, each.version), reasons=each.reasons)
    try:
        with naming(each.case_id):
            return each.write(by, request)
    except Refused as refused:
        raise RefusedOf(each.case_id, refused) from refused


def _close(
    meeting: Meeting,
    decided: Iterable[Decided | Answered],
    entries: Sequence[Entry],
    *,
    by: Actor,
    sent: Sent,
) -> None:
    """Close the meeting with its entries; what it did not record goes on as a draft."""
    data, recorded = meeting.data, [entry.case_id for entry in entries]
    left = without_rows(data, recorded)
    meeting.data = without_rows(data, chosen_in(left))
    meeting.held_on = max(each.on for each in decided if each.on is not None)
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
