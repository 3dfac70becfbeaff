"""Papers of the branch meetings that hold a ballot, of steps 15 and 23: minutes and resolution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Self

from cases.facts.admission import AdmissionMeeting
from cases.facts.probation import ConversionMeeting, ConversionOutcome
from cases.facts.values import Ballot, ResolutionItem
from filings.papers.sheets.ballots import in_favour_of
from filings.papers.sheets.kit.base import Day, Form, Minutes, Text, head, minutes
from filings.papers.sheets.kit.days import first
from filings.papers.sheets.kit.period import conversion_matter, conversion_title
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.tables import PERSON, cell, number, piece, table, tall
from filings.papers.sheets.kit.values import Blank, Fact, Steer, shown


def _minutes(
    subject: Subject, facts: AdmissionMeeting | ConversionMeeting, agenda: str
) -> dict[str, Any]:
    ballot = facts.ballot or Ballot()
    words = {True: "表决通过", False: "表决未通过", None: None}
    return head(subject) | {
        "meeting": "支部大会",
        "on": facts.on,
        "chair": facts.chair,
        "recorder": facts.recorder,
        "should_attend": ballot.should_attend,
        "present": ballot.present,
        "agenda": agenda,
        "outcome": words[facts.is_passed],
    }


@paper(
    "admission_minutes",
    step="admission_meeting",
    kind=Kind.FORM,
    day=first("admission_meeting.on"),
    title="接收预备党员支部大会会议记录",
)
@dataclass(frozen=True, kw_only=True)
class AdmissionMinutes(Minutes):
    """Minutes of step 15."""

    introducers_present: Annotated[bool | None, Fact(blank="")] = None

    layout = minutes(cell("introducers_present", is_extra=True))

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.admission_meeting or AdmissionMeeting()
        agenda = f"讨论接收{subject.person.name}同志为中共预备党员"
        return cls(
            **_minutes(subject, facts, agenda), introducers_present=facts.introducers_present
        )


@paper(
    "conversion_minutes",
    step="conversion_meeting",
    kind=Kind.FORM,
    day=first("conversion_meeting.on"),
    title="预备党员转正支部大会会议记录",
    titled=partial(conversion_title, "", "支部大会会议记录"),
)
@dataclass(frozen=True, kw_only=True)
class ConversionMinutes(Minutes):
    """Minutes of step 23."""

    committee_review_on: Annotated[Day, Fact()] = None

    layout = minutes(cell("review", label="支委会审查", is_extra=True))

    @property
    def review(self) -> str:
        """That the branch committee reviewed the matter first, where it is known."""
        day = self.committee_review_on
        return f"{shown(day)}支委会审查后提交支部大会讨论" if day else ""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.conversion_meeting or ConversionMeeting()
        agenda = f"讨论{subject.person.name}同志{conversion_matter(subject)}"
        return cls(
            **_minutes(subject, facts, agenda), committee_review_on=facts.committee_review_on
        )


@dataclass(frozen=True, kw_only=True)
class Resolution(Form):
    """A resolution with its five items. Source: 《细则》 2014 第二十二条, 2026 第二十一条."""

    matter: str
    performance: Annotated[Text, Blank("主要表现")] = None
    should_attend: Annotated[int | None, Blank("应到会有表决权党员")] = None
    present: Annotated[int | None, Blank("实到会有表决权党员")] = None
    in_favour: Annotated[int | None, Blank("赞成合计")] = None
    against: Annotated[int | None, Blank("反对票")] = None
    abstaining: Annotated[int | None, Blank("弃权票")] = None
    written: int | None = None
    written_in_favour: int | None = None
    is_secret: Annotated[bool | None, Steer()] = None
    outcome: Annotated[Text, Blank("表决结果")] = None
    on: Annotated[Day, Blank("通过决议的日期")] = None
    months: int | None = None
    items: tuple[ResolutionItem, ...] = ()

    layout = (
        PERSON,
        table(
            tall("performance", is_long=True),
            (number("should_attend"), number("present")),
            (
                number("in_favour", label="赞成", template="filings/papers/_in_favour.html"),
                number("against", label="反对"),
            ),
            (number("abstaining", label="弃权"), number("written", label="会前书面意见")),
            cell("outcome", template="filings/papers/_resolved.html"),
            "on",
            widths=(20, 30, 20, 30),
        ),
        piece("filings/papers/_resolution_end.html"),
    )


def _resolution(
    subject: Subject, facts: AdmissionMeeting | ConversionMeeting, matter: str
) -> dict[str, Any]:
    ballot = facts.ballot or Ballot()
    words = {True: f"同意{matter}", False: f"不同意{matter}", None: None}
    return head(subject) | {
        "matter": matter,
        "performance": facts.resolution_text,
        "should_attend": ballot.should_attend,
        "present": ballot.present,
        "in_favour": in_favour_of(ballot),
        "against": ballot.against,
        "abstaining": ballot.abstaining,
        "written": ballot.written,
        "written_in_favour": ballot.written_in_favour or None,
        "is_secret": ballot.is_secret,
        "items": facts.resolution or (),
        "outcome": words[facts.is_passed],
        "on": facts.on,
    }


@paper(
    "admission_resolution",
    step="admission_meeting",
    kind=Kind.FORM,
    day=first("admission_meeting.on"),
    title="接收预备党员支部大会决议",
)
@dataclass(frozen=True, kw_only=True)
class AdmissionResolution(Resolution):
    """The resolution of step 15."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.admission_meeting or AdmissionMeeting()
        return cls(**_resolution(subject, facts, "接收为中共预备党员"))


@paper(
    "conversion_resolution",
    step="conversion_meeting",
    kind=Kind.FORM,
    day=first("conversion_meeting.on"),
    title="预备党员转正支部大会决议",
    titled=partial(conversion_title, "", "支部大会决议"),
)
@dataclass(frozen=True, kw_only=True)
class ConversionResolution(Resolution):
    """The resolution of step 23: on time, extension, or cancellation."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.conversion_meeting or ConversionMeeting()
        months = facts.months if facts.outcome is ConversionOutcome.EXTEND else None
        return cls(**_resolution(subject, facts, conversion_matter(subject)), months=months)
