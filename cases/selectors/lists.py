"""The rows of the list of cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from branches.models import User
from branches.rights import rights_of
from cases.models import Case
from cases.models.case import HIDDEN_FROM_SPONSORS
from cases.procedure import STEP
from cases.selectors.findings import Found, counted
from cases.selectors.paging import Order

ORDERS = {
    "due": Order("due_order", read=date.fromisoformat),
    "number": Order("number"),
    "name": Order("person__pinyin"),
}
COLUMNS = {
    "姓名": "name", "案卷编号": "number", "党支部": "", "阶段": "", "已办到": "", "最近期限": "due", "问题": "",
}  # fmt: skip
PAGE_SIZE = 50
HIDDEN_NUMBERS = sorted({STEP[code].no for code in HIDDEN_FROM_SPONSORS})


@dataclass(frozen=True)
class Row:
    """A case in the list with what was found in it. `is_sponsored`: seen as contact only."""

    case: Case
    is_sponsored: bool
    found: Found


@dataclass(frozen=True)
class Heading:
    """The head of a column; `order`: in which it stands; `next`: the `sort=` of a click, "" where there is none."""

    label: str
    order: str = ""
    next: str = ""


def listed(user: User, today: date) -> QuerySet[Case]:
    """The cases the user sees, with what a row of the list shows; the facts stay in the database."""
    rows = Case.objects.visible_to(user, today).select_related("person", "branch")
    return rows.defer("facts", "person__identity_number", "person__phone")


def rows_of(cases: Iterable[Case], user: User, today: date) -> list[Row]:
    """The rows with the counts of their findings and of what is overdue; two queries."""
    shown = list(cases)
    rights = rights_of(user, today)
    sponsored = {case.pk for case in shown if not rights.reads(case.branch.path)}
    found = counted((case.pk for case in shown), today, dict.fromkeys(sponsored, HIDDEN_NUMBERS))
    return [Row(case, case.pk in sponsored, found[case.pk]) for case in shown]


def order_for(sort: str) -> tuple[str, Order]:
    """(column, order) of a `sort=` in the query string: `due`, `-name` …; by due day when it names none."""
    name = sort.removeprefix("-")
    if name not in ORDERS:
        sort = name = "due"
    return sort, ORDERS[name].turned() if sort.startswith("-") else ORDERS[name]


def headings(sort: str) -> list[Heading]:
    """The heads of the columns of a list in the order `sort`, as `order_for` gives it."""
    orders = {sort.removeprefix("-"): "descending" if sort.startswith("-") else "ascending"}
    return [
        Heading(label, orders.get(name, ""), f"-{name}" if sort == name else name) for label, name in COLUMNS.items()
    ]
