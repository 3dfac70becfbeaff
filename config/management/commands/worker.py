"""The worker of a fit installation: `db_worker` behind the start-up checks."""

from typing import Any

from django.core.management import CommandError
from django_tasks_db.management.commands import db_worker

from config.checks import UnfitInstallation, refuse_unfit_installation


class Command(db_worker.Command):
    """Takes the options of `db_worker`."""

    def handle(self, *args: str, **options: Any) -> None:
        try:
            refuse_unfit_installation()
        except UnfitInstallation as unfit:
            raise CommandError(str(unfit)) from None
        super().handle(*args, **options)
