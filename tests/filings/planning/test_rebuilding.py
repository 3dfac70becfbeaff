"""After an upgrade the cases are rebuilt once, by a job of the system that everybody sees and nobody cancels."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from branches.acts import Role
from branches.models import Job
from branches.services.jobs import run_job
from cases.models import ReleaseNote
from filings.planning.services.rejudging import start_rebuilding
from tests.cases.rules.build import lawful, without
from tests.factories import make_tree, make_user
from tests.filings.planning.build import make_case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


def test_no_note_no_job() -> None:
    start_rebuilding()
    assert Job.objects.count() == 0


def test_one_job_settles_all_notes_and_is_not_begun_twice() -> None:
    tree = make_tree()
    case = make_case(tree.branch, state="shortlist", facts=without(lawful("shortlist"), "talk").case)
    for release in ("2026.4", "2026.5"):
        ReleaseNote.objects.create(release=release, says="事实")
    start_rebuilding()
    start_rebuilding()
    job = Job.objects.get()
    assert (job.owner, job.label) == (None, "系统升级（2026.4、2026.5）：重建全部案卷")
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == (Job.State.DONE, 1, 1, {"cases": 1})
    assert job.message == "已重新整理和判定 1 件案卷。"
    assert list(case.findings.values_list("rule", flat=True)) == ["A05"]
    assert not ReleaseNote.objects.filter(done_at=None).exists()
    start_rebuilding()
    assert Job.objects.count() == 1


def test_a_rebuild_that_failed_is_begun_again() -> None:
    note = ReleaseNote.objects.create(release="2026.4", says="事实")
    start_rebuilding()
    Job.objects.update(state=Job.State.FAILED)
    start_rebuilding()
    note.refresh_from_db()
    assert Job.objects.count() == 2
    assert note.job == Job.objects.latest("pk")


def test_everybody_sees_it_and_nobody_cancels_it() -> None:
    tree = make_tree()
    ReleaseNote.objects.create(release="2026.4", says="事实")
    start_rebuilding()
    job = Job.objects.get()
    client = Client()
    client.force_login(make_user(Role.BRANCH_SECRETARY, tree.branch), backend=settings.AUTHENTICATION_BACKENDS[0])
    assert job.label in client.get(reverse("me")).text
    page = client.get(reverse("job", args=[job.pk]))
    assert page.status_code == 200
    assert "取消" not in page.text
    assert client.post(reverse("job_cancel", args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert not job.cancel_requested
