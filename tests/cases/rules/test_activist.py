"""Truth tables of B01 to B05 and B09."""

from datetime import date

import pytest

from cases.facts.application import Apply, Talk
from cases.facts.case import Facts, MemberRecord, Sponsor
from cases.facts.cultivation import (
    AppointContacts,
    FileActivist,
    Recommendation,
    Shortlist,
)
from cases.facts.values import Meeting, NamedMember

from .build import (
    BRANCH,
    FULL_MEMBER,
    IN_2014,
    IN_2026,
    SMALL_BRANCH,
    brief,
    change,
    facts,
    found,
    lawful,
    of_case,
    under,
    without,
)

D = date


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
@pytest.mark.parametrize("rule", ["B01", "B02", "B03", "B04", "B05", "B06", "B09", "B10"])
def test_lawful_case_has_no_finding(start: date, rule: str) -> None:
    strict = under(lawful(start=start), waiting_months=6, wants_quarterly_reports=True)
    assert found(strict, rule) == []


def test_b01_finds_a_candidate_nobody_recommended() -> None:
    for start, edition in ((IN_2014, 2014), (IN_2026, 2026)):
        case = lawful(start=start)
        breach = [("correct", edition, "第八条", 3, None, case.day("shortlist"))]
        assert (
            brief(found(change(case, "shortlist", recommended_by=Recommendation.NONE), "B01"))
            == breach
        )
        assert found(change(case, "shortlist", recommended_by=None), "B01") == []
        assert (
            found(change(case, "shortlist", on=None, recommended_by=Recommendation.NONE), "B01")
            == []
        )


@pytest.mark.parametrize(
    ("meeting", "has_committee", "severity"),
    [
        (Meeting.BRANCH_COMMITTEE, True, None),
        (Meeting.BRANCH_COMMITTEE, False, "void"),
        (Meeting.BRANCH_COMMITTEE, None, None),
        (Meeting.BRANCH_MEETING, True, "correct"),
        (Meeting.BRANCH_MEETING, False, None),
        (Meeting.BRANCH_MEETING, None, None),
        (Meeting.NONE, True, "void"),
        (Meeting.NONE, False, "void"),
        (None, True, None),
        (None, False, None),
    ],
)
@pytest.mark.parametrize("day", [D(2026, 5, 10), D(2026, 5, 11)])
def test_b02_who_decides(
    meeting: Meeting | None, has_committee: bool | None, severity: str | None, day: date
) -> None:
    branch = {True: BRANCH, False: SMALL_BRANCH, None: None}[has_committee]
    edition = 2014 if day == D(2026, 5, 10) else 2026
    wanted = [] if severity is None else [(severity, edition, "第八条", 3, None, day)]
    then = facts(shortlist=Shortlist(on=day, meeting=meeting, branch=branch))
    assert brief(found(then, "B02")) == wanted
    now = of_case(facts(shortlist=Shortlist(on=day, meeting=meeting)), branch=branch)
    assert brief(found(now, "B02")) == wanted


def test_b02_reads_the_branch_as_it_stood_then() -> None:
    case = of_case(lawful(), branch=SMALL_BRANCH)
    assert found(case, "B02") == []


def test_b02_finds_a_missing_decision_once_step_4_has_a_day() -> None:
    case = without(lawful("file_activist"), "shortlist")
    assert brief(found(case, "B02")) == [("void", 2014, "第八条", 3, None, None)]
    assert found(without(lawful("shortlist"), "shortlist"), "B02") == []
    assert found(of_case(case, unknown_steps=("shortlist",)), "B02") == []


def test_b02_finds_a_refusal_only_when_the_case_went_on() -> None:
    refused = change(lawful("shortlist"), "shortlist", is_agreed=False)
    assert found(refused, "B02") == []
    went_on = change(lawful("file_activist"), "shortlist", is_agreed=False)
    assert brief(found(went_on, "B02")) == [
        ("void", 2014, "第八条", 3, None, went_on.day("shortlist"))
    ]
    assert found(change(went_on, "shortlist", is_agreed=None), "B02") == [], (
        "the outcome is unknown"
    )


