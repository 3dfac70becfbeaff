"""What a case has to do with others: members, namesakes in other cases, form numbers, contacts."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from branches import services as branches
from branches.actor import Actor
from branches.models import Member, Person, User
from cases import services
from cases.facts.case import Facts
from cases.facts.cultivation import Cultivate
from cases.facts.values import Examination, NamedMember, Replacement
from cases.models import Case, Entry, Sponsorship
from cases.procedure import Outcome
from cases.services import Refused
from cases.services.judging import refuse_close_with_open_cases
from cases.services.sent import Sent
from tests.cases.rules.build import IN_2026
from tests.cases.services.build import named_member
from tests.cases.services.drive import Drive, check_fold, entry_of, fresh
from tests.factories import identity_number, make_member, make_user
from tests.filings.services.build import version_of

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


@pytest.fixture
def drive() -> Drive:
    return Drive(IN_2026)


def rules(case: Case) -> list[str]:
    return sorted(case.findings.values_list("rule", flat=True))


def replace(
    drive: Drive, case: Case, old: Member | NamedMember, new: Member, on: date, reason: str = "调动"
) -> Entry:
    named = named_member(old) if isinstance(old, Member) else old
    return services.replace_sponsor(
        case_id=case.pk,
        kind="contact",
        change=Replacement(on=on, old=named, new=named_member(new), reason=reason),
        by=Actor(drive.secretary, on),
        sent=Sent(uuid4(), version=version_of(case)),
    )


def sees(user: User, on: date) -> bool:
    """Whether the user sees a case that day, as somebody who signs in anew."""
    return Case.objects.visible_to(Actor(User.objects.get(pk=user.pk), on)).exists()


def test_contact_is_replaced_without_an_uncovered_day(drive: Drive) -> None:
    case = drive.to("appoint_contacts")
    first, second, third = drive.members
    on = drive.day("appoint_contacts") + 30 * DAY
    replace(drive, case, first, third, on)
    rows = Sponsorship.objects.filter(case=case).order_by("since_on", "pk")
    assert [(row.member, row.since_on, row.until_on, row.reason) for row in rows] == [
        (first, drive.day("appoint_contacts"), on, "调动"),
        (second, drive.day("appoint_contacts"), None, ""),
        (third, on, None, ""),
    ]
    assert rules(case) == []
    assert not sees(drive.contact, on)
    assert sees(drive.contact, on - DAY)
    assert Case.objects.visible_to(Actor(make_user(person=third.person), on)).exists()
    check_fold(case)
    drive.annul(case, on)
    assert sees(drive.contact, on)
    assert rows.all().count() == 2
    check_fold(case)


def test_contact_whom_no_member_list_has_is_replaced_by_his_name(drive: Drive) -> None:
    """As a workbook names him."""
    case = drive.to("file_activist")
    named = tuple(NamedMember(name=name) for name in ("韦国庆", "覃秀英"))
    drive.record(case, "appoint_contacts", contacts=named)
    on = drive.day("appoint_contacts") + 30 * DAY
    replace(drive, case, named[1], drive.members[2], on)
    rows = (
        Sponsorship.objects.filter(case=case)
        .order_by("since_on", "pk")
        .values_list("name", "until_on")
    )
    assert list(rows) == [("韦国庆", None), ("覃秀英", on), (drive.members[2].person.name, None)]
    with pytest.raises(Refused, match="覃秀英现在不担任"):
        replace(drive, case, named[1], drive.members[0], on)
    check_fold(case)
    drive.annul(case, on)
    assert list(rows.all()) == [("韦国庆", None), ("覃秀英", None)]


def test_replacements_that_cannot_be(drive: Drive) -> None:
    case = drive.to("appoint_contacts")
    first, second, third = drive.members
    on = drive.day("appoint_contacts") + 30 * DAY
    young = make_member(drive.tree.branch, standing="probationary")
    for old, new, day, reason, message in (
        (third, first, on, "调动", "现在不担任"),
        (first, second, on, "调动", "已在担任"),
        (first, young, on, "调动", "不是正式党员"),
        (first, third, drive.day("appoint_contacts") - DAY, "调动", "不能早于"),
        (first, third, on, " ", "更换的原因"),
    ):
        with pytest.raises(Refused, match=message):
            replace(drive, case, old, new, day, reason)
    assert fresh(case).version == case.version


def test_correction_that_pulls_the_ground_from_a_replacement_is_refused(drive: Drive) -> None:
    case = drive.to("appoint_contacts")
    first, _, third = drive.members
    on = drive.day("appoint_contacts") + 30 * DAY
    replace(drive, case, first, third, on)
    entry = entry_of(case, "appoint_contacts")
    with pytest.raises(Refused, match="为前提"):
        drive.correct(entry, on + DAY, on=on + DAY)
    assert Sponsorship.objects.filter(case=case).count() == 3


def test_contact_writes_examinations_and_nothing_else(drive: Drive) -> None:
    case = drive.to("appoint_contacts")
    day = drive.day("appoint_contacts") + 90 * DAY
    entry = drive.supplement(
        case, "cultivate", Cultivate(examinations=(Examination(on=day),)), day, by=drive.contact
    )
    assert entry.role == "contact"
    with pytest.raises(PermissionDenied):
        drive.record(case, "cultivate", by=drive.contact)
    with pytest.raises(PermissionDenied):
        drive.turn(case, "close", day, by=drive.contact, outcome=Outcome.DIED)


def test_discipline_of_an_introducer_judges_his_cases_again(drive: Drive) -> None:
    case = drive.to("appoint_introducers")
    assert rules(case) == []
    day = drive.day("appoint_introducers")
    discipline = branches.record_discipline(
        member=drive.members[0],
        kind="probation_within_party",
        from_on=day - 9 * DAY,
        until_on=None,
        by=Actor.system(day),
    )
    assert rules(case) == ["C08"]
    branches.update_discipline(discipline=discipline, by=Actor.system(day), until_on=day - DAY)
    assert rules(case) == []


def test_standing_of_a_contact_judges_his_cases_again(drive: Drive) -> None:
    case = drive.to("appoint_contacts")
    branches.update_member(
        member=drive.members[0], by=Actor.system(case_day(drive)), full_on=case_day(drive) + DAY
    )
    assert rules(case) == ["B05"]
    branches.update_member(member=drive.members[0], by=Actor.system(case_day(drive)), full_on=None)
    assert rules(case) == []


def case_day(drive: Drive) -> date:
    return drive.day("appoint_contacts")


def test_form_number_used_twice_is_found_in_both_and_freed_by_correction(drive: Drive) -> None:
    cases = [drive.to("pre_review"), drive.to("pre_review", drive.open_case(seed=501))]
    drive.record(cases[0], "fill_form", form_number="1234567")
    with pytest.raises(Refused, match="编号"):
        drive.record(cases[1], "fill_form", form_number="1234567")
    assert rules(cases[0]) == []
    drive.record(cases[1], "fill_form", form_number="1234567", reasons={"D04": "待查"})
    assert [rules(case) for case in cases] == [["D04"], ["D04"]]
    drive.correct(entry_of(cases[1], "fill_form"), drive.day("fill_form"), form_number="7654321")
    assert [rules(case) for case in cases] == [[], []]


def test_second_open_case_of_a_person_is_refused_and_a_finding_of_imported_ones(
    drive: Drive,
) -> None:
    case = drive.to("talk")
    with pytest.raises(Refused, match="已有未办结的案卷"):
        drive.open_case()
    other = Case.objects.create(number="2019-0001", person=case.person, branch=case.branch)
    drive.record(other, "apply", today=drive.day("talk"), reasons={"F05": "历史情况"})
    assert "F05" in rules(fresh(case))
    drive.turn(other, "close", drive.day("talk"), outcome=Outcome.WITHDREW)
    assert rules(case) == []


def test_member_gets_no_case_and_a_wrong_number_no_person(drive: Drive) -> None:
    make_member(
        drive.tree.branch,
        person=branches.register_person(
            person=Person(name="周文静", identity_number=identity_number(700))
        ),
    )
    with pytest.raises(Refused, match="党员名册"):
        drive.open_case(seed=700)
    with pytest.raises(ValidationError):
        branches.register_person(person=Person(name="吴某", identity_number="450100198001011000"))
    assert not Case.objects.exists()


def test_membership_follows_admission_and_conversion(drive: Drive) -> None:
    case = drive.to("committee_talk")
    assert not Member.objects.filter(person=case.person).exists()
    case = drive.to("approve", case)
    member = Member.objects.get(person=case.person)
    joined = drive.day("admission_meeting")
    assert (member.standing, member.joined_on, member.full_on) == ("probationary", joined, None)
    assert (member.organization, member.until_on) == (case.branch, None)
    drive.correct(
        entry_of(case, "admission_meeting"),
        drive.day("approve"),
        by=drive.decider,
        on=joined - DAY,
        reasons={"D22": "笔误", "E03": "笔误"},
    )
    member.refresh_from_db()
    assert member.joined_on == joined - DAY
    assert Facts(fresh(case).facts).expiry == fresh(case).expires_on
    drive.correct(
        entry_of(case, "admission_meeting").replaced_by.get(),
        drive.day("approve"),
        by=drive.decider,
        on=joined,
    )
    case = drive.to("approve_conversion", fresh(case))
    member.refresh_from_db()
    assert (member.standing, member.joined_on, member.full_on) == ("full", joined, case.full_on)
    check_fold(case)


def test_branch_with_open_cases_is_not_closed(drive: Drive) -> None:
    case = drive.open_case()
    with pytest.raises(ValidationError, match="未办结"):
        refuse_close_with_open_cases(case.branch, drive.start)
    drive.turn(case, "close", drive.start, outcome=Outcome.WITHDREW)
    refuse_close_with_open_cases(case.branch, drive.start)
