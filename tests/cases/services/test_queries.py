"""Recording asks the database a fixed number of questions, however long the case is; refused, it
writes nothing.
"""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from branches.actor import Actor
from branches.models import User
from cases import services
from cases.procedure import STEP
from cases.services import Refused
from cases.services.sent import Sent
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.filings.services.build import version_of

pytestmark = pytest.mark.django_db

#: Two of each are the savepoint that stands in a test for the transaction.
EXPECTED = {
    "talk": 13,
    "shortlist": 13,
    "political_review": 12,
    "appoint_introducers": 19,  # the sponsors are read to judge before anything is written
    "fill_form": 20,  # so is who else uses the number
}


@pytest.mark.parametrize("code", EXPECTED)
def test_recording_a_step(code: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    drive = Drive(IN_2026)
    case = drive.to(STEP[code].after[-1])
    user, version = User.objects.get(pk=drive.secretary.pk), version_of(case)
    with django_assert_num_queries(EXPECTED[code]):
        services.record(
            case_id=case.pk,
            code=code,
            facts=drive.step(code),
            by=Actor(user, drive.day(code)),
            sent=Sent(uuid4(), version=version),
        )


WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b")


@pytest.mark.parametrize(
    ("code", "on", "why"),
    [
        ("talk", 40, "wants a reason: it comes after a month"),
        ("shortlist", 0, "is out of order"),
    ],
)
def test_a_refused_step_writes_nothing(code: str, on: int, why: str) -> None:
    drive = Drive(IN_2026)
    case = drive.to("apply")
    day = IN_2026 + timedelta(on)
    facts = msgspec.structs.replace(drive.step(code), on=day)
    with CaptureQueriesContext(connection) as asked, pytest.raises(Refused):
        services.record(
            case_id=case.pk,
            code=code,
            facts=facts,
            by=Actor(drive.secretary, day),
            sent=Sent(uuid4(), version=version_of(case)),
        )
    assert [each["sql"] for each in asked if WRITES.match(each["sql"])] == [], why


def test_a_refused_answer_writes_nothing() -> None:
    """The approval of a committee after its six months is void."""
    drive = Drive(IN_2026)
    case = drive.to("committee_talk")
    item = drive.submit(case, "approve")
    day = drive.day("admission_meeting") + timedelta(400)
    with CaptureQueriesContext(connection) as asked, pytest.raises(Refused):
        drive.accept(item, today=day, on=day)
    assert [each["sql"] for each in asked if WRITES.match(each["sql"])] == []
