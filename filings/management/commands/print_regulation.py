"""`manage.py print_regulation`: what implements each article, as `docs/regulation-coverage.md`
has it.
"""

from typing import Any

from django.core.management.base import BaseCommand

from cases.coverage import as_markdown
from filings.desk.regulation import papers_by_step


class Command(BaseCommand):
    """Print the coverage of the regulation."""

    help = (
        "Prints docs/regulation-coverage.md: the rules, steps, papers and pages that implement each"
        " article."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown(papers_by_step()), ending="")
