"""Write an empty workbook with the exact titles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.importing import write_template


class Command(BaseCommand):
    help = "Write an empty workbook (.xlsx) to be filled and imported with import_workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("wb") as file:
                write_template(file)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        self.stdout.write(f"{options['file']}")
