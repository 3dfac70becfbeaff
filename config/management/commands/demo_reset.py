"""`make demo-reset`: the demo world anew."""

from django.core.management import BaseCommand

from config import demo


class Command(BaseCommand):
    help = (
        "Drop everything and make the demo world anew; only on a database that is marked as demo."
    )
    requires_system_checks = []  # they ask the database that is made here

    def handle(self, *args: str, **options: object) -> None:
        demo.require_day()
        with demo.only_one():
            demo.empty()
            demo.prepare()
