"""The calendar by its secret address, and the daily reminder."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from branches.models import CalendarLink, Notice, User
from branches.services.calendar import hash_of, renew_calendar, revoke_calendar
from cases.facts.arithmetic import add_months
from tests.cases.services.drive import Drive

pytestmark = pytest.mark.django_db


def events(secret: str) -> list[tuple[date, str]]:
    response = Client().get(reverse("calendar", args=[secret]))
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/calendar")
    found = Calendar.from_ical(response.content)
    return [(event["dtstart"].dt, str(event["summary"])) for event in found.walk("VEVENT")]


def test_the_days_of_the_to_do_list(world: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.to("apply")
    due = add_months(world.day("apply"), 1)
    monkeypatch.setenv("JISHI_TODAY", world.day("apply").isoformat())
    secret = renew_calendar(user=world.secretary)
    with CaptureQueriesContext(connection) as queries:
        assert events(secret) == [(due, f"{case.person.name} 2 党组织派人谈话")]
    assert len(queries) <= 10
    assert events(renew_calendar(user=world.stranger)) == []
    monkeypatch.setenv("JISHI_TODAY", (due + timedelta(1)).isoformat())
    assert events(secret)[0][1].startswith("【逾期】")


def test_the_address_is_secret_shown_once_and_ends(world: Drive, client: Client) -> None:
    client.force_login(world.secretary, backend="branches.backends.AccountBackend")
    shown = client.post(reverse("calendar_renew")).text
    link = CalendarLink.objects.get(user=world.secretary)
    secret = shown.split("/calendar/")[1].split(".ics")[0]
    assert link.secret_hash == hash_of(secret)
    assert secret not in client.get(reverse("me")).text
    events(secret)
    renewed = renew_calendar(user=world.secretary)
    assert client.get(reverse("calendar", args=[secret])).status_code == 404
    User.objects.get_queryset().filter(pk=world.secretary.pk).update(is_active=False)
    assert Client().get(reverse("calendar", args=[renewed])).status_code == 404
    User.objects.get_queryset().filter(pk=world.secretary.pk).update(is_active=True)
    revoke_calendar(user=world.secretary)
    assert Client().get(reverse("calendar", args=[renewed])).status_code == 404


def test_a_reminder_a_day(world: Drive, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.to("apply")
    due = add_months(world.day("apply"), 1)
    monkeypatch.setenv("JISHI_TODAY", world.day("apply").isoformat())
    call_command("remind", verbosity=0)
    assert not Notice.objects.exists()
    monkeypatch.setenv("JISHI_TODAY", (due + timedelta(1)).isoformat())
    call_command("remind", verbosity=0)
    call_command("remind", verbosity=0)
    notice = Notice.objects.get(user=world.secretary)
    assert f"已逾期 1 件：{case.person.name}" in notice.text
    assert not Notice.objects.filter(user=world.stranger).exists()
    client.force_login(world.secretary, backend="branches.backends.AccountBackend")
    assert notice.text in client.get(reverse("me")).text
    client.post(reverse("notices_read"))
    assert Notice.objects.filter(read_at=None, user=world.secretary).count() == 0
