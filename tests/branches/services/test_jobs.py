"""Long work: progress seen from outside its transaction, cancelling, a killed worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from branches.acts import Role
from branches.models import Job, User
from branches.services.jobs import (
    WORK,
    Run,
    cancel_job,
    chore,
    do_chores,
    requeue_lost_jobs,
    run_job,
    start_job,
    work,
)
from tests.factories import make_tree, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


@pytest.fixture
def owner() -> User:
    return make_user(Role.CLERK, make_tree().bureau)


@pytest.fixture
def seen() -> Iterator[list[tuple[int, str]]]:
    """What another connection sees while the work is in its own transaction."""
    rows: list[tuple[int, str]] = []

    @work("test", "试做")
    def perform(run: Run, *, steps: int) -> dict[str, Any]:
        with transaction.atomic():
            for step in range(1, steps + 1):
                run.progress(step, steps, f"第 {step} 步")
                rows.append(Job.objects.values_list("done", "state").get(pk=run.job_id))
        return {"url": "/me/"}

    yield rows
    del WORK["test"]


def call(job: Job) -> None:
    run_job.call(job.pk)


def test_progress_is_seen_while_the_work_is_one_transaction(
    owner: User, seen: list[tuple[int, str]]
) -> None:
    job = start_job(kind="test", owner=owner, steps=3)
    call(job)
    job.refresh_from_db()
    assert seen == [(1, "running"), (2, "running"), (3, "running")]
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, {"url": "/me/"})


def test_of_what_is_done_all_is_done(owner: User) -> None:
    @work("short", "没有数到底")
    def perform(run: Run) -> dict[str, Any]:
        run.progress(98, 100)
        return {}

    job = start_job(kind="short", owner=owner)
    call(job)
    del WORK["short"]
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 100, 100)


def test_cancel_stops_running_work_and_ends_waiting_work(
    owner: User, seen: list[tuple[int, str]]
) -> None:
    job = start_job(kind="test", owner=owner, steps=3)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    call(job)
    job.refresh_from_db()
    assert (job.state, seen) == ("cancelled", [])
    waiting = start_job(kind="test", owner=owner, steps=3)
    cancel_job(job=waiting)
    call(waiting)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.done) == ("cancelled", 0)


def test_a_failure_is_kept_as_a_sentence(owner: User, seen: list[tuple[int, str]]) -> None:
    job = start_job(kind="test", owner=owner, unknown=1)
    call(job)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "出错" in job.message


def test_lost_work_is_queued_again_and_a_second_run_does_nothing(
    owner: User, seen: list[tuple[int, str]]
) -> None:
    job = start_job(kind="test", owner=owner, steps=1)
    Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=timezone.now())
    assert requeue_lost_jobs() == 0
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert requeue_lost_jobs() == 1
    call(job)
    call(job)
    assert seen == [(1, "running")]


def test_pages_are_the_owners(owner: User, client: Client, seen: list[tuple[int, str]]) -> None:
    job = start_job(kind="test", owner=owner, steps=1)
    client.force_login(make_user(), backend="branches.backends.AccountBackend")
    assert client.get(job.get_absolute_url()).status_code == 404
    client.force_login(owner, backend="branches.backends.AccountBackend")
    assert "试做" in client.get(job.get_absolute_url()).content.decode()
    assert "hx-get" in client.get(job.get_absolute_url(), HTTP_HX_REQUEST="true").content.decode()
    assert client.post(f"{job.get_absolute_url()}cancel/").status_code == 302
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert (
        client.get(job.get_absolute_url(), HTTP_HX_REQUEST="true").headers["HX-Refresh"] == "true"
    )


def test_a_chore_that_fails_keeps_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    chores: list[Callable[[], None]] = []
    monkeypatch.setattr("branches.services.jobs.CHORES", chores)
    calls: list[str] = []

    @chore
    def failing() -> None:
        raise OSError("no disk")

    @chore
    def tidying() -> None:
        calls.append("tidied")

    assert chores == [failing, tidying]
    do_chores()
    assert calls == ["tidied"]
    assert "The chore failing failed" in caplog.text
