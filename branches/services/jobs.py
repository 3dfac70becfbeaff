"""Long work: started by a page or a command, run by the worker, watched and cancelled by its owner.

A task can be run twice (its worker was killed), so each piece of work is written to begin again or
to go on where it was. Progress is written on a connection of its own: the work itself may be one
long transaction.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django_tasks import task

from branches.models import Job, User
from config.kit import masked
from config.kit.doing import doing
from config.kit.outage import is_outage

logger = logging.getLogger("jishi.jobs")

BEAT_EVERY = 5.0


PROGRESS = """
UPDATE branches_job SET done = %s, total = COALESCE(%s, total), message = %s, heartbeat_at = now()
WHERE id = %s RETURNING cancel_requested
"""


class Cancelled(Exception):
    """The owner asked to stop; raised out of `Run.progress`."""


@dataclass
class Run:
    """The job as its work sees it."""

    job_id: int
    connection: BaseDatabaseWrapper
    lock: threading.Lock = field(default_factory=threading.Lock)

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Write how far it is. Raises Cancelled when the owner asked to stop."""
        if self._execute(PROGRESS, [done, total, message, self.job_id]):
            raise Cancelled

    def beat(self) -> None:
        """Say that the worker lives."""
        self._execute(
            "UPDATE branches_job SET heartbeat_at = now() WHERE id = %s RETURNING false",
            [self.job_id],
        )

    def reconnect(self) -> None:
        """Drop a connection that was lost; the next sign of life makes another."""
        with self.lock:
            self.connection.close()

    def _execute(self, sql: str, values: list[Any]) -> bool:
        with self.lock, self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            row = cursor.fetchone()
            return bool(row and row[0])


#: What a job does: takes the run and the job's arguments, returns what is kept as the result
#: (JSON).
Perform = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Work:
    """`clean` is called with the job's arguments once it is over, however it ended."""

    label: str
    perform: Perform
    clean: Callable[..., None] | None = None


WORK: dict[str, Work] = {}


def work(
    kind: str, label: str, *, clean: Callable[..., None] | None = None
) -> Callable[[Perform], Perform]:
    """Register a kind of long work; its module is imported in the app's `AppConfig.ready`."""

    def register(perform: Perform) -> Perform:
        WORK[kind] = Work(label, perform, clean)
        return perform

    return register


@transaction.atomic
def start_job(*, kind: str, owner: User | None, label: str = "", **arguments: Any) -> Job:
    """Queue a piece of work; the worker takes it after the transaction is committed."""
    job = Job.objects.create(
        kind=kind, label=label or WORK[kind].label, owner=owner, arguments=arguments
    )
    transaction.on_commit(partial(run_job.enqueue, job.pk))
    return job


def cancel_job(*, job: Job) -> None:
    """Ask the worker to stop at the next sign of progress; a waiting job is over at once."""
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    over = {"state": Job.State.CANCELLED, "finished_at": timezone.now()}
    if Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(**over):
        _clean(job)


@task()
def run_job(job_id: int) -> None:
    """The task behind every job."""
    if not _claim(job_id):
        return
    job = Job.objects.get(pk=job_id)
    with doing(job=job_id, kind=job.kind, account=job.owner_id):
        logger.info("Job %s (%s) begins", job_id, job.kind)
        _perform(job)
        _clean(job)
        logger.info("Job %s (%s) is over", job_id, job.kind)


def _perform(job: Job) -> None:
    """Do the job's work and keep what came of it.

    A job whose database is lost stays running; as nobody shows that it lives, it is soon queued
    again.
    """
    with _running(job.pk) as run:
        try:
            result = WORK[job.kind].perform(run, **job.arguments)
        except Cancelled:
            _finish(job.pk, Job.State.CANCELLED, "已取消，没有改动任何数据。", None)
        except Exception as error:
            if is_outage(error):
                raise
            logger.exception("Job %s (%s) failed", job.pk, job.kind)
            _finish(
                job.pk, Job.State.FAILED, "出错了，没有完成；请稍后再试，或联系系统管理员。", None
            )
        else:
            _finish(job.pk, Job.State.DONE, "", result)


def _clean(job: Job) -> None:
    """Take away what the job leaves behind."""
    if (clean := WORK[job.kind].clean) is not None:
        clean(**job.arguments)


def _claim(job_id: int) -> bool:
    """Take the job unless another worker lives and runs it."""
    free = Job.objects.filter(pk=job_id, state=Job.State.WAITING)
    return bool(free.update(state=Job.State.RUNNING, heartbeat_at=Now(), done=0))


def _finish(job_id: int, state: str, message: str, result: dict[str, Any] | None) -> None:
    columns: dict[str, Any] = {"state": state, "result": result, "finished_at": timezone.now()}
    if message:
        columns["message"] = masked(message)  # of a failure it may quote what was read
    if state == Job.State.DONE:  # whatever the work told last
        columns["done"] = Coalesce(F("total"), F("done"))
    Job.objects.filter(pk=job_id).update(**columns)


@contextmanager
def _running(job_id: int) -> Iterator[Run]:
    """A run with a connection of its own and a thread that shows the worker lives."""
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    connection.inc_thread_sharing()
    run, over = Run(job_id, connection), threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_EVERY):
            try:
                run.beat()
            except Error:
                logger.warning("Job %s could not say that it lives", job_id, exc_info=True)
                run.reconnect()

    thread = threading.Thread(target=beat, name=f"job-{job_id}", daemon=True)
    thread.start()
    try:
        yield run
    finally:
        over.set()
        thread.join()
        connection.close()


#: What the worker does by itself about once an hour, beside the jobs.
CHORES: list[Callable[[], None]] = []


def chore(perform: Callable[[], None]) -> Callable[[], None]:
    """Register one; twice, or by two workers at once, has to do no harm."""
    CHORES.append(perform)
    return perform


def do_chores() -> None:
    """Do all of them; one that fails is logged and keeps none of the others."""
    for perform in CHORES:
        try:
            perform()
        except Exception:
            logger.exception("The chore %s failed", perform.__name__)


def requeue_lost_jobs() -> int:
    """Queue again what a killed worker left running. Returns how many."""
    count = 0
    for pk in Job.objects.lost().values_list("pk", flat=True):
        again = {"state": Job.State.WAITING, "message": "重新排队", "queued_at": timezone.now()}
        if Job.objects.lost().filter(pk=pk).update(**again):
            run_job.enqueue(pk)
            count += 1
    return count
