"""Every time a step was taken, and how the record stood then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.facts.admission import AfterFailure
from cases.facts.arithmetic import add_months
from cases.facts.probation import ConversionOutcome
from cases.models import Case
from cases.procedure import STEP
from cases.services.rounds import Round, Rounds, rounds_of
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, fresh

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


@pytest.fixture
def drive() -> Drive:
    return Drive(IN_2026)


def rounds(case: Case) -> Rounds:
    return rounds_of(case.entries.order_by("sequence"))


def days(found: Rounds, code: str) -> list[tuple[date | None, bool]]:
    """(day, counts) of the rounds of a step."""
    rows = [(each.steps.get(code), not each.is_undone) for each in found.of.get(STEP[code].no, ())]
    return [(facts.on if facts else None, counts) for facts, counts in rows]


def extended(drive: Drive) -> tuple[Case, date]:
    """A case whose probation was extended by half a year, and the extended expiry."""
    case = drive.to("request_conversion")
    drive.record(case, "conversion_meeting", outcome=ConversionOutcome.EXTEND, months=6)
    drive.accept(drive.submit(case, "approve_conversion"), full_from=None)
    return fresh(case), add_months(drive.day("admission_meeting"), 18)


def test_a_case_that_went_straight_on_has_one_round_a_step(drive: Drive) -> None:
    found = rounds(drive.to("archive"))
    assert {len(each) for each in found.of.values()} == {1}
    assert [each.no for each in found.in_order()] == list(range(1, 26))
    assert not any(found.can_begin(no) for no in range(1, 26))


def test_after_an_extension_the_round_that_extended_stays_until_another_follows(
    drive: Drive,
) -> None:
    case, expiry = extended(drive)
    found = rounds(case)
    assert [found.can_begin(no) for no in (20, 21, 22, 23, 24)] == [False, True, True, True, True]
    conversion = ("request_conversion", "conversion_meeting", "approve_conversion")
    assert [found.ahead.get(code) for code in conversion] == [None, None, None]
    assert found.ahead.probation is not None
    assert found.ahead.probation.on is None
    drive.record(case, "probation", on=expiry - 20 * DAY)
    drive.record(case, "request_conversion", on=expiry - 10 * DAY)
    drive.record(case, "conversion_meeting", on=expiry + DAY, reasons={"E07": "补记"})
    found = rounds(fresh(case))
    assert days(found, "conversion_meeting") == [
        (drive.day("conversion_meeting"), True),
        (expiry + DAY, True),
    ]
    assert days(found, "approve_conversion") == [(drive.day("approve_conversion"), True)]
    first = found.of[23][0]
    assert first.steps.approve_conversion is not None  # as it stood last, with the approval
    assert [each.months for each in first.extensions] == [6]
    order = [(each.no, each.number) for each in found.in_order()][-8:]
    assert order == [(20, 1), (21, 1), (22, 1), (23, 1), (24, 1), (21, 2), (22, 2), (23, 2)]


def test_a_meeting_that_did_not_pass_and_the_one_after_it_are_two(drive: Drive) -> None:
    case = drive.to("request_conversion")
    drive.record(case, "conversion_meeting", is_passed=False)
    found = rounds(fresh(case))
    assert found.can_begin(23)
    assert found.ahead.conversion_meeting is None
    later = drive.day("conversion_meeting") + 7 * DAY
    drive.record(case, "conversion_meeting", on=later)
    found = rounds(fresh(case))
    assert days(found, "conversion_meeting") == [
        (drive.day("conversion_meeting"), False),
        (later, True),
    ]
    first = found.of[23][0].facts
    assert first is not None
    assert first.is_negative


def test_what_a_return_undid_stands_as_it_stood_before_what_followed(drive: Drive) -> None:
    case = drive.to("fill_form")
    drive.record(case, "admission_meeting", is_passed=False, afterwards=AfterFailure.CONTINUE)
    later = drive.day("admission_meeting") + 30 * DAY
    drive.record(case, "cultivate", on=later)
    found = rounds(fresh(case))
    assert days(found, "admission_meeting") == [(drive.day("admission_meeting"), False)]
    assert days(found, "cultivate") == [(drive.day("cultivate"), False), (later, True)]
    undone = found.of[15][0]
    assert undone.steps.nominate is not None  # with all that it rested on
    assert [each.no for each in found.in_order()] == [1, 2, 3, 4, 5, *range(6, 16), 6]
    assert found.can_begin(15)


def test_a_filing_that_was_refused_is_a_round_though_it_has_no_entry(drive: Drive) -> None:
    case = drive.to("shortlist")
    item = drive.submit(case, "file_activist")
    assert rounds(fresh(case)).sent == {4: item.submitted_on}
    drive.refuse(item, "refuse_activist", drive.day("file_activist"))
    found = rounds(fresh(case))
    (refused,) = found.of[4]
    assert (refused.entry, refused.sent_on, refused.is_undone) == (None, item.submitted_on, True)
    assert refused.steps.shortlist is not None
    assert found.sent == {}
    drive.record(case, "shortlist", on=drive.day("file_activist"))
    order = [(each.no, each.number) for each in rounds(fresh(case)).in_order()]
    assert order == [(1, 1), (2, 1), (3, 1), (4, 1), (3, 2)]


def test_an_entry_that_was_annulled_is_no_round(drive: Drive) -> None:
    case = drive.to("talk")
    drive.annul(case, drive.day("talk"))
    assert 2 not in rounds(fresh(case)).of
    drive.record(case, "talk")
    (only,) = rounds(fresh(case)).of[2]
    assert only.number == 1


def test_what_was_kept_before_rounds_were_counted_is_of_the_one_open_then(drive: Drive) -> None:
    case = drive.to("request_conversion")
    drive.record(case, "conversion_meeting", is_passed=False)
    first = fresh(case).entries.latest("sequence").recorded_at
    drive.record(case, "conversion_meeting", on=drive.day("conversion_meeting") + 7 * DAY)
    found = rounds(fresh(case))
    ended = found.of[23][0].ended_at
    assert ended is not None
    assert first <= ended
    assert [found.at(23, moment) for moment in (first, ended, ended + timedelta(seconds=1))] == [
        1,
        1,
        2,
    ]


def test_the_both_rows_of_step_8_are_one_round(drive: Drive) -> None:
    (only,) = rounds(drive.to("list_target")).of[8]
    assert isinstance(only, Round)
    assert only.entry is not None
    assert only.entry.code == "list_target"
    assert only.steps.list_consent is not None
