"""Rules of who is at the branch meeting and which branch it is: D29 to D31, step 15."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.case import Facts
from .ballot import counts_as_passed
from .engine import Breach, Is, Result, Severity, rule
from .unknown import unrecorded

VOID, CORRECT = Severity.VOID, Severity.CORRECT

#: Least number of voting full members of a branch that admits. Source: docs/specification/rules.md,
#: "Branch size".
LEAST_MEMBERS = 3


@rule(
    "D29",
    step=15,
    title="有表决权的正式党员不足三名的支部不讨论接收预备党员",
    e2014=Is(None, CORRECT),
    e2026=Is(None, CORRECT),
)
def enough_members(facts: Facts, on: date) -> Iterator[Result]:
    """By the number who should attend; the list of members is not asked."""
    meeting = facts.steps.admission_meeting
    if meeting is None or meeting.on is None:
        return
    yield from unrecorded(meeting, "ballot")
    if meeting.ballot is None:
        return
    yield from unrecorded(meeting, "is_passed")
    if not counts_as_passed(facts):
        return
    yield from unrecorded(meeting.ballot, "should_attend")
    voters = meeting.ballot.should_attend
    if voters is not None and voters < LEAST_MEMBERS:
        text = (
            f"支部有表决权的正式党员不足 {LEAST_MEMBERS} 名，不宜讨论接收预备党员：应到 {voters} 名"
        )
        yield Breach(text, actual=meeting.on)


@rule(
    "D30",
    step=15,
    title="入党介绍人到会介绍发展对象情况",
    e2014=Is("第二十条", CORRECT),
    e2026=Is("第十九条", CORRECT),
)
def introducers_there(facts: Facts, on: date) -> Iterator[Result]:
    """Whatever the outcome; only where it was asked."""
    meeting = facts.steps.admission_meeting
    if meeting is None or meeting.on is None:
        return
    yield from unrecorded(meeting, "introducers_present")
    if not meeting.was_asked("introducers_present"):
        return
    if meeting.introducers_present is False:
        yield Breach("入党介绍人没有到支部大会介绍发展对象的情况", actual=meeting.on)
    elif meeting.introducers_present is None:
        yield Breach("没有入党介绍人到会介绍发展对象情况的记录")


@rule(
    "D31",
    step=15,
    title="临时党组织不接收预备党员",
    e2014=Is("第二十三条", VOID),
    e2026=Is("第二十二条", VOID),
)
def branch_may_admit(facts: Facts, on: date) -> Iterator[Result]:
    """The branch as it stood then, where the entry keeps it."""
    meeting = facts.steps.admission_meeting
    if meeting is None or meeting.on is None:
        return
    yield from unrecorded(meeting, "is_passed")
    if not counts_as_passed(facts):
        return
    yield from unrecorded(meeting, "branch")
    branch = meeting.branch or facts.case.branch
    if branch is not None and branch.is_provisional:
        yield Breach(f"临时党组织不能接收预备党员：{branch.name}", actual=meeting.on)
