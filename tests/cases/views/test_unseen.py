"""What a contact sees does not tell what was done at the steps that are hidden from them: it
reads the same before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from difflib import unified_diff
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.facts.cultivation import Cultivate
from cases.facts.values import Examination
from cases.forms import supplement_form
from cases.models import Case
from cases.models.sight import HIDDEN_FROM_SPONSORS
from cases.procedure import STEP
from tests.cases.sent import address, sent
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign

pytestmark = pytest.mark.django_db
OnDay = Callable[[date], None]
#: What differs from one answer to the next, whoever asks.
ONCE = re.compile(
    r'name="(csrfmiddlewaretoken|typed_by|request_id|draft_window|draft_version)" value="[^"]*"'
    r'|"x-csrftoken": *"[^"]*"'
)
LISTS = (
    "?state=train",
    "?state=committee_review",
    "?state=pre_review",
    "?state=admission_meeting",
    "?sort=state",
    "?finding=void",
    "?finding=correct",
    "?due=overdue",
    "?stage=3",
    "?stage=4",
    "?q=周文静",
    "?q=2026-0001",
)


def pages(case: Case) -> list[str]:
    number = [case.number]
    return [
        reverse("workbench"),
        reverse("cases"),
        *(f"{reverse('cases')}{query}" for query in LISTS),
        reverse("overview"),
        *(f"{case.get_absolute_url()}?tab={tab}" for tab in ("now", "history", "facts", "papers")),
        *(f"{case.get_absolute_url()}?step={no}" for no in (9, 10, 11, 12, 18, 19)),
        reverse("plan", args=number),
        reverse("case_papers", args=number),
        address(case, "cultivate", "supplement"),
        reverse("filings"),
        reverse("filings_sent"),
        reverse("me"),
    ]


def read(client: Client, case: Case) -> dict[str, str]:
    """`{page: what it says}`."""
    found = {}
    for page in pages(case):
        response = client.get(page)
        text = response.text if response.status_code == 200 else str(response.status_code)
        found[page] = ONCE.sub("", text)
    return found


def test_every_page_of_a_contact_is_the_same_whatever_is_done_at_hidden_steps(
    world: Drive, sign: Sign, on_day: OnDay
) -> None:
    case = world.to("train")
    on_day(world.day("admission_meeting"))
    client = sign(world.contact)
    before = read(client, case)
    world.to("admission_meeting", case)
    assert Case.objects.get().state == "admission_meeting"
    after = read(client, case)
    told = {
        page: [*unified_diff(before[page].splitlines(), after[page].splitlines(), n=0)]
        for page in before
    }
    assert {page: lines for page, lines in told.items() if lines} == {}
    assert sum(len(text) > 1000 for text in before.values()) > 15


def examination(world: Drive, case: Case, client: Client, day: date) -> dict[str, Any]:
    """The form of an examination, with the version that the contact's page carries."""
    page = client.get(address(case, "cultivate", "supplement")).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    form = supplement_form("cultivate", case.facts.steps.get("cultivate"))
    assert form is not None
    facts = Cultivate(examinations=(Examination(on=day, by="王一", conclusion="表现良好"),))
    return sent(facts, form.names, version=int(version[1]))


def test_the_version_on_a_contacts_page_counts_what_they_see(
    world: Drive, sign: Sign, on_day: OnDay
) -> None:
    """And works as the true one does: recorded once, refused when what they see changed."""
    case = world.to("political_review")
    day = world.day("political_review")
    on_day(day)
    client = sign(world.contact)
    data = examination(world, case, client, day)
    assert int(data["version"]) == case.entries.exclude(code__in=HIDDEN_FROM_SPONSORS).count()
    assert int(data["version"]) < Case.objects.get().version
    page = address(case, "cultivate", "supplement")
    second = examination(world, case, client, day)
    for _ in range(2):
        answer = client.post(page, data)
        assert answer.status_code == 302, answer.text
    assert (
        case.entries.filter(kind="supplement", code="cultivate", recorded_by=world.contact).count()
        == 1
    )
    stale = client.post(page, second)
    assert stale.status_code == 409
    assert "案卷已有变动" in stale.text
    shown = re.search(r'name="version" value="(\d+)"', stale.text)
    assert shown is not None
    assert int(shown[1]) == int(data["version"]) + 1


def test_the_panel_tells_a_contact_of_no_hidden_step(
    world: Drive, sign: Sign, on_day: OnDay
) -> None:
    case = world.to("political_review")
    day = world.day("political_review")
    on_day(day)
    client = sign(world.contact)
    text = client.post(
        address(case, "cultivate", "check_supplement"), examination(world, case, client, day)
    ).text
    for code in HIDDEN_FROM_SPONSORS:
        assert STEP[code].term not in text
