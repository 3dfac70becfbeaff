"""The yearly analysis as a line of the to-do list agrees with the rule judged over the tree."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from branches.actor import Actor
from branches.models import Notice, User
from branches.services.calendar import renew_calendar
from filings.planning.models import YearlyAnalysis
from filings.planning.selectors.duties import organization_duties
from filings.planning.selectors.findings import organization_judgements
from tests.filings.planning.build import Plan, make_case, signed_in
from tests.kept import kept

pytestmark = pytest.mark.django_db
TODAY = date(2027, 11, 20)


@pytest.fixture
def plan() -> Plan:
    plan = kept(Plan)
    make_case(plan.tree.far_branch, activist_on=date(2027, 2, 1), opened_on=date(2027, 1, 1))
    return plan


def lines(user: User) -> list[tuple[str, date | None]]:
    return [(task.person, task.due_on) for task in organization_duties(Actor(user, TODAY))]


def test_who_owes_it_is_reminded(plan: Plan) -> None:
    tree, due = plan.tree, date(2027, 12, 31)
    judged = organization_judgements(None, 2027, TODAY)
    owing = {
        organization.name
        for organization, found in judged
        if any(o.rule == "B07" for o in found.obligations)
    }
    assert owing == {tree.bureau.name, tree.city_department.name}
    assert lines(plan.clerk) == [(tree.bureau.name, due)]
    assert lines(plan.city_officer) == [(tree.city_department.name, due)]
    assert lines(plan.bureau_officer) == lines(plan.secretary) == lines(plan.stranger) == []


def test_done_is_gone_and_last_year_is_late(plan: Plan) -> None:
    make_case(plan.tree.branch, activist_on=date(2026, 6, 1), opened_on=date(2026, 1, 1))
    bureau = plan.tree.bureau
    assert [due for _, due in lines(plan.clerk)] == [date(2026, 12, 31), date(2027, 12, 31)]
    for year in (2026, 2027):
        YearlyAnalysis.objects.create(
            organization=bureau,
            year=year,
            held_on=date(2027, 1, 4),
            recorded_by=plan.clerk,
            figures={},
        )
    assert lines(plan.clerk) == []


def test_in_the_calendar_and_the_reminder(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", TODAY.isoformat())
    secret = renew_calendar(user=plan.clerk)

    def told() -> list[str]:
        events = Calendar.from_ical(Client().get(reverse("calendar", args=[secret])).content).walk(
            "VEVENT"
        )
        return [f"{event['dtstart'].dt} {event['summary']}" for event in events]

    what = f"{plan.tree.bureau.name} 2027年分析入党积极分子队伍"
    assert told() == [f"2027-12-31 {what}"]
    call_command("remind", verbosity=0)
    assert not Notice.objects.exists(), "neither late nor due within seven days"
    monkeypatch.setenv("JISHI_TODAY", "2027-12-27")
    call_command("remind", verbosity=0)
    (notice,) = Notice.objects.filter(user=plan.clerk)
    assert notice.text == f"7 天内：{what.replace(' ', '')}"
    monkeypatch.setenv("JISHI_TODAY", "2028-01-01")
    assert told()[0] == f"2027-12-31 【逾期】{what}"
    call_command("remind", verbosity=0)
    assert Notice.objects.filter(user=plan.clerk, text__startswith="已逾期：").exists()
    assert not Notice.objects.filter(user__in=[plan.secretary, plan.stranger]).exists()


def test_on_the_workbench(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", TODAY.isoformat())
    client = signed_in(plan.clerk)
    client.get("/")
    assert reverse("duties") in client.get("/").text
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("duties"), headers={"HX-Request": "true"}).text
    assert len(queries) <= 15
    assert "<html" not in page
    assert "<html" in client.get(reverse("duties")).text
    assert signed_in(plan.secretary).get(reverse("duties")).status_code == 403
    assert "分析入党积极分子队伍" in page
    assert f"/analyses/2027/{plan.tree.bureau.code}/" in page
