"""D14 to D19: resolution, dossier, approver, deliberation, talk and the committee's vote."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from cases.facts.admission import AdmissionMeeting, Approve, CommitteeTalkerCapacity
from cases.facts.case import Facts
from cases.facts.target import Nominate
from cases.facts.values import Deliberation, Kind, OrganizationThen, Paper, ResolutionItem

from .build import (
    COMMITTEE,
    GENERAL_BRANCH,
    IN_2014,
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

ONE = timedelta(1)
Row = tuple[str, int, str | None, int | None, date | None, date | None]


def other(organization: OrganizationThen, **values: Any) -> OrganizationThen:
    return msgspec.structs.replace(organization, **values)


# D14


@editions("第二十二条", "第二十一条")
@pytest.mark.parametrize("lacking", list(ResolutionItem))
def test_resolution_has_five_items(
    start: date, edition: int, article: str, lacking: ResolutionItem
) -> None:
    case = lawful("admission_meeting", start)
    items = tuple(item for item in ResolutionItem if item is not lacking)
    short = change(case, "admission_meeting", resolution=items)
    assert brief(found(short, "D14")) == [("correct", edition, article, 15, None, None)]
    assert lacking.label in found(short, "D14")[0].message
    assert found(change(short, "admission_meeting", is_passed=False), "D14") == []
    assert len(found(change(short, "admission_meeting", is_passed=None), "D14")) == 1, (
        "the outcome is unknown"
    )
    assert len(found(change(case, "admission_meeting", resolution=None), "D14")) == 1
    unknown = change(case, "admission_meeting", resolution=None, asked=("ballot",))
    assert found(unknown, "D14") == []


# D15


@editions("第二十二条", "第二十一条")
@pytest.mark.parametrize(
    ("sent", "is_found"),
    [
        ((Paper.FORM, Paper.APPLICATION, Paper.REVIEW, Paper.ACTIVIST_RECORD), False),
        ((Paper.FORM, Paper.APPLICATION, Paper.REVIEW), True),
        ((Paper.FORM, Paper.APPLICATION, Paper.ACTIVIST_RECORD), True),
        ((Paper.FORM, Paper.REVIEW, Paper.ACTIVIST_RECORD), True),
        ((Paper.APPLICATION, Paper.REVIEW, Paper.ACTIVIST_RECORD), True),
        ((), True),
        (None, False),
    ],
)
def test_dossier_goes_up_whole(
    start: date, edition: int, article: str, sent: tuple[Paper, ...] | None, is_found: bool
) -> None:
    case = change(lawful("approve", start), "approve", papers=sent)
    assert brief(found(case, "D15")) == (
        [("correct", edition, article, 17, None, None)] if is_found else []
    )


@pytest.mark.parametrize(
    ("nominated", "approved", "is_found"),
    [
        (date(2019, 11, 1), date(2020, 3, 1), False),
        (date(2026, 5, 10), date(2026, 5, 11), False),
        (date(2026, 5, 11), date(2026, 8, 1), True),
        (None, date(2026, 8, 1), False),
    ],
)
def test_cultivation_papers_stand_for_the_record_of_a_period_before_2026(
    nominated: date | None, approved: date, is_found: bool
) -> None:
    sent = (Paper.FORM, Paper.APPLICATION, Paper.REVIEW, Paper.CULTIVATION)
    case = facts(nominate=Nominate(on=nominated), approve=Approve(on=approved, papers=sent))
    wrong = [("correct", 2026, "第二十一条", 17, None, None)]
    assert brief(found(case, "D15")) == (wrong if is_found else [])


# D16


@editions("第二十三条", "第二十二条")
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.COMMITTEE])
def test_only_a_committee_can_have_the_power(
    start: date, edition: int, article: str, kind: Kind
) -> None:
    """Also where nothing is written of it: of any other kind it is 'no', never unknown."""
    for power in (None, False, True):
        approver = other(COMMITTEE, kind=kind, has_approval_power=power)
        case = change(lawful("approve", start), "approve", approver=approver)
        assert brief(found(case, "D16")) == [
            ("void", edition, article, 17, None, day_of(case, "approve"))
        ]


@editions("第二十三条", "第二十二条")
@pytest.mark.parametrize(
    ("approver", "is_found"),
    [
        (COMMITTEE, False),
        (GENERAL_BRANCH, True),
        (other(COMMITTEE, has_approval_power=False), True),
        (other(COMMITTEE, is_provisional=True), True),
        (other(COMMITTEE, is_above_branch=False), True),
        (other(COMMITTEE, kind=Kind.LEADING_GROUP), True),
        (other(COMMITTEE, has_approval_power=None), False),
        (None, False),
    ],
)
def test_approver_is_a_committee_with_power(
    start: date, edition: int, article: str, approver: OrganizationThen | None, is_found: bool
) -> None:
    case = change(lawful("approve", start), "approve", approver=approver)
    wrong = [("void", edition, article, 17, None, day_of(case, "approve"))]
    assert brief(found(case, "D16")) == (wrong if is_found else [])
    assert found(change(case, "approve", on=None), "D16") == []


# D17


def through(
    start: date, *days: date | None, between: OrganizationThen = GENERAL_BRANCH, **approval: Any
) -> Facts:
    deliberations = tuple(Deliberation(organization=between.code, on=on) for on in days)
    changes = {"between": (between,), "deliberations": deliberations} | approval
    return change(lawful("approve", start), "approve", **changes)


@editions("第二十三条", "第二十二条")
def test_deliberation_between_meeting_and_approval(start: date, edition: int, article: str) -> None:
    case = lawful("approve", start)
    met, approved = day_of(case, "admission_meeting"), day_of(case, "approve")
    head = ("correct", edition, article, 17)
    for on, expected in (
        (met - ONE, [(*head, met, met - ONE)]),
        (met, []),
        (approved, []),
        (approved + ONE, [(*head, approved, approved + ONE)]),
        (None, []),
    ):
        assert brief(found(through(start, on), "D17")) == expected
    assert brief(found(through(start), "D17")) == [(*head, approved, None)]
    assert brief(found(through(start, deliberations=None), "D17")) == [(*head, approved, None)]
    assert found(through(start, deliberations=None, asked=("approver",)), "D17") == []
    assert found(through(start, met - ONE, met + ONE), "D17") == []


@pytest.mark.parametrize(
    ("between", "is_found"),
    [
        (GENERAL_BRANCH, True),
        (other(GENERAL_BRANCH, has_approval_power=None), True),
        (other(COMMITTEE, has_approval_power=False), True),
        (COMMITTEE, False),
        (other(COMMITTEE, has_approval_power=None), False),
        (other(COMMITTEE, kind=Kind.DEPARTMENT, has_approval_power=False), False),
        (other(COMMITTEE, kind=Kind.LEADING_GROUP, has_approval_power=None), False),
    ],
)
def test_who_between_has_to_deliberate(between: OrganizationThen, is_found: bool) -> None:
    assert bool(found(through(IN_2014, between=between), "D17")) is is_found


@pytest.mark.parametrize(
    "approval",
    [
        {"approver": None},
        {"approver": other(COMMITTEE, is_above_branch=False)},
        {"approver": other(COMMITTEE, has_approval_power=None)},
        {"between": None},
        {"between": ()},
        {"on": None},
    ],
)
def test_no_deliberation_where_nobody_is_known_to_stand_between(approval: dict[str, Any]) -> None:
    assert len(found(through(IN_2014), "D17")) == 1
    assert found(change(through(IN_2014), "approve", **approval), "D17") == []


def test_an_approver_that_is_no_committee_is_not_of_unknown_power() -> None:
    """D16 finds that it approved; that nobody deliberated below it is found as well."""
    approver = other(GENERAL_BRANCH, code="ZZ2", has_approval_power=None)
    assert len(found(change(through(IN_2014), "approve", approver=approver), "D17")) == 1


def test_deliberation_is_judged_by_the_edition_of_the_approval() -> None:
    met, deliberated, approved = date(2026, 5, 5), date(2026, 5, 4), date(2026, 5, 12)
    case = facts(
        admission_meeting=AdmissionMeeting(on=met),
        approve=Approve(
            on=approved,
            approver=COMMITTEE,
            between=(GENERAL_BRANCH,),
            deliberations=(Deliberation(organization="ZZ", on=deliberated),),
        ),
    )
    assert brief(found(case, "D17")) == [("correct", 2026, "第二十二条", 17, met, deliberated)]


# D18


@editions("第二十四条", "第二十三条")
def test_talk_between_meeting_and_approval(start: date, edition: int, article: str) -> None:
    case = lawful("approve", start)
    met, approved = day_of(case, "admission_meeting"), day_of(case, "approve")
    head = ("correct", edition, article, 16)
    for on, expected in (
        (met - ONE, [(*head, met, met - ONE)]),
        (met, []),
        (approved, []),
        (approved + ONE, [(*head, approved, approved + ONE)]),
    ):
        assert brief(found(change(case, "committee_talk", on=on), "D18")) == expected
    missing = without(case, "committee_talk")
    assert brief(found(missing, "D18")) == [(*head, approved, None)]
    assert found(without(missing, "approve"), "D18") == []
    assert found(of_case(missing, unknown_steps=("committee_talk",)), "D18") == []
    gone_on = without(lawful("file_with_department", start), "committee_talk", "approve")
    assert brief(found(gone_on, "D18")) == [(*head, None, None)]


def test_talker_is_a_committee_member_or_an_organizer() -> None:
    case = lawful("approve")
    talked, approved = day_of(case, "committee_talk"), day_of(case, "approve")
    for capacity in (
        CommitteeTalkerCapacity.COMMITTEE_MEMBER,
        CommitteeTalkerCapacity.ORGANIZER,
        None,
    ):
        assert found(change(case, "committee_talk", capacity=capacity), "D18") == []
    wrong = change(case, "committee_talk", capacity=CommitteeTalkerCapacity.OTHER)
    assert brief(found(wrong, "D18")) == [("correct", 2014, "第二十四条", 16, None, talked)]
    late = change(wrong, "committee_talk", on=approved + ONE)  # the day before the capacity
    assert brief(found(late, "D18")) == [
        ("correct", 2014, "第二十四条", 16, approved, approved + ONE)
    ]


# D19


@editions("第二十五条", "第二十四条")
def test_committee_decides_collectively(start: date, edition: int, article: str) -> None:
    case = lawful("file_with_department", start)
    wrong: list[Row] = [("void", edition, article, 17, None, day_of(case, "approve"))]
    assert brief(found(change(case, "approve", is_collective=False), "D19")) == wrong
    assert brief(found(change(case, "approve", is_one_by_one=False), "D19")) == wrong
    assert found(change(case, "approve", is_collective=None, is_one_by_one=None), "D19") == []
    refused = change(case, "approve", is_approved=False)
    assert brief(found(refused, "D19")) == wrong
    assert found(without(refused, "file_with_department"), "D19") == []
    assert found(change(case, "approve", is_approved=None), "D19") == []
    missing = without(case, "approve")
    assert brief(found(missing, "D19")) == [("void", edition, article, 17, None, None)]
    assert found(without(missing, "file_with_department"), "D19") == []
