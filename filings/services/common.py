"""What every act on a filing does: lock, write its entry, set what the case may not change meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from branches.models import User
from cases.models import Case, Entry
from cases.procedure import Route, Step
from cases.services import writing
from cases.services.acting import Acting
from cases.services.errors import Reason, Refused
from cases.services.writing import Author, Draft
from filings.models import FilingItem

#: What happened to an item, in words; `Entry.facts["event"]` of entries of kind FILING.
EVENTS: dict[str, str] = {
    "submitted": "报送",
    "withdrawn": "撤回",
    "deliberated": "审议",
    "received": "接收",
    "returned": "退回",
    "accepted": "接收备案",
}


def route_of(step: Step) -> Route:
    """The route of a step that is a filing."""
    assert step.route is not None
    return step.route


def lock_cases(case_ids: Iterable[int], user: User, today: date) -> list[Case]:
    """The cases, locked in the order of their ids. Raises Case.DoesNotExist when one is outside the user's scope."""
    wanted = sorted(set(case_ids))
    cases = list(
        Case.objects.visible_to(user, today)
        .filter(pk__in=wanted)
        .select_related("person", "branch")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if len(cases) != len(wanted):
        raise Case.DoesNotExist
    return cases


def lock_item(item_id: int, user: User, today: date) -> FilingItem:
    """The item with its case, both locked, the case first. Raises FilingItem.DoesNotExist outside the scope."""
    case_id = FilingItem.objects.visible_to(user, today).values_list("case_id", flat=True).get(pk=item_id)
    case = lock_cases([case_id], user, today)[0]
    item = (
        FilingItem.objects.select_related("filing__sender", "filing__receiver", "holder", "answered_by")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=item_id)
    )
    item.case = case
    return item


def require_open(item: FilingItem) -> None:
    """Raises Refused with who answered it and when, or what else became of it."""
    if item.is_open:
        return
    if item.answered_on is not None and item.answered_by is not None:
        who = item.answered_by.get_full_name()
        raise Refused.because(f"这项报送已由{who}于 {item.answered_on} 答复：{item.get_state_display()}。")
    raise Refused.because(f"这项报送{item.get_state_display()}，现在不能办理。")


def done_by(case: Case, request_id: UUID) -> bool:
    """Whether this request wrote its entry already."""
    return writing.entry_of(case, request_id) is not None


def check_day(day: date, today: date, *, not_before: date | None = None, what: str = "报送日期") -> None:
    """Raises Refused for a day after today, or before the day it follows."""
    if day > today:
        raise Refused([Reason(f"日期不能晚于今天（{today}）。", "on")])
    if not_before is not None and day < not_before:
        raise Refused([Reason(f"日期不能早于{what}（{not_before}）。", "on")])


def log(
    item: FilingItem,
    event: str,
    day: date,
    *,
    user: User,
    acting: Acting,
    request_id: UUID,
    note: str = "",
    reasons: Sequence[dict[str, str]] = (),
    **more: Any,
) -> Entry:
    """Write the entry of something that happened to the item. `reasons`: `[{"step": code, "text": …}]`, encrypted."""
    case = item.case
    draft = Draft(
        kind=Entry.Kind.FILING,
        code=item.kind,
        taken_on=day,
        data={"event": event, "item": item.pk, "round": item.round, **more},
        note=note or None,
        sealed={"reasons": list(reasons)} if reasons else None,
    )
    author = Author(user=user, acting=acting, request_id=request_id)
    return writing.append(case, draft, author, state_before=case.state)


def set_locks(case: Case) -> None:
    """Lock the steps that a waiting item rests on, and free the others."""
    waiting = FilingItem.objects.filter(case=case).open().exclude(kind="file_with_department")
    kinds = waiting.values_list("kind", flat=True)
    from filings.models.filing import KINDS

    case.locked = sorted({code for kind in kinds for code in route_of(KINDS[kind]).rests_on})
