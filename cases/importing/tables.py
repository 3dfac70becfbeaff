"""From a sheet to rows of typed values, with every bad cell noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from branches.identity import mask
from cases.importing import cells
from cases.importing.cells import BadCell
from cases.importing.columns import CASES, SHEETS, STEP_COLUMNS, Column
from cases.importing.reading import Sheet, title_of
from cases.importing.report import Report, Spot

IDENTITY = "公民身份号码"


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row: `{title: typed value}` of the cells that hold something.

    columns  titles that the sheet has: of another nothing is known
    is_bad   a cell of it could not be read
    """

    sheet: str
    number: int
    values: dict[str, Any]
    columns: frozenset[str]
    is_bad: bool = False

    def get(self, title: str) -> Any:
        return self.values.get(title)

    def has(self, title: str) -> bool:
        """Whether the sheet has this column, so that an empty cell may mean something."""
        return title in self.columns

    def spot(self, column: str, reason: str, value: object = None) -> Spot:
        """This row's cell, for the report."""
        shown = self.values.get(column, "") if value is None else value
        if isinstance(shown, tuple):
            shown = "、".join(map(str, shown))
        return Spot(self.sheet, self.number, column, shown_as(column, shown), reason)


def shown_as(column: str, value: object) -> str:
    """A value in the report: never an identity number in full."""
    words = cells.plain(value) if value is not None else ""
    if column == IDENTITY:
        return mask(words)
    return words if len(words) <= 60 else words[:60] + "…"


class Table:
    """One sheet of the contract, read row by row; bad cells go to the report."""

    def __init__(self, sheet: Sheet, report: Report) -> None:
        self.sheet, self.report = sheet, report
        self.name = sheet.name
        self.titles: list[str] = []
        self.columns: list[Column | None] = []

    def rows(self) -> Iterator[Row]:
        """The rows that hold something, in their order."""
        for area in self.sheet.extent.merged:
            self._bad(0, "", area, "有合并单元格，请先取消合并，逐格填写")
        known: frozenset[str] | None = None
        for number, values in self.sheet.rows():
            if known is None:
                known = self._read_titles(values)
            elif not all(cells.is_empty(value) for value in values):
                yield self._read(number, values, known)
        if known is None:
            self._bad(0, "", "", "是空的，第一行应为列标题")

    def _read_titles(self, values: tuple[Any, ...]) -> frozenset[str]:
        wanted = {column.title: column for column in SHEETS[self.name]}
        seen: set[str] = set()
        for value in values:
            title = title_of(value)
            column = wanted.get(title)
            self.titles.append(title)
            self.columns.append(column)
            if title and column is None:
                self._bad(1, title, title, "没有这个列，请核对列标题")
            elif title in seen:
                self._bad(1, title, title, "列标题重复")
            if title:
                seen.add(title)
        for column in wanted.values():
            if column.is_required and column.title not in seen:
                self._bad(1, column.title, "", "缺少这个必需的列")
        if self.name == CASES and seen.isdisjoint(STEP_COLUMNS.values()):
            self._bad(1, "", "", "没有步骤日期的列，至少要有一个")
        return frozenset(seen)

    def _read(self, number: int, values: tuple[Any, ...], known: frozenset[str]) -> Row:
        found: dict[str, Any] = {}
        bad: set[str] = set()
        for place, value in enumerate(values):
            if cells.is_empty(value):
                continue
            column = self.columns[place] if place < len(self.columns) else None
            try:
                cells.refuse_unreadable(value)
                if column is not None:
                    found[column.title] = column.parse(value)
                elif not self.titles[place : place + 1] or not self.titles[place]:
                    raise BadCell("该列没有列标题")
            except BadCell as reason:
                title = column.title if column else get_column_letter(place + 1)
                bad.add(title)
                self._bad(number, title, value, str(reason))
        for column in SHEETS[self.name]:
            if column.is_required and column.title in known and column.title not in found and column.title not in bad:
                bad.add(column.title)
                self._bad(number, column.title, "", "不能为空")
        return Row(self.name, number, found, known, bool(bad))

    def _bad(self, row: int, column: str, value: object, reason: str) -> None:
        self.report.errors.append(Spot(self.name, row, column, shown_as(column, value), reason))
