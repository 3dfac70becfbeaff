"""The titles of a sheet: which row they stand in, and what was meant by one that is none of
ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from cases.importing.columns import COLUMNS_OF, IDENTITY, LEFT_OUT, STEP_COLUMNS, Column
from cases.importing.reading import Sheet, title_of

#: So many rows are looked at for titles that do not stand in the first.
LOOKED_AT = 30
#: Titles less alike than this are not named as what may be meant.
ALIKE = 0.4
#: What offices call a column whose title has few of the same characters.
ALSO_CALLED = {
    "身份证": IDENTITY,
    "身份证号": IDENTITY,
    "文化程度": "学历",
    "出生年月": "出生日期",
    "工作单位及职务": "职务",
    "党支部": "党支部编码",
    "所在党支部": "党支部编码",
    "所在支部": "党支部编码",
    "申请入党时间": STEP_COLUMNS["apply"],
    "列为积极分子时间": STEP_COLUMNS["shortlist"],
    "支部大会通过时间": STEP_COLUMNS["admission_meeting"],
    "转正时间": STEP_COLUMNS["approve_conversion"],
}


def columns_by_title(sheet: str) -> dict[str, Column]:
    """The columns of a sheet by their titles as `title_of` writes them."""
    return {title_of(column.title): column for column in COLUMNS_OF[sheet]}


def is_left_out(title: str) -> bool:
    """Whether nobody reads this column: 序号, 备注."""
    return title in LEFT_OUT


def nearest(title: str, sheet: str) -> str:
    """The title of ours that this one most looks like; empty where none looks like it at all."""
    if title in ALSO_CALLED:
        return ALSO_CALLED[title]
    scored = [(_likeness(title, column.title), column.title) for column in COLUMNS_OF[sheet]]
    score, found = max(scored, key=lambda pair: pair[0])
    return found if score >= ALIKE else ""


def quoted(titles: Iterable[str]) -> str:
    """The titles as a sentence has them: “序号”、“备注”."""
    return "、".join(f"“{title}”" for title in titles)


def _likeness(title: str, ours: str) -> float:
    """How alike two titles are, 0 to 1; the number of a step counts for nothing."""
    return SequenceMatcher(
        None, title.lstrip("0123456789"), title_of(ours).lstrip("0123456789")
    ).ratio()


def row_of_titles(sheet: Sheet, name: str) -> int | None:
    """The row of a sheet that holds most of the titles of the sheet `name`; None where no row
    holds one.
    """
    wanted = columns_by_title(name)
    best, found = 0, None
    for number, values in sheet.rows():
        if number > LOOKED_AT:
            break
        known = _known(values, wanted)
        if known > best:
            best, found = known, number
    return found


def _known(values: Iterable[Any], wanted: dict[str, Column]) -> int:
    titles = {title_of(value) for value in values}
    return len(titles & (wanted.keys() | ALSO_CALLED.keys()))