@pytest.mark.parametrize(
    ("decided", "filed", "is_lawful"),
    [
        (D(2026, 5, 12), D(2026, 5, 11), False),
        (D(2026, 5, 12), D(2026, 5, 12), True),
        (D(2026, 5, 12), D(2026, 5, 13), True),
        (None, D(2026, 5, 11), True),
    ],
)
def test_b03_not_before_the_decision(decided: date | None, filed: date, is_lawful: bool) -> None:
    case = facts(shortlist=Shortlist(on=decided), file_activist=FileActivist(on=filed))
    assert brief(found(case, "B03")) == (
        [] if is_lawful else [("correct", 2026, "第八条", 4, decided, filed)]
    )


def test_b03_finds_a_missing_filing_once_step_7_has_a_day() -> None:
    assert found(without(lawful("cultivate"), "file_activist"), "B03") == []
    missing = without(lawful("nominate"), "file_activist")
    assert brief(found(missing, "B03")) == [("correct", 2014, "第八条", 4, None, None)]


def test_b03_missing_is_of_the_edition_of_the_next_step_with_a_day() -> None:
    case = without(lawful("nominate"), "file_activist", "appoint_contacts", "cultivate")
    case = change(case, "nominate", on=D(2026, 5, 11))
    assert found(case, "B03")[0].edition == 2026
    assert found(change(case, "appoint_contacts", on=D(2026, 5, 10)), "B03")[0].edition == 2014


@pytest.mark.parametrize(
    ("talked", "decided", "is_lawful"),
    [
        (D(2020, 5, 12), D(2020, 5, 11), False),
        (D(2020, 5, 12), D(2020, 5, 12), True),
        (D(2020, 5, 12), D(2020, 5, 13), True),
        (None, D(2020, 5, 11), True),
        (D(2020, 5, 12), None, True),
    ],
)
def test_b04_only_those_already_talked_to(
    talked: date | None, decided: date | None, is_lawful: bool
) -> None:
    case = facts(talk=Talk(on=talked), shortlist=Shortlist(on=decided))
    assert brief(found(case, "B04")) == (
        [] if is_lawful else [("correct", 2014, "第七条、第八条", 3, talked, decided)]
    )


APPOINTED, MEETING = D(2020, 1, 10), D(2021, 6, 1)


def _contacts(*contacts: Sponsor, met: date | None = None) -> Facts:
    case = facts(
        appoint_contacts=AppointContacts(on=APPOINTED, contacts=(NamedMember(name="王一"),))
    )
    case = of_case(case, contacts=contacts)
    return change(case, "admission_meeting", on=met) if met else case


def _full(name: str, since: date | None = APPOINTED, until: date | None = None) -> Sponsor:
    return Sponsor(name=name, since=since, until=until, member=FULL_MEMBER)


def test_b05_counts_names_once() -> None:
    breach = [("correct", 2014, "第九条", 5, None, APPOINTED)]
    assert found(_contacts(_full("王一")), "B05") == []
    assert found(_contacts(_full("王一"), _full("李二")), "B05") == []
    assert found(_contacts(_full("王一"), _full("李二"), _full("王一")), "B05") == []
    assert brief(found(_contacts(_full("王一"), _full("李二"), _full("赵三")), "B05")) == breach
    assert brief(found(_contacts(*(Sponsor(name=name) for name in "王李赵")), "B05")) == breach


def test_b05_none_recorded_and_unknown() -> None:
    assert brief(found(_contacts(), "B05")) == [("correct", 2014, "第九条", 5, None, None)]
    asked = facts(appoint_contacts=AppointContacts(on=APPOINTED))
    assert brief(found(asked, "B05")) == [("correct", 2014, "第九条", 5, None, None)]
    assert found(facts(appoint_contacts=AppointContacts(on=APPOINTED, asked=())), "B05") == []
    assert found(of_case(facts(appoint_contacts=AppointContacts()), contacts=()), "B05") == []


def test_b05_finds_a_missing_step_once_step_7_has_a_day() -> None:
    assert found(without(lawful("cultivate"), "appoint_contacts"), "B05") == []
    missing = without(lawful("nominate"), "appoint_contacts")
    assert brief(found(missing, "B05")) == [("correct", 2014, "第九条", 5, None, None)]


