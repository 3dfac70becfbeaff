"""Recording asks the database a fixed number of questions, however long the case is."""

from __future__ import annotations

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from branches.models import User
from cases import services
from cases.procedure import STEP
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.filings.services.build import version_of

pytestmark = pytest.mark.django_db

#: Two of each are the savepoint that stands in a test for the transaction.
EXPECTED = {"talk": 12, "shortlist": 12, "political_review": 11, "appoint_introducers": 15, "fill_form": 16}


@pytest.mark.parametrize("code", EXPECTED)
def test_recording_a_step(code: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    drive = Drive(IN_2026)
    case = drive.to(STEP[code].after[-1])
    user, version = User.objects.get(pk=drive.secretary.pk), version_of(case)
    with django_assert_num_queries(EXPECTED[code]):
        services.record(
            case_id=case.pk, code=code, facts=drive.step(code), recorded_by=user, today=drive.day(code),
            version=version, request_id=uuid4(), reasons={},
        )  # fmt: skip
