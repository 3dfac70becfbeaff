"""What came of an import: every bad cell, what was skipped, what to look at, how much was
written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from config.kit import masked


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell that is wrong, or worth a look. No identity number in it is readable, whatever column
    it stands in.

    row     as a spreadsheet numbers it, 0 for the whole sheet
    column  the title, or the letter of a column that has none; `letter` is always the letter, where
            one cell is meant
    """

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    letter: str = ""

    def __post_init__(self) -> None:
        for name in ("sheet", "column", "value", "reason"):
            object.__setattr__(self, name, masked(getattr(self, name)))

    def __str__(self) -> str:
        where = f"工作表“{self.sheet}”"
        if self.row:
            where += f" 第 {self.row} 行"
        if self.column:
            where += f" “{self.column}”列"
        if self.letter and self.letter != self.column:
            where += f"（{self.letter} 列）"
        return f"{where}：{self.value or '（空）'}：{self.reason}"


#: What to do, by how a reason begins; a reason of another beginning says it itself.
MENDING = (
    ("没有这个编码的组织", "核对编码；新组织请系统管理员先建立或导入"),
    ("不能为空", "补填这一格"),
    ("过长", "缩短内容"),
    ("过大", "核对数字"),
    ("不是姓名", "填写姓名的文字"),
    ("编码重复", "一个组织只留一行"),
    ("上下级关系", "改正其中一行的上级编码"),
    ("公民身份号码重复", "一个人只留一行"),
    ("没有步骤日期", "至少填写一个步骤的日期"),
    ("列标题重复", "删去重复的列"),
    ("缺少这个必需的列", "补上这一列，或重新下载模板"),
    ("没有这个列", "与模板核对列标题，或删去这一列"),
    ("第 1 行不是列标题", "删去标题以上的行，只留一行列标题，放在第 1 行"),
    ("“同上”", "写出这一行的内容"),
    ("像是公民身份号码", "移到“公民身份号码”列，或删去"),
    ("单元格是数字", "把这一列设为“文本”格式，重新填写完整号码"),
    ("该列没有列标题", "补上列标题，或清空这一列"),
    ("是空的", "第一行填写列标题，或删去这张工作表"),
    ("早于", "核对两个日期"),
    ("单元格是错误值", "改为正确的值"),
    ("单元格的内容不能识别", "改为文字、数字或日期"),
)


def mending(reason: str) -> str:
    """What to do about it; where the reason says so itself, that it is to be changed."""
    for beginning, words in MENDING:
        if reason.startswith(beginning):
            return words
    return "按说明改正这一格"


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
            for spot in self.errors:
                yield f"错误 {spot}"
        else:
            if self.is_dry_run:
                yield "试运行，没有写入。可以导入："
            else:
                yield "已导入："
            yield "、".join(
                f"{what} {self.counts[what]}" for what in ("组织", "党员", "案卷", "问题")
            )
            for rule, number in sorted(self.findings.items()):
                yield f"  {rule} {number}"
        if self.duplicates:
            yield f"重复，已跳过 {len(self.duplicates)} 行："
            for spot in self.duplicates:
                yield f"重复 {spot}"
        if self.notices:
            yield f"请核对 {len(self.notices)} 处："
            for spot in self.notices:
                yield f"提示 {spot}"

    def as_data(self) -> dict[str, Any]:
        """As a job keeps it (JSON)."""
        return {
            "errors": list(map(_spot, self.errors)),
            "notices": list(map(_spot, self.notices)),
            "duplicates": list(map(_spot, self.duplicates)),
            "is_dry_run": self.is_dry_run,
            "counts": dict(self.counts),
            "findings": dict(self.findings),
        }


def _spot(spot: Spot) -> dict[str, str | int]:
    return {
        "sheet": spot.sheet,
        "row": spot.row,
        "column": spot.column,
        "letter": spot.letter,
        "value": spot.value,
        "reason": spot.reason,
    }
