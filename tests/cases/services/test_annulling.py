"""Annulment of the last entry, and corrections of any."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from branches.actor import Actor
from branches.acts import Role
from cases.facts.cultivation import AppointContacts, Cultivate
from cases.facts.values import Examination
from cases.may.changing import last_standing
from cases.models import Case, Entry, Sponsorship
from cases.procedure import Outcome
from cases.selectors.acting import correct_acting
from cases.selectors.standing import annul_refusal
from cases.services import Refused
from cases.services.sent import Sent
from filings import services as filings
from tests.cases.rules.build import IN_2014, IN_2026
from tests.cases.services.build import named_member
from tests.cases.services.drive import Drive, check_fold, entry_of, fresh
from tests.factories import make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


@pytest.fixture
def drive() -> Drive:
    return Drive(IN_2026)


def test_annulment_takes_back_the_last_entry_only(drive: Drive) -> None:
    case = drive.to("shortlist")
    day = drive.day("shortlist")
    with pytest.raises(Refused, match="最后一条"):
        drive.annul(case, day, entry=entry_of(case, "talk"))
    drive.annul(case, day)
    case = fresh(case)
    assert (case.state, case.activist_on, case.facts.steps.shortlist) == ("talk", None, None)
    drive.annul(case, day)
    drive.annul(case, day)
    assert (fresh(case).state, fresh(case).applied_on) == ("start", None)
    check_fold(case)
    drive.record(case, "apply", today=day, reasons={"A05": "补登"})
    drive.record(case, "talk", today=day)
    assert fresh(case).state == "talk"
    check_fold(case)


def test_annulling_is_for_who_recorded_or_the_same_role_there(drive: Drive) -> None:
    case = drive.to("shortlist")
    day = drive.day("shortlist")
    for user in (drive.clerk, make_user(Role.ORGANIZATION_MEMBER, drive.tree.branch)):
        with pytest.raises(PermissionDenied):
            drive.annul(case, day, by=user)
    drive.annul(case, day, by=make_user(Role.BRANCH_SECRETARY, drive.tree.branch))
    assert fresh(case).state == "talk"


def test_contact_annuls_his_own_examination_only(drive: Drive) -> None:
    case = drive.to("appoint_contacts")
    day = drive.day("appoint_contacts") + DAY
    facts = Cultivate(examinations=(Examination(on=day, by="联系人"),))
    other = make_user(person=drive.members[1].person)
    stranger = make_user(person=drive.members[2].person)
    with pytest.raises(Case.DoesNotExist):
        drive.supplement(case, "cultivate", facts, day, by=stranger)
    entry = drive.supplement(case, "cultivate", facts, day, by=drive.contact)
    assert (entry.role_label, entry.organization) == ("培养联系人", drive.tree.branch)
    with pytest.raises(PermissionDenied):
        drive.annul(case, day, by=other)
    drive.annul(case, day, by=drive.contact)
    assert fresh(case).facts.steps.cultivate is None
    check_fold(case)


def test_withdrawn_filing_does_not_bar_an_annulment_and_a_waiting_one_does(drive: Drive) -> None:
    case = drive.to("shortlist")
    item = drive.submit(case, "file_activist")
    with pytest.raises(Refused, match="先撤回"):
        drive.annul(case, drive.day("file_activist"))
    with pytest.raises(Refused, match="先撤回"):
        drive.correct(entry_of(case, "shortlist"), drive.day("file_activist"), recommender="某人")
    filings.withdraw(
        item_id=item.pk, by=Actor(drive.secretary, drive.day("file_activist")), sent=Sent(uuid4())
    )
    drive.annul(case, drive.day("file_activist"))
    assert fresh(case).state == "talk"
    check_fold(case)


def test_answers_are_not_annulled(drive: Drive) -> None:
    case = drive.to("file_activist")
    with pytest.raises(Refused, match="答复不能作废"):
        drive.annul(case, drive.day("file_activist"), by=drive.decider)


def test_listing_of_2014_is_an_answer() -> None:
    case = Drive(IN_2014).to("list_target")
    last = last_standing(case.entries.all())
    assert last is not None
    assert (last.code, str(annul_refusal(case, last))) == ("list_target", "上级的答复不能作废。")


def test_closed_case_is_not_reopened_beside_another(drive: Drive) -> None:
    case = drive.to("talk")
    day = drive.day("talk")
    drive.turn(case, "close", day, outcome=Outcome.WITHDREW)
    drive.open_case()
    with pytest.raises(Refused, match="另有未办结"):
        drive.annul(case, day)


def test_correction_replaces_facts_and_keeps_the_entry(drive: Drive) -> None:
    case = drive.to("shortlist")
    old = entry_of(case, "shortlist")
    day = drive.day("shortlist")
    drive.correct(old, day, on=day - DAY, present=5)
    case = fresh(case)
    assert (case.activist_on, case.state) == (day - DAY, "shortlist")
    new = case.entries.latest("sequence")
    assert (new.kind, new.replaces, new.taken_on) == (Entry.Kind.CORRECTION, old, day - DAY)
    assert case.facts.steps.shortlist is not None
    assert case.facts.steps.shortlist.branch is not None, "what no form asks for stays"
    check_fold(case)
    with pytest.raises(Refused, match="已被更正"):
        drive.correct(old, day, present=6)
    drive.annul(case, day)
    assert fresh(case).activist_on == day
    drive.correct(old, day, present=7)
    assert fresh(case).facts.steps.shortlist.present == 7
    check_fold(case)


def test_correction_wants_a_reason_and_changes_no_result(drive: Drive) -> None:
    case = drive.to("shortlist")
    entry, day = entry_of(case, "shortlist"), drive.day("shortlist")
    with pytest.raises(Refused, match="不能改变办理的结果"):
        drive.correct(entry, day, is_agreed=False)
    with pytest.raises(Refused, match="填写办理日期"):
        drive.correct(entry, day, on=None)
    with pytest.raises(Refused, match="晚于今天"):
        drive.correct(entry, day, on=day + DAY)
    with pytest.raises(Refused, match="一个月"):
        drive.correct(entry_of(case, "talk"), day, on=drive.day("talk") + 60 * DAY)
    drive.correct(
        entry_of(case, "talk"), day, on=drive.day("talk") + 60 * DAY, reasons={"A05": "外出"}
    )
    drive.correct(
        case.entries.latest("sequence"), day, place="会议室"
    )  # the finding is known: no reason again
    assert [each.rule for each in case.findings.order_by("rule")] == ["A05", "F08"]
    check_fold(case)


@pytest.mark.parametrize(
    ("start", "state", "code"),
    [
        (IN_2026, "list_consent", "nominate"),
        (IN_2014, "list_target", "nominate"),
        (IN_2014, "list_target", "list_target"),
    ],
)
def test_after_an_accepted_filing_who_decided_corrects(start: date, state: str, code: str) -> None:
    drive = Drive(start)
    case = drive.to(state)
    entry, day = entry_of(case, code), drive.day(state)
    for user in (drive.secretary, drive.clerk):
        assert correct_acting(fresh(case), entry, Actor(user, day)) is None
        with pytest.raises(PermissionDenied):
            drive.correct(entry, day, by=user)
    drive.correct(entry, day, by=drive.decider)
    check_fold(case)


def test_listing_after_the_notice_is_the_branch_s_to_correct(drive: Drive) -> None:
    case = drive.to("list_target")
    drive.correct(entry_of(case, "list_target"), drive.day("list_target"), reactions="无")
    check_fold(case)


def test_filing_with_the_department_is_the_committee_s_until_received(drive: Drive) -> None:
    case = drive.to("approve")
    item = drive.submit(case, "file_with_department")
    day = drive.day("file_with_department")
    entry = entry_of(case, "file_with_department")
    assert correct_acting(fresh(case), entry, Actor(drive.clerk, day))
    drive.accept(item)
    assert correct_acting(fresh(case), entry, Actor(drive.clerk, day)) is None
    assert correct_acting(fresh(case), entry, Actor(drive.officer, day))


def test_correcting_the_contacts_makes_their_days_again(drive: Drive) -> None:
    case = drive.to("appoint_contacts")
    day, entry = drive.day("appoint_contacts"), entry_of(case, "appoint_contacts")
    contacts = tuple(named_member(member) for member in drive.members[1:3])
    drive.correct(entry, day, on=day - DAY, contacts=contacts)
    rows = Sponsorship.objects.filter(case=case)
    assert {(row.member, row.since_on, row.until_on) for row in rows} == {
        (member, day - DAY, None) for member in drive.members[1:3]
    }
    assert isinstance(case.entries.latest("sequence").step_facts, AppointContacts)
    drive.annul(case, day)
    assert set(rows.all().values_list("member", flat=True)) == {
        member.pk for member in drive.members[:2]
    }
    drive.annul(case, day)
    assert not rows.all().exists()
    check_fold(case)
