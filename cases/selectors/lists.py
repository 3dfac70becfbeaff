"""The rows of the list of cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Value

from branches.models import User
from branches.rights import rights_of
from cases.models import Case, Finding, Obligation
from cases.models.case import HIDDEN_FROM_SPONSORS
from cases.procedure import STEP
from cases.rules.engine import Severity
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
    """A case in the list; `void`, `correct`, `advise` count its findings. `is_sponsored`: seen as contact only."""

    case: Case
    is_sponsored: bool
    overdue: int = 0
    void: int = 0
    correct: int = 0
    advise: int = 0

    @property
    def found(self) -> list[tuple[str, int]]:
        """What is overdue and what was found, in words, gravest first."""
        counts = [("已逾期", self.overdue), *((each.label, getattr(self, each.code)) for each in Severity)]
        return [(label, count) for label, count in counts if count]


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
    counts: dict[int, Counter[str]] = {case.pk: Counter() for case in shown}
    found = Finding.objects.filter(case__in=shown).order_by().values_list("case", "step", "severity")
    late = Obligation.objects.filter(case__in=shown, until_on__lt=today).order_by().values_list("case", "step")
    both = [*found.annotate(count=Count("pk")), *late.annotate(severity=Value("overdue"), count=Count("pk"))]
    for case_id, step, severity, count in both:
        if case_id not in sponsored or step not in HIDDEN_NUMBERS:
            counts[case_id][severity] += count
    return [Row(case, case.pk in sponsored, **counts[case.pk]) for case in shown]


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
