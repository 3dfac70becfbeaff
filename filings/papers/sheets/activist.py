"""Papers of stage 2 up to the contacts: shortlisting, filing of activists, contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from cases.facts.cultivation import Recommendation, Shortlist
from cases.facts.values import Meeting
from cases.procedure import Body
from filings.papers.sheets.kit.base import (
    Day,
    Form,
    Minutes,
    Official,
    RosterRow,
    Slip,
    Text,
    Upward,
    called,
    day_sent,
    head,
    issued,
    one_day,
    roster_person,
    roster_unit,
    same,
    told,
    who,
    who_decided,
)
from filings.papers.sheets.kit.days import first, last, sent
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject, contacts_of
from filings.papers.sheets.kit.tables import PERSON, cell, signs, table, tall, text
from filings.papers.sheets.kit.values import Blank, Fact, Steer


@paper(
    "shortlist_register",
    step="shortlist",
    kind=Kind.FORM,
    title="入党积极分子推荐人选登记表",
    day=first("shortlist.on"),
)
@dataclass(frozen=True, kw_only=True)
class ShortlistRegister(Form):
    """Who recommended, and what the meeting decided. Source: 《细则》第八条."""

    recommended_by: Annotated[Recommendation | None, Fact()] = None
    recommended_on: Annotated[Day, Fact()] = None
    recommender: Annotated[Text, Fact()] = None
    recommender_count: Annotated[int | None, Fact()] = None
    meeting: Annotated[Meeting | None, Fact()] = None
    on: Annotated[Day, Fact()] = None
    present: Annotated[int | None, Fact()] = None
    outcome: Annotated[Text, Blank("会议意见")] = None

    layout = (
        PERSON,
        table(
            ("recommended_by", "recommended_on"),
            ("recommender", "recommender_count"),
            tall(label="推荐意见"),
            ("meeting", "on"),
            ("present", "outcome"),
            text(label="上级党委备案意见"),
            widths=(18, 32, 18, 32),
        ),
        signs("支部书记（签名）：", "（党支部盖章）", "（上级党委盖章）"),
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.shortlist or Shortlist()
        return cls(**told(cls, subject), outcome=shortlisted(facts.is_agreed))


def shortlisted(is_agreed: bool | None) -> str | None:
    """What the meeting decided, in words."""
    words = {True: "同意确定为入党积极分子", False: "不同意确定为入党积极分子", None: None}
    return words[is_agreed]


@paper(
    "shortlist_minutes",
    step="shortlist",
    kind=Kind.FORM,
    title="确定入党积极分子会议记录",
    day=first("shortlist.on"),
)
@dataclass(frozen=True, kw_only=True)
class ShortlistMinutes(Minutes):
    """Minutes of the branch committee, or of the branch meeting where there is none. Source:
    《细则》第八条.
    """

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.shortlist or Shortlist()
        return cls(
            **head(subject),
            meeting=facts.meeting.label if facts.meeting else None,
            on=facts.on,
            present=facts.present,
            agenda=f"研究确定{subject.person.name}同志为入党积极分子",
            outcome=shortlisted(facts.is_agreed),
        )


@dataclass(frozen=True, kw_only=True)
class ActivistRow(RosterRow):
    """One line of the roster."""

    applied_on: Annotated[Day, Blank("申请入党时间")]
    recommended_by: Annotated[Text, Blank("推荐方式")]
    decided_on: Annotated[Day, Blank("确定时间")]
    contacts: Annotated[Text, Blank("培养联系人")]

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.shortlist or Shortlist()
        return cls(
            **roster_person(subject),
            **who(subject, "applied_on"),
            recommended_by=facts.recommended_by.label if facts.recommended_by else None,
            decided_on=facts.on,
            contacts="、".join(named.name for named in contacts_of(subject.steps)) or None,
        )


@paper(
    "activist_report",
    step="file_activist",
    kind=Kind.OFFICIAL,
    title="关于入党积极分子备案的报告",
    many=True,
    day=sent("file_activist"),
)
@dataclass(frozen=True, kw_only=True)
class ActivistReport(Upward):
    """Report to the committee. Source: 《细则》第八条.

    is_recommended  whether all of them were recommended; None: not known of one
    recommended_by  how, where it was the same for all
    decided_by      which meeting decided, where it was the same for all
    """

    is_recommended: Annotated[bool | None, Steer()]
    recommended_by: Annotated[Text, Steer("推荐方式")]
    decided_by: Text
    people: tuple[ActivistRow, ...]

    @classmethod
    def of_many(cls, subjects: tuple[Subject, ...]) -> Self:
        facts = [subject.steps.shortlist or Shortlist() for subject in subjects]
        ways = [each.recommended_by for each in facts]
        way = same(ways)
        is_recommended = None if None in ways else Recommendation.NONE not in ways
        recommended_by = None
        if is_recommended:
            recommended_by = way.label if way else "推荐"
        return cls(
            **issued(
                subjects,
                "activist_report",
                Body.BRANCH,
                Body.COMMITTEE,
                day_sent(subjects, "file_activist"),
            ),
            heading=("关于", called(subjects), "入党积极分子备案的", "报告"),
            is_recommended=is_recommended,
            recommended_by=recommended_by,
            decided_by=same(who_decided(each.meeting) for each in facts),
            people=tuple(ActivistRow.of(subject) for subject in subjects),
        )


@paper(
    "activist_roster",
    step="file_activist",
    kind=Kind.FORM,
    title="入党积极分子备案登记表",
    many=True,
    day=last("file_activist.on", "file_activist.answered_on"),
)
@dataclass(frozen=True, kw_only=True)
class ActivistRoster:
    """The roster that goes with the report."""

    unit: str
    filed_on: Annotated[Day, Blank("报送日期")]
    answered_on: Annotated[Day, Blank("备案日期")]
    rows: tuple[ActivistRow, ...]

    @classmethod
    def of_many(cls, subjects: tuple[Subject, ...]) -> Self:
        return cls(
            unit=roster_unit(subjects),
            filed_on=day_sent(subjects, "file_activist"),
            answered_on=one_day(subjects, "file_activist", "answered_on"),
            rows=tuple(ActivistRow.of(subject) for subject in subjects),
        )


@paper(
    "activist_notice",
    step="file_activist",
    kind=Kind.FORM,
    title="确定为入党积极分子通知书",
    day=last("file_activist.on", "file_activist.answered_on"),
)
@dataclass(frozen=True, kw_only=True)
class ActivistNotice(Slip):
    """Notice to the person, with stub."""

    decided_by: Text = None
    decided_on: Annotated[Day, Blank("确定日期")] = None
    sent_on: Annotated[Day, Blank("报送日期")] = None
    filed_on: Annotated[Day, Fact("answered_on")] = None

    stub = table(
        (cell("decided_on", width=22), cell("sent_on", width=22)),
        cell("filed_on", label="上级党委备案日期"),
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.shortlist or Shortlist()
        return cls(
            **told(cls, subject),
            decided_by=who_decided(facts.meeting),
            decided_on=facts.on,
            sent_on=subject.sent_on("file_activist"),
        )


@paper(
    "contact_appointment",
    step="appoint_contacts",
    kind=Kind.OFFICIAL,
    title="关于指定培养联系人的通知",
    day=first("appoint_contacts.on"),
)
@dataclass(frozen=True, kw_only=True)
class ContactAppointment(Official):
    """One or two full members, and what they have to do; in 2026 they fill the 登记表. Source:
    《细则》第九条.
    """

    name: str
    contacts: Annotated[tuple[str, ...], Blank("培养联系人")]
    edition: Annotated[int, Steer()]

    @classmethod
    def of(cls, subject: Subject) -> Self:
        contacts = tuple(named.name for named in contacts_of(subject.steps))
        to = f"{'、'.join(contacts)}同志" if contacts else None
        day = one_day([subject], "appoint_contacts")
        return cls(
            **issued([subject], "contact_appointment", Body.BRANCH, to, day),
            heading=("关于", "指定", called([subject]), "培养联系人的", "通知"),
            name=subject.person.name,
            contacts=contacts,
            edition=subject.edition,
        )
