"""Judging all again: what is stored is made good, by one process or by several."""

from __future__ import annotations

from datetime import date

import pytest

from cases.models import Case, Finding, Obligation
from cases.services import judging
from cases.services.rejudging import Share, rejudge_below, rejudge_share
from tests.cases.rules.build import lawful, without
from tests.factories import Tree, make_tree
from tests.filings.planning.build import make_case

TODAY = date(2020, 12, 1)


def stored() -> dict[int, tuple[list[str], date | None]]:
    """`{case id: (its findings, next due day)}`."""
    return {
        case.pk: (sorted(case.findings.values_list("rule", flat=True)), case.next_due_on)
        for case in Case.objects.all()
    }


def make_cases(tree: Tree, count: int) -> list[Case]:
    """Cases without their talk, as if they had never been judged."""
    facts = without(lawful("shortlist"), "talk").case
    branches = (tree.branch, tree.far_branch)
    return [make_case(branches[at % 2], state="shortlist", facts=facts) for at in range(count)]


@pytest.mark.django_db
def test_a_subtree_is_judged_by_its_documents() -> None:
    tree = make_tree()
    here, there, other = make_cases(tree, 3)
    Finding.objects.create(
        case=there, rule="A01", severity="void", edition=2014, message="旧", rules_version="2026.1"
    )
    done: list[int] = []
    assert rejudge_share(Share(tree.general_branch.path), TODAY, progress=done.append) == 1
    assert done == [1]
    found = stored()
    assert found[here.pk] == found[other.pk] == ([], None)
    assert found[there.pk][0] == ["A05"]
    assert found[there.pk][1] is not None
    pace = rejudge_below("", TODAY)
    assert (pace.cases, pace.workers) == (3, 1)
    assert pace.peak_mib > 10
    assert [rules for rules, _ in stored().values()] == [["A05"]] * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_several_processes_write_what_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "BATCH", 2)
    make_cases(make_tree(), 7)
    assert rejudge_below("", TODAY, most=5).cases == 5
    by_one = stored()
    assert sorted(len(rules) for rules, _ in by_one.values()) == [0, 0, 1, 1, 1, 1, 1]
    Finding.objects.all().delete()
    Obligation.objects.all().delete()
    Case.objects.update(next_due_on=None)
    pace = rejudge_below("", TODAY, workers=2, most=5)
    assert (pace.cases, pace.workers) == (5, 2)
    assert stored() == by_one
