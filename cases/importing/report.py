"""What came of an import: every bad cell, what was skipped, what to look at, how much was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell that is wrong, or worth a look. `row` as a spreadsheet numbers it, 0 for the whole sheet."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = f"工作表“{self.sheet}”"
        if self.row:
            where += f" 第 {self.row} 行"
        if self.column:
            where += f" “{self.column}”列"
        return f"{where}：{self.value or '（空）'}：{self.reason}"


@dataclass
class Report:
    """The result of an import or a dry run.

    errors      nothing was imported when there is one
    duplicates  rows of cases whose identity number is in the database already
    counts      {what: how many were written}
    findings    {(rule, severity): how many} of the cases that came in
    """

    is_dry_run: bool = False
    errors: list[Spot] = field(default_factory=list)
    notices: list[Spot] = field(default_factory=list)
    duplicates: list[Spot] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)

    def lines(self) -> Iterator[str]:
        """The report as text, in Chinese."""
        if self.errors:
            yield f"没有导入：{len(self.errors)} 处错误，请改正后重新导入。"
            yield from (f"错误 {spot}" for spot in self.errors)
        else:
            yield "试运行，没有写入。可以导入：" if self.is_dry_run else "已导入："
            yield "、".join(f"{what} {self.counts[what]}" for what in ("组织", "党员", "案卷", "问题"))
            yield from (f"  {rule} {number}" for rule, number in sorted(self.findings.items()))
        if self.duplicates:
            yield f"重复，已跳过 {len(self.duplicates)} 行："
            yield from (f"重复 {spot}" for spot in self.duplicates)
        if self.notices:
            yield f"请核对 {len(self.notices)} 处："
            yield from (f"提示 {spot}" for spot in self.notices)

    def as_data(self) -> dict[str, Any]:
        """As a job keeps it (JSON)."""
        parts = {name: [_spot(spot) for spot in getattr(self, name)] for name in ("errors", "notices", "duplicates")}
        return parts | {
            "is_dry_run": self.is_dry_run,
            "counts": dict(self.counts),
            "findings": dict(self.findings),
        }


def _spot(spot: Spot) -> dict[str, str | int]:
    return {
        "sheet": spot.sheet,
        "row": spot.row,
        "column": spot.column,
        "value": spot.value,
        "reason": spot.reason,
    }
