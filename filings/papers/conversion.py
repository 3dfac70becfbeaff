"""Papers of step 24: the request for conversion, extension or cancellation, and the committee's answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Self

from cases.facts.arithmetic import add_months
from cases.facts.case import Facts
from cases.facts.probation import ApproveConversion, ConversionMeeting, ConversionOutcome, RequestConversion
from cases.procedure import Body
from filings.papers.approval import ApprovalCount, Numbers, approval_of
from filings.papers.ballots import conversion_matter
from filings.papers.base import Day, Form, Official, Text, Upward, called, head, issued
from filings.papers.registry import Kind, paper
from filings.papers.subject import Subject
from filings.papers.values import Blank, Steer


@paper(
    "conversion_approval_count",
    step="approve_conversion",
    kind=Kind.FORM,
    title="党委审批转正票决情况汇总表",
    issuer=Body.COMMITTEE,
    template="filings/papers/_approval_count.html",
)
@dataclass(frozen=True, kw_only=True)
class ConversionApprovalCount(ApprovalCount):
    """The vote of step 24."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.approve_conversion or ApproveConversion()
        meeting = subject.steps.conversion_meeting or ConversionMeeting()
        return cls(**approval_of(subject, facts, conversion_matter(meeting.outcome)))


def _expiry(subject: Subject) -> date | None:
    """The expiry that the meeting of step 23 had to await; None: unknown."""
    facts = Facts(subject.case.facts)
    return facts.expiry_before_meeting or facts.first_expiry


@paper("conversion_request", step="approve_conversion", kind=Kind.OFFICIAL, title="关于预备党员转正的请示")
@dataclass(frozen=True, kw_only=True)
class ConversionRequest(Upward):
    """Request: on time, extension, or cancellation. Source: 《细则》 2014 第三十三条, 2026 第三十二条."""

    name: str
    outcome: Annotated[ConversionOutcome | None, Steer()]
    admitted_on: Annotated[Day, Blank("接收为预备党员日期")]
    last_day: Annotated[Day, Blank("预备期止")]
    requested_on: Day
    meeting_on: Annotated[Day, Blank("支部大会日期")]
    numbers: Numbers
    months: int | None
    reason: Text

    @classmethod
    def of(cls, subject: Subject) -> Self:
        meeting = subject.steps.conversion_meeting or ConversionMeeting()
        approval = subject.steps.approve_conversion or ApproveConversion()
        person, expiry = called([subject]), _expiry(subject)
        headings = {
            ConversionOutcome.EXTEND: ("关于", "延长", person, "预备期的", "请示"),
            ConversionOutcome.CANCEL: ("关于", "取消", person, "预备党员资格的", "请示"),
        }
        on_time = ("关于", person, "转为中共正式党员的", "请示")
        return cls(
            **issued([subject], "conversion_request", Body.BRANCH, Body.COMMITTEE, approval.submitted_on),
            heading=headings.get(meeting.outcome, on_time) if meeting.outcome else on_time,
            name=subject.person.name,
            outcome=meeting.outcome,
            admitted_on=subject.steps.admission_meeting.on if subject.steps.admission_meeting else None,
            last_day=expiry - timedelta(1) if expiry else None,
            requested_on=(subject.steps.request_conversion or RequestConversion()).on,
            meeting_on=meeting.on,
            numbers=Numbers.of(meeting),
            months=meeting.months,
            reason=meeting.resolution_text,
        )


@paper(
    "conversion_reply",
    step="approve_conversion",
    kind=Kind.OFFICIAL,
    title="关于预备党员转正的批复",
    issuer=Body.COMMITTEE,
)
@dataclass(frozen=True, kw_only=True)
class ConversionReply(Official):
    """The decision. Source: 《细则》 2014 第三十四条, 2026 第三十三条."""

    name: str
    outcome: Annotated[ConversionOutcome | None, Steer()]
    is_approved: Annotated[bool | None, Steer("审批结论")]
    full_from: Day
    extended_to: Day
    months: int | None
    remarks: Text
    request_number: Text

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.approve_conversion or ApproveConversion()
        meeting = subject.steps.conversion_meeting or ConversionMeeting()
        person, expiry = called([subject]), _expiry(subject)
        verb = "不同意" if facts.is_approved is False else "同意"
        headings = {
            ConversionOutcome.EXTEND: ("关于", verb, "延长", person, "预备期的", "批复"),
            ConversionOutcome.CANCEL: ("关于", verb, "取消", person, "预备党员资格的", "批复"),
        }
        on_time = ("关于", verb, person, "转为中共正式党员的", "批复")
        months = meeting.months if meeting.outcome is ConversionOutcome.EXTEND else None
        return cls(
            **issued([subject], "conversion_reply", Body.COMMITTEE, Body.BRANCH, facts.on),
            heading=headings.get(meeting.outcome, on_time) if meeting.outcome else on_time,
            name=subject.person.name,
            outcome=meeting.outcome,
            is_approved=facts.is_approved,
            full_from=facts.full_from,
            extended_to=add_months(expiry, months) - timedelta(1) if expiry and months else None,
            months=meeting.months,
            remarks=facts.remarks,
            request_number=subject.latest_number("conversion_request"),
        )


@paper(
    "conversion_notice", step="approve_conversion", kind=Kind.FORM, title="预备党员转正通知书", issuer=Body.COMMITTEE
)
@dataclass(frozen=True, kw_only=True)
class ConversionNotice(Form):
    """Notice to the person, with stub. Source: 《细则》 2014 第三十四条, 2026 第三十三条."""

    outcome: Annotated[ConversionOutcome | None, Steer()] = None
    approved_on: Annotated[Day, Blank("审批日期")] = None
    full_from: Annotated[Day, Blank("党龄起算日")] = None
    months: int | None = None

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.approve_conversion or ApproveConversion()
        meeting = subject.steps.conversion_meeting or ConversionMeeting()
        is_full = meeting.outcome in (None, ConversionOutcome.ON_TIME)
        return cls(
            **head(subject, Body.COMMITTEE),
            outcome=meeting.outcome,
            approved_on=facts.on,
            full_from=facts.full_from if is_full else None,
            months=meeting.months,
        )
