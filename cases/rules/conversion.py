"""Rules of the decision on conversion and of the archive: E10 to E13, and E16."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.arithmetic import add_months
from ..facts.case import Facts, edition_on
from ..facts.probation import ConversionOutcome
from ..facts.values import Paper
from .engine import Breach, Duty, Is, Result, Severity, rule
from .steps import (
    is_awaited,
    is_cancelled,
    is_missing,
    lacks_record,
    unknown_of_cancellation,
)
from .unknown import unrecorded

VOID, CORRECT = Severity.VOID, Severity.CORRECT

RECORDS = frozenset({Paper.ACTIVIST_RECORD, Paper.PROBATION_RECORD})
ALWAYS = (Paper.FORM, Paper.APPLICATION, Paper.REVIEW, Paper.CONVERSION)


@rule(
    "E10",
    step=24,
    title="转正、延长、取消都经支部大会讨论通过和上级党委批准",
    e2014=Is("第三十二条", VOID),
    e2026=Is("第三十一条", VOID),
)
def meeting_before_approval(facts: Facts, on: date) -> Iterator[Result]:
    """No decision of the committee without the branch meeting; a missing approval is E11's."""
    if is_missing(facts, "conversion_meeting", since=24):
        yield Breach(text="没有支部大会讨论转正的记录，案卷已报上级党委审批")


@rule(
    "E11",
    step=24,
    title="三个月内审批转正",
    e2014=Is("第三十四条", CORRECT),
    e2026=Is("第三十三条", CORRECT),
)
def conversion_approved_in_time(facts: Facts, on: date) -> Iterator[Result]:
    """Three calendar months from the branch meeting, for all three outcomes."""
    meeting, approved = facts.steps.conversion_meeting, facts.day("approve_conversion")
    met, due = facts.day("conversion_meeting"), None
    if met is not None:
        due = add_months(met, 3)
    if approved is None:
        if is_missing(facts, "approve_conversion", since=25):
            yield Breach(due=due, text="没有上级党委审批转正的记录，案卷已归档")
        elif not is_awaited(facts, "approve_conversion", since=25):
            return
        elif due is not None and meeting is not None and meeting.is_passed is not False:
            yield Duty(due=due, text=f"应不迟于 {due}：{met} 支部大会讨论通过起三个月")
    elif due is not None and approved > due:
        yield Breach(
            due=due,
            actual=approved,
            text=f"上级党委应在三个月内审批：应不迟于 {due}，实际 {approved}",
        )


@rule(
    "E12",
    step=24,
    title="支部书记同本人谈话，并在党员大会上宣布",
    e2014=Is("第三十四条", CORRECT),
    e2026=Is("第三十三条", CORRECT),
)
def talked_and_announced(facts: Facts, on: date) -> Iterator[Result]:
    """Judged once step 25 has a day, as these facts are added after the approval."""
    approval = facts.steps.approve_conversion
    if approval is None or approval.on is None or not facts.went_past(25):
        return
    yield from unrecorded(approval, "secretary_talk_on", "announced_on")
    lacking = []
    if approval.missing("secretary_talk_on"):
        lacking.append("支部书记谈话")
    if approval.missing("announced_on"):
        lacking.append("在党员大会上宣布")
    if lacking:
        yield Breach(text=f"审批转正后没有{'、'.join(lacking)}的记录")


@rule(
    "E13",
    step=24,
    title="党龄从预备期满转正之日算起",
    e2014=Is("第三十四条", CORRECT),
    e2026=Is("第三十三条", CORRECT),
)
def party_age(facts: Facts, on: date) -> Iterator[Result]:
    """The day written is the (extended) expiry; not judged where its length is unknown or nobody
    is converted.
    """
    approval, meeting = facts.steps.approve_conversion, facts.steps.conversion_meeting
    if approval is None or approval.on is None:
        return
    if approval.full_from is None:
        yield from unrecorded(approval, "full_from")
        return
    if meeting is not None:
        yield from unrecorded(meeting, "outcome")
        if meeting.outcome in (ConversionOutcome.EXTEND, ConversionOutcome.CANCEL):
            return
    if (expiry := facts.expiry_before_meeting) is not None and approval.full_from != expiry:
        text = f"党龄应从预备期满之日 {expiry} 算起，所填为 {approval.full_from}"
        yield Breach(due=expiry, actual=approval.full_from, text=text)


def papers_lacking(facts: Facts, kept: frozenset[Paper], day: date) -> list[Paper]:
    """The papers of the edition of `day` that are not among `kept`, in the order of the regulation.

    培养教育考察材料 and the two 登记表 stand for each other: in 2014 the two together, in 2026 only
    for a period that ended before the edition (of unknown end: no fault).
    """
    lacking = [paper for paper in ALWAYS if paper not in kept]
    if edition_on(day) == 2014:
        if Paper.CULTIVATION not in kept and not kept >= RECORDS:
            lacking.append(Paper.CULTIVATION)
        return lacking
    ends = (
        (Paper.ACTIVIST_RECORD, facts.day("nominate")),
        (Paper.PROBATION_RECORD, facts.expiry_before_meeting),
    )
    for record, end in ends:
        if lacks_record(record, end, kept):
            lacking.append(record)
    return lacking


def papers_wanted(facts: Facts, day: date) -> list[Paper]:
    """The papers that an archive handed over on `day` holds. Source: 《细则》 2014 第三十七条,
    2026 第三十六条.
    """
    return papers_lacking(facts, frozenset(), day)


@rule(
    "E16",
    step=25,
    title="转正后及时将材料归档",
    e2014=Is("第三十七条", CORRECT),
    e2026=Is("第三十六条", CORRECT),
    is_stricter=True,
)
def archive_complete(facts: Facts, on: date) -> Iterator[Result]:
    """Every paper of the edition; stricter in 2026 only as to the two 登记表."""
    archive, approval, meeting = (
        facts.steps.archive,
        facts.steps.approve_conversion,
        facts.steps.conversion_meeting,
    )
    yield from unknown_of_cancellation(facts)
    if is_cancelled(facts):
        return
    if archive is None or archive.on is None:
        if not is_awaited(facts, "archive", since=26):
            return
        is_extended = meeting is not None and meeting.outcome is ConversionOutcome.EXTEND
        if (
            approval is not None
            and approval.on is not None
            and approval.is_approved is not False
            and not is_extended
        ):
            yield Duty(earliest=approval.on, text=f"{approval.on} 批准转正后，应及时将材料移交归档")
        return
    yield from unrecorded(archive, "papers")
    if archive.papers is not None or archive.missing("papers"):
        kept = frozenset(each.kind for each in archive.papers or ())
        if lacking := papers_lacking(facts, kept, archive.on):
            text = f"归档材料缺少：{'、'.join(paper.label for paper in lacking)}"
            yield Breach(is_stricter=RECORDS.issuperset(lacking), text=text)
