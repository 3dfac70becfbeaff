"""E10 to E13, and E16: the decision on conversion, and the archive."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.facts.admission import AdmissionMeeting
from cases.facts.arithmetic import add_months
from cases.facts.case import Extension, Facts
from cases.facts.probation import ApproveConversion, Archive, ConversionMeeting, ConversionOutcome
from cases.facts.target import Nominate
from cases.facts.values import ArchivedPaper, Paper

from .build import brief, change, day_of, due, editions, facts, found, lawful, of_case, without

ONE = timedelta(1)
CANCEL, EXTEND, ON_TIME = (
    ConversionOutcome.CANCEL,
    ConversionOutcome.EXTEND,
    ConversionOutcome.ON_TIME,
)


# E10


@editions("第三十二条", "第三十一条")
def test_no_decision_without_a_meeting(start: date, edition: int, article: str) -> None:
    case = without(lawful("approve_conversion", start), "conversion_meeting")
    assert brief(found(case, "E10")) == [("void", edition, article, 24, None, None)]
    assert found(without(case, "approve_conversion"), "E10") == []
    assert found(of_case(case, unknown_steps=("conversion_meeting",)), "E10") == []
    archived = without(lawful("archive", start), "conversion_meeting", "approve_conversion")
    assert brief(found(archived, "E10")) == [("void", edition, article, 24, None, None)]


# E11


@pytest.mark.parametrize(
    ("met", "limit", "edition", "article"),
    [
        (date(2019, 11, 30), date(2020, 2, 29), 2014, "第三十四条"),
        (date(2026, 3, 1), date(2026, 6, 1), 2026, "第三十三条"),
        (date(2027, 1, 31), date(2027, 4, 30), 2026, "第三十三条"),
    ],
)
@pytest.mark.parametrize("outcome", [ON_TIME, EXTEND, CANCEL, None])
def test_approval_within_three_months(
    met: date, limit: date, edition: int, article: str, outcome: ConversionOutcome | None
) -> None:
    case = facts(conversion_meeting=ConversionMeeting(on=met, outcome=outcome))
    head = ("correct", edition, article, 24, limit)
    for on, is_late in ((limit - ONE, False), (limit, False), (limit + ONE, True)):
        approved = change(case, "approve_conversion", on=on)
        assert brief(found(approved, "E11")) == ([(*head, on)] if is_late else [])
        assert brief(found(case, "E11", on)) == ([(*head, None)] if is_late else [])


def test_approval_is_owed_from_the_meeting_on() -> None:
    case = facts(conversion_meeting=ConversionMeeting(on=date(2026, 6, 1), outcome=ON_TIME))
    (owed,) = due(case, "E11", date(2026, 6, 1))
    assert (owed.due, owed.step, owed.article) == (date(2026, 9, 1), 24, "第三十三条")
    assert owed.text == "应不迟于 2026-09-01：2026-06-01 支部大会讨论通过起三个月"
    far = date(2028, 1, 1)
    for quiet in (
        change(case, "conversion_meeting", is_passed=False),
        change(case, "conversion_meeting", on=None),
        of_case(case, unknown_steps=("approve_conversion",)),
    ):
        assert due(quiet, "E11", far) == []
        assert found(quiet, "E11", far) == []
    assert found(of_case(case, closed_on=date(2026, 7, 1)), "E11", far) == []


@editions("第三十四条", "第三十三条")
def test_approval_missing_once_archived(start: date, edition: int, article: str) -> None:
    case = without(lawful("archive", start), "approve_conversion")
    limit = add_months(day_of(case, "conversion_meeting"), 3)
    assert brief(found(case, "E11")) == [("correct", edition, article, 24, limit, None)]
    without_meeting = without(case, "conversion_meeting")
    assert brief(found(without_meeting, "E11")) == [("correct", edition, article, 24, None, None)]


# E12


@editions("第三十四条", "第三十三条")
@pytest.mark.parametrize("name", ["secretary_talk_on", "announced_on"])
def test_talk_and_announcement_once_archived(
    start: date, edition: int, article: str, name: str
) -> None:
    case = change(lawful("archive", start), "approve_conversion", **{name: None})
    assert brief(found(case, "E12")) == [("correct", edition, article, 24, None, None)]
    assert found(without(case, "archive"), "E12") == []
    assert found(without(case, "approve_conversion"), "E12") == []
    assert found(change(case, "approve_conversion", asked=("approver",)), "E12") == []


# E13


@editions("第三十四条", "第三十三条")
@pytest.mark.parametrize("offset", [-1, 0, 1])
@pytest.mark.parametrize("months", [0, 6, 12])
def test_party_age_starts_at_the_extended_expiry(
    start: date, edition: int, article: str, offset: int, months: int
) -> None:
    case = lawful("approve_conversion", start)
    expiry = add_months(add_months(day_of(case, "admission_meeting"), 12), months)
    if months:
        case = of_case(case, extensions=(Extension(months=months),))
    written = expiry + timedelta(offset)
    case = change(case, "approve_conversion", full_from=written)
    wrong = [("correct", edition, article, 24, expiry, written)]
    assert brief(found(case, "E13")) == (wrong if offset else [])


@pytest.mark.parametrize(
    ("outcome", "is_judged"), [(ON_TIME, True), (None, True), (EXTEND, False), (CANCEL, False)]
)
def test_party_age_of_a_conversion_only(outcome: ConversionOutcome | None, is_judged: bool) -> None:
    case = change(lawful("approve_conversion"), "conversion_meeting", outcome=outcome)
    wrong = change(case, "approve_conversion", full_from=date(2030, 1, 1))
    assert bool(found(wrong, "E13")) is is_judged
    assert found(change(case, "approve_conversion", full_from=None), "E13") == []
    assert found(of_case(wrong, extensions=(Extension(),)), "E13") == []
    assert found(without(wrong, "admission_meeting"), "E13") == []


# E16

FOUR = (Paper.FORM, Paper.APPLICATION, Paper.REVIEW, Paper.CONVERSION)
BOTH = (Paper.ACTIVIST_RECORD, Paper.PROBATION_RECORD)
NEW = date(2026, 5, 11)


def archived(
    on: date, *papers: Paper, nominated: date = NEW, expiry: date = NEW, **changes: Any
) -> Facts:
    values = {"papers": tuple(ArchivedPaper(kind=paper) for paper in papers)} | changes
    return facts(
        nominate=Nominate(on=nominated),
        admission_meeting=AdmissionMeeting(on=expiry.replace(year=expiry.year - 1)),
        archive=Archive(on=on, **values),
    )


@pytest.mark.parametrize(
    ("papers", "is_complete"),
    [
        ((*FOUR, Paper.CULTIVATION), True),
        ((*FOUR, *BOTH), True),
        ((*FOUR, Paper.ACTIVIST_RECORD), False),
        ((*FOUR, Paper.PROBATION_RECORD), False),
        (FOUR, False),
        ((*FOUR[1:], Paper.CULTIVATION), False),
        ((), False),
    ],
)
def test_five_papers_of_2014(papers: tuple[Paper, ...], is_complete: bool) -> None:
    case = archived(NEW - ONE, *papers, nominated=date(2024, 1, 1), expiry=date(2026, 1, 1))
    assert brief(found(case, "E16")) == (
        [] if is_complete else [("correct", 2014, "第三十七条", 25, None, None)]
    )


OLD = NEW - ONE


@pytest.mark.parametrize(
    ("papers", "nominated", "expiry", "is_complete"),
    [
        ((*FOUR, *BOTH), NEW, NEW, True),
        ((*FOUR, Paper.CULTIVATION), NEW, NEW, False),
        ((*FOUR, Paper.CULTIVATION), OLD, NEW, False),
        ((*FOUR, Paper.CULTIVATION), OLD, OLD, True),
        ((*FOUR, Paper.CULTIVATION, Paper.PROBATION_RECORD), OLD, NEW, True),
        ((*FOUR, Paper.CULTIVATION, Paper.PROBATION_RECORD), NEW, NEW, False),
        ((*FOUR, Paper.CULTIVATION, Paper.ACTIVIST_RECORD), NEW, OLD, True),
        ((*FOUR, Paper.ACTIVIST_RECORD), OLD, OLD, False),
        ((*FOUR[1:], *BOTH), NEW, NEW, False),
    ],
)
def test_six_papers_of_2026(
    papers: tuple[Paper, ...], nominated: date, expiry: date, is_complete: bool
) -> None:
    case = archived(date(2027, 1, 1), *papers, nominated=nominated, expiry=expiry)
    assert brief(found(case, "E16")) == (
        [] if is_complete else [("correct", 2026, "第三十六条", 25, None, None)]
    )


@pytest.mark.parametrize(
    ("on", "papers", "severity"),
    [
        (date(2026, 5, 10), FOUR, "correct"),
        (date(2026, 5, 11), FOUR, "advise"),
        (date(2026, 5, 17), FOUR, "advise"),
        (date(2026, 5, 17), (*FOUR, Paper.ACTIVIST_RECORD), "advise"),
        (date(2026, 5, 18), FOUR, "correct"),
        # Not only a 登记表 is missing.
        (date(2026, 5, 11), FOUR[1:], "correct"),
        (date(2026, 5, 17), (*FOUR[1:], *BOTH), "correct"),
    ],
)
def test_week_after_the_issue_is_lenient_with_the_records_only(
    on: date, papers: tuple[Paper, ...], severity: str
) -> None:
    assert [finding.severity.code for finding in found(archived(on, *papers), "E16")] == [severity]


def test_archive_nobody_listed_or_of_a_cancelled_case() -> None:
    case = archived(date(2027, 1, 1))
    assert len(found(case, "E16")) == 1
    assert len(found(change(case, "archive", papers=None), "E16")) == 1
    assert found(change(case, "archive", papers=None, asked=("on",)), "E16") == []
    assert found(change(case, "archive", on=None), "E16") == []
    cancelled = change(case, "conversion_meeting", on=date(2026, 6, 1), outcome=CANCEL)
    assert found(cancelled, "E16") == []
    assert len(found(change(cancelled, "conversion_meeting", is_passed=False), "E16")) == 1


def test_papers_of_unknown_periods_are_no_finding() -> None:
    case = archived(date(2027, 1, 1), *FOUR, Paper.CULTIVATION)
    assert len(found(case, "E16")) == 1
    unknown = without(case, "nominate", "admission_meeting")
    assert found(unknown, "E16") == []
    assert found(without(of_case(case, extensions=(Extension(),)), "nominate"), "E16") == []


@pytest.mark.parametrize(
    ("outcome", "is_owed"), [(ON_TIME, True), (None, True), (EXTEND, False), (CANCEL, False)]
)
def test_archive_is_owed_after_the_approval(
    outcome: ConversionOutcome | None, is_owed: bool
) -> None:
    approved = date(2026, 9, 1)
    case = facts(
        conversion_meeting=ConversionMeeting(on=date(2026, 6, 1), outcome=outcome),
        approve_conversion=ApproveConversion(on=approved),
    )
    owed = [
        (each.earliest, each.due, each.step, each.article) for each in due(case, "E16", approved)
    ]
    assert owed == ([(approved, None, 25, "第三十六条")] if is_owed else [])
    assert found(case, "E16") == []
    assert due(change(case, "approve_conversion", is_approved=False), "E16", approved) == []
    assert due(of_case(case, unknown_steps=("archive",)), "E16", approved) == []
