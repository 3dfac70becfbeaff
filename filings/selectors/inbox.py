"""What waits for a user, what he sent up, and what came back to him."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.db.models.lookups import In

from branches.acts import Act
from branches.models import User
from branches.rights import rights_of
from cases.models import Entry, Finding
from cases.procedure import PLACE, STEP
from cases.rules.engine import Severity
from cases.selectors.workbench import COUNTED, capped
from filings.models import FilingItem
from filings.models.filing import KINDS, OPEN, FilingItemQuerySet

PAGE_SIZE = 25
#: How many rows the workbench shows.
TOP = 5
#: What the outbox shows, by its tab.
SENT: dict[str, tuple[str, tuple[str, ...]]] = {
    "waiting": ("等待答复", OPEN),
    "returned": ("退回待办", (FilingItem.State.RETURNED,)),
    "answered": ("已答复", (FilingItem.State.ACCEPTED, FilingItem.State.REFUSED, FilingItem.State.WITHDRAWN)),
}
#: "kind state" where the case is past the step of the filing; one list, which the database plans at once.
PAST = [
    f"{kind} {state}"
    for kind in KINDS
    for state in STEP
    if kind != "file_with_department" and PLACE[state] >= PLACE[kind]
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


@dataclass
class Row:
    """An item in a list; `findings` counts what was found in its case by severity, gravest first."""

    item: FilingItem
    days: int
    findings: list[tuple[Severity, int]] = field(default_factory=list)
    returned: Returned | None = None

    @property
    def label(self) -> str:
        """The kind in words."""
        return label_of(self.item.kind)


@dataclass(frozen=True)
class Waiting:
    """For the workbench: how many there are, and the oldest."""

    count: int
    rows: list[Row]

    @property
    def count_text(self) -> str:
        return capped(self.count)


def joined(items: FilingItemQuerySet, *, with_facts: bool = False) -> FilingItemQuerySet:
    """The items with what a row shows; what is encrypted stays in the database, and so do the facts unless asked."""
    rows = items.select_related("case__person", "case__branch", "filing__sender", "filing__receiver", "holder")
    rows = rows.defer("case__person__identity_number", "case__person__phone")
    return rows if with_facts else rows.defer("case__facts")


def waiting_items(user: User, today: date) -> FilingItemQuerySet:
    """The open items that lie where the user deliberates, handles or receives, oldest first."""
    rights = rights_of(user, today)
    deliberates, handles, receives = map(rights.organizations, (Act.DELIBERATE, Act.HANDLE, Act.RECEIVE_FILING))
    arrived = Q(holder=F("filing__receiver"))
    department = Q(kind="file_with_department")
    mine = (
        (Q(holder__in=deliberates) & ~arrived)
        | (Q(holder__in=handles) & arrived & ~department)
        | (Q(holder__in=receives) & department)
    )
    here = FilingItem.objects.filter(holder__in=deliberates | handles | receives)  # what an index finds in its order
    return here.visible_to(user, today).open().filter(mine).order_by("submitted_on", "pk")


def sent_items(user: User, today: date, state: str) -> FilingItemQuerySet:
    """The items that organizations of the user sent up, in one of the tabs of `SENT`; what waits longest first."""
    rights = rights_of(user, today)
    senders = rights.organizations(Act.SUBMIT), rights.organizations(Act.FILE)
    department = Q(kind="file_with_department")
    mine = (Q(filing__sender__in=senders[0]) & ~department) | (Q(filing__sender__in=senders[1]) & department)
    items = FilingItem.objects.visible_to(user, today).filter(mine, state__in=SENT[state][1])
    if state == "returned":
        return _still_returned(items).order_by("submitted_on", "pk")
    return items.order_by("-submitted_on", "-pk") if state == "answered" else items.order_by("submitted_on", "pk")


def _still_returned(items: FilingItemQuerySet) -> FilingItemQuerySet:
    """Without those that were overtaken: the case is closed or past the step, or another filing went up instead."""
    later = FilingItem.objects.filter(case=OuterRef("case"), kind=OuterRef("kind"), pk__gt=OuterRef("pk"))
    past = In(Concat("kind", Value(" "), "case__state", output_field=CharField()), PAST)
    return items.filter(case__closed_on__isnull=True).exclude(past).exclude(Exists(later))


def tabs(items: FilingItemQuerySet) -> list[Tab]:
    """The kinds that wait, in the order of the steps; one query, which reads no more of a kind than is counted."""
    rows = items.order_by("submitted_on", "pk").values_list("kind", "submitted_on")
    parts = [rows.filter(kind=kind)[: COUNTED + 1] for kind in KINDS]
    found: dict[str, list[date]] = {}
    for kind, day in parts[0].union(*parts[1:], all=True):
        found.setdefault(kind, []).append(day)
    return [Tab(kind, label_of(kind), len(found[kind]), min(found[kind])) for kind in KINDS if kind in found]


def label_of(kind: str) -> str:
    """A kind in the inbox: number and name, where two have one name what tells them apart."""
    return f"{STEP[kind].no} {SHORT[kind]}"


#: How a kind is called where it stands without its stage.
SHORT = {
    "file_activist": "积极分子备案",
    "list_consent": "发展对象同意（备案）",
    "pre_review": "预审",
    "approve": "接收审批",
    "file_with_department": "组织部门备案",
    "approve_conversion": "转正审批",
}


def rows_of(items: Iterable[FilingItem], today: date) -> list[Row]:
    """The rows with the counts of their findings; one query."""
    shown = list(items)
    cases = {item.case_id for item in shown}
    counted = Finding.objects.filter(case__in=cases).order_by().values_list("case", "severity")
    found: dict[int, list[tuple[Severity, int]]] = {}
    for case_id, severity, count in counted.annotate(count=Count("pk")):
        found.setdefault(case_id, []).append((Severity.of(severity), count))
    return [
        Row(item, (today - item.submitted_on).days, sorted(found.get(item.case_id, []), key=lambda each: each[0].rank))
        for item in shown
    ]


def with_reasons(rows: Iterable[Row]) -> list[Row]:
    """The rows with why each came back last; one query."""
    shown = list(rows)
    cases = {row.item.case_id for row in shown}
    returns = Entry.objects.filter(case__in=cases, kind=Entry.Kind.FILING, facts__event="returned")
    last = {entry.facts["item"]: entry for entry in returns.select_related("recorded_by__person").order_by("sequence")}
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
    )  # fmt: skip
    return {entry.pk: returned_of(entry) for entry in rows.select_related("recorded_by__person")}


def _step(code: str) -> str:
    return f"第 {STEP[code].no} 步「{STEP[code].term}」" if code in STEP else ""


def on_the_desk(user: User, today: date) -> tuple[Waiting, Waiting]:
    """What waits for the user, and what came back to his organizations and was not sent again; four queries."""
    groups = waiting_items(user, today), sent_items(user, today, "returned")
    ids = [items.values_list(Value(no), "pk")[: COUNTED + 1] for no, items in enumerate(groups)]
    found: tuple[list[int], list[int]] = [], []
    for no, pk in ids[0].union(ids[1], all=True):
        found[no].append(pk)
    shown = [pk for each in found for pk in each[:TOP]]
    items = {item.pk: item for item in joined(FilingItem.objects.filter(pk__in=shown))} if shown else {}
    rows = {row.item.pk: row for row in rows_of(items.values(), today)} if shown else {}
    waiting, returned = ([rows[pk] for pk in each[:TOP]] for each in found)
    return Waiting(len(found[0]), waiting), Waiting(len(found[1]), with_reasons(returned) if returned else [])


def next_waiting(item: FilingItem, user: User, today: date) -> FilingItem | None:
    """The oldest other item that waits for the user, of the same kind where there is one; at most two queries."""
    others = waiting_items(user, today).exclude(pk=item.pk).select_related("case__person")
    others = others.defer("case__facts", "case__person__identity_number", "case__person__phone")
    return others.filter(kind=item.kind).first() or others.first()
