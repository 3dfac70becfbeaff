"""Fill the table of days off and make-up working days."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from cases.models import Holiday
from cases.services.holidays import BadRows, Row, load_holidays, parse_file, published
from filings.planning.services.holidays import load_for_system


class Command(BaseCommand):
    """See the help text."""

    help = (
        "载入国务院公布的节假日和调休。已有的日期保持不变；"
        "--csv 以文件为准（列：日期,班或休,名称）。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file of a closed network, where no package is updated in December."""
        parser.add_argument(
            "--csv",
            dest="path",
            type=Path,
            help="UTF-8 或 GBK 编码的 CSV 文件，如 2027-01-01,休,元旦",
        )

    def handle(self, *args: Any, path: Path | None, **options: Any) -> None:
        """Load, say how many days are new, and let the worker judge again what they change."""
        before = Holiday.objects.count()
        job = load_for_system(rows=rows_of(path)) if path else None
        if not path:
            load_holidays(published())  # known without the table as well: nothing to judge again
        new = Holiday.objects.count() - before
        self.stdout.write(
            f"新增 {new} 天。" + ("案卷由后台任务重新判定，有关党支部会收到通知。" if job else "")
        )


def rows_of(path: Path) -> list[Row]:
    """The rows of a CSV file; all faults are told at once. Raises CommandError."""
    if not path.is_file():
        raise CommandError(f"没有这个文件：{path}")
    try:
        return parse_file(path.read_bytes())
    except BadRows as bad:
        raise CommandError(str(bad)) from bad
