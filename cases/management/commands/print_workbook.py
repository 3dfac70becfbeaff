"""manage.py print_workbook > docs/workbook.md"""

from typing import Any

from django.core.management.base import BaseCommand

from cases.importing.guide import as_markdown


class Command(BaseCommand):
    help = "Prints docs/workbook.md: how a workbook is filled."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print it as it is, without another line end."""
        self.stdout.write(as_markdown(), ending="")
