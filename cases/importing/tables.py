"""From a sheet to rows of typed values, with every bad cell noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.importing import cells
from cases.importing.cells import BadCell
from cases.importing.columns import CASES, COLUMNS_OF, IDENTITY, STEP_COLUMNS, Column
from cases.importing.letters import letters_of
from cases.importing.reading import Sheet, title_of
from cases.importing.report import Report, Spot
from cases.importing.titles import columns_by_title, is_left_out, nearest, row_of_titles
from config import kit


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row: `{title: typed value}` of the cells that hold something.

    columns  titles that the sheet has: of another nothing is known
    letters  `{title: letter of the column}`
    is_bad   a cell of it could not be read
    """

    sheet: str
    number: int
    values: dict[str, Any]
    columns: frozenset[str]
    letters: Mapping[str, str] = field(default_factory=dict)
    is_bad: bool = False

    def get(self, title: str) -> Any:
        return self.values.get(title)

    def has(self, title: str) -> bool:
        """Whether the sheet has this column, so that an empty cell may mean something."""
        return title in self.columns

    def spot(self, column: str, reason: str, value: object = None) -> Spot:
        """This row's cell, for the report."""
        if value is None:
            value = self.values.get(column, "")
        if isinstance(value, tuple):
            value = "、".join(map(str, value))
        return Spot(
            self.sheet,
            self.number,
            column,
            shown_as(column, value),
            reason,
            self.letters.get(column, ""),
        )


def shown_as(column: str, value: object) -> str:
    """A value in the report: never an identity number in full, whatever column it stands in."""
    if value is None:
        return ""
    words = kit.masked(cells.plain(value))
    if column == IDENTITY and "*" not in words:
        return kit.mask(words)
    if len(words) > 60:
        return words[:60] + "…"
    return words


class Table:
    """One sheet of the contract, read row by row; bad cells go to the report.

    columns   what stands in each place: a column of ours, None for one that is left out or unknown
    left_out  the places of columns that nobody reads
    """

    def __init__(self, sheet: Sheet, report: Report) -> None:
        self.sheet, self.report = sheet, report
        self.name = sheet.name
        self.titles: list[str] = []
        self.columns: list[Column | None] = []
        self.letters: dict[str, str] = {}
        self.left_out: set[int] = set()

    def rows(self) -> Iterator[Row]:
        """The rows that hold something, in their order."""
        known: frozenset[str] | None = None
        for number, values in self.sheet.rows():
            if known is None:
                if (known := self._read_titles(values)) is None:
                    return
            elif self._holds_something(values):
                yield self._read(number, values, known)
        if known is None:
            self._bad(0, "", "", "是空的，第一行应为列标题")

    def _read_titles(self, values: tuple[Any, ...]) -> frozenset[str] | None:
        """The titles of ours that are there. None: the row holds none of them, which is told
        once.
        """
        wanted = columns_by_title(self.name)
        if not any(title_of(value) in wanted for value in values):
            place = row_of_titles(self.sheet, self.name)
            where = f"，列标题似乎在第 {place} 行" if place else ""
            self._bad(1, "", "", f"第 1 行不是列标题{where}；列标题应在第 1 行")
            return None
        for area in sorted(self.sheet.extent.merged, key=_from_the_top):
            self._bad(0, "", area, "有合并单元格，请先取消合并，逐格填写")
        seen: set[str] = set()
        for place, value in enumerate(values):
            title = title_of(value)
            column = wanted.get(title)
            self.titles.append(title)
            self.columns.append(column)
            shown, letter = column.title if column else title, letters_of(place + 1)
            if is_left_out(title):
                self.left_out.add(place)
            if not title or is_left_out(title):
                continue
            if column is None:
                close = nearest(title, self.name)
                hint = f"最接近的是“{close}”" if close else "请核对列标题"
                self._bad(1, shown, shown, f"没有这个列，{hint}", letter)
            elif shown in seen:
                self._bad(1, shown, shown, "列标题重复", letter)
            seen.add(shown)
            self.letters.setdefault(shown, letter)
        self._miss_columns(seen)
        return frozenset(seen)

    def _miss_columns(self, seen: set[str]) -> None:
        for column in COLUMNS_OF[self.name]:
            if column.is_required and column.title not in seen:
                self._bad(1, column.title, "", "缺少这个必需的列")
        if self.name == CASES and seen.isdisjoint(STEP_COLUMNS.values()):
            self._bad(1, "", "", "没有步骤日期的列，至少要有一个")

    def _holds_something(self, values: tuple[Any, ...]) -> bool:
        """Whether a row holds anything in a column that is read."""
        for place, value in enumerate(values):
            if place not in self.left_out and not cells.is_empty(value):
                return True
        return False

    def _read(self, number: int, values: tuple[Any, ...], known: frozenset[str]) -> Row:
        found: dict[str, Any] = {}
        bad: set[str] = set()
        for place, value in enumerate(values):
            if value is None or cells.is_empty(value) or place in self.left_out:
                continue
            column = self.columns[place] if place < len(self.columns) else None
            try:
                if column is None and not any(self.titles[place : place + 1]):
                    raise BadCell("该列没有列标题")
                self._take(number, column, place, cells.clean(value), found)
            except BadCell as reason:
                letter = letters_of(place + 1)
                shown = column.title if column else letter
                bad.add(shown)
                self._bad(number, shown, value, str(reason), letter)
        for column in COLUMNS_OF[self.name]:
            if (
                column.is_required
                and column.title in known
                and column.title not in found
                and column.title not in bad
            ):
                bad.add(column.title)
                self._bad(number, column.title, "", "不能为空", self.letters[column.title])
        return Row(self.name, number, found, known, self.letters, bool(bad))

    def _take(
        self, number: int, column: Column | None, place: int, value: Any, found: dict[str, Any]
    ) -> None:
        """Put the value of a cell among those found, if it says something. Raises BadCell."""
        cells.refuse_unreadable(value)
        if column is None:
            return
        if isinstance(value, str):
            if cells.says_nothing(value, also=column.nothings, but=column.choices):
                return
            if kit.private_characters(value):
                self._note(number, column.title, place, value, kit.UNPRINTABLE)
        elif self.sheet.is_1904 and column.holds_days and isinstance(value, (int, float)):
            day = cells.serial_day(value, is_1904=True)
            found[column.title] = day if column.parse is cells.day else (day,)
            return
        read = column.parse(value)
        if isinstance(read, kit.Named):
            if read.note:
                self._note(number, column.title, place, value, f"括号里的“{read.note}”没有登记")
            read = read.name
        found[column.title] = read

    def _note(self, row: int, column: str, place: int, value: object, reason: str) -> None:
        letter = letters_of(place + 1)
        self.report.notices.append(
            Spot(self.name, row, column, shown_as(column, value), reason, letter)
        )

    def _bad(self, row: int, column: str, value: object, reason: str, letter: str = "") -> None:
        self.report.errors.append(
            Spot(self.name, row, column, shown_as(column, value), reason, letter)
        )


def _from_the_top(area: str) -> tuple[int, int]:
    """Row and column in which a merged area (`B3:B5`) begins."""
    from openpyxl.utils import range_boundaries

    try:
        left, top, _, _ = range_boundaries(area)
    except ValueError:  # not written by a spreadsheet
        return 0, 0
    return top, left
