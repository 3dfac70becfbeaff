"""The rows of the list of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Case as Choose
from django.db.models import DateField, F, QuerySet, Value, When
from django.db.models.expressions import Combinable

from branches.actor import Actor
from branches.models.person import sealed
from cases.models import Case, Obligation
from cases.models.case import LAST, CaseQuerySet
from cases.models.sight import Sight, look_at, sponsor_sights
from cases.selectors.findings import Found, counted
from cases.selectors.paging import Order

ORDERS = {
    "due": Order("seen_due", read=date.fromisoformat),
    "number": Order("number"),
    "name": Order("person__pinyin"),
}
COLUMNS = {
    "姓名": "name",
    "案卷编号": "number",
    "党支部": "",
    "阶段": "",
    "已办到": "",
    "最近期限": "due",
    "问题": "",
}
PAGE_SIZE = 50
SEEN_DUE = "seen_due"
Rows = TypeVar("Rows", bound=QuerySet[Case])


@dataclass(frozen=True)
class Row:
    """A case in the list with its nearest day and what was found in it; both as seen.

    is_sponsored  seen as contact or introducer only
    """

    case: Case
    is_sponsored: bool
    found: Found
    due_on: date | None


@dataclass(frozen=True)
class Heading:
    """The head of a column; `order`: in which it stands; `next`: the `sort=` of a click, ""
    where there is none.
    """

    label: str
    order: str = ""
    next: str = ""


def listed(actor: Actor) -> CaseQuerySet:
    """The cases the user sees, with what a row of the list shows; the facts stay in the
    database.
    """
    rows = Case.objects.visible_to(actor).select_related("person", "branch")
    rows = with_seen_due(rows, sponsor_sights(actor))
    return rows.defer("facts", *sealed("person"))


def with_seen_due(rows: Rows, sights: Mapping[int, Sight]) -> Rows:
    """The cases with SEEN_DUE: the nearest day, LAST without one, by which the list is ordered.

    It is the column of the case, but for the few that the user sees as contact or introducer only:
    hidden steps must not show in the order either.
    """
    days = seen_days(sights)
    seen: Combinable = F("due_order")
    if days:  # the column as it is lets the index find the order
        whens = [When(pk=pk, then=Value(day or LAST)) for pk, day in days.items()]
        seen = Choose(*whens, default=seen, output_field=DateField())
    return rows.annotate(**{SEEN_DUE: seen})


def seen_days(sights: Mapping[int, Sight]) -> dict[int, date | None]:
    """`{case id: the nearest day}` of what is due in the steps that are seen; one query."""
    days: dict[int, date | None] = dict.fromkeys(sights)
    rows = Obligation.objects.filter(case__in=sights, until_on__isnull=False).values_list(
        "case", "step", "until_on"
    )
    for case, step, day in rows.order_by("-until_on"):
        if step not in sights[case].hidden_numbers:
            days[case] = day
    return days


def rows_of(cases: Iterable[Case], actor: Actor) -> list[Row]:
    """The rows with the counts of their findings and of what is overdue, of cases from `listed`."""
    shown = list(cases)
    sights = sponsor_sights(actor)
    look_at(shown, sights)
    hidden = {pk: sight.hidden_numbers for pk, sight in sights.items()}
    found = counted((case.pk for case in shown), actor.today, hidden)
    rows = []
    for case in shown:
        day = case.seen_due  # type: ignore[attr-defined]  # annotated
        due_on = None if day == LAST else day
        rows.append(Row(case, case.pk in sights, found[case.pk], due_on))
    return rows


def closed_of(cases: list[Case], actor: Actor) -> list[Case]:
    """Closed cases, whose outcome reads as it is seen."""
    if cases:
        look_at(cases, sponsor_sights(actor))
    return cases


def order_for(sort: str) -> tuple[str, Order]:
    """(column, order) of a `sort=` in the query string: `due`, `-name` …; by due day when it
    names none.
    """
    name = sort.removeprefix("-")
    if name not in ORDERS:
        sort = name = "due"
    return sort, ORDERS[name].turned() if sort.startswith("-") else ORDERS[name]


def headings(sort: str) -> list[Heading]:
    """The heads of the columns of a list in the order `sort`, as `order_for` gives it."""
    orders = {sort.removeprefix("-"): "descending" if sort.startswith("-") else "ascending"}
    heads = []
    for label, name in COLUMNS.items():
        next_sort = f"-{name}" if sort == name else name
        heads.append(Heading(label, orders.get(name, ""), next_sort))
    return heads
