"""Papers of step 24: the request for conversion, extension or cancellation, and the committee's
answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Self

from cases.facts.case import edition_on
from cases.facts.probation import (
    ApproveConversion,
    ConversionMeeting,
    ConversionOutcome,
    RequestConversion,
)
from cases.procedure import Body
from filings.papers.sheets.approval import ApprovalCount, Numbers, approval_of
from filings.papers.sheets.kit.base import (
    Day,
    Official,
    Slip,
    Text,
    Upward,
    called,
    head,
    issued,
    one_day,
)
from filings.papers.sheets.kit.days import first, sent
from filings.papers.sheets.kit.period import (
    ExtendedBy,
    conversion_matter,
    conversion_title,
    day_before,
    extended_by,
    months_after,
)
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.tables import Part, cell, table
from filings.papers.sheets.kit.values import Ahead, Blank, Steer

#: Outcomes whose request gives the reason: the resolution as it was written.
REASONED = (ConversionOutcome.EXTEND, ConversionOutcome.CANCEL)


@paper(
    "conversion_request",
    step="approve_conversion",
    kind=Kind.OFFICIAL,
    title="关于预备党员转正的请示",
    titled=partial(conversion_title, "关于", "的请示"),
    day=sent("approve_conversion"),
)
@dataclass(frozen=True, kw_only=True)
class ConversionRequest(Upward):
    """Request: on time, extension, or cancellation. Source: 《细则》 2014 第三十三条, 2026
    第三十二条.
    """

    name: str
    outcome: Annotated[ConversionOutcome | None, Steer()]
    admitted_on: Annotated[Day, Blank("接收为预备党员日期")]
    probation_to: Annotated[Day, Blank("预备期止"), Ahead()]
    extensions: tuple[ExtendedBy, ...]
    requested_on: Day
    is_written: Annotated[bool | None, Steer()]
    meeting_on: Annotated[Day, Blank("支部大会日期")]
    numbers: Numbers
    matter: str
    is_passed: Annotated[bool | None, Steer("大会是否通过")]
    months: int | None
    reason: Text
    papers: Text

    @classmethod
    def of(cls, subject: Subject) -> Self:
        meeting = subject.steps.conversion_meeting or ConversionMeeting()
        asked = subject.steps.request_conversion or RequestConversion()
        person, start = called([subject]), one_day([subject], "admission_meeting")
        headings = {
            ConversionOutcome.EXTEND: ("关于", "延长", person, "预备期的", "请示"),
            ConversionOutcome.CANCEL: ("关于", "取消", person, "预备党员资格的", "请示"),
        }
        on_time = ("关于", person, "转为中共正式党员的", "请示")
        return cls(
            **issued(
                [subject],
                "conversion_request",
                Body.BRANCH,
                Body.COMMITTEE,
                subject.sent_on("approve_conversion"),
            ),
            heading=headings.get(meeting.outcome, on_time) if meeting.outcome else on_time,
            name=subject.person.name,
            outcome=meeting.outcome,
            admitted_on=start,
            probation_to=day_before(months_after(start, 12)),
            extensions=extended_by(subject),
            requested_on=asked.on,
            is_written=asked.is_written,
            meeting_on=meeting.on,
            numbers=Numbers.of(meeting),
            matter=conversion_matter(subject),
            is_passed=meeting.is_passed,
            months=meeting.months if meeting.outcome is ConversionOutcome.EXTEND else None,
            reason=meeting.resolution_text if meeting.outcome in REASONED else None,
            papers="、".join(_papers_sent(subject, asked)),
        )


def _papers_sent(subject: Subject, asked: RequestConversion) -> Iterator[str]:
    """The letter, if there is one, and the record of the probation; a 登记表 unless it had ended
    before 2026.
    """
    if asked.on is not None and asked.is_written is not False:
        yield "转正申请书"
    is_old = subject.edition == 2014 or (
        subject.expiry is not None and edition_on(subject.expiry) == 2014
    )
    yield "预备党员教育考察材料" if is_old else "预备党员教育考察登记表"


@paper(
    "conversion_approval_count",
    step="approve_conversion",
    kind=Kind.FORM,
    title="党委审批转正票决情况汇总表",
    titled=partial(conversion_title, "党委审批", "票决情况汇总表"),
    day=first("approve_conversion.on"),
    issuer=Body.COMMITTEE,
)
@dataclass(frozen=True, kw_only=True)
class ConversionApprovalCount(ApprovalCount):
    """The vote of step 24."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.approve_conversion or ApproveConversion()
        return cls(**approval_of(subject, facts, conversion_matter(subject)))


