"""What rules read of a case: days, editions, expiry, and the case as it stood on a day."""

from datetime import date

import msgspec
import pytest

from cases.facts.admission import AdmissionMeeting, Approve
from cases.facts.case import (
    CODES,
    CaseFacts,
    Elsewhere,
    Extension,
    Facts,
    MemberRecord,
    OtherCase,
    Sponsor,
    edition_on,
)
from cases.facts.cultivation import Cultivate
from cases.facts.probation import ApproveConversion, ConversionMeeting, ConversionOutcome
from cases.facts.target import ListTarget, NoticeResult, Train
from cases.facts.values import Ballot, Examination, Heard, Opinion
from tests.cases.rules.build import change, facts, lawful, of_case

D = date


def test_the_edition_changes_on_the_day_of_issue() -> None:
    assert [edition_on(D(2026, 5, day)) for day in (10, 11)] == [2014, 2026]


def test_a_field_without_a_value_is_missing_only_where_it_was_asked() -> None:
    assert Train().missing("days")
    assert Train(asked=("days",)).missing("days")
    assert not Train(asked=("hours",)).missing("days")
    assert not Train(days=1).missing("days")


def test_how_far_a_case_went() -> None:
    case = change(change(facts(), "talk", on=D(2020, 1, 2)), "nominate", on=D(2021, 1, 2))
    assert (case.day("talk"), case.day("apply"), case.last) == (D(2020, 1, 2), None, 7)
    assert [case.first_day_from(no) for no in (1, 2, 3, 7, 8)] == [
        D(2020, 1, 2),
        D(2020, 1, 2),
        D(2021, 1, 2),
        D(2021, 1, 2),
        None,
    ]
    assert [case.went_past(no) for no in (2, 7, 8)] == [True, True, False]


def test_consent_alone_is_not_the_day_of_step_8() -> None:
    case = change(facts(), "list_consent", on=D(2026, 6, 1))
    assert (case.last, case.first_day_from(8), case.day("list_consent")) == (0, None, D(2026, 6, 1))


@pytest.mark.parametrize("months", [6, 12])
def test_expiry_moves_with_each_extension(months: int) -> None:
    case = facts(admission_meeting=AdmissionMeeting(on=D(2024, 2, 29)))
    assert case.expiry == case.first_expiry == case.expiry_before_meeting == D(2025, 2, 28)
    extended = of_case(case, extensions=(Extension(months=months),))
    moved = D(2025, 8, 28) if months == 6 else D(2026, 2, 28)
    assert (extended.first_expiry, extended.expiry_before_meeting, extended.expiry) == (
        D(2025, 2, 28),
        moved,
        moved,
    )
    unknown = of_case(case, extensions=(Extension(),))
    assert (unknown.expiry_before_meeting, unknown.expiry) == (None, None)
    assert facts().expiry is None


def _extending(**changes: object) -> Facts:
    case = facts(
        admission_meeting=AdmissionMeeting(on=D(2024, 6, 1)),
        conversion_meeting=ConversionMeeting(
            on=D(2025, 6, 2), outcome=ConversionOutcome.EXTEND, months=6
        ),
        approve_conversion=ApproveConversion(on=D(2025, 7, 1), is_approved=True),
    )
    return change(case, "conversion_meeting", **changes)


def test_an_extension_is_in_force_once_it_is_approved() -> None:
    case = _extending()
    assert case.extension_in_force == Extension(
        meeting_on=D(2025, 6, 2), approved_on=D(2025, 7, 1), months=6
    )
    assert (case.expiry_before_meeting, case.expiry) == (D(2025, 6, 1), D(2025, 12, 1))
    assert case.as_of(D(2025, 6, 30)).expiry == D(2025, 6, 1)
    for other in (
        change(case, "approve_conversion", on=None),
        change(case, "approve_conversion", is_approved=False),
        _extending(is_passed=False),
        _extending(outcome=ConversionOutcome.ON_TIME),
        _extending(on=None),
    ):
        assert other.extension_in_force is None
        assert other.expiry == D(2025, 6, 1)
    assert change(case, "conversion_meeting", months=None).expiry is None


def test_as_of_the_last_day_nothing_changes() -> None:
    case = lawful()
    assert case.as_of(D(2035, 1, 1)) is case


@pytest.mark.parametrize("code", CODES)
def test_as_of_each_day_the_later_steps_have_none(code: str) -> None:
    case = lawful()
    day = case.day(code)
    assert day is not None
    then = case.as_of(day)
    assert then.days == {each: on for each, on in case.days.items() if on <= day}
    assert then.as_of(day) is then


