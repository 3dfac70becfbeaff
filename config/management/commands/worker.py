"""The worker of a fit installation: does the jobs one after the other, for as long as it is let.

A database that goes away ends neither the worker nor the watch beside it: both go on when it
answers again, and the job that was under way is queued again as one whose worker gives no sign of
life.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, count, repeat
from typing import Any

from django.core.management import CommandError, CommandParser
from django.db import Error, connection, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker

from branches.services.jobs import do_chores, requeue_lost_jobs
from branches.services.workers import worker_ended, worker_runs
from config.checks import UnfitInstallation, refuse_unfit_installation
from config.kit.outage import is_outage
from config.management.service import ServiceCommand

WATCH_EVERY = 20.0  # seconds
CHORES_EVERY = 180  # turns
FIRST_PAUSES = (
    0.5,
    1.0,
    2.0,
    4.0,
    8.0,
    16.0,
)  # seconds between tries to reach a database that is away
LAST_PAUSE = 30.0  # seconds, between all later tries

logger = logging.getLogger("jishi.jobs")
Sleep = Callable[[float], None]


class Command(ServiceCommand):
    help = (
        "Do the jobs that pages and commands queue, until the process is ended (SIGTERM: after the"
        " job under way)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="Do what is queued now, then end.")
        parser.add_argument(
            "--interval", type=float, default=1, help="Seconds between looks at an empty queue."
        )

    def handle(self, *args: str, batch: bool, interval: float, **options: Any) -> None:
        worker = db_worker.Worker(
            queue_names=["default"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        if threading.current_thread() is threading.main_thread():
            worker.configure_signals()
        try:
            through_outages(lambda: _work(worker))
        except UnfitInstallation as unfit:
            raise CommandError(str(unfit)) from None


def _work(worker: Any) -> None:
    refuse_unfit_installation()
    with _watched(f"{socket.gethostname()}:{os.getpid()}"):
        worker.run()


def through_outages(work: Callable[[], None], *, sleep: Sleep = time.sleep) -> None:
    """Do the work until it is done; begin it again each time the database went away and has come
    back.
    """
    while True:
        try:
            work()
        except Exception as error:
            if not is_outage(error):
                raise
            logger.warning("The database is away; the worker waits for it", exc_info=True)
            _wait_for_database(sleep)
            logger.warning("The database is back; the worker goes on")
        else:
            return


def _wait_for_database(sleep: Sleep) -> None:
    for pause in chain(FIRST_PAUSES, repeat(LAST_PAUSE)):
        sleep(pause)
        connections.close_all()
        try:
            connection.ensure_connection()
        except Error as error:
            if not is_outage(error):
                raise
            logger.warning("The database is still away", exc_info=True)
        else:
            return


@contextmanager
def _watched(name: str) -> Iterator[None]:
    """While a thread beside it shows that the worker lives, and looks after the queue."""
    worker_runs(name=name)
    is_over = threading.Event()
    watch = threading.Thread(target=_watch, args=[is_over, name], name="watch", daemon=True)
    watch.start()
    try:
        yield
    finally:
        is_over.set()
        watch.join(timeout=5)
        try:
            worker_ended(name=name)
        except Error:  # its row soon is too old to count
            logger.warning("The end of the worker could not be told", exc_info=True)


def _watch(is_over: threading.Event, name: str) -> None:
    """Every 20 seconds say that the worker lives and queue again what a killed one left, every hour
    do the chores.

    A database that is away does not end the watch.
    """
    for turn in count():
        if is_over.wait(WATCH_EVERY):
            return
        try:
            worker_runs(name=name)
            requeue_lost_jobs()
            if turn % CHORES_EVERY == 0:
                do_chores()
        except Exception:
            logger.exception("The watch beside the worker could not do its turn")
        finally:
            connections.close_all()
