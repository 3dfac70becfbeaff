"""What waits for a user, what he sent up, and what came back to him."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    CharField,
    Exists,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Concat
from django.db.models.lookups import In

from branches.actor import Actor
from branches.acts import Act
from branches.models.person import sealed
from cases.models import Entry
from cases.procedure import PLACE, STEP
from cases.selectors.findings import Found, counted
from cases.selectors.paging import Order
from cases.selectors.workbench import COUNTED, capped
from filings.kinds import APART, KINDS
from filings.models import FilingItem
from filings.models.filing import OPEN, FilingItemQuerySet
from filings.selectors.checklist import Checklist
from filings.selectors.checks import checks_of
from filings.selectors.limits import Limit, limits_of
from filings.selectors.organizations import with_organizations
from filings.selectors.waiting import waiting

PAGE_SIZE = 25
OLDEST_FIRST = Order("submitted_on", read=date.fromisoformat)
#: How many rows the workbench shows.
TOP = 5
#: What the outbox shows, by its tab.
SENT: dict[str, tuple[str, tuple[str, ...]]] = {
    "waiting": ("等待答复", OPEN),
    "returned": ("退回待办", (FilingItem.State.RETURNED,)),
    "answered": (
        "已答复",
        (FilingItem.State.ACCEPTED, FilingItem.State.REFUSED, FilingItem.State.WITHDRAWN),
    ),
}
#: "kind state" where the case is past the step of the filing; one list, which the database plans at
#: once.
PAST = [
    f"{kind} {state}"
    for kind in KINDS
    for state in STEP
    if kind != APART and PLACE[state] >= PLACE[kind]
]


@dataclass(frozen=True)
class Returned:
    """Why an item came back: `reasons` are (step, text)."""

    on: date
    by: str
    note: str
    reasons: tuple[tuple[str, str], ...]


@dataclass
class Row:
    """An item in a list: how long it waits, until when it must be answered, what was found in
    its case, and where that is shown its checklist.
    """

    item: FilingItem
    days: int
    found: Found
    limit: Limit | None = None
    returned: Returned | None = None
    check: Checklist | None = None

    @property
    def may_be_batched(self) -> bool:
        """Whether it may be accepted together with others: clean, and of a kind without a vote."""
        is_clean = self.check is not None and self.check.is_clean
        return is_clean and not self.item.kind_row.is_voted

    @property
    def label(self) -> str:
        """The kind in words."""
        return self.item.kind_row.label


@dataclass(frozen=True)
class Desk:
    """For the workbench: how many there are, and the first ones."""

    count: int
    rows: list[Row]

    @property
    def count_text(self) -> str:
        return capped(self.count)


def joined(items: FilingItemQuerySet, *, with_facts: bool = False) -> FilingItemQuerySet:
    """The items with what a row shows, but for the organizations; what is encrypted stays in the
    database, and so do the facts unless asked.
    """
    rows = items.select_related("case__person", "filing", "assigned_to__person")
    rows = rows.defer(*sealed("case__person", "assigned_to__person"))
    if with_facts:
        return rows
    return rows.defer("case__facts")


def joined_in_order(ids: Sequence[int], *, with_facts: bool = False) -> list[FilingItem]:
    """The items of these ids, in their order."""
    if not ids:
        return []
    found = joined(FilingItem.objects.filter(pk__in=ids), with_facts=with_facts).in_bulk()
    return [found[pk] for pk in ids if pk in found]


def sent_items(actor: Actor, state: str) -> FilingItemQuerySet:
    """The items that organizations of the user sent up, in one of the tabs of `SENT`; what waits
    longest first.
    """
    rights = actor.rights
    senders = rights.organizations(Act.SUBMIT), rights.organizations(Act.FILE)
    apart = Q(kind=APART)
    mine = (Q(filing__sender__in=senders[0]) & ~apart) | (Q(filing__sender__in=senders[1]) & apart)
    items = FilingItem.objects.visible_to(actor).filter(mine, state__in=SENT[state][1])
    if state == "returned":
        items = _still_returned(items)
    if state == "answered":
        return items.order_by("-submitted_on", "-pk")
    return items.order_by("submitted_on", "pk")


def order_of(state: str) -> Order:
    """The order of one of the tabs of `SENT`."""
    if state == "answered":
        return OLDEST_FIRST.turned()
    return OLDEST_FIRST


def _still_returned(items: FilingItemQuerySet) -> FilingItemQuerySet:
    """Without those that were overtaken: the case is closed or past the step, or another filing
    went up instead.
    """
    later = FilingItem.objects.filter(
        case=OuterRef("case"), kind=OuterRef("kind"), pk__gt=OuterRef("pk")
    )
    past = In(Concat("kind", Value(" "), "case__state", output_field=CharField()), PAST)
    return items.filter(case__closed_on__isnull=True).exclude(past).exclude(Exists(later))


def rows_of(items: Iterable[FilingItem], today: date) -> list[Row]:
    """The rows with their organizations, what was found in their cases, and their last days; four
    queries.
    """
    shown = with_organizations(items)
    found = counted((item.case_id for item in shown), today)
    limits = limits_of(shown, today)
    rows = []
    for item in shown:
        days = (today - item.submitted_on).days
        rows.append(Row(item, days, found[item.case_id], limits.get(item.pk)))
    return rows


def with_checks(rows: Iterable[Row], today: date) -> list[Row]:
    """The rows with their checklists; two queries. Wants the facts of the cases."""
    shown = list(rows)
    checks = checks_of((row.item for row in shown), today)
    for row in shown:
        row.check = checks[row.item.pk]
    return shown


def with_reasons(rows: Iterable[Row]) -> list[Row]:
    """The rows with why each came back last; one query."""
    shown = list(rows)
    cases = {row.item.case_id for row in shown}
    returns = Entry.objects.filter(case__in=cases, kind=Entry.Kind.FILING, facts__event="returned")
    last = {}
    for entry in returns.select_related("recorded_by__person").order_by("sequence"):
        last[entry.facts["item"]] = entry
    for row in shown:
        if row.item.pk in last:
            row.returned = returned_of(last[row.item.pk])
    return shown


def returned_of(entry: Entry) -> Returned:
    """The reasons of a return."""
    by = entry.recorded_by.get_full_name() if entry.recorded_by else ""
    sealed: dict[str, list[dict[str, str]]] = entry.sealed or {}
    reasons = tuple((_step(each["step"]), each["text"]) for each in sealed.get("reasons", ()))
    return Returned(entry.taken_on, f"{by}（{entry.organization_name}）", entry.note or "", reasons)


def returns_of(item: FilingItem) -> dict[int, Returned]:
    """`{entry id: why}` of all returns of an item; one query."""
    rows = Entry.objects.filter(
        case=item.case_id, kind=Entry.Kind.FILING, facts__item=item.pk, facts__event="returned"
    )
    return {entry.pk: returned_of(entry) for entry in rows.select_related("recorded_by__person")}


def _step(code: str) -> str:
    if code not in STEP:
        return ""
    return f"第 {STEP[code].no} 步「{STEP[code].term}」"


def on_the_desk(actor: Actor) -> tuple[Desk, Desk]:
    """What waits for the user, and what came back to his organizations and was not sent again."""
    came = [row.pk for row in waiting(actor)]
    back = list(sent_items(actor, "returned").values_list("pk", flat=True)[: COUNTED + 1])
    rows = rows_of(joined_in_order([*came[:TOP], *back[:TOP]]), actor.today)
    returned = [row for row in rows if row.item.state == FilingItem.State.RETURNED]
    waits = [row for row in rows if row.item.is_open]
    if returned:
        with_reasons(returned)
    return Desk(len(came), waits), Desk(len(back), returned)
