"""After an upgrade the cases are rebuilt once, by a job of the system that everybody sees and
nobody cancels.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branches.acts import Role
from branches.models import Job, Notice
from branches.services.jobs import run_job
from cases.facts.notices import PUBLISHED, PUBLISHED_DAYS, PUBLISHED_YEARS, name_of_notices
from cases.models import Holiday, ReleaseNote
from cases.selectors import context
from cases.services import judging
from filings.planning.services import rejudging
from filings.planning.services.rejudging import note_new_release, start_rebuilding
from tests.cases.rules.build import lawful, without
from tests.factories import make_tree, make_user
from tests.filings.planning.build import Plan, listed, make_case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


@pytest.fixture(autouse=True)
def settled() -> None:
    """An installation whose cases were judged by these rules and these days off, as the
    migrations leave a new one.
    """
    ReleaseNote.objects.all().delete()
    note_new_release()
    ReleaseNote.objects.update(done_at=timezone.now())


def test_no_note_no_job() -> None:
    start_rebuilding()
    assert Job.objects.count() == 0


def test_a_new_version_of_the_rules_has_everything_judged_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree = make_tree()
    case = make_case(
        tree.branch, state="shortlist", facts=without(lawful("shortlist"), "talk").case
    )
    monkeypatch.setattr(rejudging, "RULES_VERSION", "2041.1")
    start_rebuilding()
    start_rebuilding()
    job = Job.objects.get()
    assert job.label == "系统升级（2041.1）：重建全部案卷"
    run_job.call(job.pk)
    assert list(case.findings.values_list("rule", flat=True)) == ["A05"]
    start_rebuilding()
    assert Job.objects.count() == 1


#: The Spring Festival of a year that no package knows yet, made up for the test.
FESTIVAL = {date(2033, 2, day): False for day in (7, 8, 9, 10, 11)}


def publish(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the package know one year more, as after an update."""
    days = PUBLISHED_DAYS | FESTIVAL
    for module in (rejudging, context):
        monkeypatch.setattr(module, "PUBLISHED_YEARS", PUBLISHED_YEARS | {2033})
    monkeypatch.setattr(rejudging, "PUBLISHED", name_of_notices(days))
    monkeypatch.setattr(context, "PUBLISHED_DAYS", days)


def test_a_newer_package_of_days_off_has_everything_judged_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = Plan()
    case = listed(plan, date(2033, 2, 4), date(2033, 2, 14))
    day = date(2033, 3, 1)
    judging.judge_again(case_ids=[case.pk], today=day)
    assert not case.findings.filter(rule="C05").exists(), "for now Monday to Friday are counted"
    publish(monkeypatch)
    monkeypatch.setenv("JISHI_TODAY", str(day))
    start_rebuilding()
    start_rebuilding()
    job = Job.objects.get()
    assert job.label.startswith("系统升级（2033年节假日 ")
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.result == {"cases": 1, "told": 1}
    assert [found.severity for found in case.findings.filter(rule="C05")] == ["void"]
    (notice,) = Notice.objects.filter(user=plan.secretary)
    assert "2033 年节假日安排已载入" in notice.text
    start_rebuilding()
    assert Job.objects.count() == 1


def test_a_year_that_the_table_has_already_tells_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    Holiday.objects.create(day=date(2033, 1, 3), is_working=False, name="元旦")
    publish(monkeypatch)
    start_rebuilding()
    assert "years" not in Job.objects.get().arguments


def test_another_calendar_has_another_name() -> None:
    assert name_of_notices(PUBLISHED_DAYS) == PUBLISHED
    longer = name_of_notices(PUBLISHED_DAYS | FESTIVAL)
    changed = name_of_notices(
        PUBLISHED_DAYS | {max(PUBLISHED_DAYS): not PUBLISHED_DAYS[max(PUBLISHED_DAYS)]}
    )
    assert len({PUBLISHED, longer, changed}) == 3
    longest = ReleaseNote._meta.get_field("release").max_length
    assert longest is not None
    assert max(map(len, (PUBLISHED, longer, changed))) <= longest


def test_one_job_settles_all_notes_and_is_not_begun_twice() -> None:
    tree = make_tree()
    case = make_case(
        tree.branch, state="shortlist", facts=without(lawful("shortlist"), "talk").case
    )
    for release in ("2041.4", "2041.5"):
        ReleaseNote.objects.create(release=release, says="事实")
    start_rebuilding()
    start_rebuilding()
    job = Job.objects.get()
    assert (job.owner, job.label) == (None, "系统升级（2041.4、2041.5）：重建全部案卷")
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == (Job.State.DONE, 1, 1, {"cases": 1})
    assert job.message == "已重新整理和判定 1 件案卷。"
    assert list(case.findings.values_list("rule", flat=True)) == ["A05"]
    assert not ReleaseNote.objects.filter(done_at=None).exists()
    start_rebuilding()
    assert Job.objects.count() == 1


def test_a_rebuild_that_failed_is_begun_again() -> None:
    note = ReleaseNote.objects.create(release="2041.4", says="事实")
    start_rebuilding()
    Job.objects.update(state=Job.State.FAILED)
    start_rebuilding()
    note.refresh_from_db()
    assert Job.objects.count() == 2
    assert note.job == Job.objects.latest("pk")


def test_everybody_sees_it_and_nobody_cancels_it() -> None:
    tree = make_tree()
    ReleaseNote.objects.create(release="2041.4", says="事实")
    start_rebuilding()
    job = Job.objects.get()
    client = Client()
    client.force_login(
        make_user(Role.BRANCH_SECRETARY, tree.branch), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    assert job.label in client.get(reverse("me")).text
    page = client.get(reverse("job", args=[job.pk]))
    assert page.status_code == 200
    assert "取消" not in page.text
    assert client.post(reverse("job_cancel", args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert not job.cancel_requested
