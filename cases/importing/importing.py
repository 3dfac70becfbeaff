"""The one transaction of an import: all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from branches.actor import Actor
from branches.models import Discipline, Member, Organization, Person
from branches.services.counting import count_rows
from cases.importing import guide
from cases.importing.columns import CASES, MEMBERS, ORGANIZATIONS, SHEETS
from cases.importing.histories import Checker
from cases.importing.members import Roster, import_members
from cases.importing.organizations import Ambiguous, Tree, import_organizations
from cases.importing.reach import PLACE, Reach
from cases.importing.reading import Sheet, Unreadable, open_workbook
from cases.importing.report import Report, Spot
from cases.importing.tables import Row, Table
from cases.importing.titles import quoted, row_of_titles
from cases.importing.writing import Writer
from cases.models import Case, Entry, Finding, Obligation, Sponsorship
from cases.selectors.context import Profiles, load_calendar
from cases.services import judging

BATCH = 500
#: Rows of a workbook from which on what came in is counted anew, and the tables they go to.
MANY = 500
WRITTEN = (Organization, Person, Member, Discipline, Case, Entry, Sponsorship, Finding, Obligation)

APPROVER = "审批组织编码"
#: Columns that name an organization which is there, by its code or its name.
CODE_COLUMNS = (*PLACE.values(), APPROVER)

#: Called with rows done and rows in all; may raise to stop the import.
Progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None: ...


def import_workbook(
    path: Path,
    *,
    by: Actor,
    reach: Reach | None = None,
    is_dry_run: bool = False,
    progress: Progress = _silent,
) -> Report:
    """Import a workbook; the report says what came in, or every cell that is wrong when nothing
    did.

    The cases enter as history, with their findings. `user` is named as who recorded the entries;
    None: the system. `reach` bounds where rows may belong; None: everywhere. A dry run does the
    same and takes it back.

    Raises Unreadable.
    """
    report = Report(is_dry_run=is_dry_run)
    with open_workbook(path) as sheets, transaction.atomic():
        tables = _tables(sheets, report)
        total = sum(max(table.sheet.extent.rows - 1, 0) for table in tables.values())
        tree = Tree(within=reach.all_paths if reach else None)
        counted = _Counted(total, progress, reach, tree, report)
        if table := tables.get(ORGANIZATIONS):
            import_organizations(counted.rows(table), tree, report, by.today)
        if table := tables.get(MEMBERS):
            import_members(counted.rows(table), tree, report, by.today)
        if table := tables.get(CASES):
            _import_cases(counted.rows(table), tree, report, by)
        if report.errors or is_dry_run:
            transaction.set_rollback(True)
    if not (report.errors or is_dry_run) and total >= MANY:
        count_rows(WRITTEN)
    return report


def _tables(sheets: dict[str, Sheet], report: Report) -> dict[str, Table]:
    """The sheets of the contract by name; others are named in the report."""
    if sheets.keys().isdisjoint(SHEETS):
        raise Unreadable(_no_sheet(sheets))
    for name, sheet in sheets.items():
        if name not in SHEETS and name != guide.SHEET and sheet.extent.rows:
            report.notices.append(Spot(name, 0, "", name, "不是约定的工作表，没有读取"))
    return {name: Table(sheets[name], report) for name in SHEETS if name in sheets}


def _no_sheet(sheets: dict[str, Sheet]) -> str:
    """That no sheet of ours is there, which there are, and where in them the titles of cases
    seem to stand.
    """
    text = (
        f"工作簿中没有名为{quoted(SHEETS)}的工作表，"
        f"只有：{quoted(sheets)}。请把要导入的工作表改名，如“{CASES}”。"
    )
    for name, sheet in sheets.items():
        place = row_of_titles(sheet, CASES)
        if place is not None and place > 1:
            text += f"“{name}”的列标题似乎在第 {place} 行，应在第 1 行。"
    return text


class _Counted:
    """Counts rows as they are read, over all sheets, and passes on those within reach."""

    def __init__(
        self, total: int, progress: Progress, reach: Reach | None, tree: Tree, report: Report
    ) -> None:
        self.done, self.total, self.progress = 0, total, progress
        self.reach, self.tree, self.report = reach, tree, report

    def rows(self, table: Table) -> Iterator[Row]:
        rows = self._counted(table)
        if self.reach is None:
            return rows
        return self.reach.within(table.name, rows, self.tree, self.report)

    def _counted(self, table: Table) -> Iterator[Row]:
        start = self.done
        for row in table.rows():
            yield self._with_codes(row)
            self.done = start + row.number - 1
            if self.done % 100 == 0:
                self.progress(self.done, self.total)
        self.done = start + max(table.sheet.extent.rows - 1, 0)
        self.progress(self.done, self.total)

    def _with_codes(self, row: Row) -> Row:
        """The row with the codes of organizations in place of their names."""
        for title in CODE_COLUMNS:
            try:
                if title in row.values:
                    row.values[title] = self.tree.code_of(
                        row.values[title], anywhere=title == APPROVER
                    )
            except Ambiguous as reason:
                self.report.errors.append(row.spot(title, str(reason)))
                del row.values[title]
                row = replace(row, is_bad=True)
        return row


def _import_cases(rows: Iterator[Row], tree: Tree, report: Report, actor: Actor) -> None:
    """Check and write in batches; once something is wrong, only check."""
    checker = Checker(tree, Roster(), report, actor.today)
    writer = Writer(
        today=actor.today,
        now=timezone.now(),
        user=actor.author,
        calendar=load_calendar(),
        profiles=Profiles(),
    )
    last = Case.objects.aggregate(last=Max("pk"))["last"] or 0
    while batch := list(islice(rows, BATCH)):
        candidates = checker.check(batch)
        if candidates and not report.errors:
            writer.write(candidates)
            report.counts["案卷"] += len(candidates)
    if not report.errors:
        _compare_form_numbers(sorted(writer.form_numbers), actor.today)
        _count_findings(last, report)


def _compare_form_numbers(numbers: list[str], today: date) -> None:
    """Judge again the cases, old and new, that share the number of a form with one that came in;
    `numbers` are those of what came in.
    """
    shared: list[str] = []
    for start in range(0, len(numbers), BATCH):
        cases = Case.objects.filter(form_number__in=numbers[start : start + BATCH])
        counted = cases.values("form_number").annotate(count=Count("pk")).filter(count__gt=1)
        shared += counted.values_list("form_number", flat=True)
    found = Case.objects.filter(form_number__in=shared).order_by("pk")
    ids = iter(found.values_list("pk", flat=True))
    while part := list(islice(ids, BATCH)):
        judging.rejudge(case_ids=part, today=today)


def _count_findings(last: int, report: Report) -> None:
    found = Finding.objects.filter(case_id__gt=last).values_list("rule").annotate(count=Count("pk"))
    report.findings.update(dict(found))
    report.counts["问题"] = report.findings.total()
