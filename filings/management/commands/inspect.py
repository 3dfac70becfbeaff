"""Check a year: every case open in it, judged as of a day, as JSON, Excel or PDF."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from branches.models import Organization
from config.kit.clock import today
from filings.inspections.checking import default_day, inspect
from filings.inspections.output import as_json, as_xlsx
from filings.papers.press.inspection import as_pdf

WRITERS = {"json": as_json, "xlsx": as_xlsx, "pdf": as_pdf}
#: Exit code when the command could not run; findings alone leave it 0.
FAILED = 2


class Command(BaseCommand):
    help = "Judge every case that was open at any time in a year, and write what was found."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=_year, required=True)
        parser.add_argument("--organization", metavar="CODE", help="default: all")
        parser.add_argument(
            "--as-of", type=_day, metavar="DATE", help="default: 31 December of the year, or today"
        )
        parser.add_argument("--format", choices=("json", "xlsx", "pdf"), default="json")
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="default: standard output (json only)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind, output = options["format"], options["output"]
        if kind != "json" and output is None:
            raise CommandError(f"--format {kind} 请用 --output 写明文件。", returncode=FAILED)
        try:
            organization = self._organization(options["organization"])
            year, as_of = options["year"], options["as_of"]
            found = inspect(
                year=year, as_of=as_of or default_day(year, today()), organization=organization
            )
        except DatabaseError as error:
            raise CommandError(f"数据库出错：{error}", returncode=FAILED) from error
        data = WRITERS[kind](found)
        if output is None:
            self.stdout.write(data.decode(), ending="")
            return
        try:
            output.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{output}：{error.strerror}", returncode=FAILED) from error

    def _organization(self, code: str | None) -> Organization | None:
        if code is None:
            return None
        organization = Organization.objects.filter(code=code).first()
        if organization is None:
            raise CommandError(f"没有编码为 {code} 的组织。", returncode=FAILED)
        return organization


def _year(text: str) -> int:
    if not (text.isdigit() and 1900 <= int(text) <= 9900):
        raise argparse.ArgumentTypeError(f"{text} is no year")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no date (YYYY-MM-DD)") from error
