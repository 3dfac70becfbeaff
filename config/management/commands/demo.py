"""`make demo`: the demo world in the foreground, until Ctrl-C."""

from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import connection

from config import demo


class Command(BaseCommand):
    help = "Make the demo world where it is missing, then serve it until Ctrl-C."
    requires_system_checks = []  # the database is made here, and checked then

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: str, port: int, **options: object) -> None:
        demo.require_free_port(port)
        demo.prepare()
        call_command("collectstatic", interactive=False, verbosity=0)
        connection.close()
        self.stdout.write(f"http://{demo.HOST}:{port}/  (Ctrl-C ends it)")
        self.stdout.flush()
        if ended := demo.serve(port):
            raise CommandError(f"The {ended} ended by itself; what it said stands above.")
