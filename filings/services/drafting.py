"""Preparing an answer: the opinion drafted, and an act tried without being done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.actor import Actor
from cases.models import Worksheet
from cases.services.worksheets import UNKNOWN, Differs, Window, save_shared
from filings import may
from filings.selectors.standing import past_of
from filings.services import common


def draft(
    *,
    item_id: int,
    data: Mapping[str, list[str]],
    by: Actor,
    window: Window = UNKNOWN,
) -> Worksheet:
    """Keep the opinion as drafted, `{field name: [texts]}`, for whoever decides; by who handles the
    item or decides it.

    No history, no entry. `window.began`: the version of the opinion that the page showed; where
    another was saved since, this one is kept aside, and Differs is raised.
    """
    with transaction.atomic():
        item = common.lock_item(item_id, by)
        acting = may.handling_acting(item, by) or may.answer_acting(item, by)
        if acting is None:
            raise PermissionDenied("您没有拟办这项报送的权限。")
        common.refuse_for(may.prepare(item, past_of(item)))
        worksheet, there = save_shared(
            item.case, item.kind, data=data, saved_by=by.account, window=window
        )
    if there is not None:
        raise Differs(there)
    return worksheet


def rehearse(act: Callable[[], Any]) -> None:
    """Do a service's act and take it back at once, before it is confirmed. Raises what the act
    raises.
    """
    with transaction.atomic():
        act()
        transaction.set_rollback(True)
