"""Import a workbook of organizations, members and cases; every bad cell is named, and then
nothing is imported.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from branches.actor import Actor
from cases.importing import Unreadable, import_workbook
from config.kit.clock import today


class Command(BaseCommand):
    help = "Import a workbook (.xlsx) with the sheets 组织, 党员 and 案卷: all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.xlsx")
        parser.add_argument(
            "--dry-run", action="store_true", help="print the same report, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when a cell is wrong, 2 when the file cannot be read."""
        try:
            report = import_workbook(
                options["file"],
                by=Actor.system(today()),
                is_dry_run=options["dry_run"],
                progress=self._progress,
            )
        except Unreadable as error:
            raise CommandError(str(error), returncode=2) from error
        for line in report.lines():
            self.stdout.write(line)
        if report.errors:
            raise CommandError(f"没有导入：{len(report.errors)} 处错误。")

    def _progress(self, done: int, total: int) -> None:
        """A bar on one line of a terminal; a line each in a log."""
        is_open = sys.stderr.isatty() and done < total
        self.stderr.write(
            f"\r{done} / {total}" if sys.stderr.isatty() else f"{done} / {total}",
            ending="" if is_open else "\n",
        )
