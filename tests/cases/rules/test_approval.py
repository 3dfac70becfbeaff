"""D14 to D24: resolution, dossier, approver, deliberation, talk, approval and what follows it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from cases.facts.admission import AdmissionMeeting, Approve, CommitteeTalkerCapacity
from cases.facts.arithmetic import add_months
from cases.facts.case import Facts
from cases.facts.probation import ConversionOutcome
from cases.facts.values import Deliberation, Kind, OrganizationThen, Paper, ResolutionItem

from .build import (
    COMMITTEE,
    GENERAL_BRANCH,
    IN_2014,
    IN_2026,
    brief,
    change,
    due,
    facts,
    found,
    lawful,
    of_case,
    under,
    without,
)


def editions(article_2014: str | None, article_2026: str | None) -> pytest.MarkDecorator:
    """The test runs in both editions with the article of each."""
    values = [(IN_2014, 2014, article_2014), (IN_2026, 2026, article_2026)]
    return pytest.mark.parametrize(("start", "edition", "article"), values)


ONE = timedelta(1)
Row = tuple[str, int, str | None, int | None, date | None, date | None]


def day(of: Facts, code: str) -> date:
    found_day = of.day(code)
    assert found_day is not None
    return found_day


def other(organization: OrganizationThen, **values: Any) -> OrganizationThen:
    return msgspec.structs.replace(organization, **values)


# D14


@editions("第二十二条", "第二十一条")
@pytest.mark.parametrize("lacking", list(ResolutionItem))
def test_resolution_has_five_items(start: date, edition: int, article: str, lacking: ResolutionItem) -> None:
    case = lawful("admission_meeting", start)
    items = tuple(item for item in ResolutionItem if item is not lacking)
    short = change(case, "admission_meeting", resolution=items)
    assert brief(found(short, "D14")) == [("correct", edition, article, 15, None, None)]
    assert lacking.label in found(short, "D14")[0].message
    assert found(change(short, "admission_meeting", is_passed=False), "D14") == []
    assert len(found(change(case, "admission_meeting", resolution=None), "D14")) == 1
    unknown = change(case, "admission_meeting", resolution=None, asked=("ballot",))
    assert found(unknown, "D14") == []


# D15


@editions("第二十二条", "第二十一条")
@pytest.mark.parametrize(
    ("sent", "is_found"),
    [
        ((Paper.FORM, Paper.APPLICATION, Paper.REVIEW, Paper.CULTIVATION), False),
        ((Paper.FORM, Paper.APPLICATION, Paper.REVIEW, Paper.ACTIVIST_RECORD), False),
        ((Paper.FORM, Paper.APPLICATION, Paper.REVIEW), True),
        ((Paper.FORM, Paper.APPLICATION, Paper.CULTIVATION), True),
        ((Paper.FORM, Paper.REVIEW, Paper.CULTIVATION), True),
        ((Paper.APPLICATION, Paper.REVIEW, Paper.CULTIVATION), True),
        ((), True),
        (None, False),
    ],
)
def test_dossier_goes_up_whole(
    start: date, edition: int, article: str, sent: tuple[Paper, ...] | None, is_found: bool
) -> None:
    case = change(lawful("approve", start), "approve", papers=sent)
    assert brief(found(case, "D15")) == ([("correct", edition, article, 17, None, None)] if is_found else [])


# D16


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
    wrong = [("void", edition, article, 17, None, day(case, "approve"))]
    assert brief(found(case, "D16")) == (wrong if is_found else [])
    assert found(change(case, "approve", on=None), "D16") == []


# D17


def through(start: date, *days: date | None, between: OrganizationThen = GENERAL_BRANCH, **approval: Any) -> Facts:
    deliberations = tuple(Deliberation(organization=between.code, on=on) for on in days)
    changes = {"between": (between,), "deliberations": deliberations} | approval
    return change(lawful("approve", start), "approve", **changes)


@editions("第二十三条", "第二十二条")
def test_deliberation_between_meeting_and_approval(start: date, edition: int, article: str) -> None:
    case = lawful("approve", start)
    met, approved = day(case, "admission_meeting"), day(case, "approve")
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
        (other(COMMITTEE, has_approval_power=False), True),
        (COMMITTEE, False),
        (other(COMMITTEE, has_approval_power=None), False),
        (other(COMMITTEE, kind=Kind.DEPARTMENT, has_approval_power=False), False),
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
    met, approved = day(case, "admission_meeting"), day(case, "approve")
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
    talked, approved = day(case, "committee_talk"), day(case, "approve")
    for capacity in (CommitteeTalkerCapacity.COMMITTEE_MEMBER, CommitteeTalkerCapacity.ORGANIZER, None):
        assert found(change(case, "committee_talk", capacity=capacity), "D18") == []
    wrong = change(case, "committee_talk", capacity=CommitteeTalkerCapacity.OTHER)
    assert brief(found(wrong, "D18")) == [("correct", 2014, "第二十四条", 16, None, talked)]
    late = change(wrong, "committee_talk", on=approved + ONE)  # the day before the capacity
    assert brief(found(late, "D18")) == [("correct", 2014, "第二十四条", 16, approved, approved + ONE)]


# D19


@editions("第二十五条", "第二十四条")
def test_committee_decides_collectively(start: date, edition: int, article: str) -> None:
    case = lawful("file_with_department", start)
    wrong: list[Row] = [("void", edition, article, 17, None, day(case, "approve"))]
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


# D20


def approved_on(met: date, approved: date | None, **approval: Any) -> Facts:
    case = facts(admission_meeting=AdmissionMeeting(on=met, is_passed=True))
    return change(case, "approve", on=approved, **approval)


MEETINGS = [
    # met, three months, six months, edition and article on the days around the limits
    (date(2019, 11, 30), date(2020, 2, 29), date(2020, 5, 30), 2014, "第二十六条"),
    (date(2026, 5, 18), date(2026, 8, 18), date(2026, 11, 18), 2026, "第二十五条"),
    (date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1), 2026, "第二十五条"),
]


@pytest.mark.parametrize(("met", "three", "six", "edition", "article"), MEETINGS)
def test_approval_within_three_months_with_a_reason_six(
    met: date, three: date, six: date, edition: int, article: str
) -> None:
    late, void = ("correct", edition, article, 17, three), ("void", edition, article, 17, six)
    for approved, without_reason, with_reason in (
        (three - ONE, [], []),
        (three, [], []),
        (three + ONE, [(*late, three + ONE)], []),
        (six, [(*late, six)], []),
        (six + ONE, [(*void, six + ONE)], [(*void, six + ONE)]),
    ):
        assert brief(found(approved_on(met, approved), "D20")) == without_reason
        assert brief(found(approved_on(met, approved, late_reason="疫情防控"), "D20")) == with_reason
        # Not approved yet on that day:
        overdue = [(*row[:5], None) for row in without_reason]
        assert brief(found(approved_on(met, None), "D20", approved)) == overdue
        overdue = [(*row[:5], None) for row in with_reason]
        assert brief(found(approved_on(met, None, late_reason="疫情防控"), "D20", approved)) == overdue


def test_approval_is_owed_from_the_meeting_on() -> None:
    (owed,) = due(approved_on(date(2026, 5, 18), None), "D20", date(2026, 5, 18))
    assert (owed.due, owed.void_from, owed.step, owed.article) == (
        date(2026, 8, 18),
        date(2026, 11, 18),
        17,
        "第二十五条",
    )
    assert owed.text == "应不迟于 2026-08-18：2026-05-18 支部大会通过起三个月；特殊情况不得超过六个月（2026-11-18）"


def test_no_approval_is_owed_without_a_passed_meeting_or_when_gone_on() -> None:
    case, far = approved_on(date(2026, 5, 18), None), date(2027, 12, 31)
    for quiet in (
        change(case, "admission_meeting", is_passed=False),
        change(case, "admission_meeting", on=None),
        change(case, "file_with_department", on=date(2026, 6, 1)),
        of_case(case, unknown_steps=("approve",)),
    ):
        assert due(quiet, "D20", far) == []
        assert found(quiet, "D20", far) == []
    assert due(change(case, "admission_meeting", is_passed=None), "D20", far) != []
    assert found(of_case(case, closed_on=date(2026, 6, 1)), "D20", far) == []
    assert found(approved_on(date(2026, 5, 18), far, is_approved=False), "D20") == []


def test_approval_after_the_day_of_judging_is_not_looked_at() -> None:
    case = approved_on(date(2026, 5, 18), date(2026, 8, 30))
    assert found(case, "D20", date(2026, 8, 18)) == []
    assert brief(found(case, "D20", date(2026, 8, 19))) == [
        ("correct", 2026, "第二十五条", 17, date(2026, 8, 18), None)
    ]


# D21


def test_reconsideration_only_where_the_profile_asks_for_it() -> None:
    met = date(2026, 5, 18)
    case = approved_on(met, None, submitted_on=date(2026, 8, 19))
    assert found(case, "D21") == []
    local = under(case, wants_reconsideration=True)
    assert brief(found(local, "D21")) == [("advise", 2026, None, 17, date(2026, 8, 18), date(2026, 8, 19))]


@pytest.mark.parametrize(
    ("sent", "limit"),
    [
        (date(2026, 8, 18), None),
        (date(2026, 8, 19), date(2026, 8, 18)),
        (date(2026, 11, 18), date(2026, 8, 18)),
        (date(2026, 11, 19), date(2026, 11, 18)),
    ],
)
def test_resolution_sent_up_late(sent: date, limit: date | None) -> None:
    case = under(approved_on(date(2026, 5, 18), None, submitted_on=sent), wants_reconsideration=True)
    assert brief(found(case, "D21")) == ([("advise", 2026, None, 17, limit, sent)] if limit else [])
    waiting = under(approved_on(date(2026, 5, 18), None), wants_reconsideration=True)
    assert brief(found(waiting, "D21", sent)) == ([("advise", 2026, None, 17, limit, None)] if limit else [])


def test_resolution_approved_or_gone_on_is_not_waited_for() -> None:
    case = under(approved_on(date(2026, 5, 18), date(2026, 12, 1)), wants_reconsideration=True)
    assert found(case, "D21") == []
    assert due(case, "D21", date(2026, 12, 31)) == []
    waiting = under(approved_on(date(2026, 5, 18), None), wants_reconsideration=True)
    assert found(change(waiting, "admission_meeting", is_passed=False), "D21") == []
    assert [owed.due for owed in due(waiting, "D21", date(2026, 5, 18))] == [date(2026, 8, 18)]


# D22


@editions("第二十五条、第三十二条", "第二十四条、第三十一条")
@pytest.mark.parametrize(("offset", "is_wrong"), [(-1, True), (0, False), (1, True)])
def test_end_of_probation_written(start: date, edition: int, article: str, offset: int, is_wrong: bool) -> None:
    case = lawful("approve", start)
    right = add_months(day(case, "admission_meeting"), 12) - ONE
    written = right + timedelta(offset)
    case = change(case, "approve", probation_to=written)
    wrong = [("correct", edition, article, 17, right, written)]
    assert brief(found(case, "D22")) == (wrong if is_wrong else [])
    assert found(change(case, "admission_meeting", is_passed=False), "D22") == []
    assert found(change(case, "approve", is_approved=False), "D22") == []


@pytest.mark.parametrize("name", ["probation_from", "probation_to"])
def test_start_and_end_are_both_written(name: str) -> None:
    case = change(lawful("approve"), "approve", **{name: None})
    assert brief(found(case, "D22")) == [("correct", 2014, "第二十五条、第三十二条", 17, None, None)]
    assert found(change(case, "approve", asked=("approver",)), "D22") == []


def test_end_written_of_a_leap_day() -> None:
    start = date(2024, 2, 29)
    case = approved_on(start, date(2024, 4, 1), probation_from=start, probation_to=date(2025, 2, 27))
    assert found(case, "D22") == []


# D23


@editions("第二十六条", "第二十五条")
def test_filing_missing_once_conversion_was_asked_for(start: date, edition: int, article: str) -> None:
    case = without(lawful("request_conversion", start), "file_with_department")
    missing = [("correct", edition, article, 18, None, None)]
    # The next step with a day gives the edition; the lawful cases keep to one.
    assert brief(found(case, "D23")) == missing
    assert found(without(case, "request_conversion"), "D23") == []
    assert found(change(case, "admission_meeting", is_passed=False), "D23") == []
    assert found(change(case, "approve", is_approved=False), "D23") == []
    assert brief(found(change(case, "approve", is_approved=None), "D23")) == missing
    cancelled = change(case, "conversion_meeting", on=day(case, "request_conversion"), outcome=ConversionOutcome.CANCEL)
    assert found(cancelled, "D23") == []


# D24


@editions("第二十五条", "第二十四条")
@pytest.mark.parametrize("name", ["branch_told_on", "person_told_on", "announced_on"])
def test_told_and_announced(start: date, edition: int, article: str, name: str) -> None:
    case = change(lawful("request_conversion", start), "approve", **{name: None})
    assert brief(found(case, "D24")) == [("correct", edition, article, 17, None, None)]
    assert found(without(case, "request_conversion"), "D24") == []
    assert found(change(case, "approve", asked=("approver",)), "D24") == []
    assert found(without(case, "approve"), "D24") == []
