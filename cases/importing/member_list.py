"""A list of members, from a workbook or pasted as a table, for one organization: all or none, every
bad cell named.

Each row is entered as the form of a member does it, so that the list can do nothing the form may
not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from branches import services
from branches.actor import Actor
from branches.fields import keyed_hash
from branches.identity import birth_on, check, normalise, sex
from branches.models import Member, Organization, Person
from cases.importing.columns import IDENTITY, MEMBER_LIST, PHONE, PLACE
from cases.importing.organizations import Ambiguous, Tree
from cases.importing.reading import MAX_COLUMNS, Extent, Sheet, Unreadable, open_workbook
from cases.importing.report import Report, Spot
from cases.importing.tables import Row, Table
from config import kit

#: Rows of one list: it is done while one waits. More go through the page 导入导出.
MOST = 300
TOO_MANY = f"一次最多 {MOST} 人，请分几次导入，或在“导入导出”中用工作簿整批导入。"
REQUIRED = frozenset({"姓名", IDENTITY})
#: Where a service's objection to a field is shown.
COLUMN_OF = {
    "name": "姓名",
    "identity_number": IDENTITY,
    "phone": PHONE,
    "ethnicity": "民族",
    "standing": "身份",
    "joined_on": "入党日期",
    "full_on": "转正日期",
    "from_on": "编入日期",
    "organization": PLACE,
}


class Pasted(Sheet):
    """A table that was pasted; `source` holds its rows."""

    def rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """(row number, values); empty cells are None."""
        for number, row in enumerate(self.source, start=1):
            yield number, tuple(cell or None for cell in row)


def pasted(text: str) -> Sheet:
    """The table in a text: cells parted by tabs, as a spreadsheet copies them, or by commas.

    Raises Unreadable.
    """
    delimiter = "\t"
    if delimiter not in text:
        delimiter, text = ",", text.replace("，", ",")
    try:
        rows = list(csv.reader(StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable("这不是一张表：请在电子表格中选中带列标题的区域，复制后粘贴。") from error
    columns = max(map(len, rows), default=0)
    if columns > MAX_COLUMNS:
        raise Unreadable(f"列太多，最多 {MAX_COLUMNS} 列。")
    return Pasted(MEMBER_LIST, Extent(len(rows), columns), rows)


def import_pasted(
    text: str, organization: Organization, *, by: Actor, is_dry_run: bool = False
) -> Report:
    """Enter the members of a pasted table. Raises Unreadable."""
    return _import(pasted(text), organization, by, is_dry_run)


def import_file(
    path: Path, organization: Organization, *, by: Actor, is_dry_run: bool = False
) -> Report:
    """Enter the members of the first sheet that holds something. Raises Unreadable."""
    with open_workbook(path) as sheets:
        filled = [sheet for sheet in sheets.values() if sheet.extent.rows]
        if not filled:
            raise Unreadable("工作簿是空的。")
        sheet = replace(filled[0], name=MEMBER_LIST)
        return _import(sheet, organization, by, is_dry_run)


def _import(sheet: Sheet, organization: Organization, by: Actor, is_dry_run: bool) -> Report:
    if sheet.extent.rows > MOST + 1:
        raise Unreadable(TOO_MANY)
    report = Report(is_dry_run=is_dry_run)
    entering = _Entering(organization, report, by)
    with transaction.atomic():
        for row in Table(sheet, report).rows():
            # A sheet may lack a required column: that is told once, of the row of titles.
            if not row.is_bad and row.columns >= REQUIRED:
                entering.enter(row)
        if not report.errors and not entering.numbers:
            report.errors.append(Spot(MEMBER_LIST, 0, "", "", "是空的，列标题下没有党员"))
        if report.errors or is_dry_run:
            transaction.set_rollback(True)
    return report


class _Entering:
    """Enters row after row. `numbers`: {identity number: row} of those that came before."""

    def __init__(self, organization: Organization, report: Report, by: Actor) -> None:
        self.organization, self.report, self.by = organization, report, by
        self.numbers: dict[str, int] = {}
        self.tree: Tree | None = None

    def enter(self, row: Row) -> None:
        """Enter the member of a row, or note what is wrong with it."""
        place = self._place(row)
        number = self._number(row)
        if place is None or number is None:
            return
        if self._is_listed(number, row, place):
            self.report.notices.append(row.spot("姓名", "已是这个组织的党员，没有改动"))
            return
        try:
            with transaction.atomic():
                services.enter_member(
                    person=_person(row), member=self._member(row, place), by=self.by
                )
        except ValidationError as error:
            self._blame(row, error)
        else:
            self.report.counts["党员"] += 1

    def _place(self, row: Row) -> Organization | None:
        words = row.get(PLACE)
        if words is None:
            return self.organization
        if self.tree is None:
            self.tree = Tree(within=(self.organization.path,))
        try:
            found = self.tree.get(self.tree.code_of(words))
        except Ambiguous as reason:
            self.report.errors.append(row.spot(PLACE, str(reason)))
            return None
        if found is None or not self.organization.contains(found):
            self.report.errors.append(row.spot(PLACE, "没有这个编码的组织"))
            return None
        return found

    def _number(self, row: Row) -> str | None:
        """The identity number of a row, which no other row has, and which fits what else the row
        says.
        """
        try:
            number = check(row.values[IDENTITY])
        except ValidationError as error:
            self.report.errors.append(row.spot(IDENTITY, "".join(error.messages).rstrip("。")))
            return None
        wrong = list(_misfits(row, number))
        if number in self.numbers:
            reason = f"公民身份号码重复：第 {self.numbers[number]} 行已有"
            wrong.append(row.spot(IDENTITY, reason))
        self.numbers.setdefault(number, row.number)
        self.report.errors += wrong
        return None if wrong else number

    def _is_listed(self, number: str, row: Row, place: Organization) -> bool:
        found = Member.objects.filter(
            person__identity_hash=keyed_hash(number),
            person__name_key=kit.name_key(row.values["姓名"]),
            organization=place,
            until_on=None,
        )
        return found.exists()

    def _member(self, row: Row, place: Organization) -> Member:
        joined: date | None = row.get("入党日期")
        return Member(
            organization=place,
            standing=row.get("身份") or Member.Standing.FULL,
            joined_on=joined,
            full_on=row.get("转正日期"),
            from_on=row.get("编入日期") or joined or self.by.today,
        )

    def _blame(self, row: Row, error: ValidationError) -> None:
        for name, messages in _by_field(error).items():
            column = COLUMN_OF.get(name, "姓名")
            for message in messages:
                self.report.errors.append(row.spot(column, message.rstrip("。")))


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {"": error.messages}


def _person(row: Row) -> Person:
    return Person(
        name=row.values["姓名"],
        identity_number=normalise(row.values[IDENTITY]),
        phone=row.get(PHONE),
        ethnicity=row.get("民族") or "",
    )


def _misfits(row: Row, number: str) -> Iterator[Spot]:
    """What the row says otherwise than the number does."""
    for column, told in (("性别", sex(number)), ("出生日期", birth_on(number))):
        if row.get(column) not in (None, told):
            value = row.values[column]
            shown = value.label if column == "性别" else value
            yield row.spot(column, "与公民身份号码不符", shown)