def test_as_of_keeps_of_a_later_act_what_has_an_earlier_day_of_its_own() -> None:
    step = ListTarget(
        on=D(2026, 6, 20),
        notice_from=D(2026, 6, 1),
        notice_to=D(2026, 6, 10),
        result=NoticeResult.CLEAR,
        places=(),
    )
    then = facts(list_target=step).as_of(D(2026, 6, 5)).steps.list_target
    assert then == ListTarget(notice_from=D(2026, 6, 1))


def test_as_of_drops_later_parts_of_a_list() -> None:
    days = (D(2026, 1, 1), D(2026, 6, 1))
    case = facts(cultivate=Cultivate(examinations=tuple(Examination(on=day) for day in days)))
    then = case.as_of(D(2026, 5, 31)).steps.cultivate
    assert then is not None
    assert [each.on for each in then.examinations or ()] == [D(2026, 1, 1)]
    undated = (Opinion(kind=Heard.GROUP), Opinion(kind=Heard.MASSES, on=D(2026, 6, 1)))
    case = change(facts(), "nominate", on=D(2026, 5, 1), opinions=undated)
    nominate = case.as_of(D(2026, 5, 31)).steps.nominate
    assert nominate is not None
    assert nominate.opinions == undated[:1]


def test_as_of_drops_values_without_a_day_with_their_act_and_keeps_what_was_asked() -> None:
    step = AdmissionMeeting(
        on=D(2026, 6, 1), ballot=Ballot(present=3), is_passed=True, asked=("ballot",)
    )
    case = facts(admission_meeting=step)
    assert case.as_of(D(2026, 5, 31)).steps.admission_meeting == AdmissionMeeting(asked=("ballot",))
    assert case.as_of(D(2026, 6, 1)).steps.admission_meeting == step


def test_as_of_keeps_days_that_a_paper_states_and_drops_acts_that_followed() -> None:
    step = Approve(
        on=D(2026, 6, 30),
        probation_from=D(2026, 6, 1),
        probation_to=D(2027, 5, 31),
        branch_told_on=D(2026, 7, 2),
    )
    case = facts(approve=step)
    approve = case.as_of(D(2026, 7, 1)).steps.approve
    assert approve is not None
    assert (approve.probation_to, approve.branch_told_on) == (D(2027, 5, 31), None)
    assert case.as_of(D(2026, 6, 29)).steps.approve == Approve()


def test_as_of_looks_at_what_stands_beside_the_steps() -> None:
    case = of_case(
        facts(),
        contacts=(
            Sponsor(name="王一", since=D(2026, 1, 1)),
            Sponsor(name="李二", since=D(2026, 6, 1)),
        ),
        introducers=(Sponsor(name="赵三"), Sponsor(name="钱四", since=D(2026, 6, 1))),
        extensions=(
            Extension(meeting_on=D(2026, 1, 1), approved_on=D(2026, 6, 1), months=6),
            Extension(meeting_on=D(2026, 1, 1), months=6),
            Extension(months=6),
        ),
        elsewhere=Elsewhere(
            open_cases=(OtherCase(since=D(2026, 1, 1)), OtherCase(since=D(2026, 6, 1)))
        ),
        closed_on=D(2026, 6, 1),
        outcome="withdrew",
    )
    then = case.as_of(D(2026, 5, 31)).case
    assert [each.name for each in then.contacts or ()] == ["王一"]
    assert [each.name for each in then.introducers or ()] == ["赵三"]
    assert len(then.extensions) == 2
    assert [each.since for each in then.elsewhere.open_cases] == [D(2026, 1, 1)]
    assert (then.closed_on, then.outcome) == (None, None)
    assert case.as_of(D(2026, 6, 1)) is case


def test_with_step_leaves_the_rest() -> None:
    case = lawful()
    other = case.with_step("train", None)
    assert other.steps.train is None
    assert "train" not in other.days
    assert "train" in case.days
    assert other.case.contacts is case.case.contacts


@pytest.mark.parametrize(
    ("member", "wanted"),
    [
        (MemberRecord(standing="full", joined_on=D(2025, 6, 1)), True),
        (MemberRecord(standing="full", joined_on=D(2025, 6, 2)), False),
        (MemberRecord(standing="full"), None),
        (MemberRecord(standing="probationary", joined_on=D(2020, 1, 1)), False),
        (MemberRecord(standing="full", joined_on=D(2020, 1, 1), full_on=D(2026, 6, 1)), True),
        (MemberRecord(standing="full", joined_on=D(2020, 1, 1), full_on=D(2026, 6, 2)), False),
    ],
)
def test_a_full_member_from_one_year_after_joining(
    member: MemberRecord, wanted: bool | None
) -> None:
    assert member.is_full_on(D(2026, 6, 1)) is wanted


def test_case_facts_survive_storage() -> None:
    case = lawful().case
    assert msgspec.convert(msgspec.to_builtins(case), CaseFacts) == case
