"""What rules of several stages ask about steps: missing or awaited, decided by whom, a migrant
or not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from ..facts.case import EDITION_2026, Facts
from ..facts.cultivation import Shortlist
from ..facts.probation import ConversionOutcome
from ..facts.target import Nominate
from ..facts.values import Meeting, OrganizationThen, Paper
from .engine import Severity, Unknown
from .unknown import BRANCH_COMMITTEE, unrecorded


def is_missing(facts: Facts, code: str, *, since: int) -> bool:
    """Whether the case went past this step: it has no day although step number `since` or a later
    one has.

    Source: `docs/specification/rules.md`, "Missing steps", names `since` for each step.
    """
    return facts.last >= since and code not in facts.days and code not in facts.case.unknown_steps


def is_awaited(facts: Facts, code: str, *, since: int) -> bool:
    """Whether this step is an open duty: it has no day, and neither has step number `since` or a
    later one.
    """
    return facts.last < since and code not in facts.days and code not in facts.case.unknown_steps


def is_stopped(facts: Facts) -> bool:
    """Whether the branch meeting did not pass the person or the committee did not approve;
    unknown stops nothing.
    """
    meeting, approval = facts.steps.admission_meeting, facts.steps.approve
    if meeting is not None and meeting.on is not None and meeting.is_passed is False:
        return True
    return approval is not None and approval.on is not None and approval.is_approved is False


def unknown_of_stop(facts: Facts) -> list[Unknown]:
    """What `is_stopped` does not know."""
    meeting, approval = facts.steps.admission_meeting, facts.steps.approve
    lacking: list[Unknown] = []
    if meeting is not None and meeting.on is not None:
        if meeting.is_passed is False:
            return lacking
        if meeting.is_passed is None:
            lacking += unrecorded(meeting, "is_passed")
    if approval is not None and approval.on is not None and approval.is_approved is None:
        lacking += unrecorded(approval, "is_approved")
    return lacking


def is_cancelled(facts: Facts) -> bool:
    """Whether the branch meeting of step 23 decided to cancel the membership, approved or not."""
    meeting = facts.steps.conversion_meeting
    if meeting is None or meeting.on is None or meeting.is_passed is False:
        return False
    return meeting.outcome is ConversionOutcome.CANCEL


def unknown_of_cancellation(facts: Facts) -> list[Unknown]:
    """What `is_cancelled` does not know."""
    meeting = facts.steps.conversion_meeting
    if meeting is None or meeting.on is None or meeting.is_passed is False:
        return []
    return unrecorded(meeting, "is_passed", "outcome")


def days_recorded(facts: Facts, code: str, name: str) -> tuple[date, ...] | None:
    """The days of the examinations or reports of step 6 or 21; None: unknown.

    A case kept in this system without any has none; of an imported one it is known only where it
    was asked.
    """
    step = facts.steps.get(code)
    if step is None and facts.case.opened_on is None:
        return None
    if step is None:
        return ()
    if (parts := getattr(step, name)) is not None:
        return tuple(part.on for part in parts)
    if step.missing(name):
        return ()
    return None


def unknown_days(facts: Facts, code: str, name: str) -> list[Unknown]:
    """What `days_recorded` does not know."""
    step = facts.steps.get(code)
    if step is None:
        return []
    return unrecorded(step, name)


def is_migrant(facts: Facts) -> bool | None:
    """Whether the person is a migrant (流动人员); None: unknown."""
    if facts.case.person.is_migrant is not None:
        return facts.case.person.is_migrant
    if facts.steps.apply is None:
        return None
    return facts.steps.apply.is_migrant


def unknown_of_migrant(facts: Facts) -> list[Unknown]:
    """What `is_migrant` does not know."""
    apply = facts.steps.apply
    if apply is None or facts.case.person.is_migrant is not None:
        return []
    return unrecorded(apply, "is_migrant")


def fault_of_decision(
    meeting: Meeting | None, branch: OrganizationThen | None
) -> tuple[Severity, str] | None:
    """Why this body may not decide steps 3 and 7: the branch committee does, where there is none
    the branch meeting.
    """
    if meeting is None:
        return None
    if meeting is Meeting.NONE:
        return Severity.VOID, "没有会议讨论决定"
    if branch is None or branch.has_branch_committee is None:
        return None
    if meeting is Meeting.BRANCH_COMMITTEE and not branch.has_branch_committee:
        return Severity.VOID, "支部没有设支委会，应由支部大会决定"
    if meeting is Meeting.BRANCH_MEETING and branch.has_branch_committee:
        return Severity.CORRECT, "支部设有支委会，应由支委会决定"
    return None


def unknown_of_decision(
    step: Shortlist | Nominate, branch: OrganizationThen | None
) -> Iterator[Unknown]:
    """What `fault_of_decision` does not know of the step that this branch decided."""
    yield from unrecorded(step, "meeting", "branch")
    if step.meeting is not None and branch is not None and branch.has_branch_committee is None:
        yield BRANCH_COMMITTEE


def is_cultivated(facts: Facts) -> bool:
    """Whether cultivation goes on: agreed on as an activist (3), not yet as a target (7), nor
    gone past that.
    """
    shortlist, nominate = facts.steps.shortlist, facts.steps.nominate
    if shortlist is None or shortlist.on is None or shortlist.is_agreed is False:
        return False
    if nominate is not None and nominate.on is not None:
        return nominate.is_agreed is False and facts.last == 7
    return is_awaited(facts, "nominate", since=8)


def unknown_of_cultivation(facts: Facts) -> Iterator[Unknown]:
    """What `is_cultivated` does not know."""
    shortlist, nominate = facts.steps.shortlist, facts.steps.nominate
    if shortlist is None or shortlist.on is None:
        return
    yield from unrecorded(shortlist, "is_agreed")
    if shortlist.is_agreed is not False and nominate is not None and nominate.on is not None:
        yield from unrecorded(nominate, "is_agreed")


def lacks_record(record: Paper, ended: date | None, kept: Collection[Paper]) -> bool:
    """Whether, in 2026, the 登记表 of a period that ended on `ended` is lacking among the papers
    `kept`.

    培养教育考察材料 stands for it where the period ended before the 2026 edition (of unknown end:
    no fault).
    Source: docs/specification/rules.md, E16.
    """
    if record in kept:
        return False
    is_replaced = Paper.CULTIVATION in kept and (ended is None or ended < EDITION_2026)
    return not is_replaced


def provisional(years: Iterable[int]) -> str:
    """That working days of these years are counted for now only, as no calendar of them is
    published or loaded.
    """
    return f"暂算：{'、'.join(map(str, years))} 年节假日安排尚未载入"
