"""Rectification: a notice to a unit, its answers, what is decided on them; findings that need
none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.actor import Actor
from branches.acts import Act
from cases.may import is_reason
from cases.may.acting import require_acting
from cases.rules.engine import Severity
from cases.services.errors import Refused
from filings.inspections.models import InspectionFinding, Rectification, RectificationAnswer
from filings.inspections.selectors.results import units_to_notify
from filings.inspections.services.running import frozen, require_inspector

STATE = Rectification.State


@transaction.atomic
def issue_notices(
    *, inspection_id: int, unit_ids: Iterable[int] | None, due_on: date, by: Actor
) -> list[Rectification]:
    """A notice to each of the units (None: all) with something to put right and no notice yet.

    Raises PermissionDenied, Refused.
    """
    inspection = frozen(inspection_id)
    require_inspector(inspection, by)
    if due_on < by.today:
        raise Refused.because("整改期限不能早于今天。", field="due_on")
    wanted = units_to_notify(inspection)
    if unit_ids is not None:
        wanted &= set(unit_ids)
    if not wanted:
        raise Refused.because("没有需要发出整改通知的组织：没有应整改的问题，或者通知已经发出。")
    notices = []
    for pk in sorted(wanted):
        notice = Rectification(inspection=inspection, unit_id=pk, due_on=due_on)
        notice.issued_on, notice.issued_by = by.today, by.account
        notices.append(notice)
    return Rectification.objects.bulk_create(notices)


@transaction.atomic
def answer_notice(
    *, notice_id: int, measures: str, evidence: str, by: Actor
) -> RectificationAnswer:
    """Report the rectification. Raises PermissionDenied, Refused."""
    notice = _locked(notice_id)
    _require_answering(notice, by)
    answer = RectificationAnswer.objects.create(
        notice=notice,
        number=notice.answers.count() + 1,
        measures=measures,
        evidence=evidence,
        answered_on=by.today,
        answered_by=by.account,
    )
    notice.state = STATE.ANSWERED
    notice.save(update_fields=["state"])
    return answer


def require_answering(*, notice_id: int, by: Actor) -> None:
    """Raises as `answer_notice` would, before what comes with the report is looked at."""
    _require_answering(Rectification.objects.select_related("unit").get(pk=notice_id), by)


def _require_answering(notice: Rectification, actor: Actor) -> None:
    require_acting(actor, Act.REPORT_BACK, [notice.unit])
    if notice.state not in (STATE.ISSUED, STATE.RETURNED):
        raise Refused.because(f"这份整改通知现在是「{notice.get_state_display()}」，不能再报。")


@transaction.atomic
def decide_answer(*, notice_id: int, is_accepted: bool, opinion: str, by: Actor) -> Rectification:
    """Accept the report, which closes the notice, or return it. Raises PermissionDenied,
    Refused.
    """
    notice = _locked(notice_id)
    require_inspector(notice.inspection, by)
    if notice.state != STATE.ANSWERED:
        raise Refused.because(
            f"这份整改通知现在是「{notice.get_state_display()}」，没有等待核查的报告。"
        )
    answer = notice.answers.get(is_accepted__isnull=True)
    if answer.answered_by_id == by.account.pk:
        raise PermissionDenied("报告整改的人不能核查自己的报告。")
    if not is_accepted and not opinion:
        raise Refused.because("退回要写明理由。", field="opinion")
    answer.is_accepted, answer.opinion = is_accepted, opinion
    answer.decided_by, answer.decided_on = by.account, by.today
    answer.save()
    notice.state = STATE.RETURNED
    if is_accepted:
        notice.state, notice.closed_on = STATE.CLOSED, by.today
    notice.save(update_fields=["state", "closed_on"])
    return notice


def _locked(notice_id: int) -> Rectification:
    rows = Rectification.objects.select_related("unit", "inspection__conducted_by")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=notice_id)


@transaction.atomic
def propose_waiver(*, finding_id: int, reason: str, by: Actor) -> InspectionFinding:
    """Ask that a finding need no rectification. Raises PermissionDenied, Refused."""
    finding = _locked_finding(finding_id)
    require_inspector(finding.inspection, by)
    if finding.severity == Severity.ADVISE.code:
        raise Refused.because("提示不需要整改，也不需要免于整改。")
    if finding.waived_by_id is not None:
        raise Refused.because("已经有人提出免于整改。")
    if not is_reason(reason):
        raise Refused.because("请写明免于整改的理由。", field="reason")
    finding.waived_by, finding.waived_reason = by.account, reason
    finding.save()
    return finding


@transaction.atomic
def decide_waiver(*, finding_id: int, is_approved: bool, by: Actor) -> InspectionFinding:
    """Approve a waiver that somebody else proposed, or refuse it. Raises PermissionDenied,
    Refused.
    """
    finding = _locked_finding(finding_id)
    require_acting(by, Act.WAIVE, [finding.inspection.conducted_by])
    if finding.waived_by_id is None or finding.is_waived:
        raise Refused.because("没有等待批准的免于整改。")
    if finding.waived_by_id == by.account.pk:
        raise PermissionDenied("提出人不能批准自己提出的免于整改。")
    if is_approved:
        finding.approved_by, finding.approved_on = by.account, by.today
    else:  # the proposal stays in the history
        finding.waived_by, finding.waived_reason = None, ""
    finding.save()
    return finding


def _locked_finding(finding_id: int) -> InspectionFinding:
    rows = InspectionFinding.objects.select_related("inspection__conducted_by", "unit")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=finding_id)
