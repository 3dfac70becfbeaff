"""Starting, freezing, drawing, finding by hand, rectifying and waiving: who may, and in which
order.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction

from branches.actor import Actor
from branches.acts import Role
from branches.models import Job, User
from branches.services.jobs import Cancelled, Run
from cases.facts.application import Apply
from cases.facts.case import Steps
from cases.rules import RULES_VERSION
from cases.rules.engine import Severity
from cases.services.errors import Refused
from filings.inspections.models import InspectionFinding, Rectification
from filings.inspections.services import reading, rectifying
from filings.inspections.services.running import run_inspection
from tests.factories import make_user
from tests.filings.inspections.build import TODAY, YEAR, Check, found
from tests.filings.planning.build import make_case
from tests.kept import kept

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=30)


class Silent(Run):
    """A run without a job behind it."""

    def __init__(self, stop: bool = False) -> None:
        self.stop = stop

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        if self.stop:
            raise Cancelled


@pytest.fixture
def check() -> Check:
    return kept(Check)


def test_committees_check_their_branches_and_departments_their_committees(check: Check) -> None:
    tree = check.tree
    assert check.start(by=check.decider, unit=tree.branch).conducted_by == tree.bureau
    assert check.start(by=check.officer, unit=tree.bureau).conducted_by == tree.bureau_department
    assert (
        check.start(by=check.city_officer, unit=tree.other_branch).conducted_by
        == tree.city_department
    )
    for user, unit in (
        (check.decider, tree.city),
        (check.officer, tree.stranger),
        (check.secretary, tree.branch),
    ):
        with pytest.raises(PermissionDenied):
            check.start(by=user, unit=unit)
    with pytest.raises(PermissionDenied):
        check.start(by=check.clerk)


def test_what_cannot_be_checked(check: Check) -> None:
    for year in (2013, TODAY.year + 1):
        with pytest.raises(Refused, match="请填"):
            check.start(year=year)
    with pytest.raises(Refused, match="组织部没有所属案卷"):
        check.start(unit=check.tree.bureau_department)
    check.start()
    with pytest.raises(Refused, match="正在进行"):
        check.start(by=check.decider)


def test_the_result_is_frozen_once_with_version_and_digest(check: Check) -> None:
    case = make_case(
        check.tree.branch, state="apply", steps=Steps(apply=Apply(on=date(2026, 5, 30)))
    )
    inspection = check.start()
    assert run_inspection(Silent(), inspection.pk) == {"url": inspection.get_absolute_url()}
    inspection.refresh_from_db()
    assert (inspection.cases_checked, inspection.rules_version) == (1, RULES_VERSION)
    assert len(inspection.data_digest) == 64
    assert inspection.cases.get().case == case
    assert "A05" in inspection.findings.values_list("rule", flat=True), "no talk within a month"
    before = list(inspection.findings.values_list("pk", flat=True))
    run_inspection(Silent(), inspection.pk)
    assert list(inspection.findings.values_list("pk", flat=True)) == before, "a task may run twice"


def test_a_cancelled_check_leaves_nothing(check: Check) -> None:
    make_case(check.tree.branch, state="apply", steps=Steps(apply=Apply(on=date(2026, 5, 30))))
    inspection = check.start()
    with pytest.raises(Cancelled):
        run_inspection(Silent(stop=True), inspection.pk)
    inspection.refresh_from_db()
    assert not inspection.is_frozen
    assert not inspection.findings.exists()
    Job.objects.update(state=Job.State.CANCELLED)
    assert check.start().pk != inspection.pk, "it may be started again"


def test_what_was_found_stays(check: Check) -> None:
    inspection = check.result()
    for change in ({"message": "x"}, {"severity": "advise"}, {"rule": "A01"}):
        with pytest.raises(InternalError), transaction.atomic():
            inspection.findings.update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        inspection.cases.update(version=99)


@pytest.mark.parametrize(("share", "expected"), [(1, 1), (50, 5), (51, 6), (100, 10)])
def test_a_draw_takes_its_share_of_each_unit(share: int, expected: int) -> None:
    cases = [(unit, 100 * unit + number) for unit in (1, 2) for number in range(10)]
    drawn = reading.draw(cases, "a", share)
    assert [sum(case // 100 == unit for case in drawn) for unit in (1, 2)] == [expected, expected]
    assert drawn == reading.draw(reversed(cases), "a", share), "in whatever order the cases come"
    assert {case for case in drawn if case < 200} == reading.draw(cases[:10], "a", share), (
        "of the other units"
    )
    if 1 < expected < 10:
        assert drawn != reading.draw(cases, "b", share)


def test_a_sample_is_drawn_once_by_who_checks(check: Check) -> None:
    inspection = check.result()
    values = {"inspection_id": inspection.pk, "share": 5, "seed": "2026"}
    for user in (check.secretary, check.decider, check.city_officer):
        with pytest.raises(PermissionDenied):
            # arguments by name
            reading.draw_sample(**values, by=Actor(user, TODAY))  # type: ignore[arg-type]
    assert reading.draw_sample(**values, by=Actor(check.colleague, TODAY)) == 1  # type: ignore[arg-type]
    with pytest.raises(Refused, match="不能重来"):
        reading.draw_sample(**values, by=Actor(check.officer, TODAY))  # type: ignore[arg-type]
    row = check.inspected(inspection)
    assert (
        reading.record_reading(
            inspected_id=row.pk, note="一致", by=Actor(check.officer, TODAY)
        ).read_on
        == TODAY
    )
    with pytest.raises(Refused, match="审阅"):
        reading.record_reading(inspected_id=row.pk, note="", by=Actor(check.officer, TODAY))


def test_nothing_is_drawn_or_read_before_its_time(check: Check) -> None:
    with pytest.raises(Refused, match="还没有完成"):
        reading.draw_sample(
            inspection_id=check.start().pk, share=5, seed="x", by=Actor(check.officer, TODAY)
        )
    row = check.inspected(check.result(year=2025))
    with pytest.raises(Refused, match="没有抽中"):
        reading.record_reading(inspected_id=row.pk, note="", by=Actor(check.officer, TODAY))


def by_hand(
    check: Check, inspected_id: int, *, by: Actor | None = None, **changes: object
) -> InspectionFinding:
    values = {
        "rule": "F07",
        "severity": "advise",
        "step": 10,
        "actual_on": date(2026, 6, 1),
        "message": "函调复函系伪造",
    } | changes
    return reading.add_finding(
        inspected_id=inspected_id,
        found=reading.FoundByHand(**values),  # type: ignore[arg-type]  # arguments by name
        by=by or Actor(check.officer, TODAY),
    )


def test_a_human_finding_has_the_severity_of_its_rule(check: Check) -> None:
    row = check.inspected(check.result())
    forged = by_hand(check, row.pk)
    assert (forged.severity, forged.article, forged.edition, forged.unit) == (
        "void",
        "第四十一条",
        2026,
        row.unit,
    )
    assert by_hand(check, row.pk, rule="H01").severity == "advise", (
        "how grave something else is the inspector says"
    )
    assert by_hand(check, row.pk, actual_on=date(2026, 5, 10)).edition == 2014
    with pytest.raises(Refused, match="今天"):
        by_hand(check, row.pk, actual_on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="没有这条规则"):
        by_hand(check, row.pk, rule="X99")
    for user in (check.secretary, check.decider):
        with pytest.raises(PermissionDenied):
            by_hand(check, row.pk, by=Actor(user, TODAY))


def issued(check: Check) -> Rectification:
    (notice,) = rectifying.issue_notices(
        inspection_id=check.result().pk, unit_ids=None, due_on=DUE, by=Actor(check.officer, TODAY)
    )
    return notice


def answer(check: Check, notice: Rectification, by: User | None = None) -> None:
    rectifying.answer_notice(
        notice_id=notice.pk,
        measures="已补谈话",
        evidence="谈话记录",
        by=Actor(by or check.secretary, TODAY),
    )


def decide(
    check: Check,
    notice: Rectification,
    is_accepted: bool,
    opinion: str = "",
    by: User | None = None,
) -> Rectification:
    return rectifying.decide_answer(
        notice_id=notice.pk,
        is_accepted=is_accepted,
        opinion=opinion,
        by=Actor(by or check.officer, TODAY),
    )


def test_a_notice_goes_to_units_with_something_to_put_right_once(check: Check) -> None:
    tree = check.tree
    hint = {
        make_case(tree.other_branch): [found("D05", Severity.ADVISE)],
        make_case(tree.branch): [found(), found("B04")],
    }
    inspection = check.result(hint)
    values = {
        "inspection_id": inspection.pk,
        "unit_ids": None,
        "by": Actor(check.officer, TODAY),
    }
    with pytest.raises(Refused, match="不能早于"):
        # by name
        rectifying.issue_notices(**values, due_on=TODAY - timedelta(days=1))  # type: ignore[arg-type]
    with pytest.raises(PermissionDenied):
        rectifying.issue_notices(**values | {"by": Actor(check.decider, TODAY)}, due_on=DUE)  # type: ignore[arg-type]
    (notice,) = rectifying.issue_notices(**values, due_on=DUE)  # type: ignore[arg-type]
    assert notice.unit_id == tree.branch.pk
    with pytest.raises(Refused, match="没有需要发出"):
        rectifying.issue_notices(**values, due_on=DUE)  # type: ignore[arg-type]


def test_the_life_of_a_notice(check: Check) -> None:
    notice = issued(check)
    with pytest.raises(Refused, match="没有等待核查"):
        decide(check, notice, True)
    for user in (check.other_secretary, check.officer, check.decider):
        with pytest.raises(PermissionDenied):
            answer(check, notice, user)
    answer(check, notice)
    with pytest.raises(Refused, match="不能再报"):
        answer(check, notice)
    with pytest.raises(Refused, match="写明理由"):
        decide(check, notice, False)
    for user in (check.secretary, check.decider):
        with pytest.raises(PermissionDenied):
            decide(check, notice, True, by=user)
    assert decide(check, notice, False, "缺谈话记录").state == "returned"
    answer(check, notice)
    closed = decide(check, notice, True)
    assert (closed.state, closed.closed_on) == ("closed", TODAY)
    assert list(notice.answers.values_list("number", "is_accepted")) == [(1, False), (2, True)]
    with pytest.raises(Refused, match="不能再报"):
        answer(check, notice)


def test_who_reported_does_not_decide(check: Check) -> None:
    notice = issued(check)
    both = make_user(Role.BRANCH_SECRETARY, check.tree.branch)
    answer(check, notice, both)
    both.appointments.create(
        role=Role.DEPARTMENT_OFFICER,
        organization=check.tree.bureau_department,
        from_on=date(2020, 1, 1),
    )
    with pytest.raises(PermissionDenied, match="自己的报告"):
        decide(check, notice, True, by=type(both).objects.get(pk=both.pk))


def test_a_waiver_needs_a_second_person(check: Check) -> None:
    inspection = check.result()
    finding = check.finding(inspection)
    with pytest.raises(Refused, match="没有等待"):
        rectifying.decide_waiver(
            finding_id=finding.pk, is_approved=True, by=Actor(check.colleague, TODAY)
        )
    for user in (check.secretary, check.decider):
        with pytest.raises(PermissionDenied):
            rectifying.propose_waiver(finding_id=finding.pk, reason="x", by=Actor(user, TODAY))
    rectifying.propose_waiver(
        finding_id=finding.pk, reason="本人病重", by=Actor(check.officer, TODAY)
    )
    with pytest.raises(PermissionDenied, match="自己提出"):
        rectifying.decide_waiver(
            finding_id=finding.pk, is_approved=True, by=Actor(check.officer, TODAY)
        )
    rectifying.decide_waiver(
        finding_id=finding.pk, is_approved=False, by=Actor(check.colleague, TODAY)
    )
    assert inspection.findings.weighty().exists()
    rectifying.propose_waiver(
        finding_id=finding.pk, reason="本人病重", by=Actor(check.officer, TODAY)
    )
    with pytest.raises(Refused, match="已经有人"):
        rectifying.propose_waiver(
            finding_id=finding.pk, reason="x", by=Actor(check.colleague, TODAY)
        )
    rectifying.decide_waiver(
        finding_id=finding.pk, is_approved=True, by=Actor(check.colleague, TODAY)
    )
    assert not inspection.findings.weighty().exists()
    with pytest.raises(Refused, match="没有需要发出"):
        rectifying.issue_notices(
            inspection_id=inspection.pk, unit_ids=None, due_on=DUE, by=Actor(check.officer, TODAY)
        )


def test_a_hint_is_not_waived(check: Check) -> None:
    inspection = check.result({make_case(check.tree.branch): [found("D05", Severity.ADVISE)]})
    with pytest.raises(Refused, match="提示"):
        rectifying.propose_waiver(
            finding_id=check.finding(inspection).pk, reason="x", by=Actor(check.officer, TODAY)
        )


def test_constraints(check: Check) -> None:
    notice = issued(check)
    inspection, officer = notice.inspection, check.officer
    finding = inspection.findings.all()
    broken: list[tuple[Any, dict[str, Any]]] = [
        (type(inspection).objects.all(), {"year": 1980}),
        (type(inspection).objects.all(), {"rules_version": ""}),
        (type(inspection).objects.all(), {"seed": "x"}),
        (inspection.cases.all(), {"read_on": TODAY}),
        (Rectification.objects.all(), {"state": "lost"}),
        (Rectification.objects.all(), {"state": "closed"}),
        (Rectification.objects.all(), {"due_on": TODAY - timedelta(days=1)}),
        (finding, {"waived_by": officer}),
        (
            finding,
            {
                "waived_by": officer,
                "waived_reason": "x",
                "approved_by": officer,
                "approved_on": TODAY,
            },
        ),
        (finding, {"approved_on": TODAY}),
    ]
    for rows, change in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rectification.objects.create(
            inspection=inspection, unit=notice.unit, issued_on=TODAY, due_on=DUE, issued_by=officer
        )
    answer(check, notice)
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.answers.update(is_accepted=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.answers.create(
            number=1, measures="x", evidence="x", answered_on=TODAY, answered_by=officer
        )
    assert inspection.year == YEAR
