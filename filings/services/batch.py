"""Accepting several clean filings of a kind that needs no vote, all or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
from django.db import transaction

from branches.actor import Actor
from cases.facts.base import FACTS, StepFacts
from cases.may import Reason
from cases.services.errors import Refused
from cases.services.sent import Sent
from filings.models import FilingItem
from filings.selectors.item import checklist_of
from filings.services import common
from filings.services.answering import accept


@transaction.atomic
def accept_clean(
    *, versions: Mapping[int, int], on: date, by: Actor, sent: Sent
) -> list[FilingItem]:
    """Accept all of the items, on one day. `versions`: `{item id: version of its case on the
    page}`.

    Raises Refused, naming the person, when one is of a kind that is voted on, or its checklist is
    not clean.
    """
    if not versions:
        raise Refused.because("请至少选择一项报送。")
    items = common.lock_items(versions, by)
    for item in items:
        if why := batch_refusal(item, by.today):
            raise Refused([why])
        try:
            accept(
                item_id=item.pk,
                facts=_facts(item, on),
                by=by,
                sent=sent.for_one(item.pk, versions[item.pk]),
            )
        except Refused as refusal:
            raise Refused(_named(item, reason) for reason in refusal.reasons) from refusal
    return items


def batch_refusal(item: FilingItem, today: date) -> Reason | None:
    """Why the item is not accepted together with others."""
    if item.kind_row.is_voted:
        return Reason(f"「{item.step.term}」须逐件办理。")
    if item.is_open and not checklist_of(item, today).is_clean:
        return Reason(f"{item.case.person.name}有不符或待核的项目，须逐件办理。")
    return None


def _facts(item: FilingItem, on: date) -> StepFacts:
    return msgspec.convert({item.kind_row.day: on}, FACTS[item.kind])


def _named(item: FilingItem, reason: Reason) -> Reason:
    """Why, with whom it is about; a reason can be given only where the item is answered by
    itself.
    """
    alone = "须写明理由，请逐件办理。" if reason.wants_reason else ""
    return Reason(
        f"{item.case.person.name}：{reason.text}{alone}", reason.field, reason.article, reason.rule
    )
