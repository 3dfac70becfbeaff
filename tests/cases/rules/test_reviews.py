"""D01 to D03: the branch committee's review and the pre-review."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from cases.facts.admission import CommitteeReview, FillForm, PreReview
from cases.facts.target import PoliticalReview
from cases.facts.values import Kind, OrganizationThen

from .build import (
    COMMITTEE,
    GENERAL_BRANCH,
    brief,
    change,
    day_of,
    editions,
    facts,
    found,
    lawful,
    of_case,
    without,
)

EDITIONS = editions("第十九条", "第十八条")
ONE = timedelta(1)


# D01


@EDITIONS
@pytest.mark.parametrize(("offset", "is_late"), [(-1, False), (0, False), (1, True)])
def test_review_not_later_than_pre_review(
    start: date, edition: int, article: str, offset: int, is_late: bool
) -> None:
    case = lawful("pre_review", start)
    reported = day_of(case, "pre_review")
    reviewed = reported + timedelta(offset)
    case = change(case, "committee_review", on=reviewed)
    late = [("void", edition, article, 12, reported, reviewed)]
    assert brief(found(case, "D01")) == (late if is_late else [])


@EDITIONS
def test_review_missing_once_the_case_went_on(start: date, edition: int, article: str) -> None:
    case = without(lawful("pre_review", start), "committee_review")
    reported = day_of(case, "pre_review")
    assert brief(found(case, "D01")) == [("void", edition, article, 12, reported, None)]
    assert found(without(case, "pre_review"), "D01") == []
    assert found(of_case(case, unknown_steps=("committee_review",)), "D01") == []


def test_missing_review_is_judged_by_the_next_step_that_has_a_day() -> None:
    case = facts(
        pre_review=PreReview(on=date(2026, 5, 11)), fill_form=FillForm(on=date(2026, 5, 20))
    )
    assert brief(found(case, "D01")) == [("void", 2026, "第十八条", 12, date(2026, 5, 11), None)]
    only_form = without(case, "pre_review")
    assert brief(found(only_form, "D01")) == [("void", 2026, "第十八条", 12, None, None)]


def test_late_review_is_judged_by_its_own_day() -> None:
    case = facts(
        committee_review=CommitteeReview(on=date(2026, 5, 11)),
        pre_review=PreReview(on=date(2026, 5, 10)),
    )
    assert brief(found(case, "D01")) == [
        ("void", 2026, "第十八条", 12, date(2026, 5, 10), date(2026, 5, 11))
    ]


@pytest.mark.parametrize(("is_passed", "is_found"), [(False, True), (None, False), (True, False)])
def test_review_not_passed_is_found_only_when_the_case_went_on(
    is_passed: bool | None, is_found: bool
) -> None:
    case = change(lawful("pre_review"), "committee_review", is_passed=is_passed)
    bad = [("void", 2014, "第十九条", 12, None, day_of(case, "committee_review"))]
    assert brief(found(case, "D01")) == (bad if is_found else [])
    assert found(without(case, "pre_review"), "D01") == []


def test_late_review_comes_before_a_bad_result() -> None:
    case = lawful("pre_review")
    late = day_of(case, "pre_review") + ONE
    case = change(case, "committee_review", on=late, is_passed=False)
    assert brief(found(case, "D01")) == [
        ("void", 2014, "第十九条", 12, day_of(case, "pre_review"), late)
    ]


# D02


@EDITIONS
def test_pre_review_missing_or_failed_once_the_case_went_on(
    start: date, edition: int, article: str
) -> None:
    case = lawful("fill_form", start)
    assert brief(found(without(case, "pre_review"), "D02")) == [
        ("void", edition, article, 13, None, None)
    ]
    failed = change(case, "pre_review", is_qualified=False)
    bad = ("void", edition, article, 13, None, day_of(case, "pre_review"))
    assert brief(found(failed, "D02")) == [bad]
    assert found(without(failed, "fill_form"), "D02") == []
    assert found(change(case, "pre_review", is_qualified=None), "D02") == []


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        (COMMITTEE, False),
        (GENERAL_BRANCH, True),
        (msgspec.structs.replace(GENERAL_BRANCH, has_approval_power=None), True),
        (msgspec.structs.replace(COMMITTEE, kind=Kind.DEPARTMENT, has_approval_power=None), True),
        (msgspec.structs.replace(COMMITTEE, has_approval_power=False), True),
        (msgspec.structs.replace(COMMITTEE, has_approval_power=None), False),
        (None, False),
    ],
)
def test_pre_review_by_a_committee_with_power(
    body: OrganizationThen | None, is_found: bool
) -> None:
    case = change(lawful("pre_review"), "pre_review", reviewer=body)
    wrong = [("void", 2014, "第十九条", 13, None, day_of(case, "pre_review"))]
    assert brief(found(case, "D02")) == (wrong if is_found else [])


def test_a_party_group_cannot_pre_review() -> None:
    group = msgspec.structs.replace(COMMITTEE, kind=Kind.LEADING_GROUP)
    assert len(found(change(lawful("pre_review"), "pre_review", reviewer=group), "D02")) == 1


@EDITIONS
@pytest.mark.parametrize("is_qualified", [True, False, None])
def test_result_of_the_pre_review_is_told_in_writing(
    start: date, edition: int, article: str, is_qualified: bool | None
) -> None:
    """Whatever the result was; only where it was asked."""
    case = change(lawful("pre_review", start), "pre_review", is_qualified=is_qualified)
    assert found(case, "D02") == []
    spoken = change(case, "pre_review", is_written=False)
    assert brief(found(spoken, "D02")) == [
        ("correct", edition, article, 13, None, day_of(case, "pre_review"))
    ]
    unsaid = change(case, "pre_review", is_written=None)
    assert brief(found(unsaid, "D02")) == [("correct", edition, article, 13, None, None)]
    assert found(change(unsaid, "pre_review", asked=("is_qualified",)), "D02") == []
    assert found(change(spoken, "pre_review", on=None), "D02") == []


@EDITIONS
def test_every_fault_of_the_pre_review_is_a_finding(
    start: date, edition: int, article: str
) -> None:
    case = change(
        lawful("fill_form", start),
        "pre_review",
        is_qualified=False,
        is_written=False,
        reviewer=GENERAL_BRANCH,
    )
    day = day_of(case, "pre_review")
    found_ = brief(found(case, "D02"))
    assert sorted(found_) == sorted(
        [("void", edition, article, 13, None, day)] * 2
        + [("correct", edition, article, 13, None, day)]
    )


# D03


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 5, 10), [("advise", 2014, "第十九条", 13, None, None)]),
        (date(2026, 5, 11), []),
    ],
)
def test_opinions_at_the_pre_review_in_2014(
    on: date, expected: list[tuple[str, int, str, int, None, None]]
) -> None:
    case = facts(pre_review=PreReview(on=on, needs_discipline_opinion=True))
    assert brief(found(case, "D03")) == expected
    assert found(change(case, "pre_review", discipline_opinion_on=on), "D03") == []
    assert found(change(case, "pre_review", needs_discipline_opinion=None), "D03") == []
    assert found(change(case, "pre_review", asked=("on",)), "D03") == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 5, 10), []),
        (date(2026, 5, 11), [("advise", 2026, "第十六条", 10, None, None)]),
    ],
)
def test_joint_review_at_the_political_review_in_2026(
    on: date, expected: list[tuple[str, int, str, int, None, None]]
) -> None:
    case = facts(political_review=PoliticalReview(on=on, needs_joint_review=True))
    assert brief(found(case, "D03")) == expected
    assert found(change(case, "political_review", joint_review_on=on), "D03") == []
    assert found(change(case, "political_review", needs_joint_review=False), "D03") == []
    assert found(change(case, "political_review", asked=("on",)), "D03") == []
