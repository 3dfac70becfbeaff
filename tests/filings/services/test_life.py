"""Whole cases through all 25 steps, every filing answered by who may."""

from __future__ import annotations

from datetime import date

import pytest

from branches.models import Member
from cases import ledger
from cases.models import Case, Finding
from cases.procedure import Outcome
from filings.models import FilingItem
from tests.cases.rules.build import IN_2014, IN_2026
from tests.filings.services.build import FilingWorld

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("start", [IN_2014, IN_2026, date(2025, 9, 1)])
def test_a_lawful_case_reaches_the_archive_without_a_finding(start: date) -> None:
    world = FilingWorld(start)
    case = world.drive(world.open_case(), "archive")
    assert (case.state, case.outcome, case.closed_on) == (
        "archive",
        Outcome.COMPLETED,
        world.day("archive"),
    )
    assert list(Finding.objects.values_list("rule", "message")) == []
    assert case.full_on == case.expires_on
    member = Member.objects.get(person=case.person)
    assert (member.standing, member.joined_on, member.full_on) == (
        "full",
        case.probation_on,
        case.full_on,
    )
    assert (
        ledger.fold(case.entries.order_by("sequence")).write(case.facts).steps == case.facts.steps
    )
    assert {item.state for item in FilingItem.objects.all()} == {FilingItem.State.ACCEPTED}
    entries = list(Case.objects.get().entries.order_by("sequence"))
    assert all(entry.digest == entry.compute_digest() for entry in entries)
