"""Papers of stage 2: shortlisting, filing of activists, contacts, cultivation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Self

from cases.facts.application import Apply
from cases.facts.cultivation import Cultivate, Recommendation, Shortlist
from cases.facts.values import Examination, Meeting, Report
from cases.procedure import Body
from filings.papers.sheets.applicant import HistoryRow, RelativeRow, history_rows, relative_rows
from filings.papers.sheets.base import (
    DECIDING,
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
)
from filings.papers.sheets.days import first, kept_up, last, sent
from filings.papers.sheets.registry import Kind, paper
from filings.papers.sheets.subject import Subject, contacts_of
from filings.papers.sheets.tables import (
    ACTIVITIES,
    EXAMINATIONS,
    HISTORY,
    OUR_PAGE,
    PERSON,
    RELATIVES,
    REPORTS,
    Part,
    cell,
    signs,
    table,
    tall,
    text,
    title,
)
from filings.papers.sheets.values import Blank, Fact, Steer


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
    return None if is_agreed is None else f"{'同意' if is_agreed else '不同意'}确定为入党积极分子"


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
            recommended_by=(way.label if way else "推荐") if is_recommended else None,
            decided_by=same(DECIDING.get(each.meeting) if each.meeting else None for each in facts),
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
            decided_by=DECIDING.get(facts.meeting) if facts.meeting else None,
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


@dataclass(frozen=True)
class ExaminationRow:
    """One examination, and the period it looks back on: from `since`, the one before or the
    beginning, to its day.
    """

    since: Day
    on: Day
    by: Annotated[Text, Blank("考察人")]
    conclusion: Annotated[Text, Blank("考察意见")]


@dataclass(frozen=True)
class DatedRow:
    """Something that took place on a day."""

    on: Day
    what: Annotated[Text, Blank("主要内容")]


def examination_rows(
    values: tuple[Examination, ...] | None, start: date | None
) -> tuple[ExaminationRow, ...]:
    """Examinations in the order of their days; the first looks back to `start`."""
    rows = sorted(values or (), key=lambda row: row.on)
    days = [start, *(row.on for row in rows)]
    return tuple(
        ExaminationRow(since, row.on, row.by, row.conclusion)
        for since, row in zip(days, rows, strict=False)
    )


def report_rows(values: tuple[Report, ...] | None) -> tuple[DatedRow, ...]:
    """Thought reports in the order of their days."""
    return tuple(DatedRow(row.on, row.note) for row in sorted(values or (), key=lambda row: row.on))


@paper(
    "cultivation_record",
    step="cultivate",
    kind=Kind.FORM,
    title="入党积极分子培养考察记录",
    day=kept_up("cultivate"),
)
@dataclass(frozen=True, kw_only=True)
class CultivationRecord(Form):
    """The half-yearly examinations and what was done for education. Source:
    《细则》第十、十一条.
    """

    contacts: Annotated[tuple[str, ...], Blank("培养联系人")]
    since: Annotated[Day, Blank("确定为入党积极分子日期")] = None
    examinations: Annotated[tuple[ExaminationRow, ...], Blank("考察记录")]
    activities: Annotated[tuple[DatedRow, ...], Blank("教育活动")]
    contact_opinion: Annotated[Text, Blank("培养联系人意见")] = None
    branch_opinion: Annotated[Text, Blank("党支部意见")] = None

    opinions = (
        table(text("contact_opinion", width=20), text("branch_opinion")),
        signs("培养联系人（签名）：", "支部书记（签名）：", "（党支部盖章）"),
    )
    layout: ClassVar[tuple[Part, ...]] = (
        PERSON,
        table((cell("since", width=20), cell("contacts", width=16))),
        title("考察情况（至少每半年一次）"),
        EXAMINATIONS,
        title("教育活动"),
        ACTIVITIES,
        *opinions,
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts, since = subject.steps.cultivate or Cultivate(), one_day([subject], "shortlist")
        return cls(
            **head(subject),
            contacts=tuple(named.name for named in contacts_of(subject.steps)),
            since=since,
            examinations=examination_rows(facts.examinations, since),
            activities=tuple(DatedRow(row.on, row.what or None) for row in facts.activities or ()),
        )


@paper(
    "thought_reports",
    step="cultivate",
    kind=Kind.FORM,
    title="思想汇报登记表",
    day=kept_up("cultivate"),
)
@dataclass(frozen=True, kw_only=True)
class ThoughtReports(Form):
    """The thought reports handed in."""

    reports: Annotated[tuple[DatedRow, ...], Blank("思想汇报")]

    layout = (PERSON, REPORTS, signs("登记人（签名）：", "（党支部盖章）"))

    @classmethod
    def of(cls, subject: Subject) -> Self:
        return cls(
            **head(subject), reports=report_rows((subject.steps.cultivate or Cultivate()).reports)
        )


@paper(
    "activist_record_sheet",
    step="cultivate",
    kind=Kind.FORM,
    title="入党积极分子培养考察登记表（记录页）",
    day=kept_up("cultivate"),
)
@dataclass(frozen=True, kw_only=True)
class ActivistRecordSheet(CultivationRecord):
    """Our record sheet in place of the central form, for the archive. Source: 《细则》 2026
    第三十六条.
    """

    political_status: Annotated[Text, Blank("政治面貌")] = None
    native_place: Annotated[Text, Fact("apply.native_place")] = None
    history: Annotated[tuple[HistoryRow, ...], Blank("简历")] = ()
    relatives: Annotated[tuple[RelativeRow, ...], Blank("家庭主要成员和主要社会关系")] = ()
    reports: Annotated[tuple[DatedRow, ...], Blank("思想汇报")] = ()

    note = OUR_PAGE
    layout = (
        PERSON,
        table(
            (cell("political_status", width=15), cell("native_place", width=15)),
            ("since", "contacts"),
        ),
        HISTORY,
        RELATIVES,
        title("教育活动"),
        ACTIVITIES,
        title("思想汇报"),
        REPORTS,
        title("考察情况"),
        EXAMINATIONS,
        *CultivationRecord.opinions,
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        base, apply = CultivationRecord.of(subject), subject.steps.apply or Apply()
        return cls(
            **base.__dict__,
            political_status=apply.political_status.label if apply.political_status else None,
            native_place=apply.native_place,
            history=history_rows(apply.history),
            relatives=relative_rows(apply.relatives),
            reports=report_rows((subject.steps.cultivate or Cultivate()).reports),
        )
