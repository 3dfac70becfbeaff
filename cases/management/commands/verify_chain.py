"""manage.py verify_chain [--case NUMBER]"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.models import Case
from cases.services.chain import breaks


class Command(BaseCommand):
    help = "Computes the digests of all entries again and names the first broken one of each case."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", metavar="NUMBER", help="only the case of this number")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit code 1 when a chain is broken."""
        cases = Case.objects.all()
        if options["case"]:
            cases = cases.filter(number=options["case"])
            if not cases.exists():
                raise CommandError(f"没有编号为 {options['case']} 的案卷。", returncode=2)
        found = list(breaks(cases))
        for each in found:
            self.stderr.write(str(each))
        if found:
            raise CommandError(f"{len(found)} 个案卷的登记链不完整。")
        self.stdout.write(f"{cases.count()} 个案卷的登记链完整。")
