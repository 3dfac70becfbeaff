"""A public notice that local rules want is added to the step that it follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.facts.cultivation import Shortlist
from cases.facts.values import PublicNotice, Reflected
from cases.forms import supplement_form
from cases.models import LocalProfile
from tests.cases.rules.build import IN_2026
from tests.cases.sent import sent
from tests.cases.services.drive import Drive, fresh
from tests.cases.views.conftest import Sign

pytestmark = pytest.mark.django_db
OnDay = Callable[[date], None]


def test_a_public_notice_that_local_rules_want_is_added_to_its_step(
    sign: Sign, on_day: OnDay
) -> None:
    world = Drive(IN_2026)
    LocalProfile.objects.create(organization=world.tree.bureau, rules={"shortlist_notice_days": 5})
    case, day = world.to("shortlist"), world.day("shortlist") + timedelta(1)
    on_day(day)
    client, url = sign(world.secretary), reverse("supplement", args=[case.number, "shortlist"])
    assert "本地规定要求时填写" in client.get(url).text
    form = supplement_form("shortlist", fresh(case).facts.steps.shortlist)
    assert form is not None
    notice = PublicNotice(on=day - timedelta(1), to=day, place="公告栏", result=Reflected.CLEAR)
    data = sent(Shortlist(notices=(notice,)), form.names, version=fresh(case).version)
    assert client.post(url, data).status_code == 302
    kept = fresh(case).facts.steps.shortlist
    assert kept is not None
    assert kept.notices == (notice,)
    assert not case.findings.filter(rule="F09").exists()
    earliest = case.obligations.get(rule="F09").earliest_on
    assert earliest is not None
    world.accept(world.submit(fresh(case), "file_activist"))
    assert [found.due_on for found in case.findings.filter(rule="F09")] == [earliest]
