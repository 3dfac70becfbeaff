"""Turns that leave the line: bad ends, sending back, refusals, extension, cancellation, closing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from branches.models import Member
from cases.facts.admission import AfterFailure
from cases.facts.arithmetic import add_months
from cases.facts.probation import ConversionOutcome
from cases.facts.target import NoticeResult
from cases.models import Case, Sponsorship
from cases.procedure import STEP, Outcome
from cases.services import Refused
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, check_fold, each_refusal, entry_of, fresh

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


@pytest.fixture
def drive() -> Drive:
    return Drive(IN_2026)


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("shortlist", {"is_agreed": False}),
        ("nominate", {"is_agreed": False}),
        ("political_review", {"is_qualified": False}),
        ("train", {"is_passed": False}),
        ("committee_review", {"is_passed": False}),
        ("committee_talk", {"is_favourable": False}),
        ("conversion_meeting", {"is_passed": False}),
    ],
)
def test_bad_end_is_kept_moves_nothing_and_can_be_repeated(
    drive: Drive, code: str, bad: dict[str, Any]
) -> None:
    case = drive.open_case()
    drive.drive(case, before := STEP[code].after[0])
    by = drive.decider if code == "committee_talk" else drive.secretary
    drive.record(case, code, by=by, **bad)
    kept = fresh(case).facts.steps.get(code)
    assert kept is not None
    assert (fresh(case).state, kept.on, kept.is_negative) == (before, drive.day(code), True)
    drive.record(case, code, by=by)
    assert fresh(case).state == code
    with pytest.raises(Refused):
        drive.record(case, code, by=by)
    check_fold(case)


def test_bad_end_before_its_turn_can_be_repeated(drive: Drive) -> None:
    case = drive.to("list_target")
    day = drive.day("political_review")
    drive.record(case, "political_review", is_qualified=False)
    drive.record(case, "political_review", today=day + DAY)
    with pytest.raises(Refused, match="已经登记"):
        drive.record(case, "political_review", today=day + DAY)
    drive.record(case, "appoint_introducers", today=day + DAY)
    assert fresh(case).state == "political_review"
    check_fold(case)


def test_sending_back_wants_a_bad_result_and_undoes_what_came_after(drive: Drive) -> None:
    case = drive.to("appoint_introducers")
    day = drive.day("political_review")
    with pytest.raises(Refused, match="没有不合格"):
        drive.turn(case, "send_back", day)
    drive.record(case, "political_review", is_qualified=False)
    drive.turn(case, "send_back", day)
    case = fresh(case)
    assert (case.state, case.pass_number, case.target_on) == ("appoint_contacts", 2, None)
    steps = case.facts.steps
    assert (
        steps.nominate
        is steps.list_target
        is steps.appoint_introducers
        is steps.political_review
        is None
    )
    assert steps.cultivate is not None
    assert steps.cultivate.on is None
    assert steps.cultivate.examinations
    assert (
        Sponsorship.objects.on(day).filter(case=case, kind="introducer").count() == 2
    )  # stay until others come
    check_fold(case)


def test_adverse_notice_sends_back_to_cultivation(drive: Drive) -> None:
    case = drive.to("list_consent")
    drive.record(case, "list_target", result=NoticeResult.ADVERSE)
    case = fresh(case)
    assert (case.state, case.pass_number, case.target_on) == ("appoint_contacts", 2, None)
    assert [entry.code for entry in case.entries.order_by("sequence")][-2:] == [
        "list_target",
        "adverse_notice",
    ]
    check_fold(case)
    drive.annul(case, drive.day("list_target"))
    assert (fresh(case).state, fresh(case).pass_number) == ("list_consent", 1)
    check_fold(case)


@pytest.mark.parametrize(
    ("afterwards", "state", "outcome"),
    [
        (AfterFailure.CONTINUE, "appoint_contacts", ""),
        (AfterFailure.CLOSE, "closed", Outcome.NOT_PASSED),
    ],
)
def test_meeting_that_did_not_pass(
    drive: Drive, afterwards: AfterFailure, state: str, outcome: str
) -> None:
    case = drive.to("fill_form")
    drive.record(case, "admission_meeting", is_passed=False, afterwards=afterwards)
    case = fresh(case)
    closed_on = drive.day("admission_meeting") if outcome else None
    assert (case.state, case.outcome, case.closed_on) == (state, outcome, closed_on)
    assert case.obligations.exists() is not bool(outcome)
    check_fold(case)
    drive.annul(case, drive.day("admission_meeting"))
    case = fresh(case)
    assert (case.state, case.outcome, case.closed_on, case.pass_number) == (
        "fill_form",
        "",
        None,
        1,
    )
    drive.annul(case, drive.day("admission_meeting"))
    drive.record(case, "admission_meeting")
    assert fresh(case).state == "admission_meeting"
    check_fold(case)


@each_refusal
def test_refused_filing_goes_back(drive: Drive, kind: str, turn: str, state: str) -> None:
    case = drive.to(STEP[kind].after[0])
    item = drive.submit(case, kind)
    assert fresh(case).locked
    drive.refuse(item, turn, drive.day(kind))
    case = fresh(case)
    assert (case.state, case.locked, case.pass_number) == (state, [], 1 if state == "closed" else 2)
    assert case.outcome == (Outcome.NOT_APPROVED if state == "closed" else "")
    assert case.facts.steps.get(kind) is None or kind == "approve"
    check_fold(case)
    with pytest.raises(Refused, match="答复不能作废"):
        drive.annul(case, drive.day(kind), by=drive.decider)


def extended(drive: Drive, months: int = 6) -> Case:
    case = drive.to("request_conversion")
    drive.record(case, "conversion_meeting", outcome=ConversionOutcome.EXTEND, months=months)
    drive.accept(drive.submit(case, "approve_conversion"), full_from=None)
    return fresh(case)


def test_extension_moves_the_expiry_and_begins_a_new_round(drive: Drive) -> None:
    case = extended(drive)
    expiry = add_months(drive.day("admission_meeting"), 18)
    assert (case.state, case.expires_on, case.full_on, case.pass_number) == (
        "oath",
        expiry,
        None,
        1,
    )
    assert case.facts.earlier_round == (
        "approve_conversion",
        "conversion_meeting",
        "probation",
        "request_conversion",
    )
    assert not case.findings.exists()
    check_fold(case)
    with pytest.raises(Refused, match="期满前三个月"):
        drive.record(case, "request_conversion", on=drive.day("archive"))
    drive.record(case, "probation", on=expiry - 20 * DAY)
    drive.record(case, "request_conversion", on=expiry - 10 * DAY)
    case = fresh(case)
    assert (case.state, case.facts.earlier_round) == ("request_conversion", ())
    assert [each.months for each in case.facts.extensions] == [6]
    assert case.facts.steps.conversion_meeting is case.facts.steps.approve_conversion is None
    check_fold(case)
    drive.record(
        case,
        "conversion_meeting",
        on=expiry + DAY,
        opinions=(),
        committee_review_on=expiry,
        reasons={"E07": "补记"},
    )
    item = drive.submit(case, "approve_conversion", on=expiry + DAY)
    drive.accept(
        item, on=expiry + 10 * DAY, full_from=expiry, received_on=None, today=expiry + 10 * DAY
    )
    case = fresh(case)
    assert (case.state, case.full_on) == ("approve_conversion", expiry)
    check_fold(case)


def test_correcting_the_length_of_an_extension_moves_the_expiry(drive: Drive) -> None:
    case = extended(drive)
    with pytest.raises(PermissionDenied):
        drive.correct(entry_of(case, "conversion_meeting"), drive.day("archive"), months=12)
    drive.correct(
        entry_of(case, "conversion_meeting"), drive.day("archive"), by=drive.decider, months=12
    )
    assert fresh(case).expires_on == add_months(drive.day("admission_meeting"), 24)
    check_fold(case)
    expiry = add_months(drive.day("admission_meeting"), 24)
    drive.record(case, "probation", on=expiry - 20 * DAY)
    drive.record(case, "request_conversion", on=expiry - 10 * DAY)
    assert fresh(case).expires_on == expiry
    check_fold(case)


@pytest.mark.parametrize("state", ["approve", "oath", "request_conversion"])
def test_cancellation_from_any_state_of_probation_ends_the_membership(
    drive: Drive, state: str
) -> None:
    case = drive.to(state)
    if state != "request_conversion":
        with pytest.raises(Refused, match="还没有轮到"):
            drive.record(case, "conversion_meeting")
    drive.record(case, "conversion_meeting", outcome=ConversionOutcome.CANCEL)
    assert fresh(case).state == ("conversion_meeting" if state == "request_conversion" else state)
    item = drive.submit(case, "approve_conversion")
    drive.accept(item, full_from=None)
    case = fresh(case)
    assert (case.state, case.outcome) == ("closed", Outcome.CANCELLED)
    assert case.closed_on == drive.day("approve_conversion")
    assert Member.objects.get(person=case.person).until_on == case.closed_on
    check_fold(case)


def test_refused_cancellation_leaves_the_state(drive: Drive) -> None:
    case = drive.to("enrol")
    day = drive.day("conversion_meeting")
    drive.record(case, "conversion_meeting", outcome=ConversionOutcome.CANCEL)
    item = drive.submit(case, "approve_conversion", on=day)
    drive.refuse(item, "refuse_cancellation", day)
    case = fresh(case)
    assert (case.state, case.closed_on, case.facts.steps.conversion_meeting) == (
        "enrol",
        None,
        None,
    )
    assert Member.objects.get(person=case.person).until_on is None
    check_fold(case)
    drive.record(case, "oath", today=day, reasons={"E02": "补办"})
    assert fresh(case).state == "oath"


@pytest.mark.parametrize(
    ("state", "by"), [("talk", "secretary"), ("committee_talk", "secretary"), ("oath", "decider")]
)
def test_closing_is_the_branch_s_before_approval_and_the_committee_s_after(
    drive: Drive, state: str, by: str
) -> None:
    case, day = drive.to(state), drive.day("archive")
    who, other = getattr(drive, by), drive.secretary if by == "decider" else drive.decider
    code = "close" if by == "secretary" else "close_probationer"
    with pytest.raises((PermissionDenied, Refused)):
        drive.turn(case, code, day, by=other, outcome=Outcome.WITHDREW)
    wrong = "close_probationer" if by == "secretary" else "close"
    with pytest.raises((PermissionDenied, Refused)):
        drive.turn(case, wrong, day, by=who, outcome=Outcome.WITHDREW)
    with pytest.raises(Refused, match="终止的原因"):
        drive.turn(case, code, day, by=who, outcome=Outcome.CANCELLED)
    drive.turn(case, code, day, by=who, outcome=Outcome.DIED)
    case = fresh(case)
    assert (case.state, case.outcome, case.closed_on, case.next_due_on) == (
        "closed",
        Outcome.DIED,
        day,
        None,
    )
    assert not case.obligations.exists()
    check_fold(case)
    drive.annul(case, day, by=who)
    case = fresh(case)
    assert (case.state, case.outcome, case.closed_on) == (state, "", None)
    check_fold(case)


def test_waiting_filing_bars_turns_but_the_one_to_the_department_does_not(drive: Drive) -> None:
    case = drive.to("committee_talk")
    item = drive.submit(case, "approve")
    with pytest.raises(Refused, match="请先撤回"):
        drive.turn(case, "close", drive.day("approve"), outcome=Outcome.WITHDREW)
    drive.accept(item)
    drive.submit(case, "file_with_department")
    assert fresh(case).state == "file_with_department"
    day: date = drive.day("file_with_department")
    drive.turn(case, "close_probationer", day, by=drive.decider, outcome=Outcome.DIED)
    assert fresh(case).state == "closed"
