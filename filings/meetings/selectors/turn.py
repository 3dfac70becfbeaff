"""The cases that a branch meeting may discuss now: those whose step 15 or 23 comes next."""

from __future__ import annotations

from collections.abc import Iterable

from branches.actor import Actor
from branches.models import Organization
from cases.models import Case, Worksheet
from cases.procedure import PLACE, STEP, STEPS, Step
from cases.selectors.beside import Way
from filings.meetings.kinds import BRANCH_MEETING
from filings.meetings.models import Gathering

#: The steps that a branch meeting decides.
DISCUSSED = BRANCH_MEETING.discusses
#: `{state of the case: step that comes next}`.
IN_TURN = {STEPS[PLACE[code] - 1].code: code for code in DISCUSSED}


def step_in_turn(case: Case) -> Step:
    """Which of the two steps comes next. Wants a case of `cases_in_turn`."""
    return STEP[IN_TURN[case.state]]


def cases_in_turn(branch: Organization, actor: Actor) -> list[Case]:
    """The cases of the branch that the user sees, those of step 15 first; one query."""
    rows = Case.objects.visible_to(actor).open().filter(branch=branch, state__in=IN_TURN)
    found = list(rows.select_related("person", "branch").order_by("person__pinyin", "pk"))
    return sorted(found, key=lambda case: case.place)


def typed_elsewhere(cases: Iterable[Case]) -> dict[int, Worksheet]:
    """`{case id: what is kept on the page of its step}`: it ends when the meeting records the
    step. One query.
    """
    steps = {case.pk: step_in_turn(case).code for case in cases}
    rows = Worksheet.objects.shared().filter(case__in=steps, code__in=DISCUSSED, is_ended=False)
    return {
        row.case_id: row
        for row in rows.select_related("saved_by__person")
        if row.case_id is not None and row.code == steps[row.case_id]
    }


def meeting_page(case: Case, actor: Actor, code: str) -> Way | None:
    """Beside the form of 15 and 23: the page on which one meeting is recorded for several."""
    of = Gathering(case.branch, BRANCH_MEETING)
    if code not in DISCUSSED or not of.may_prepare(actor):
        return None
    return Way("同一次大会讨论多人？", BRANCH_MEETING.act, of.get_absolute_url())
