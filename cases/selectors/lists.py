"""The rows of the list of cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Case as Choose
from django.db.models import DateField, F, QuerySet, Value, When
from django.db.models.expressions import Combinable

from branches.actor import Actor
from branches.models.person import sealed
from cases.models import Case, ListColumns, Obligation
from cases.models.case import LAST, CaseQuerySet
from cases.models.sight import Sight, look_at, sponsor_sights
from cases.selectors.findings import Found, counted
from cases.selectors.paging import Order
from cases.selectors.wording import written

ORDERS = {
    "due": Order("seen_due", read=date.fromisoformat),
    "number": Order("number"),
    "name": Order("person__pinyin"),
}
PAGE_SIZE = 50
SEEN_DUE = "seen_due"
#: Shapes of cells: a note has no label on a phone, a short text is not broken.
NOTE, SHORT, PLAIN, OWN = "note", "short", "plain", "own"
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
    columns: Sequence[ListColumn] = ()

    @property
    def cells(self) -> list[tuple[ListColumn, object]]:
        """Each column with what it says of the case, a day as it is written."""
        cells: list[tuple[ListColumn, object]] = []
        for column in self.columns:
            value = column.value(self)
            if isinstance(value, date) and column.shape != OWN:
                value = written(value)
            cells.append((column, value))
        return cells


@dataclass(frozen=True)
class ListColumn:
    """A column of the list.

    code     kept with who chose it, so never renamed; the page shows some in a way of their own
    sort     the order that its head asks for, one of `ORDERS`
    is_usual it is shown to who chose none
    shape    of its cells: NOTE, SHORT or PLAIN; OWN where the page shows them in a way of their own
    """

    code: str
    label: str
    value: Callable[[Row], object]
    sort: str = ""
    is_usual: bool = True
    shape: str = OWN


def _day(code: str, label: str) -> ListColumn:
    return ListColumn(code, label, lambda row: getattr(row.case, code), is_usual=False, shape=SHORT)


def _untold_day(code: str, label: str) -> ListColumn:
    """A day of the status that a contact or introducer is not told."""

    def value(row: Row) -> date | None:
        day: date | None = getattr(row.case, code)
        return None if row.is_sponsored else day

    return ListColumn(code, label, value, is_usual=False, shape=SHORT)


#: The days on which the status changed.
DAYS = (
    _day("applied_on", "申请入党"),
    _day("activist_on", "确定为积极分子"),
    _untold_day("target_on", "列为发展对象"),
    _untold_day("probation_on", "预备期起"),
    _untold_day("expires_on", "预备期满"),
    _untold_day("full_on", "转为正式党员"),
)
COLUMNS = (
    ListColumn("name", "姓名", lambda row: row.case.person.name, "name"),
    ListColumn("number", "案卷编号", lambda row: row.case.number, "number", shape=NOTE),
    ListColumn("branch", "党支部", lambda row: row.case.branch.name, shape=NOTE),
    ListColumn("stage", "阶段", lambda row: row.case.stage_label, shape=SHORT),
    ListColumn("state", "已办到", lambda row: row.case.state_label, shape=PLAIN),
    *DAYS,
    ListColumn("due", "最近期限", lambda row: row.due_on, "due"),
    ListColumn("found", "问题", lambda row: row.found),
)
#: The column that is always shown.
FIXED = "name"


def columns_of(actor: Actor) -> list[ListColumn]:
    """Those that the user chose, else the usual ones; one query."""
    chosen = ListColumns.objects.visible_to(actor).values_list("codes", flat=True).first()
    if chosen is None:
        return [column for column in COLUMNS if column.is_usual]
    return [column for column in COLUMNS if column.code == FIXED or column.code in chosen]


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


def rows_of(cases: Iterable[Case], actor: Actor, columns: Sequence[ListColumn] = ()) -> list[Row]:
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
        rows.append(Row(case, case.pk in sights, found[case.pk], due_on, columns))
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


def headings(sort: str, columns: Iterable[ListColumn]) -> list[Heading]:
    """The heads of the columns of a list in the order `sort`, as `order_for` gives it."""
    orders = {sort.removeprefix("-"): "descending" if sort.startswith("-") else "ascending"}
    heads = []
    for column in columns:
        name = column.sort
        next_sort = f"-{name}" if sort == name else name
        heads.append(Heading(column.label, orders.get(name, ""), next_sort))
    return heads
