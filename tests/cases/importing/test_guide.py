"""How a workbook is filled is said once, and what is said is true."""

from __future__ import annotations

from pathlib import Path

from cases.importing.columns import CASE_COLUMNS
from cases.importing.guide import LISTS, as_markdown, note
from config.kit import DAYS_ARE_WRITTEN, read_day


def test_the_document_is_what_the_command_prints() -> None:
    assert (Path(__file__).parents[3] / "docs" / "workbook.md").read_text() == as_markdown()


def test_the_spellings_that_are_named_are_read() -> None:
    spellings = DAYS_ARE_WRITTEN.replace(" 或 ", "、").split("、")
    assert len({read_day(text) for text in spellings}) == 1
    assert len(spellings) == 5


def test_every_column_of_choices_days_and_names_has_a_note() -> None:
    without = {column.title for column in CASE_COLUMNS if not note(column)}
    assert not {title for title in without if title[:1].isdigit() or title.endswith("日期")}
    assert set(LISTS).isdisjoint(without)
