"""Accepting several clean filings of a kind that needs no vote, all or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
from django.db import transaction

from branches.actor import Actor
from cases.facts.base import FACTS, StepFacts
from cases.may import Reason
from cases.models import Case
from cases.services import locking
from cases.services.errors import Refused
from cases.services.sent import Sent
from filings.models import FilingItem
from filings.selectors.item import checklist_of
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
    items = _locked(versions, by)
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


def _locked(versions: Mapping[int, int], actor: Actor) -> list[FilingItem]:
    """The items, their cases locked in the order of their ids."""
    rows = FilingItem.objects.visible_to(actor).filter(pk__in=versions)
    cases: dict[int, int] = dict(rows.values_list("pk", "case_id"))
    if len(cases) != len(versions):
        raise FilingItem.DoesNotExist
    locked: dict[int, Case] = {case.pk: case for case in locking.lock_cases(cases.values(), actor)}
    items = list(rows.select_related("filing__receiver").order_by("case_id"))
    for item in items:
        item.case = locked[item.case_id]
    return items


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