@pytest.mark.parametrize(
    ("member", "is_lawful"),
    [
        (MemberRecord(standing="full", joined_on=D(2019, 1, 10)), True),
        (MemberRecord(standing="full", joined_on=D(2019, 1, 11)), False),
        (MemberRecord(standing="full", joined_on=None), True),
        (MemberRecord(standing="probationary", joined_on=D(2018, 1, 1)), False),
        (MemberRecord(standing="full", joined_on=D(2018, 7, 1), full_on=D(2020, 1, 11)), False),
        (MemberRecord(standing="full", joined_on=D(2018, 7, 1), full_on=D(2020, 1, 10)), True),
        (None, True),
    ],
)
def test_b05_full_member_from_one_year_after_joining(
    member: MemberRecord | None, is_lawful: bool
) -> None:
    case = _contacts(_full("王一"), Sponsor(name="李二", since=APPOINTED, member=member))
    assert brief(found(case, "B05")) == (
        [] if is_lawful else [("correct", 2014, "第九条", 5, None, APPOINTED)]
    )
    undated = _contacts(Sponsor(name="李二", member=member))
    assert bool(found(undated, "B05")) is not is_lawful


def test_b05_judges_a_replacement_on_its_own_day() -> None:
    new = MemberRecord(standing="full", joined_on=D(2025, 6, 1))
    replaced = (
        _full("王一", until=D(2026, 5, 31)),
        Sponsor(name="李二", since=D(2026, 5, 31), member=new),
    )
    assert brief(found(_contacts(*replaced), "B05")) == [
        ("correct", 2026, "第九条", 5, None, D(2026, 5, 31))
    ]


def test_b05_more_than_two_means_at_one_time() -> None:
    first, second = _full("王一", until=D(2020, 6, 1)), _full("李二")
    assert found(_contacts(first, second, _full("赵三", since=D(2020, 6, 1))), "B05") == []
    early = _contacts(first, second, _full("赵三", since=D(2020, 5, 31)))
    assert brief(found(early, "B05")) == [("correct", 2014, "第九条", 5, None, D(2020, 5, 31))]


@pytest.mark.parametrize(
    ("until", "since", "gap"),
    [
        (D(2020, 6, 1), D(2020, 6, 1), None),
        (D(2020, 6, 1), D(2020, 5, 1), None),
        (D(2020, 6, 1), D(2020, 6, 2), D(2020, 6, 1)),
        (MEETING, None, None),
        (D(2021, 5, 31), None, D(2021, 5, 31)),
        (None, None, None),
    ],
)
def test_b05_no_day_without_a_contact_before_step_15(
    until: date | None, since: date | None, gap: date | None
) -> None:
    contacts = [_full("王一", until=until)] + ([_full("李二", since=since)] if since else [])
    wanted = [] if gap is None else [("correct", 2014, "第九条", 5, None, gap)]
    assert brief(found(_contacts(*contacts, met=MEETING), "B05")) == wanted


def test_b05_an_open_case_needs_a_contact_today() -> None:
    case = _contacts(_full("王一", until=D(2020, 6, 1)))
    assert found(case, "B05", D(2020, 5, 31)) == []
    assert brief(found(case, "B05", D(2020, 6, 1))) == [
        ("correct", 2014, "第九条", 5, None, D(2020, 6, 1))
    ]
    assert found(of_case(case, closed_on=D(2020, 6, 1)), "B05", D(2022, 1, 1)) == []
    undated = _contacts(_full("王一", until=D(2020, 6, 1)), _full("李二", since=None))
    assert found(undated, "B05") == []


@pytest.mark.parametrize(
    ("months", "decided", "limit"),
    [
        (0, D(2020, 1, 1), None),
        (3, D(2020, 3, 31), D(2020, 4, 1)),
        (3, D(2020, 4, 1), None),
        (6, D(2020, 6, 30), D(2020, 7, 1)),
        (6, D(2020, 7, 1), None),
    ],
)
def test_b09_local_waiting_time(months: int, decided: date, limit: date | None) -> None:
    case = facts(apply=Apply(on=D(2020, 1, 1)), shortlist=Shortlist(on=decided))
    wanted = [] if limit is None else [("advise", 2014, None, 3, limit, decided)]
    assert brief(found(under(case, waiting_months=months), "B09")) == wanted
    assert found(under(without(case, "apply"), waiting_months=months), "B09") == []
