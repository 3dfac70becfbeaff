"""What a page says of a job: that it waits, since when and for what, and that no worker runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branches.acts import Role
from branches.models import Job, User, Worker
from branches.selectors import Standing, is_worker_missing, standing_of
from branches.services.workers import forget_killed_workers, worker_ended, worker_runs
from tests.factories import Tree, make_tree, make_user

pytestmark = pytest.mark.django_db
NO_WORKER = "后台处理没有运行"
BACKEND = "branches.backends.AccountBackend"


@pytest.fixture
def tree() -> Tree:
    return make_tree()


@pytest.fixture
def owner(tree: Tree) -> User:
    return make_user(Role.CLERK, tree.bureau)


def job_of(owner: User | None, state: str = "waiting", **fields: Any) -> Job:
    return Job.objects.create(owner=owner, kind="dossier", label="整卷", state=state, **fields)


def silent_worker() -> None:
    """One that was killed two minutes ago."""
    worker_runs(name="host:1")
    Worker.objects.update(beat_at=timezone.now() - timedelta(minutes=2))


def test_a_worker_runs_while_it_gives_signs() -> None:
    assert is_worker_missing()
    worker_runs(name="host:1")
    worker_runs(name="host:1")
    assert (is_worker_missing(), Worker.objects.count()) == (False, 1)
    silent_worker()
    assert is_worker_missing()
    worker_runs(name="host:2")
    assert not is_worker_missing()
    worker_ended(name="host:2")
    assert list(Worker.objects.values_list("name", flat=True)) == ["host:1"]


def test_rows_of_killed_workers_go_after_a_day() -> None:
    silent_worker()
    forget_killed_workers()
    assert Worker.objects.exists()
    Worker.objects.update(beat_at=timezone.now() - timedelta(days=1, minutes=1))
    forget_killed_workers()
    assert not Worker.objects.exists()


def test_why_a_waiting_job_waits(owner: User) -> None:
    job = job_of(owner)
    assert standing_of(job) == Standing("", lacks_worker=True)
    worker_runs(name="host:1")
    assert standing_of(job) == Standing("马上开始。")
    running = job_of(None, "running", heartbeat_at=timezone.now())
    assert standing_of(job) == Standing("另一项任务正在进行，完成后就开始这一项。")
    Job.objects.filter(pk=running.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=2))
    assert standing_of(job) == Standing("马上开始。")
    earlier = timezone.now() - timedelta(minutes=1)
    job_of(None, queued_at=earlier)
    job_of(owner, queued_at=earlier)
    job_of(owner)  # later
    assert standing_of(job) == Standing("前面还有 2 项任务在等待。")


def test_a_running_job_whose_worker_is_silent(owner: User) -> None:
    worker_runs(name="host:1")
    job = job_of(owner, "running", heartbeat_at=timezone.now())
    assert standing_of(job) == Standing()
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=2))
    assert standing_of(job) == Standing("处理它的进程没有应答，这项任务会自动重新排队。")


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_a_job_that_is_over_needs_no_worker(
    owner: User, state: str, django_assert_num_queries: Any
) -> None:
    job = job_of(owner, state)
    with django_assert_num_queries(0):
        assert standing_of(job) == Standing()


def page(client: Client, user: User, address: str, **headers: str) -> str:
    client.force_login(user, backend=BACKEND)
    return client.get(address, **headers).content.decode()  # type: ignore[arg-type]


def test_the_page_of_a_waiting_job(
    client: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_of(owner, queued_at="2026-05-18T01:05:00Z")
    text = page(client, owner, job.get_absolute_url())
    assert "等待中" in text
    assert "进行中" not in text
    assert "2026年5月18日 09:05 开始等待" in text
    assert NO_WORKER in text
    worker_runs(name="host:1")
    piece = page(client, owner, job.get_absolute_url(), HTTP_HX_REQUEST="true")
    assert NO_WORKER not in piece
    assert "马上开始。" in piece
    assert 'hx-trigger="every 2s"' in piece  # it asks again until the job is over


def test_the_own_page_tells_who_waits_and_the_administrator(
    client: Client, tree: Tree, owner: User
) -> None:
    administrator = make_user(Role.ADMINISTRATOR, tree.city)
    assert NO_WORKER not in page(client, owner, reverse("me"))  # nothing of his waits
    assert "manage.py worker" in page(client, administrator, reverse("me"))
    job_of(owner)
    text = page(client, owner, reverse("me"))
    assert NO_WORKER in text
    assert "等待中" in text
    assert "manage.py worker" not in text
    worker_runs(name="host:1")
    assert NO_WORKER not in page(client, owner, reverse("me"))
    assert NO_WORKER not in page(client, administrator, reverse("me"))


@pytest.mark.parametrize("name", ["workbench", "admin:index"])
def test_the_administrator_sees_that_no_worker_runs(
    client: Client, tree: Tree, owner: User, name: str
) -> None:
    administrator = make_user(Role.ADMINISTRATOR, tree.city)
    assert NO_WORKER in page(client, administrator, reverse(name))
    if name == "workbench":
        assert NO_WORKER not in page(client, owner, reverse(name))
    worker_runs(name="host:1")
    assert NO_WORKER not in page(client, administrator, reverse(name))
