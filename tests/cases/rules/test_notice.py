"""Truth table of F09: the public notice that local rules want at steps 3, 15 and 23."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.facts.arithmetic import Calendar
from cases.facts.case import Facts
from cases.facts.probation import ConversionOutcome
from cases.facts.values import PublicNotice, Reflected
from cases.rules.notice import NOTICED

from .build import IN_2014, IN_2026, brief, change, due, found, lawful, under, without

#: {edition: Monday of a week without days off, and the fifth working day after it}
MONDAY = {2014: (date(2020, 3, 2), date(2020, 3, 9)), 2026: (date(2026, 6, 1), date(2026, 6, 8))}
EACH = pytest.mark.parametrize("code", NOTICED)
BOTH = pytest.mark.parametrize("edition", [2014, 2026])
NUMBER = {"shortlist": 3, "admission_meeting": 15, "conversion_meeting": 23}


def wanting(days: int, *codes: str) -> dict[str, Any]:
    """A local profile that wants a notice of so many days at these steps."""
    return {NOTICED[code][0]: days for code in codes}


def noticed(code: str, *notices: PublicNotice, until: date | None, days: int = 5) -> Facts:
    """A case in which the step was taken, its notices given, and which went on on the day
    `until`.
    """
    before = NOTICED[code][1]
    posted = notices[0].on if notices else MONDAY[2026][0]
    case = change(lawful(code, IN_2026), code, on=posted, notices=notices or None)
    if until is not None:
        case = change(lawful(before, IN_2026), code, on=posted, notices=notices or None)
        case = change(case, before, on=until)
    return under(case, **wanting(days, code))


def posted_on(
    first: date, last: date | None = None, result: Reflected = Reflected.CLEAR
) -> PublicNotice:
    return PublicNotice(on=first, to=last, place="公示栏", result=result)


@EACH
@BOTH
def test_five_working_days_after_the_first_day_of_the_notice(code: str, edition: int) -> None:
    monday, full = MONDAY[edition]
    for last, until, is_lawful in [
        (full, date.fromordinal(full.toordinal() + 1), True),
        (full, full, False),  # not over before
        (date.fromordinal(full.toordinal() - 1), date.fromordinal(full.toordinal() + 1), False),
        (None, date.fromordinal(full.toordinal() + 1), True),
        (None, full, False),
    ]:
        first_lawful = date.fromordinal(full.toordinal() + 1)
        wanted = [] if is_lawful else [("advise", edition, None, NUMBER[code], first_lawful, until)]
        case = noticed(code, posted_on(monday, last), until=until)
        assert brief(found(case, "F09")) == wanted, (last, until)
        assert found(under(case, **wanting(0, code)), "F09") == []


@EACH
def test_each_length_is_its_own(code: str) -> None:
    monday = date(2026, 6, 1)
    case = noticed(code, posted_on(monday, date(2026, 6, 4)), until=date(2026, 6, 5), days=3)
    assert found(case, "F09") == []
    assert len(found(under(case, **wanting(4, code)), "F09")) == 1
    others = wanting(30, *(other for other in NOTICED if other != code))
    if code == "shortlist":
        assert found(under(case, **others), "F09") == [], "what is not done has no notice"


@EACH
def test_adverse_first_then_none_and_unknown_is_no_finding(code: str) -> None:
    monday, until = date(2026, 6, 1), date(2026, 6, 3)
    wrong = [("advise", 2026, None, NUMBER[code], None, until)]
    adverse = noticed(code, posted_on(monday, result=Reflected.ADVERSE), until=until)
    assert brief(found(adverse, "F09")) == wrong
    assert "有影响" in found(adverse, "F09")[0].message
    missing = noticed(code, until=until)
    assert brief(found(missing, "F09")) == wrong
    assert "没有公示的记录" in found(missing, "F09")[0].message
    assert found(change(missing, code, asked=()), "F09") == [], "a workbook has no column for it"
    assert found(noticed(code, until=None), "F09") == [], "it can still be given"


@EACH
def test_of_several_notices_the_last_counts(code: str) -> None:
    first, second = (
        posted_on(date(2026, 6, 1), result=Reflected.ADVERSE),
        posted_on(date(2026, 6, 8)),
    )
    assert len(found(noticed(code, first, second, until=date(2026, 6, 9)), "F09")) == 1
    assert found(noticed(code, second, first, until=date(2026, 6, 16)), "F09") == []


@EACH
def test_the_earliest_day_while_the_notice_runs(code: str) -> None:
    monday = date(2026, 6, 1)
    case = noticed(code, posted_on(monday), until=None)
    (owed,) = due(case, "F09", monday)
    assert (owed.earliest, owed.due, owed.article) == (date(2026, 6, 9), None, None)
    later = noticed(code, posted_on(monday, date(2026, 6, 12)), until=None)
    assert [each.earliest for each in due(later, "F09", monday)] == [date(2026, 6, 13)]
    assert (
        due(noticed(code, posted_on(monday, result=Reflected.ADVERSE), until=None), "F09", monday)
        == []
    )


@EACH
def test_a_year_without_a_calendar_counts_for_now(code: str) -> None:
    case = noticed(code, posted_on(date(2026, 6, 1)), until=date(2026, 6, 5))
    case = under(case, calendar=Calendar(), **wanting(5, code))
    (finding,) = found(case, "F09")
    assert finding.years == (2026,)
    assert "暂算" in finding.message


def test_no_notice_of_an_extension_or_of_what_did_not_pass() -> None:
    case = noticed("conversion_meeting", until=date(2026, 6, 3))
    for outcome in (ConversionOutcome.EXTEND, ConversionOutcome.CANCEL):
        assert found(change(case, "conversion_meeting", outcome=outcome), "F09") == []
    for code in ("shortlist", "admission_meeting"):
        negative = {"is_agreed" if code == "shortlist" else "is_passed": False}
        assert found(change(noticed(code, until=date(2026, 6, 3)), code, **negative), "F09") == []


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
def test_off_without_a_profile(start: date) -> None:
    assert found(lawful(start=start), "F09") == []
    assert found(without(lawful(start=start), "shortlist"), "F09") == []
