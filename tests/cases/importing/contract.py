"""What the tests of the contract share: a workbook imported on one day, and where it is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from branches.actor import Actor
from cases.importing import import_workbook
from cases.importing.report import Report

from .build import Book, write

TODAY = date(2026, 11, 24)
START = date(2020, 1, 6)


def imported(tmp_path: Path, content: Book, **more: Any) -> Report:
    return import_workbook(write(tmp_path / "w.xlsx", content, **more), by=Actor.system(TODAY))


def spots(report: Report) -> list[tuple[str, int, str]]:
    return [(spot.sheet, spot.row, spot.column) for spot in report.errors]
