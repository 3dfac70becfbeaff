"""Saying who attends to filings. It gives no right, moves nothing and leaves no entry."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.actor import Actor
from branches.models import User
from cases.may import Reason
from cases.services.errors import Refused
from filings import may
from filings.models import FilingItem
from filings.selectors.standing import past_of
from filings.services import common


@transaction.atomic
def assign(*, item_ids: Collection[int], to: User | None, by: Actor) -> list[FilingItem]:
    """Let somebody attend to the items, None: nobody; all of them or none. The last word counts,
    and said twice it is the same.

    Raises Refused, naming the person it is about where there are several.
    """
    if not item_ids:
        raise Refused.because("请至少选择一项报送。")
    items = common.lock_items(item_ids, by)
    whom = Actor(to, by.today) if to is not None else None
    for item in items:
        if not (may.handling_acting(item, by) or may.answer_acting(item, by)):
            raise PermissionDenied("您没有办理这项报送的权限。")
        if why := may.assign(item, by, whom, past_of(item)):
            named = f"{item.case.person.name}：" if len(items) > 1 else ""
            raise Refused([Reason(f"{named}{why.text}", why.field)])
    FilingItem.objects.filter(pk__in=item_ids).update(assigned_to=to)
    return items
