"""Recording asks the database a fixed number of questions, however long the case is."""

from __future__ import annotations

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from branches.actor import Actor
from branches.models import User
from cases import services
from cases.procedure import STEP
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
    "appoint_introducers": 16,
    "fill_form": 17,
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
