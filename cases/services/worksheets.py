"""Worksheets: what was typed so far, kept as typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied

from branches.models import User
from cases.models import Case, Worksheet
from cases.procedure import STEP
from cases.services.acting import find_acting, organization_of
from cases.services.recording import supplement_acting, supplement_refusal


def save_worksheet(*, case: Case, code: str, data: Mapping[str, list[str]], saved_by: User, today: date) -> Worksheet:
    """Keep what the form of a step holds; anyone who may record the step or add to it. No history, no version."""
    from branches.line import line_of

    step = STEP[code]
    line = line_of(case.branch, today)
    act = step.route.answer if step.route else step.act
    bodies = (step.route.receiver,) if step.route else step.bodies
    may = find_acting(saved_by, act, (organization_of(line, body) for body in bodies), today)
    # Before the answer the sheet of a filing is the draft of who answers: the branch only adds to it afterwards.
    can_add = step.route is None or supplement_refusal(case, step) is None
    if may is None and not (can_add and supplement_acting(case, step, saved_by, today, line)):
        raise PermissionDenied("您没有办理这一步的权限。")
    worksheet, _ = Worksheet.objects.update_or_create(
        case=case, code=code, defaults={"data": dict(data), "saved_by": saved_by}
    )
    return worksheet
