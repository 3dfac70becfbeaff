"""Rules of enrolment, oath, probation and the way to the conversion meeting: E01 to E07, E09 and
E17.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.arithmetic import add_months
from ..facts.case import EDITION_2026, Extension, Facts, edition_on
from ..facts.probation import ConversionMeeting, ConversionOutcome
from ..facts.values import Heard
from .engine import Breach, Duty, Is, Result, Severity, Unknown, rule
from .steps import (
    days_recorded,
    is_awaited,
    is_cancelled,
    is_missing,
    is_stopped,
    unknown_days,
    unknown_of_cancellation,
    unknown_of_stop,
)
from .unknown import BRANCH_COMMITTEE, unrecorded

VOID, CORRECT, ADVISE = Severity.VOID, Severity.CORRECT, Severity.ADVISE


def _is_off(facts: Facts) -> bool:
    """Whether there is no probation to look after: not admitted, or to be cancelled."""
    return is_stopped(facts) or is_cancelled(facts)


def _unknown_of_off(facts: Facts) -> list[Unknown]:
    """What `_is_off` does not know."""
    lacking = unknown_of_stop(facts)
    if not is_stopped(facts):
        lacking += unknown_of_cancellation(facts)
    return lacking


def _unknown_of_extension(facts: Facts) -> Iterator[Unknown]:
    """What is not known of an extension in force."""
    meeting, approval = facts.steps.conversion_meeting, facts.steps.approve_conversion
    if meeting is None or meeting.on is None:
        return
    yield from unrecorded(meeting, "outcome")
    if meeting.outcome is not ConversionOutcome.EXTEND or meeting.is_passed is False:
        return
    yield from unrecorded(meeting, "is_passed")
    if approval is not None and approval.on is not None:
        yield from unrecorded(approval, "is_approved")
        if approval.is_approved is not False:
            yield from unrecorded(meeting, "months")


@rule(
    "E01",
    step=19,
    title="及时编入党支部和党小组",
    e2014=Is("第二十九条", CORRECT),
    e2026=Is("第二十八条", CORRECT),
)
def enrolled(facts: Facts, on: date) -> Iterator[Result]:
    """Missing once step 22 or a later one has a day, or without the branch or the group."""
    enrol = facts.steps.enrol
    yield from _unknown_of_off(facts)
    if _is_off(facts):
        return
    if enrol is None or enrol.on is None:
        if is_missing(facts, "enrol", since=22):
            yield Breach(text="没有编入党支部和党小组的记录")
        return
    yield from unrecorded(enrol, "branch", "group")
    if enrol.missing("branch") or enrol.missing("group"):
        yield Breach(text="没有写明编入的党支部和党小组")


@rule(
    "E02",
    step=20,
    title="预备党员入党宣誓",
    e2014=Is("第三十条", CORRECT),
    e2026=Is("第二十九条", ADVISE),
)
def oath(facts: Facts, on: date) -> Iterator[Result]:
    """Never before the approval; in 2026 normally within a month of it, counted from 2026-05-11
    at the earliest.
    """
    yield from unknown_of_stop(facts)
    if is_stopped(facts):
        return
    sworn, approved = facts.day("oath"), facts.day("approve")
    if sworn is None and not is_awaited(facts, "oath", since=22):
        if is_missing(facts, "oath", since=22) and not is_cancelled(facts):
            yield Breach(severity=CORRECT, text="没有入党宣誓的记录")
    elif approved is None:
        return
    elif sworn is not None and sworn < approved:
        text = f"入党宣誓应在上级党委审批之后：应不早于 {approved}，实际 {sworn}"
        yield Breach(due=approved, actual=sworn, severity=CORRECT, text=text)
    elif edition_on(sworn or on) == 2026:
        start = max(approved, EDITION_2026)
        due = add_months(start, 1)
        if sworn is None:
            yield Duty(
                due=due, text=f"应不迟于 {due}：{start} 起一般一个月内宣誓（{approved} 批准）"
            )
        elif sworn > due:
            yield Breach(
                due=due,
                actual=sworn,
                text=f"入党宣誓一般在批准后一个月内：应不迟于 {due}，实际 {sworn}",
            )


@rule(
    "E03",
    step=17,
    title="预备期从支部大会通过之日算起",
    e2014=Is("第三十二条", CORRECT),
    e2026=Is("第三十一条", CORRECT),
)
def probation_start(facts: Facts, on: date) -> Iterator[Result]:
    """The start written is the day of the branch meeting, not of the approval or the oath."""
    approval, met = facts.steps.approve, facts.day("admission_meeting")
    if approval is None or approval.on is None or met is None:
        return
    yield from unknown_of_stop(facts)
    if is_stopped(facts):
        return
    yield from unrecorded(approval, "probation_from")
    if approval.probation_from is not None and approval.probation_from != met:
        text = f"预备期应从支部大会通过之日 {met} 算起，所填为 {approval.probation_from}"
        yield Breach(due=met, actual=approval.probation_from, text=text)


@rule(
    "E04",
    step=23,
    title="预备期满才能讨论转正",
    e2014=Is("第三十二条", VOID),
    e2026=Is("第三十一条", VOID),
)
def not_before_expiry(facts: Facts, on: date) -> Iterator[Result]:
    """Conversion may be discussed from the (extended) expiry on; an unknown length of extension
    judges nothing.
    """
    held = facts.day("conversion_meeting")
    if held is None:
        return
    yield from _unknown_of_off(facts)
    if _is_off(facts):
        return
    if (expiry := facts.expiry_before_meeting) is not None and held < expiry:
        yield Breach(
            due=expiry,
            actual=held,
            text=f"预备期未满，不能讨论转正：应不早于 {expiry}，实际 {held}",
        )


@rule(
    "E05",
    step=23,
    title="预备期满及时讨论转正",
    e2014=Is("第三十二条", CORRECT),
    e2026=Is("第三十一条", CORRECT),
    is_found_from_earliest=True,
)
def discussed_in_time(facts: Facts, on: date) -> Iterator[Result]:
    """From the expiry on without a meeting: to be remedied; a meeting more than a month after it:
    advised.

    After an extension the extended expiry counts, and the meeting that extended does not.
    """
    if not facts.went_past(17):
        return
    yield from _unknown_of_off(facts)
    if _is_off(facts):
        return
    yield from _unknown_of_extension(facts)
    if (expiry := facts.expiry) is None:
        return
    held, due = facts.day("conversion_meeting"), add_months(expiry, 1)
    if facts.extension_in_force is not None:
        held = None
    elif held is None and not is_awaited(facts, "conversion_meeting", since=24):
        return  # gone on without a meeting: E10
    if held is not None:
        if held > due:
            text = f"预备期 {expiry} 满，应及时讨论转正：应不迟于 {due}，实际 {held}"
            yield Breach(due=due, actual=held, severity=ADVISE, text=text)
    else:
        yield Duty(due=due, earliest=expiry, text=f"预备期 {expiry} 满，应及时召开支部大会讨论转正")


@rule(
    "E06",
    step=22,
    title="书面提出转正申请",
    e2014=Is("第三十三条", CORRECT),
    e2026=Is("第三十二条", CORRECT),
)
def written_request(facts: Facts, on: date) -> Iterator[Result]:
    """Missing once step 23 or a later one has a day, or not in writing."""
    request = facts.steps.request_conversion
    yield from _unknown_of_off(facts)
    if _is_off(facts):
        return
    if request is None or request.on is None:
        if is_missing(facts, "request_conversion", since=23):
            yield Breach(text="没有本人提出转正申请的记录")
        return
    yield from unrecorded(request, "is_written")
    if request.is_written is False:
        yield Breach(actual=request.on, text="转正申请不是书面提出")


#: Whose opinions the regulation asks for.
_HEARD = (Heard.GROUP, Heard.MEMBERS, Heard.MASSES)


def _not_heard(meeting: ConversionMeeting) -> list[str]:
    """The labels of those who were not heard; none where nobody was asked for the opinions."""
    if meeting.opinions is None and not meeting.missing("opinions"):
        return []
    heard = {each.kind for each in meeting.opinions or ()}
    return [kind.label for kind in _HEARD if kind not in heard]


@rule(
    "E07",
    step=23,
    title="征求党小组、党员和群众的意见，支部委员会审查",
    e2014=Is("第三十三条", CORRECT),
    e2026=Is("第三十二条", CORRECT),
)
def opinions_heard(facts: Facts, on: date) -> Iterator[Result]:
    """All three opinions, and the review of the branch committee where the branch has one, none
    after the meeting.

    What is missing comes before what is late.
    """
    meeting = facts.steps.conversion_meeting
    if meeting is None or meeting.on is None:
        return
    yield from _unknown_of_off(facts)
    if _is_off(facts):
        return
    yield from unrecorded(meeting, "opinions", "committee_review_on")
    faults = []
    if lacking := _not_heard(meeting):
        faults.append(f"没有听取{'、'.join(lacking)}意见的记录")
    branch = facts.case.branch
    if branch is not None and meeting.missing("committee_review_on"):
        if branch.has_branch_committee is None:
            yield BRANCH_COMMITTEE
        elif branch.has_branch_committee:
            faults.append("没有支部委员会审查的记录")
    if faults:
        yield Breach(text="讨论转正前" + "，".join(faults))
        return
    days = [each.on for each in meeting.opinions or () if each.on is not None]
    if meeting.committee_review_on is not None:
        days.append(meeting.committee_review_on)
    if (latest := max(days, default=meeting.on)) > meeting.on:
        text = f"应在讨论转正之前听取意见、由支部委员会审查：应不迟于 {meeting.on}，实际 {latest}"
        yield Breach(text, due=meeting.on, actual=latest)


@rule(
    "E09",
    step=23,
    title="预备期只能延长一次，不少于六个月、不超过一年",
    e2014=Is("第三十二条", VOID),
    e2026=Is("第三十一条", VOID),
)
def extended_once(facts: Facts, on: date) -> Iterator[Result]:
    """At most one extension, of 6 to 12 months; a day is that of the extending meeting, else of
    step 23.
    """
    meeting = facts.steps.conversion_meeting
    extensions = facts.case.extensions
    if meeting is not None and meeting.on is not None:
        yield from unrecorded(meeting, "outcome")
        if meeting.outcome is ConversionOutcome.EXTEND:
            yield from unrecorded(meeting, "months", "is_passed")
            if meeting.is_passed is not False:
                extensions += (Extension(meeting_on=meeting.on, months=meeting.months),)
    if len(extensions) > 1:
        day = extensions[1].meeting_on or facts.day("conversion_meeting")
        yield Breach(actual=day, act_on=day, text="预备期已延长过一次，不能再次延长")
        return
    for extension in extensions:
        if extension.months is not None and not 6 <= extension.months <= 12:
            day = extension.meeting_on or facts.day("conversion_meeting")
            text = f"延长预备期不能少于六个月、不能超过一年，所定为 {extension.months} 个月"
            yield Breach(actual=day, act_on=day, text=text)


@rule(
    "E17",
    step=21,
    title="本地规定的预备党员考察间隔",
    e2014=Is(None, ADVISE),
    e2026=Is(None, ADVISE),
    wanted_by=("probation_examination_months",),
)
def examined_on_probation(facts: Facts, on: date) -> Iterator[Result]:
    """Off unless the local profile names months. One finding, the first gap between the approval
    and step 23.

    An extension in force lets probation go on. Without a day of step 23 the last gap is open, or
    not judged once 24 or a later step has a day. Source: the local profile.
    """
    months, previous = facts.profile.probation_examination_months, facts.day("approve")
    if not months or previous is None:
        return
    yield from _unknown_of_off(facts)
    if _is_off(facts):
        return
    if (days := days_recorded(facts, "probation", "examinations")) is None:
        yield from unknown_days(facts, "probation", "examinations")
        return
    yield from _unknown_of_extension(facts)
    is_extended, decided = facts.extension_in_force is not None, facts.day("conversion_meeting")
    last, late = on, None
    if decided is not None and not is_extended:
        last = decided
    for day in sorted({day for day in days if previous <= day <= last}):
        if late is None and day > (due := add_months(previous, months)):
            text = (
                f"本地规定每 {months} 个月考察预备党员：{previous} 之后应不迟于 {due}，实际 {day}"
            )
            late = Breach(text, due=due, actual=day, act_on=day)
        previous = day
    due = add_months(previous, months)
    if late is None and decided is not None and not is_extended and decided > due:
        text = (
            f"本地规定每 {months} 个月考察预备党员：{previous} 之后应不迟于 {due}，{decided}"
            " 讨论转正前没有考察"
        )
        late = Breach(text, due=due, act_on=decided)
    if late is not None:
        yield late
    if is_extended or is_awaited(facts, "conversion_meeting", since=24):
        yield Duty(
            f"应不迟于 {due}：本地规定每 {months} 个月考察预备党员，自 {previous} 起", due=due
        )
