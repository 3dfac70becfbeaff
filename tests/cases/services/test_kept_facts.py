"""What rules read of others is kept in the facts of a case: days of recording, of forms with one
number, the branch.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from branches.models import Organization
from cases.facts.case import Recording
from cases.facts.cultivation import Cultivate
from cases.facts.probation import ConversionMeeting
from cases.facts.values import Examination
from cases.models import Case
from cases.rules.engine import judge
from cases.selectors.context import context_for
from cases.services import Refused, judging
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, check_fold, entry_of, fresh

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


@pytest.fixture
def drive() -> Drive:
    return Drive(IN_2026)


def rules(case: Case) -> list[str]:
    return sorted(fresh(case).findings.values_list("rule", flat=True))


def test_an_act_recorded_late_is_found_and_the_day_is_kept(drive: Drive) -> None:
    case = drive.to("apply")
    day = drive.day("talk")
    entry = drive.record(case, "talk", today=day + 31 * DAY)
    assert (entry.taken_on, entry.recorded_on) == (day, day + 31 * DAY)
    assert fresh(case).facts.recorded == (
        Recording(code="talk", on=day, recorded_on=day + 31 * DAY),
    )
    assert rules(case) == ["F08"]
    check_fold(case)
    drive.annul(case, day + 31 * DAY)
    assert (fresh(case).facts.recorded, rules(case)) == ((), [])
    drive.record(case, "talk", today=day + 30 * DAY)
    assert rules(case) == []


def test_supplements_and_corrections_count(drive: Drive) -> None:
    case = drive.to("appoint_contacts")
    held = drive.day("appoint_contacts") + 10 * DAY
    late = held + 40 * DAY
    examined = Cultivate(examinations=(Examination(on=held),))
    drive.supplement(case, "cultivate", examined, held)
    assert "F08" not in rules(case)
    check_fold(case)
    drive.correct(entry_of(case, "appoint_contacts"), late)
    found = fresh(case).findings.get(rule="F08")
    assert (found.step, found.actual_on, found.severity) == (5, late, "advise")
    check_fold(case)


def test_an_act_of_before_the_case_was_opened_is_history(drive: Drive) -> None:
    case = drive.open_case()
    Case.objects.filter(pk=case.pk).update(opened_on=drive.day("talk") + DAY)
    judging.rejudge(case_ids=[case.pk], today=drive.day("talk"))
    drive.record(case, "talk", today=drive.day("talk") + 100 * DAY)
    assert "F08" not in rules(case)


def test_an_answer_is_an_act_of_its_own_day_and_not_of_the_submission(drive: Drive) -> None:
    case = drive.to("file_activist")
    assert "F08" not in rules(case)


def test_two_cases_with_one_form_number_from_the_day_the_second_is_filled(drive: Drive) -> None:
    first, second = drive.to("fill_form"), drive.to("pre_review", drive.open_case(seed=90_502))
    filled = drive.day("fill_form")
    assert "D04" not in rules(first)
    entry = drive.record(
        second,
        "fill_form",
        on=filled + 3 * DAY,
        today=filled + 3 * DAY,
        reasons={"D04": "印号重复"},
    )
    assert "D04" in rules(first)
    assert "D04" in rules(second)
    assert fresh(first).facts.elsewhere.form_number_uses == (filled + 3 * DAY,)
    earlier = judge(context_for(first, fresh(first).facts), filled + 2 * DAY)
    assert "D04" not in [each.rule for each in earlier.findings], "as it stood on that day"
    drive.correct(entry, filled + 9 * DAY, on=filled + 5 * DAY, reasons={"D04": "印号重复"})
    assert fresh(first).facts.elsewhere.form_number_uses == (filled + 5 * DAY,)
    drive.correct(second.entries.latest("sequence"), filled + 9 * DAY, form_number="B0002")
    assert fresh(first).facts.elsewhere.form_number_uses == ()
    assert "D04" not in rules(first)


def test_the_branch_is_kept_as_it_stood_and_the_ballots_are_on_the_resolution(drive: Drive) -> None:
    case = drive.to("conversion_meeting")
    Organization.objects.filter(pk=case.branch_id).update(is_provisional=True)
    judging.rejudge(case_ids=[case.pk], today=drive.day("conversion_meeting"))
    assert "D31" not in rules(case), "it was none when it admitted"
    meeting = fresh(case).facts.steps.conversion_meeting
    assert isinstance(meeting, ConversionMeeting)
    assert meeting.is_on_resolution is True
    check_fold(case)


def test_a_rebuild_reads_the_entries_again_and_harms_nothing(drive: Drive) -> None:
    """A document of before has no days of recording and names no uses of its form number."""
    case = drive.to("appoint_contacts")
    day = drive.day("appoint_contacts") + 40 * DAY
    drive.correct(entry_of(case, "appoint_contacts"), day)
    wanted, found = fresh(case).facts, rules(case)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET facts = jsonb_set(facts - 'recorded', '{elsewhere}', %s::jsonb)",
            ['{"is_form_number_used": true}'],
        )
    case.findings.all().delete()
    assert fresh(case).facts != wanted
    for _ in range(2):
        assert judging.rebuild(case_ids=[case.pk], today=day) == 1
        assert (fresh(case).facts, rules(case)) == (wanted, found)


def test_a_training_of_nothing_is_not_recorded_as_passed(drive: Drive) -> None:
    case = drive.to("political_review")
    with pytest.raises(Refused, match="不能填合格"):
        drive.record(case, "train", days=0, hours=0)
    entry = drive.record(
        case, "train", days=0, hours=0, is_passed=False, reasons={"C15": "没有开班"}
    )
    assert entry.state_after == "political_review", "it moves nothing"
    assert rules(case) == ["C15"]
