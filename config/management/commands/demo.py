"""`make demo`: the demo world in the foreground, until Ctrl-C."""

from django.core.management import BaseCommand, CommandParser

from config import demo, statics, supervisor


class Command(BaseCommand):
    help = "Make the demo world where it is missing, then serve it until Ctrl-C."
    requires_system_checks = []  # the database is made here, and checked then

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default="8000")

    def handle(self, *args: str, **options: object) -> None:
        port = demo.port_of(str(options["port"]))
        demo.require_free_port(port)
        demo.prepare()
        statics.collect()
        self.stdout.write(f"http://{supervisor.HOST}:{port}/  (Ctrl-C ends it)")
        self.stdout.flush()
        demo.serve(port)
