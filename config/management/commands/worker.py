"""The worker of a fit installation: `db_worker` behind the start-up checks."""

import logging
import threading
from itertools import count
from typing import Any

from django.core.management import CommandError
from django.db import connections
from django_tasks_db.management.commands import db_worker

from branches.services.jobs import do_chores, requeue_lost_jobs
from config.checks import UnfitInstallation, refuse_unfit_installation

WATCH_EVERY = 30.0  # seconds
CHORES_EVERY = 120  # turns

logger = logging.getLogger("jishi.jobs")


class Command(db_worker.Command):
    """Takes the options of `db_worker`."""

    def handle(self, *args: str, **options: Any) -> None:
        try:
            refuse_unfit_installation()
        except UnfitInstallation as unfit:
            raise CommandError(str(unfit)) from None
        is_over = threading.Event()
        watch = threading.Thread(target=_watch, args=[is_over], name="lost-jobs", daemon=True)
        watch.start()
        try:
            super().handle(*args, **options)
        finally:
            is_over.set()
            watch.join(timeout=5)


def _watch(is_over: threading.Event) -> None:
    """Every half minute queue again what a killed worker left, every hour do the chores.

    A database that is away does not end the watch.
    """
    for turn in count():
        if is_over.wait(WATCH_EVERY):
            return
        try:
            requeue_lost_jobs()
            if turn % CHORES_EVERY == 0:
                do_chores()
        except Exception:
            logger.exception("Lost jobs could not be looked for")
        finally:
            connections.close_all()
