"""`make test`: whether the tests can run here at all, said in one line before they start."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connection

OLDEST = 150000  # PostgreSQL 15, as libpq counts


class Command(BaseCommand):
    help = "See that files can be written and a database answers in which tests may make theirs."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", default="auto")

    def handle(self, *args: str, **options: object) -> None:
        workers = str(options["workers"])
        if not workers.isdecimal() and workers not in ("auto", "logical"):
            raise CommandError(
                f"WORKERS={workers!r} is no number of processes: write it as in make test WORKERS=2"
            )
        settings.VAR_DIR.mkdir(exist_ok=True)
        (settings.VAR_DIR / "test.lock").open("a").close()
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0])
            if version < OLDEST:
                raise CommandError(
                    f"PostgreSQL 15 or newer is needed, and this is {version // 10000}."
                )
            cursor.execute(
                "SELECT rolname, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            )
            role, may_create = cursor.fetchone()
            if not may_create:
                raise CommandError(
                    f"The tests make databases of their own, and {role} may not: ALTER ROLE {role}"
                    " CREATEDB"
                )
