"""manage.py print_rules > docs/rules.md"""

from typing import Any

from django.core.management.base import BaseCommand

from cases.rulebook import as_markdown


class Command(BaseCommand):
    """Print the rules."""

    help = "Prints docs/rules.md: a row for each rule, with what both editions say."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page to standard output."""
        self.stdout.write(as_markdown(), ending="")
