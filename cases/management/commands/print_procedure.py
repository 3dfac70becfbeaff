"""manage.py print_procedure > docs/procedure.md"""

from typing import Any

from django.core.management.base import BaseCommand

from cases.describe import describe


class Command(BaseCommand):
    help = "Prints docs/procedure.md from the tables."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print it as it is, without another line end."""
        self.stdout.write(describe(), ending="")
