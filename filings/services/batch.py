"""Accepting clean filings of a kind that needs no vote: ordered at once, done one after the other
in the background (`filings.jobs`), so that one that cannot be accepted is left and keeps none back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
from django.db import transaction

from branches.actor import Actor
from branches.models import Job, User
from branches.services import start_job
from cases.facts.base import FACTS, StepFacts
from cases.may import Reason
from cases.may.acting import require_acting
from cases.models import Entry
from cases.services import locking
from cases.services.errors import Refused
from cases.services.sent import Sent
from filings.models import FilingItem
from filings.selectors.item import checklist_of
from filings.services import common
from filings.services.answering import accept

ACCEPT = "accept_filings"


@transaction.atomic
def accept_clean(*, versions: Mapping[int, int], on: date, by: Actor, sent: Sent) -> Job:
    """Queue the acceptance of the items on one day. `versions`: `{item id: version of its case on
    the page}`. Sent twice it is one job.

    Raises PermissionDenied when the user may not accept one, Refused when one is voted on.
    """
    if not versions:
        raise Refused.because("请至少选择一项报送。")
    User.objects.select_for_update(no_key=True).get(pk=by.account.pk)  # of two clicks one waits
    ordered = Job.objects.filter(owner=by.account, kind=ACCEPT)
    if made := ordered.filter(arguments__request_id=str(sent.request_id)).first():
        return made
    common.check_day(on, by.today)
    for item in common.lock_items(versions, by):
        require_acting(by, item.kind_row.route.answer, [item.filing.receiver])
        if item.kind_row.is_voted:
            raise Refused([_voted(item)])
    return start_job(
        kind=ACCEPT,
        owner=by.account,
        label=f"一并接收备案（{len(versions)} 件）",
        items=[[pk, version] for pk, version in versions.items()],
        on=on.isoformat(),
        user=by.account.pk,
        request_id=str(sent.request_id),
    )


@transaction.atomic
def accept_one_clean(*, item_id: int, on: date, by: Actor, sent: Sent) -> Entry:
    """Accept one of those that were ordered. Raises Refused also where its checklist is not
    clean.
    """
    item = common.lock_item(item_id, by)
    if entry := locking.entry_of(item.case, sent):
        return entry
    if why := batch_refusal(item, by.today):
        raise Refused([why])
    return accept(item_id=item_id, facts=_facts(item, on), by=by, sent=sent)


def batch_refusal(item: FilingItem, today: date) -> Reason | None:
    """Why the item is not accepted together with others."""
    if item.kind_row.is_voted:
        return _voted(item)
    if item.is_open and not checklist_of(item, today).is_clean:
        return Reason("有不符或待核的项目，须逐件办理。")
    return None


def _voted(item: FilingItem) -> Reason:
    return Reason(f"「{item.step.term}」须逐件办理。")


def _facts(item: FilingItem, on: date) -> StepFacts:
    return msgspec.convert({item.kind_row.day: on}, FACTS[item.kind])
