"""manage.py print_docs, or `make docs`: every page of docs/ that is printed from the code."""

from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

#: {page: the command that prints it}
PRINTED = {
    "procedure.md": "print_procedure",
    "regulation-coverage.md": "print_regulation",
    "rules.md": "print_rules",
    "workbook.md": "print_workbook",
}


class Command(BaseCommand):
    help = "Prints every page of docs/ that is printed from the code, and names those that changed."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for name, command in PRINTED.items():
            printed = StringIO()
            call_command(command, stdout=printed)
            page = settings.BASE_DIR / "docs" / name
            if page.read_text(encoding="utf-8") != printed.getvalue():
                page.write_text(printed.getvalue(), encoding="utf-8")
                self.stdout.write(f"docs/{name}")
