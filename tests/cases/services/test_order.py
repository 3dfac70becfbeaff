"""The order of acts: before their turn, behind the state, in time; and what each leaves in the
columns of the case.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from branches import services as branches
from branches.actor import Actor
from branches.acts import Role
from branches.models import Person
from cases import services
from cases.facts.admission import Approve
from cases.facts.application import Apply
from cases.facts.cultivation import Cultivate
from cases.facts.probation import Probation
from cases.facts.values import Examination
from cases.models import Case, Entry
from cases.procedure import Outcome
from cases.services import Refused
from cases.services.sent import Sent
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, check_fold, entry_of, fresh
from tests.factories import LONG_AGO, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


@pytest.fixture
def drive() -> Drive:
    return Drive(IN_2026)


def test_contacts_are_appointed_before_the_filing_is_answered(drive: Drive) -> None:
    case = drive.to("shortlist")
    item = drive.submit(case, "file_activist")
    drive.record(case, "appoint_contacts")
    assert fresh(case).state == "shortlist"
    with pytest.raises(Refused, match="已经登记"):
        drive.record(case, "appoint_contacts")
    drive.accept(item, today=drive.day("appoint_contacts"))
    assert (fresh(case).state, fresh(case).version) == ("appoint_contacts", 6)
    check_fold(case)


def test_review_and_training_come_before_the_introducers(drive: Drive) -> None:
    case = drive.to("list_target")
    day = drive.day("train")
    drive.record(case, "train", today=day)
    drive.record(case, "political_review", today=day)
    assert fresh(case).state == "list_target"
    drive.record(case, "appoint_introducers", today=day)
    assert fresh(case).state == "train"
    check_fold(case)
    drive.annul(case, day)
    assert fresh(case).state == "list_target"
    assert fresh(case).facts.steps.train is not None
    check_fold(case)
    drive.record(case, "appoint_introducers", today=day)
    assert fresh(case).state == "train"


def test_enrolment_oath_and_request_come_before_the_filing_with_the_department(
    drive: Drive,
) -> None:
    case = drive.to("approve")
    day = drive.day("request_conversion")
    for code in ("oath", "enrol", "request_conversion"):
        drive.record(
            case,
            code,
            today=day,
            reasons={"D23": "正在报送"} if code == "request_conversion" else {},
        )
        assert fresh(case).state == "approve"
    with pytest.raises(Refused, match="第 20 步"):
        drive.record(case, "probation", today=day)
    drive.submit(case, "file_with_department", on=day)
    assert fresh(case).state == "oath"
    drive.record(case, "probation", today=day)
    assert fresh(case).state == "request_conversion"
    check_fold(case)


def test_what_may_not_be_early_is_refused(drive: Drive) -> None:
    case = drive.to("talk")
    for code in (
        "appoint_contacts",
        "cultivate",
        "political_review",
        "train",
        "enrol",
        "request_conversion",
    ):
        with pytest.raises(Refused, match="还没有轮到"):
            drive.record(case, code)
    case = drive.to("nominate", case)
    with pytest.raises(Refused, match="须先报上级党委"):
        drive.record(case, "list_target")
    with pytest.raises(Refused, match="还没有轮到"):
        drive.record(case, "political_review")


def test_request_opens_three_months_before_the_expiry(drive: Drive) -> None:
    case = drive.to("probation")
    expiry = case.expires_on
    assert expiry == date(2029, 4, 16)
    with pytest.raises(Refused, match="期满前三个月"):
        drive.record(case, "request_conversion", on=date(2029, 1, 15), today=expiry)
    drive.record(case, "request_conversion", on=date(2029, 1, 16), today=expiry)
    assert fresh(case).state == "request_conversion"


def test_examinations_may_be_added_while_the_line_waits(drive: Drive) -> None:
    case = drive.to("shortlist")
    day = drive.day("appoint_contacts")
    one = Examination(on=day, by="王一", conclusion="积极")
    with pytest.raises(Refused, match="还没有登记"):
        drive.supplement(case, "probation", Probation(examinations=(one,)), day)
    entry = drive.supplement(case, "cultivate", Cultivate(examinations=(one,)), day)
    facts = fresh(case).facts.steps.cultivate
    assert facts is not None
    assert facts.on is None
    assert facts.examinations is not None
    assert facts.examinations[0].conclusion is None, "sensitive facts stay out of the document"
    assert entry.step_facts == Cultivate(examinations=(one,))
    check_fold(case)


def test_gap_behind_the_state_is_filled_and_moves_nothing(drive: Drive) -> None:
    """As an import leaves a case: in a state, without the entries of some steps before it."""
    person = branches.register_person(person=Person(name="李导入"))
    case = Case.objects.create(
        number="2019-0001", person=person, branch=drive.tree.branch, state="committee_review"
    )
    day = drive.day("committee_review")
    drive.record(
        case, "shortlist", today=day, reasons=dict.fromkeys(("A03", "A05", "B04"), "历史情况")
    )
    assert case.findings.filter(rule="A05").exists()
    drive.record(case, "talk", today=day)
    assert fresh(case).state == "committee_review"
    assert not case.findings.filter(rule="A05").exists()
    with pytest.raises(Refused, match="已经登记"):
        drive.record(case, "talk", today=day)
    check_fold(case)


def test_void_breach_refuses_a_current_act_and_is_kept_of_a_historical_one(drive: Drive) -> None:
    case = drive.to("cultivate")
    early = drive.day("nominate")
    on = drive.day("shortlist") + 300 * DAY
    with pytest.raises(Refused) as refused:
        drive.record(case, "nominate", on=on, today=early)
    assert next((reason.rule, reason.wants_reason) for reason in refused.value.reasons) == (
        "C01",
        False,
    )
    Case.objects.filter(pk=case.pk).update(opened_on=None)
    with pytest.raises(Refused) as refused:
        drive.record(case, "nominate", on=on, today=early)
    wanted = {reason.rule: "历史情况" for reason in refused.value.reasons if reason.wants_reason}
    assert "C01" in wanted
    drive.record(case, "nominate", on=on, today=early, reasons=wanted)
    assert case.findings.get(rule="C01").severity == "void"


def test_closed_case_takes_only_corrections(drive: Drive) -> None:
    case = drive.to("shortlist")
    day = drive.day("cultivate")
    drive.turn(case, "close", day, outcome=Outcome.WITHDREW)
    for attempt in (
        lambda: drive.record(case, "appoint_contacts", today=day),
        lambda: drive.supplement(
            case, "cultivate", Cultivate(examinations=(Examination(on=day),)), day
        ),
        lambda: drive.turn(case, "close", day, outcome=Outcome.DIED),
        lambda: drive.submit(case, "file_activist", on=day),
    ):
        with pytest.raises(Refused):
            attempt()
    drive.correct(entry_of(case, "talk"), day, place="会议室")
    assert case.entries.latest("sequence").kind == Entry.Kind.CORRECTION
    check_fold(case)


def test_supplement_adds_what_arises_later_and_replaces_nothing(drive: Drive) -> None:
    case = drive.to("committee_talk")
    drive.accept(drive.submit(case, "approve"))
    day = drive.day("approve") + 9 * DAY
    with pytest.raises(Refused, match="不是事后补充"):
        drive.supplement(case, "approve", Approve(is_approved=False), day)
    with pytest.raises(Refused, match="晚于今天"):
        drive.supplement(case, "approve", Approve(branch_told_on=day + DAY), day)
    drive.supplement(case, "approve", Approve(branch_told_on=day), day)
    with pytest.raises(Refused, match="已经登记"):
        drive.supplement(case, "approve", Approve(branch_told_on=day), day)
    with pytest.raises(PermissionDenied):
        drive.supplement(case, "approve", Approve(announced_on=day), day, by=drive.officer)
    drive.supplement(case, "approve", Approve(announced_on=day), day, by=drive.clerk)
    check_fold(case)


def test_rights_end_on_their_day(drive: Drive) -> None:
    case = drive.open_case()
    day = drive.day("talk")
    gone = make_user(Role.BRANCH_SECRETARY, drive.tree.branch, until_on=day)
    last_day = make_user(Role.BRANCH_SECRETARY, drive.tree.branch, until_on=day + DAY)
    with pytest.raises(Case.DoesNotExist):
        drive.record(case, "talk", by=gone)
    drive.record(case, "talk", by=last_day)
    assert entry_of(case, "talk").role == Role.BRANCH_SECRETARY


def test_nobody_works_on_a_case_about_himself(drive: Drive) -> None:
    case = drive.open_case()
    himself = make_user(Role.BRANCH_SECRETARY, drive.tree.branch, person=case.person)
    with pytest.raises(Case.DoesNotExist):
        drive.record(case, "talk", by=himself)
    person = branches.register_person(
        person=Person(name="钱自己", identity_number="450100198001011007")
    )
    user = make_user(Role.BRANCH_SECRETARY, drive.tree.branch, person=person)
    apply = drive.step("apply")
    assert isinstance(apply, Apply)
    with pytest.raises(Refused, match="不能为自己"):
        services.open_case(
            branch=drive.tree.branch,
            applicant=services.Applicant(
                name="钱自己",
                identity_number="450100198001011007",
                ethnicity="汉族",
                phone="",
            ),
            facts=apply,
            by=Actor(user, drive.start),
            sent=Sent(uuid4()),
        )


def test_late_notice_of_an_act_is_no_reason_to_refuse(drive: Drive) -> None:
    """Lateness is never a reason to refuse an entry."""
    case = drive.open_case()
    drive.record(
        case,
        "talk",
        on=LONG_AGO.replace(year=2031),
        today=date(2032, 1, 1),
        reasons={"A05": "迟办"},
    )
    assert fresh(case).state == "talk"
