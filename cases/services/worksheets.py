"""Worksheets: what was typed so far, kept as typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied

from branches.line import line_of
from branches.models import User
from branches.rights import rights_of
from cases.models import Case, Worksheet
from cases.procedure import STEP
from cases.services.acting import find_acting, organization_of
from cases.services.recording import is_missing, right_of, supplement_acting, supplement_refusal

#: Steps that are begun without a case: the first one opens it, a class is for several.
WITHOUT_CASE = frozenset({"apply", "train"})


def save_worksheet(
    *, case: Case | None, code: str, data: Mapping[str, list[str]], saved_by: User, today: date
) -> Worksheet:
    """Keep what the form of a step holds; anyone who may record the step or add to it. No history, no version.

    Without a case it is the author's own, and one of `WITHOUT_CASE`.
    """
    may = _may_keep(case, code, saved_by, today) if case else _may_begin(code, saved_by, today)
    if not may:
        raise PermissionDenied("您没有办理这一步的权限。")
    whose = {"case": case} if case else {"case": None, "saved_by": saved_by}
    worksheet, _ = Worksheet.objects.update_or_create(
        **whose, code=code, defaults={"data": dict(data), "saved_by": saved_by}
    )
    return worksheet


def _may_begin(code: str, user: User, today: date) -> bool:
    return code in WITHOUT_CASE and rights_of(user, today).may_anywhere(STEP[code].act)


def _may_keep(case: Case, code: str, user: User, today: date) -> bool:
    step = STEP[code]
    line = line_of(case.branch, today)
    act, bodies = right_of(step)
    if step.route is not None and not is_missing(case, step):
        act, bodies = step.route.answer, (step.route.receiver,)
    if find_acting(user, act, (organization_of(line, body) for body in bodies), today):
        return True
    # Before the answer the sheet of a filing is the draft of who answers: the branch only adds to it afterwards.
    can_add = step.route is None or supplement_refusal(case, step) is None
    return can_add and supplement_acting(case, step, user, today, line) is not None


def discard_worksheet(*, code: str, saved_by: User) -> None:
    """Drop what the author's own worksheet of a step holds: it was recorded, or is wanted no longer."""
    Worksheet.objects.filter(case__isnull=True, code=code, saved_by=saved_by).delete()
