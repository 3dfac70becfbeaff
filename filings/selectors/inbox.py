"""What waits for a user, what he sent up, and what came back to him."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choose
from django.db.models import (
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import In

from branches.actor import Actor
from branches.acts import Act
from cases.models import Entry, Obligation
from cases.models.case import LAST
from cases.procedure import PLACE, STEP
from cases.selectors.findings import Found, counted
from cases.selectors.paging import Order
from cases.selectors.workbench import COUNTED, capped
from filings.kinds import APART, KINDS
from filings.models import FilingItem
from filings.models.filing import OPEN, FilingItemQuerySet

PAGE_SIZE = 25
#: What waits, worst first: void already, then by the last lawful day; what has none after them, by
#: how long it waits.
WORST_FIRST = Order("void_since", read=date.fromisoformat, then=("last_day", "submitted_on"))
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
class Tab:
    """A kind of filing with how many wait and since when."""

    kind: str
    label: str
    count: int
    since: date

    @property
    def count_text(self) -> str:
        return capped(self.count)


@dataclass(frozen=True)
class Returned:
    """Why an item came back: `reasons` are (step, text)."""

    on: date
    by: str
    note: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Limit:
    """Until when an item must be answered.

    last_on       the last lawful day that counts now: the first one, and after a recorded reason or
                  once it is past
                  too the second one
    void_from_on  the last day before the answer is void, where the regulation has such a limit
    is_void       that day is past
    """

    last_on: date
    void_from_on: date | None = None
    is_void: bool = False

    @property
    def void_later_on(self) -> date | None:
        """The second limit where it is another day than the one that counts now."""
        return self.void_from_on if self.void_from_on != self.last_on else None


@dataclass
class Row:
    """An item in a list: how long it waits, until when it must be answered, what was found in
    its case.
    """

    item: FilingItem
    days: int
    found: Found
    limit: Limit | None = None
    returned: Returned | None = None

    @property
    def label(self) -> str:
        """The kind in words."""
        return self.item.kind_row.label


@dataclass(frozen=True)
class Waiting:
    """For the workbench: how many there are, and the first ones."""

    count: int
    rows: list[Row]

    @property
    def count_text(self) -> str:
        return capped(self.count)


def joined(items: FilingItemQuerySet, *, with_facts: bool = False) -> FilingItemQuerySet:
    """The items with what a row shows; what is encrypted stays in the database, and so do the
    facts unless asked.
    """
    rows = items.select_related(
        "case__person", "case__branch", "filing__sender", "filing__receiver", "holder"
    )
    rows = rows.defer("case__person__identity_number", "case__person__phone")
    return rows if with_facts else rows.defer("case__facts")


def waiting_items(actor: Actor) -> FilingItemQuerySet:
    """The open items that lie where the user deliberates, handles or receives, without an order."""
    rights = actor.rights
    deliberates, handles, receives = map(
        rights.organizations, (Act.DELIBERATE, Act.HANDLE, Act.RECEIVE_FILING)
    )
    arrived = Q(holder=F("filing__receiver"))
    apart = Q(kind=APART)
    mine = (
        (Q(holder__in=deliberates) & ~arrived)
        | (Q(holder__in=handles) & arrived & ~apart)
        | (Q(holder__in=receives) & apart)
    )
    here = FilingItem.objects.filter(
        holder__in=deliberates | handles | receives
    )  # what an index finds in its order
    return here.visible_to(actor).open().filter(mine).order_by()


def worst_first(items: FilingItemQuerySet, today: date) -> FilingItemQuerySet:
    """The items with the columns of `WORST_FIRST`, in that order: a subquery each, of the
    obligations of one case.
    """
    numbers = [When(kind=code, then=Value(kind.step.no)) for code, kind in KINDS.items()]
    own = Obligation.objects.filter(
        case=OuterRef("case"), step=OuterRef("step_number"), until_on__isnull=False
    )
    void = own.filter(void_from_on__lt=today).order_by("void_from_on").values("void_from_on")[:1]
    last = own.order_by("until_on").values("until_on")[:1]
    day = DateField()
    never = Value(LAST, day)
    rows = items.alias(step_number=Choose(*numbers, output_field=IntegerField())).annotate(
        void_since=Coalesce(Subquery(void), never, output_field=day),
        last_day=Coalesce(Subquery(last), never, output_field=day),
    )
    return rows.order_by(*WORST_FIRST.columns, "pk")


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
    return (
        items.order_by("-submitted_on", "-pk")
        if state == "answered"
        else items.order_by("submitted_on", "pk")
    )


def order_of(state: str) -> Order:
    """The order of one of the tabs of `SENT`."""
    return OLDEST_FIRST.turned() if state == "answered" else OLDEST_FIRST


def _still_returned(items: FilingItemQuerySet) -> FilingItemQuerySet:
    """Without those that were overtaken: the case is closed or past the step, or another filing
    went up instead.
    """
    later = FilingItem.objects.filter(
        case=OuterRef("case"), kind=OuterRef("kind"), pk__gt=OuterRef("pk")
    )
    past = In(Concat("kind", Value(" "), "case__state", output_field=CharField()), PAST)
    return items.filter(case__closed_on__isnull=True).exclude(past).exclude(Exists(later))


def tabs(items: FilingItemQuerySet) -> list[Tab]:
    """The kinds that wait, in the order of the steps; one query, which reads no more of a kind
    than is counted.
    """
    rows = items.order_by("submitted_on", "pk").values_list("kind", "submitted_on")
    parts = [rows.filter(kind=kind)[: COUNTED + 1] for kind in KINDS]
    found: dict[str, list[date]] = {}
    for kind, day in parts[0].union(*parts[1:], all=True):
        found.setdefault(kind, []).append(day)
    return [
        Tab(kind, KINDS[kind].label, len(found[kind]), min(found[kind]))
        for kind in KINDS
        if kind in found
    ]


def rows_of(items: Iterable[FilingItem], today: date) -> list[Row]:
    """The rows with what was found in their cases and with their last days; three queries."""
    shown = list(items)
    found = counted((item.case_id for item in shown), today)
    limits = limits_of(shown, today)
    return [
        Row(item, (today - item.submitted_on).days, found[item.case_id], limits.get(item.pk))
        for item in shown
    ]


def limits_of(items: Iterable[FilingItem], today: date) -> dict[int, Limit]:
    """`{item id: until when it must be answered}` of those that have a last day; the worst where
    there are several.

    The limits are the obligations of the step that the filing is for. One query.
    """
    shown = list(items)
    duties: dict[tuple[int, int | None], list[Obligation]] = {}
    for duty in Obligation.objects.filter(
        case__in={item.case_id for item in shown}, until_on__isnull=False
    ):
        duties.setdefault((duty.case_id, duty.step), []).append(duty)
    found = {}
    for item in shown:
        limits = [_limit(duty, today) for duty in duties.get((item.case_id, item.step.no), ())]
        if limits:
            found[item.pk] = min(limits, key=lambda limit: (not limit.is_void, limit.last_on))
    return found


def _limit(duty: Obligation, today: date) -> Limit:
    void = duty.void_from_on
    is_void = void is not None and void < today
    last = void if is_void else duty.until_on
    assert last is not None
    return Limit(last, void, is_void)


def with_reasons(rows: Iterable[Row]) -> list[Row]:
    """The rows with why each came back last; one query."""
    shown = list(rows)
    cases = {row.item.case_id for row in shown}
    returns = Entry.objects.filter(case__in=cases, kind=Entry.Kind.FILING, facts__event="returned")
    last = {
        entry.facts["item"]: entry
        for entry in returns.select_related("recorded_by__person").order_by("sequence")
    }
    for row in shown:
        if entry := last.get(row.item.pk):
            row.returned = returned_of(entry)
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
    return f"第 {STEP[code].no} 步「{STEP[code].term}」" if code in STEP else ""


def on_the_desk(actor: Actor) -> tuple[Waiting, Waiting]:
    """What waits for the user, and what came back to his organizations and was not sent again."""
    waiting = _first(worst_first(waiting_items(actor), actor.today), actor.today)
    returned = _first(sent_items(actor, "returned"), actor.today)
    if returned.rows:
        with_reasons(returned.rows)
    return waiting, returned


def _first(items: FilingItemQuerySet, today: date) -> Waiting:
    """The first of the items, and how many there are; one query where there are none."""
    count = items.order_by()[: COUNTED + 1].count()
    return Waiting(count, rows_of(joined(items)[:TOP], today) if count else [])