@paper(
    "conversion_reply",
    step="approve_conversion",
    kind=Kind.OFFICIAL,
    title="关于预备党员转正的批复",
    titled=partial(conversion_title, "关于", "的批复"),
    day=first("approve_conversion.on"),
    issuer=Body.COMMITTEE,
)
@dataclass(frozen=True, kw_only=True)
class ConversionReply(Official):
    """The decision. Source: 《细则》 2014 第三十四条, 2026 第三十三条."""

    name: str
    outcome: Annotated[ConversionOutcome | None, Steer()]
    is_approved: Annotated[bool | None, Steer("审批结论")]
    matter: str
    full_from: Annotated[Day, Ahead()]
    extended_to: Annotated[Day, Ahead()]
    months: int | None
    is_collective: Annotated[bool | None, Steer()]
    remarks: Text
    request_number: Text

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.approve_conversion or ApproveConversion()
        meeting = subject.steps.conversion_meeting or ConversionMeeting()
        person, expiry = called([subject]), subject.expiry
        verb = {True: ("同意",), False: ("不同意",), None: ()}[facts.is_approved]
        headings = {
            ConversionOutcome.EXTEND: ("关于", *verb, "延长", person, "预备期的", "批复"),
            ConversionOutcome.CANCEL: ("关于", *verb, "取消", person, "预备党员资格的", "批复"),
        }
        on_time = ("关于", *verb, person, "转为中共正式党员的", "批复")
        months = meeting.months if meeting.outcome is ConversionOutcome.EXTEND else None
        return cls(
            **issued([subject], "conversion_reply", Body.COMMITTEE, Body.BRANCH, facts.on),
            heading=headings.get(meeting.outcome, on_time) if meeting.outcome else on_time,
            name=subject.person.name,
            outcome=meeting.outcome,
            is_approved=facts.is_approved,
            matter=conversion_matter(subject),
            full_from=facts.full_from,
            extended_to=day_before(months_after(expiry, months)),
            months=months,
            is_collective=facts.is_collective,
            remarks=facts.remarks,
            request_number=subject.latest_number("conversion_request"),
        )


@paper(
    "conversion_notice",
    step="approve_conversion",
    kind=Kind.FORM,
    title="预备党员转正通知书",
    titled=partial(conversion_title, "", "通知书"),
    issuer=Body.COMMITTEE,
    applies=lambda subject: (
        not (subject.whole.approve_conversion or ApproveConversion()).is_negative
    ),
    day=first("approve_conversion.on"),
)
@dataclass(frozen=True, kw_only=True)
class ConversionNotice(Slip):
    """Notice to the person, with stub. Source: 《细则》 2014 第三十四条, 2026 第三十三条."""

    outcome: Annotated[ConversionOutcome | None, Steer()] = None
    is_approved: Annotated[bool | None, Steer("审批结论")] = None
    approved_on: Annotated[Day, Blank("审批日期")] = None
    matter: str
    full_from: Annotated[Day | str, Blank("党龄起算日"), Ahead()] = None
    months: int | None = None
    extended_to: Annotated[Day, Ahead()] = None

    @property
    def stub(self) -> Part:
        """Beside the day of the approval stands what was decided."""
        decided = cell("full_from", width=18)
        if self.outcome is ConversionOutcome.EXTEND:
            decided = cell("months", "extended_to", between="个月，至", label="延长", width=18)
        elif self.outcome is ConversionOutcome.CANCEL:
            decided = cell("matter", label="决定", width=18)
        return table((cell("approved_on", width=18), decided))

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.approve_conversion or ApproveConversion()
        meeting = subject.steps.conversion_meeting or ConversionMeeting()
        is_full = meeting.outcome in (None, ConversionOutcome.ON_TIME)
        months = meeting.months if meeting.outcome is ConversionOutcome.EXTEND else None
        expiry = subject.expiry
        return cls(
            **head(subject, Body.COMMITTEE),
            outcome=meeting.outcome,
            is_approved=facts.is_approved,
            approved_on=facts.on,
            matter=conversion_matter(subject),
            full_from=facts.full_from if is_full else "",
            months=months,
            extended_to=day_before(months_after(expiry, months)),
        )
