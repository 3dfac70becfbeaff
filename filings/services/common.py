"""What every act on a filing does: lock, write its entry, set what the case may not change
meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from branches.actor import Actor
from cases.may import Reason
from cases.models import Case, Entry
from cases.services import locking, writing
from cases.services.errors import Refused
from cases.services.writing import Author, Draft
from filings.kinds import APART, KINDS
from filings.models import FilingItem


def lock_item(item_id: int, actor: Actor) -> FilingItem:
    """The item with its case, both locked, the case first. Raises FilingItem.DoesNotExist
    outside the scope.
    """
    case_id = FilingItem.objects.values_list("case_id", flat=True).get(pk=item_id)
    case = locking.find_locked([case_id], actor).get(case_id)
    if case is None or not actor.rights.reads(case.branch.path):  # a sponsor sees no filing
        raise FilingItem.DoesNotExist
    item = (
        FilingItem.objects.select_related(
            "filing__sender", "filing__receiver", "holder", "answered_by__person"
        )
        .select_for_update(of=("self",), no_key=True)
        .get(pk=item_id)
    )
    item.case = case
    return item


def lock_items(item_ids: Collection[int], actor: Actor) -> list[FilingItem]:
    """The items with their cases, which are locked in the order of their ids. Raises
    FilingItem.DoesNotExist when one is outside the scope.
    """
    rows = FilingItem.objects.visible_to(actor).filter(pk__in=item_ids)
    case_ids = dict(rows.values_list("pk", "case_id"))
    if len(case_ids) != len(set(item_ids)):
        raise FilingItem.DoesNotExist
    locked = {case.pk: case for case in locking.lock_cases(case_ids.values(), actor)}
    items = list(
        rows.select_related("filing__receiver", "holder", "answered_by__person").order_by("case_id")
    )
    for item in items:
        item.case = locked[item.case_id]
    return items


def refuse_for(why: Reason | None) -> None:
    """Raises Refused when there is a reason."""
    if why is not None:
        raise Refused([why])


def check_day(
    day: date,
    today: date,
    *,
    not_before: date | None = None,
    what: str = "报送日期",
    field: str = "on",
) -> None:
    """Raises Refused for a day after today, or before the day it follows."""
    if day > today:
        raise Refused([Reason(f"日期不能晚于今天（{today}）。", field)])
    if not_before is not None and day < not_before:
        raise Refused([Reason(f"日期不能早于{what}（{not_before}）。", field)])


def check_answer_day(item: FilingItem, day: date, today: date, *, field: str = "on") -> None:
    """An answer comes not before the receipt, where that is noted, nor before the submission."""
    if item.received_on is not None:
        check_day(day, today, not_before=item.received_on, what="收到日期", field=field)
    else:
        check_day(day, today, not_before=item.submitted_on, field=field)


def log(
    item: FilingItem,
    event: str,
    day: date,
    author: Author,
    *,
    note: str = "",
    reasons: Sequence[dict[str, str]] = (),
    **more: Any,
) -> Entry:
    """Write the entry of something that happened to the item. `reasons`: `[{"step": code,
    "text": …}]`, encrypted.
    """
    case = item.case
    draft = Draft(
        kind=Entry.Kind.FILING,
        code=item.kind,
        taken_on=day,
        data={"event": event, "item": item.pk, "round": item.round, **more},
        note=note or None,
        sealed={"reasons": list(reasons)} if reasons else None,
    )
    return writing.append(case, draft, author, state_before=case.state)


def set_locks(case: Case) -> None:
    """Lock the steps that a waiting item rests on, and free the others."""
    waiting = FilingItem.objects.filter(case=case).open().exclude(kind=APART)
    kinds = waiting.values_list("kind", flat=True)
    locked: set[str] = set()
    for kind in kinds:
        locked.update(KINDS[kind].route.rests_on)
    case.locked = sorted(locked)
