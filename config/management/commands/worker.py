"""The worker of a fit installation: `db_worker` behind the start-up checks."""

import threading
import time
from typing import Any

from django.core.management import CommandError
from django.db import close_old_connections
from django_tasks_db.management.commands import db_worker

from branches.services.jobs import requeue_lost_jobs
from config.checks import UnfitInstallation, refuse_unfit_installation


class Command(db_worker.Command):
    """Takes the options of `db_worker`."""

    def handle(self, *args: str, **options: Any) -> None:
        try:
            refuse_unfit_installation()
        except UnfitInstallation as unfit:
            raise CommandError(str(unfit)) from None
        threading.Thread(target=_watch, name="lost-jobs", daemon=True).start()
        super().handle(*args, **options)


def _watch() -> None:
    """Look for jobs that a killed worker left, now and every half minute."""
    while True:
        requeue_lost_jobs()
        close_old_connections()
        time.sleep(30)
