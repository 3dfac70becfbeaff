"""A world of many cases is as whole as the one that it is made from."""

from __future__ import annotations

import pytest

from branches.models import Organization
from cases.models import Case, Entry, Obligation
from cases.services import rejudge
from cases.services.chain import breaks
from filings.demo.load import load
from filings.models import FilingItem
from tests.benchmarks.__main__ import TODAY
from tests.benchmarks.scale import multiply


@pytest.mark.django_db
def test_a_multiplied_world_is_a_whole_one() -> None:
    load(TODAY, cases=10, neighbours=False, say=pytest.fail)
    duties, entries = Obligation.objects.count(), Entry.objects.count()
    assert multiply(3) == 30
    assert (Entry.objects.count(), FilingItem.objects.count() % 3) == (3 * entries, 0)
    assert list(breaks(Case.objects.all())) == []
    assert Organization.objects.find_problems() == ([], [], [], [], [])
    assert len(set(Case.objects.values_list("person", "branch"))) == 30
    rejudge(case_ids=Case.objects.values_list("pk", flat=True), today=TODAY)
    assert Obligation.objects.count() == 3 * duties > 0
    case = Case.objects.filter(sponsorships__kind="contact").latest("pk")
    assert {each.member.organization for each in case.sponsorships.all() if each.member} == {
        case.branch
    }
