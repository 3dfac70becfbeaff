"""Rules of the ballot: D07 to D13 for step 15, and E08, which repeats D07 to D12 for step 23."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..facts.arithmetic import is_majority, votes_needed
from ..facts.base import is_said
from ..facts.case import Facts
from ..facts.probation import ConversionMeeting, ConversionOutcome
from ..facts.values import Ballot, Exclusion, Voter, WrittenOpinion
from .engine import Breach, Is, Result, Severity, Unknown, rule
from .steps import is_missing
from .unknown import unrecorded

VOID, CORRECT = Severity.VOID, Severity.CORRECT


def _quorum_fault(ballot: Ballot | None) -> str | None:
    """2A > E. Source: 《细则》 2014 第二十条, 2026 第十九条."""
    if ballot is None or ballot.should_attend is None or ballot.present is None:
        return None
    if is_majority(ballot.present, ballot.should_attend):
        return None
    needed = votes_needed(ballot.should_attend)
    return (
        f"到会人数没有超过半数：应到 {ballot.should_attend} 人，至少到会 {needed} 人，实到"
        f" {ballot.present} 人"
    )


def _unknown_of_quorum(ballot: Ballot | None) -> list[Unknown]:
    """What `_quorum_fault` does not know; of two numbers the first is enough to say."""
    if ballot is None:
        return []
    return unrecorded(ballot, "should_attend", "present")[:1]


def _written_in_favour(ballot: Ballot) -> int | None:
    """Wf; where unknown, as many as there can be, so that only a certain failure is found. None:
    no bound.
    """
    if ballot.written_in_favour is not None:
        return ballot.written_in_favour
    bounds = []
    if ballot.written is not None:
        bounds.append(ballot.written)
    if ballot.present is not None and ballot.should_attend is not None:
        bounds.append(max(ballot.should_attend - ballot.present, 0))
    return min(bounds, default=None)


def _majority_fault(ballot: Ballot | None) -> str | None:
    """2(F + Wf) > E. Source: 《细则》 2014 第二十一条, 2026 第二十条."""
    if ballot is None or ballot.should_attend is None or ballot.in_favour is None:
        return None
    written = _written_in_favour(ballot)
    if written is None or is_majority(ballot.in_favour + written, ballot.should_attend):
        return None
    at_most = ""
    if ballot.written_in_favour is None:
        at_most = "至多"
    return (
        f"赞成没有超过应到会有表决权党员的半数：应到 {ballot.should_attend} 人，至少赞成"
        f" {votes_needed(ballot.should_attend)} 人，赞成票 {ballot.in_favour} 张、"
        f"书面赞成{at_most} {written} 人"
    )


def _unknown_of_majority(ballot: Ballot | None) -> Iterator[Unknown]:
    """What `_majority_fault` does not know."""
    if ballot is None:
        return
    lacking = unrecorded(ballot, "should_attend", "in_favour")[:1]
    yield from lacking
    if not lacking and ballot.written_in_favour is None:
        yield from unrecorded(ballot, "written_in_favour", "written", "present")


def _secrecy_fault(ballot: Ballot | None) -> str | None:
    if ballot is None or ballot.is_secret is not False:
        return None
    return "没有采取无记名投票"


def _one_by_one_fault(ballot: Ballot | None) -> str | None:
    if ballot is None or ballot.is_one_by_one is not False:
        return None
    return "没有逐个讨论、逐个表决"


def _opinions_fault(opinions: Iterable[WrittenOpinion] | None) -> str | None:
    """A written opinion counts only of a voting member who is absent, handed in before the
    meeting.
    """
    faults = []
    for opinion in opinions or ():
        if not opinion.before_meeting:
            faults.append(f"{opinion.name}的书面意见不是会前送达")
        elif opinion.is_present:
            faults.append(f"{opinion.name}已到会，又计书面意见")
        elif not opinion.has_vote:
            faults.append(f"{opinion.name}没有表决权")
    return "、".join(faults) or None


def _votes_cast(ballot: Ballot) -> int | None:
    """The votes of every kind together; None where the number of one kind is unknown."""
    total = 0
    for votes in (ballot.in_favour, ballot.against, ballot.abstaining, ballot.spoiled):
        if votes is None:
            return None
        total += votes
    return total


def _count_fault(ballot: Ballot | None) -> str | None:
    """A ≤ E; F+G+B+V = taken back ≤ given out ≤ A; F+G+B+V ≤ A; W ≤ E − A; Wf ≤ W; known
    neighbours only.
    """
    if ballot is None:
        return None
    cast, absent = _votes_cast(ballot), None
    back, out, present, due = (
        ballot.taken_back,
        ballot.given_out,
        ballot.present,
        ballot.should_attend,
    )
    if due is not None and present is not None:
        absent = due - present
    faults = []
    if present is not None and due is not None and present > due:
        faults.append(f"实到 {present} 人多于应到 {due} 人")
    if cast is not None and back is not None and cast != back:
        faults.append(f"各类票合计 {cast} 张，收回 {back} 张")
    if back is not None and out is not None and back > out:
        faults.append(f"收回 {back} 张多于发出 {out} 张")
    if out is not None and present is not None and out > present:
        faults.append(f"发出 {out} 张多于实到 {present} 人")
    if cast is not None and present is not None and cast > present:
        faults.append(f"各类票合计 {cast} 张多于实到 {present} 人")
    if absent is not None and ballot.written is not None and 0 <= absent < ballot.written:
        faults.append(f"书面意见 {ballot.written} 份多于未到会 {absent} 人")
    in_favour = ballot.written_in_favour
    if ballot.written is not None and in_favour is not None and in_favour > ballot.written:
        faults.append(f"书面赞成 {in_favour} 份多于书面意见 {ballot.written} 份")
    return "；".join(faults) or None


def _unknown_of_count(ballot: Ballot | None) -> Iterator[Unknown]:
    """What `_count_fault` does not know."""
    if ballot is None:
        return
    yield from unrecorded(ballot, "in_favour", "against", "abstaining", "spoiled")
    yield from unrecorded(ballot, "taken_back", "given_out", "present", "should_attend")
    if ballot.present is not None and ballot.should_attend is not None:
        yield from unrecorded(ballot, "written")
    yield from unrecorded(ballot, "written_in_favour", "written")


def counts_as_passed(facts: Facts) -> bool:
    """The meeting of step 15 passed; an unknown outcome counts as passed when a later step has a
    day.
    """
    meeting = facts.steps.admission_meeting
    return meeting is not None and (
        meeting.is_passed or (meeting.is_passed is None and facts.went_past(16))
    )


def _of_meeting(facts: Facts, fault: str | None) -> Iterator[Result]:
    if fault is not None:
        yield Breach(actual=facts.day("admission_meeting"), text=f"支部大会{fault}")


@rule(
    "D07",
    step=15,
    title="到会有表决权的党员超过应到会半数，才能开会",
    e2014=Is("第二十条", VOID),
    e2026=Is("第十九条", VOID),
)
def quorum(facts: Facts, on: date) -> Iterator[Result]:
    """Twice those present exceed those who should attend. Judged when the meeting passed and the
    numbers are known.
    """
    meeting = facts.steps.admission_meeting
    if meeting is None or meeting.on is None:
        return
    yield from unrecorded(meeting, "is_passed")
    if counts_as_passed(facts):
        yield from unrecorded(meeting, "ballot")
        yield from _unknown_of_quorum(meeting.ballot)
        yield from _of_meeting(facts, _quorum_fault(meeting.ballot))


@rule(
    "D08",
    step=15,
    title="赞成人数超过应到会有表决权的正式党员半数，才能通过",
    e2014=Is("第二十一条", VOID),
    e2026=Is("第二十条", VOID),
)
def majority(facts: Facts, on: date) -> Iterator[Result]:
    """The meeting is there and passed when the case goes on, and its numbers bear the outcome."""
    meeting = facts.steps.admission_meeting
    if meeting is None or meeting.on is None:
        if is_missing(facts, "admission_meeting", since=16):
            yield Breach(text="没有支部大会讨论接收的记录，案卷已进入以后步骤")
        return
    yield from unrecorded(meeting, "is_passed")
    if meeting.is_passed is False and facts.went_past(16):
        yield Breach(actual=meeting.on, text=f"支部大会 {meeting.on} 没有通过，仍办理以后步骤")
    elif counts_as_passed(facts):
        yield from unrecorded(meeting, "ballot")
        yield from _unknown_of_majority(meeting.ballot)
        yield from _of_meeting(facts, _majority_fault(meeting.ballot))


@rule(
    "D09",
    step=15,
    title="采取无记名投票的方式表决",
    e2014=Is("第二十一条", VOID),
    e2026=Is("第二十条", VOID),
)
def secret_ballot(facts: Facts, on: date) -> Iterator[Result]:
    """Whatever the outcome."""
    meeting = facts.steps.admission_meeting
    if meeting is not None and meeting.on is not None:
        yield from unrecorded(meeting, "ballot")
        if meeting.ballot is not None:
            yield from unrecorded(meeting.ballot, "is_secret")
        yield from _of_meeting(facts, _secrecy_fault(meeting.ballot))


@rule(
    "D10",
    step=15,
    title="两个以上的人逐个讨论和表决",
    e2014=Is("第二十一条", VOID),
    e2026=Is("第二十条", VOID),
)
def one_by_one(facts: Facts, on: date) -> Iterator[Result]:
    """Whatever the outcome."""
    meeting = facts.steps.admission_meeting
    if meeting is not None and meeting.on is not None:
        yield from unrecorded(meeting, "ballot")
        if meeting.ballot is not None:
            yield from unrecorded(meeting.ballot, "is_one_by_one")
        yield from _of_meeting(facts, _one_by_one_fault(meeting.ballot))


@rule(
    "D11",
    step=15,
    title="会前正式提出的书面意见才统计在票数内",
    e2014=Is("第二十一条", VOID),
    e2026=Is("第二十条", VOID),
)
def written_opinions(facts: Facts, on: date) -> Iterator[Result]:
    """Of a voting member who is absent, and handed in before the meeting. Needs the opinions by
    name, so it is never judged of an import.
    """
    meeting = facts.steps.admission_meeting
    if meeting is not None and meeting.on is not None:
        yield from unrecorded(meeting, "opinions")
        yield from _of_meeting(facts, _opinions_fault(meeting.opinions))


@rule("D12", step=15, title="表决数字相符", e2014=Is(None, CORRECT), e2026=Is(None, CORRECT))
def counts_agree(facts: Facts, on: date) -> Iterator[Result]:
    """Present ≤ should attend; votes = taken back ≤ given out ≤ present; written opinions ≤ those
    absent. Of numbers that are not known the known neighbours are compared.
    """
    meeting = facts.steps.admission_meeting
    if meeting is not None and meeting.on is not None:
        yield from unrecorded(meeting, "ballot")
        yield from _unknown_of_count(meeting.ballot)
        yield from _of_meeting(facts, _count_fault(meeting.ballot))


def _is_justified(exclusion: Exclusion) -> bool:
    return is_said(exclusion.reason) and exclusion.has_consent


def _lacks_vote(voter: Voter) -> bool:
    return voter.is_probationary or voter.is_under_probation_within_party


@rule(
    "D13",
    step=15,
    title="应到会人数只计有表决权的正式党员",
    e2014=Is(None, CORRECT),
    e2026=Is(None, CORRECT),
)
def who_should_attend(facts: Facts, on: date) -> Iterator[Result]:
    """An exclusion needs reason and consent; nobody without a vote is counted. Never compared
    with the roster.
    """
    meeting = facts.steps.admission_meeting
    if meeting is None or meeting.on is None:
        return
    yield from unrecorded(meeting, "exclusions", "voters")
    loose = [each.name for each in meeting.exclusions or () if not _is_justified(each)]
    wrong = [each.name for each in meeting.voters or () if _lacks_vote(each)]
    faults = []
    if loose:
        faults.append(
            f"{'、'.join(loose)}不计入应到会人数，没有写明理由或未经上级同意和支部大会通过"
        )
    if wrong:
        faults.append(f"{'、'.join(wrong)}没有表决权，计入了应到会人数")
    if faults:
        yield Breach(actual=meeting.on, text="；".join(faults))


def _unknown_of_conversion(meeting: ConversionMeeting) -> Iterator[Unknown]:
    """What E08 does not know of a meeting whose outcome is known."""
    ballot, has_passed = meeting.ballot, meeting.is_passed is not False
    yield from unrecorded(meeting, "ballot", "is_passed")
    if ballot is not None:
        yield from unrecorded(ballot, "is_secret")
    yield from _unknown_of_count(ballot)
    if has_passed:
        yield from _unknown_of_quorum(ballot)
    is_on_time = meeting.outcome is ConversionOutcome.ON_TIME
    if not is_on_time:
        yield from unrecorded(meeting, "is_on_resolution")
    if is_on_time or meeting.is_on_resolution:
        if ballot is not None:
            yield from unrecorded(ballot, "is_one_by_one")
        yield from unrecorded(meeting, "written_opinions")
        if has_passed:
            yield from _unknown_of_majority(ballot)


@rule(
    "E08",
    step=23,
    title="讨论转正的支部大会对到会人数、赞成人数的要求与接收预备党员相同",
    e2014=Is("第三十三条", VOID),
    e2026=Is("第三十二条", VOID),
)
def conversion_ballot(facts: Facts, on: date) -> Iterator[Result]:
    """D07 to D12 again, a finding for each, whatever the outcome, once it is known.

    Of a meeting that extended or cancelled it may be unknown what the ballots were on: then D07,
    D09 and D12 only.
    """
    meeting = facts.steps.conversion_meeting
    if meeting is None or meeting.on is None:
        return
    if meeting.outcome is None:
        yield from unrecorded(meeting, "outcome")
        return
    yield from _unknown_of_conversion(meeting)
    ballot, has_passed = meeting.ballot, meeting.is_passed is not False
    faults = [(_secrecy_fault(ballot), VOID), (_count_fault(ballot), CORRECT)]
    if has_passed:
        faults.append((_quorum_fault(ballot), VOID))
    if meeting.outcome is ConversionOutcome.ON_TIME or meeting.is_on_resolution:
        faults += [
            (_one_by_one_fault(ballot), VOID),
            (_opinions_fault(meeting.written_opinions), VOID),
        ]
        if has_passed:
            faults.append((_majority_fault(ballot), VOID))
        elif facts.went_past(24):
            faults.append((f" {meeting.on} 没有通过，仍报上级党委审批", VOID))
    for fault, severity in faults:
        if fault is not None:
            yield Breach(actual=meeting.on, severity=severity, text=f"讨论转正的支部大会{fault}")
