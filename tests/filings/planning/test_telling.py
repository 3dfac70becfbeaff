"""Loading the calendar of a year judges again the cases that were counted without it, and tells
their branches.
"""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from branches.actor import Actor
from branches.models import Job, Notice
from branches.services.jobs import run_job
from cases.models import Case
from cases.services.judging import judge_again
from filings.planning.services.holidays import load_days
from tests.filings.planning.build import Plan, listed

#: The Spring Festival of a year that no package knows yet, made up for the test.
FESTIVAL = [(date(2033, 2, day), False, "春节") for day in (7, 8, 9, 10, 11)]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


@pytest.fixture
def plan() -> Plan:
    return Plan()


def notices_rules(case: Case) -> list[tuple[str, str]]:
    return list(case.findings.filter(rule="C05").values_list("rule", "severity"))


def load(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setenv("JISHI_TODAY", "2033-03-01")
    job = load_days(rows=FESTIVAL, by=Actor(plan.city_officer, date(2033, 3, 1)))
    assert job is not None
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    return job


def test_a_notice_over_a_festival_that_was_not_known(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = listed(plan, date(2033, 2, 4), date(2033, 2, 14))
    fine = listed(plan, date(2033, 2, 14), date(2033, 2, 28))
    before = listed(plan, date(2032, 6, 1), date(2032, 6, 20))
    judge_again(case_ids=[over.pk, fine.pk, before.pk], today=date(2033, 3, 1))
    assert notices_rules(over) == [], "for now Monday to Friday are counted"
    job = load(plan, monkeypatch)
    assert job.result == {"cases": 3, "told": 2}
    assert notices_rules(over) == [("C05", "void")]
    assert notices_rules(fine) == []
    (notice,) = Notice.objects.filter(user=plan.secretary)
    assert f"{over.number}（公示天数不足）、{fine.number}。" in notice.text
    assert "2033 年节假日安排已载入" in notice.text
    assert before.number not in notice.text
    assert not Notice.objects.exclude(user=plan.secretary).exists()


def test_a_year_that_was_loaded_before_tells_nobody(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(plan, date(2033, 2, 4), date(2033, 2, 14))
    load_days(
        rows=[(date(2033, 1, 3), False, "元旦")], by=Actor(plan.city_officer, date(2033, 1, 1))
    )
    job = load(plan, monkeypatch)
    assert job.result == {"cases": 1}
    assert not Notice.objects.exists()


def test_nobody_is_told_of_a_case_about_himself(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = listed(plan, date(2033, 2, 4), date(2033, 2, 14))
    plan.secretary.person = case.person
    plan.secretary.save()
    load(plan, monkeypatch)
    assert not Notice.objects.exists()


def test_the_command_queues_the_judging_as_well(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "2033.csv"
    path.write_text("\n".join(f"{day},休,{name}" for day, _, name in FESTIVAL), encoding="utf-8")
    out = StringIO()
    call_command("load_holidays", path=path, stdout=out)
    assert "新增 5 天" in out.getvalue()
    job = Job.objects.get()
    assert (job.owner, job.arguments["years"]) == (None, [2033])
    call_command("load_holidays", path=path, stdout=out)
    assert Job.objects.count() == 1, "nothing changed"
