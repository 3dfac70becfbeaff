"""The worker outlives its database, and what it does beside the jobs."""

from __future__ import annotations

import threading
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections

from branches.models import Installation, Job, Worker
from branches.services import jobs
from branches.services.jobs import start_job
from config.management.commands import worker


def lost() -> OperationalError:
    error = OperationalError("server closed the connection unexpectedly")
    error.__cause__ = psycopg2.OperationalError("server closed the connection unexpectedly")
    return error


def test_the_watch_goes_on_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    is_over, calls = threading.Event(), []

    def requeue() -> None:
        calls.append("requeue")
        if len(calls) == 1:
            raise OSError("away")

    def chores() -> None:
        calls.append("chores")
        is_over.set()

    monkeypatch.setattr(worker, "WATCH_EVERY", 0.001)
    monkeypatch.setattr(worker, "CHORES_EVERY", 2)
    monkeypatch.setattr(worker, "worker_runs", lambda name: None)
    monkeypatch.setattr(worker, "requeue_lost_jobs", requeue)
    monkeypatch.setattr(worker, "do_chores", chores)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    worker._watch(is_over, "host:1")
    assert calls == ["requeue", "requeue", "requeue", "chores"]


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many more tries to connect fail."""
    left = [0]

    def connect() -> None:
        if left[0]:
            left[0] -= 1
            raise lost()

    monkeypatch.setattr(connections, "close_all", lambda: None)
    monkeypatch.setattr(connection, "ensure_connection", connect)
    return left


def test_the_work_begins_again_when_the_database_is_back(away: list[int]) -> None:
    slept: list[float] = []
    calls: list[str] = []

    def work() -> None:
        calls.append("work")
        if len(calls) < 3:
            away[0] = 8 if len(calls) == 1 else 0
            raise lost()

    worker.through_outages(work, sleep=slept.append)
    assert calls == ["work"] * 3
    assert slept == [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 0.5]  # anew for each outage


def test_any_other_error_ends_the_worker(away: list[int]) -> None:
    def work() -> None:
        raise ValueError("a mistake in the program")

    with pytest.raises(ValueError, match="a mistake"):
        worker.through_outages(work, sleep=lambda seconds: None)


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the work of the kind `test` saw."""
    seen: list[str] = []
    Installation.mark_as_demo()

    def perform(run: jobs.Run) -> dict[str, Any]:
        seen.extend(Worker.objects.running().values_list("name", flat=True))
        return {}

    monkeypatch.setitem(jobs.WORK, "test", jobs.Work("test", perform))
    return seen


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_known_to_run_until_it_ends(works: list[str]) -> None:
    start_job(kind="test", owner=None)
    call_command("worker", batch=True, interval=0)
    assert len(works) == 1
    assert not Worker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_database_was_lost_is_queued_again(
    monkeypatch: pytest.MonkeyPatch, works: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The server ends the connection of the work under it, as a restart does."""
    perform = jobs.WORK["test"].perform
    tries: list[int] = []

    def once_lost(run: jobs.Run) -> dict[str, Any]:
        tries.append(run.job_id)
        if len(tries) == 1:
            _end_connection(connection)
            Job.objects.count()
        return perform(run)

    monkeypatch.setitem(jobs.WORK, "test", jobs.Work("test", once_lost))
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    job = start_job(kind="test", owner=None)
    call_command("worker", batch=True, interval=0)
    job.refresh_from_db()
    assert (job.state, tries) == ("running", [job.pk])
    assert "The database is back" in caplog.text
    Job.objects.filter(pk=job.pk).update(heartbeat_at="2020-01-01T00:00:00Z")
    assert jobs.requeue_lost_jobs() == 1
    call_command("worker", batch=True, interval=0)
    job.refresh_from_db()
    assert (job.state, tries) == ("done", [job.pk, job.pk])
    assert job.queued_at > job.created_at


def _end_connection(lost: Any) -> None:
    """End it from the side of the server."""
    number = lost.connection.info.backend_pid
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [number])
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_sign_of_life_outlives_a_lost_connection(
    works: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that shows the job lives makes a new connection; the work itself needs none
    meanwhile.
    """
    again = threading.Event()
    beat = jobs.Run.beat
    tries: list[str] = []

    def lost_once(run: jobs.Run) -> None:
        tries.append("beat")
        if len(tries) == 1:
            beat(run)
            _end_connection(run.connection)
        beat(run)
        again.set()

    def perform(run: jobs.Run) -> dict[str, Any]:
        return {"lives": again.wait(60)}

    monkeypatch.setattr(jobs, "BEAT_EVERY", 0.01)
    monkeypatch.setattr(jobs.Run, "beat", lost_once)
    monkeypatch.setitem(jobs.WORK, "test", jobs.Work("test", perform))
    job = start_job(kind="test", owner=None)
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"lives": True})
    assert len(tries) >= 2
