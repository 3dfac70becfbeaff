"""Two people deciding at once, in real threads with real transactions: one decision, clear
refusals.
"""

from __future__ import annotations

import pytest

from branches.actor import Actor
from filings.inspections.models import InspectionFinding, Rectification
from filings.inspections.services import reading, rectifying
from tests.cases.services.test_threads import at_once, kinds
from tests.filings.inspections.build import TODAY, Check
from tests.kept import kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


def test_two_inspectors_deciding_at_once_make_one_decision() -> None:
    check = kept(Check)
    inspection = check.result()
    (notice,) = rectifying.issue_notices(
        inspection_id=inspection.pk, unit_ids=None, due_on=TODAY, by=Actor(check.officer, TODAY)
    )
    rectifying.answer_notice(
        notice_id=notice.pk, measures="x", evidence="x", by=Actor(check.secretary, TODAY)
    )
    users = [check.officer, check.colleague]

    def decide(number: int) -> Rectification:
        return rectifying.decide_answer(
            notice_id=notice.pk,
            is_accepted=number == 0,
            opinion="x",
            by=Actor(users[number], TODAY),
        )

    assert kinds(at_once(2, decide)) == {"Rectification": 1, "Refused": 1}
    assert notice.answers.filter(is_accepted__isnull=False).count() == 1


def test_two_draws_and_two_notices_at_once_make_one() -> None:
    check = kept(Check)
    inspection = check.result()
    users = [check.officer, check.colleague]

    def draw(number: int) -> int:
        return reading.draw_sample(
            inspection_id=inspection.pk, share=5, seed=str(number), by=Actor(users[number], TODAY)
        )

    def issue(number: int) -> list[Rectification]:
        return rectifying.issue_notices(
            inspection_id=inspection.pk, unit_ids=None, due_on=TODAY, by=Actor(users[number], TODAY)
        )

    assert kinds(at_once(2, draw)) == {"int": 1, "Refused": 1}
    assert kinds(at_once(2, issue)) == {"list": 1, "Refused": 1}


def test_two_approving_a_waiver_at_once_approve_it_once() -> None:
    check = kept(Check)
    finding = check.finding(check.result())
    rectifying.propose_waiver(finding_id=finding.pk, reason="x", by=Actor(check.officer, TODAY))

    def approve(_number: int) -> InspectionFinding:
        return rectifying.decide_waiver(
            finding_id=finding.pk, is_approved=True, by=Actor(check.colleague, TODAY)
        )

    assert kinds(at_once(2, approve)) == {"InspectionFinding": 1, "Refused": 1}
