"""What an act brings about, whatever step it names, wants a reason of whoever records it; see
`cases.may`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from branches import services as branches
from branches.actor import Actor
from branches.models import Person
from cases import services
from cases.facts.cultivation import Cultivate
from cases.facts.values import Examination
from cases.models import Case, Entry
from cases.services import Refused
from cases.services.sent import Sent
from tests.cases.rules.build import BALLOT, IN_2014, IN_2026
from tests.cases.services.drive import Drive, entry_of, fresh
from tests.filings.services.build import version_of

pytestmark = pytest.mark.django_db
EDITIONS = pytest.mark.parametrize("start", [IN_2014, IN_2026], ids=["2014", "2026"])


def asked(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, bool]]:
    """(rule, whether a reason is wanted) of a refusal."""
    return [(reason.rule, reason.wants_reason) for reason in refused.value.reasons]


def check_asks(drive: Drive, case: Case, code: str, rule: str, **facts: Any) -> Entry:
    """Recording the step asks a reason for the rule and no other, takes none that is no words,
    and keeps one.
    """
    version = fresh(case).version
    for reasons in ({}, {rule: "无"}, {rule: "——"}, {"A05": "别的规则"}):
        with pytest.raises(Refused) as refused:
            drive.record(case, code, reasons=reasons, **facts)
        assert asked(refused) == [(rule, True)]
        assert fresh(case).version == version
    drive.record(case, code, reasons={rule: "当时的负责人已调离"}, **facts)
    assert case.findings.filter(rule=rule).exists()
    entry = entry_of(case, code)
    assert entry.reasons == {rule: "当时的负责人已调离"}
    return entry


@EDITIONS
def test_b06_at_step_7(start: date) -> None:
    drive = Drive(start)
    case = drive.to("appoint_contacts")
    drive.record(case, "cultivate", examinations=None)
    check_asks(drive, case, "nominate", "B06")


@EDITIONS
def test_d24_at_step_22(start: date) -> None:
    drive = Drive(start)
    case = drive.to("committee_talk")
    drive.accept(drive.submit(case, "approve"))
    drive.to("probation", case)
    check_asks(drive, case, "request_conversion", "D24")


@EDITIONS
def test_e12_at_step_25(start: date) -> None:
    drive = Drive(start)
    case = drive.to("conversion_meeting")
    drive.accept(drive.submit(case, "approve_conversion"))
    check_asks(drive, case, "archive", "E12")


@EDITIONS
def test_c10_at_step_12_is_void_and_yet_refuses_nothing(start: date) -> None:
    """A case that an import left past step 10 without it, and that was open here before step 12."""
    drive = Drive(start)
    person, day = (
        branches.register_person(person=Person(name="李导入")),
        drive.day("committee_review"),
    )
    case = Case.objects.create(
        number="2019-0001",
        person=person,
        branch=drive.tree.branch,
        state="train",
        opened_on=day - timedelta(1),
    )
    with pytest.raises(Refused) as refused:
        drive.record(case, "committee_review")
    assert ("C10", True) in asked(refused)
    assert all(wants for _, wants in asked(refused))
    drive.record(
        case, "committee_review", reasons={rule: "原支部没有移交" for rule, _ in asked(refused)}
    )
    assert fresh(case).state == "committee_review"
    assert case.findings.filter(rule="C10", severity="void").exists()


@EDITIONS
def test_what_was_there_before_is_not_asked_again(start: date) -> None:
    drive = Drive(start)
    case = drive.to("appoint_contacts")
    drive.record(case, "cultivate", examinations=None)
    check_asks(drive, case, "nominate", "B06")
    drive.take(fresh(case), "list_consent")
    assert case.findings.filter(rule="B06").exists()


@EDITIONS
def test_a_late_examination_wants_a_reason(start: date) -> None:
    drive = Drive(start)
    case = drive.to("appoint_contacts")
    day = drive.day("shortlist") + timedelta(250)
    facts = Cultivate(examinations=(Examination(on=day, by="王一", conclusion="表现良好"),))
    for reasons in ({}, {"B06": "/"}):
        with pytest.raises(Refused) as refused:
            drive.supplement(case, "cultivate", facts, day, by=drive.contact, reasons=reasons)
        assert asked(refused) == [("B06", True)]
    entry = drive.supplement(
        case, "cultivate", facts, day, by=drive.contact, reasons={"B06": "联系人住院"}
    )
    assert (entry.kind, entry.reasons) == (Entry.Kind.SUPPLEMENT, {"B06": "联系人住院"})


def test_a_correction_asks_for_what_it_brings_about_elsewhere() -> None:
    """The decision of step 3 moved back: the first examination is late then, which step 6 names."""
    drive = Drive(IN_2026)
    case = drive.to("cultivate")
    decided = entry_of(case, "shortlist")
    earlier, today = drive.day("shortlist") - timedelta(60), drive.day("cultivate")
    with pytest.raises(Refused) as refused:
        drive.correct(decided, today, by=drive.clerk, on=earlier, recommended_on=earlier)
    assert ("B06", True) in asked(refused)
    reasons = {rule: "原登记日期有误" for rule, _ in asked(refused)}
    assert (
        drive.correct(
            decided, today, by=drive.clerk, on=earlier, recommended_on=earlier, reasons=reasons
        ).reasons
        == reasons
    )


@EDITIONS
def test_a_conversion_meeting_that_did_not_pass_by_open_vote_is_recorded_with_a_reason(
    start: date,
) -> None:
    drive = Drive(start)
    case = drive.to("request_conversion")
    open_vote = msgspec.structs.replace(BALLOT, is_secret=False)
    check_asks(drive, case, "conversion_meeting", "E08", ballot=open_vote, is_passed=False)
    assert fresh(case).state == "request_conversion"


def test_an_annulment_and_a_turn_have_a_reason_of_their_own() -> None:
    drive = Drive(IN_2026)
    case = drive.open_case()
    late = drive.day("apply") + timedelta(60)
    drive.record(case, "talk", on=late, reasons={"A05": "外出"})
    entry = entry_of(case, "talk")
    drive.correct(entry, late, on=drive.day("talk"))
    assert not case.findings.filter(rule="A05").exists()
    drive.annul(case, late)
    assert case.findings.filter(rule="A05").exists()


@pytest.mark.parametrize("text", ["无", "/", "——", "…", "同上"])
def test_a_reason_of_an_annulment_or_a_turn_is_words(text: str) -> None:
    drive = Drive(IN_2026)
    case = drive.to("talk")
    day = drive.day("talk")
    sent = Sent(uuid4(), version_of(case))
    more: dict[str, Any] = {"case_id": case.pk, "by": Actor(drive.secretary, day), "sent": sent}
    with pytest.raises(Refused, match="请写明"):
        services.annul(entry_id=entry_of(case, "talk").pk, reason=text, **more)
    with pytest.raises(Refused, match="请写明"):
        services.take_turn(
            taken=services.TakenTurn(code="close", taken_on=day, reason=text, outcome="withdrew"),
            **more,
        )
