"""Papers of stage 3 up to the introducers: opinions heard, filing of development targets, public
notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

from cases.facts.arithmetic import add_months, age_on
from cases.facts.target import AppointIntroducers, ListTarget, Nominate, NoticeResult
from cases.facts.values import Heard, Opinion, Place
from cases.procedure import Body
from filings.papers.sheets.base import (
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
from filings.papers.sheets.days import either, first, last, sent
from filings.papers.sheets.registry import Kind, paper
from filings.papers.sheets.subject import Subject, contacts_of, introducers_of
from filings.papers.sheets.tables import PERSON, cell, hint, piece, signs, table, tall
from filings.papers.sheets.values import Ahead, Blank, Fact, Steer, month


@dataclass(frozen=True)
class OpinionRow:
    """One kind of opinion: whose, when, what."""

    kind: Heard
    on: Annotated[Day, Blank("听取意见日期")]
    summary: Annotated[Text, Blank("意见摘要")]


def opinion_rows(
    opinions: tuple[Opinion, ...] | None, kinds: tuple[Heard, ...]
) -> tuple[OpinionRow, ...]:
    """The opinions heard, and an empty row for each kind that was not."""
    given = opinions or ()
    heard = [OpinionRow(row.kind, row.on, row.summary) for row in given]
    missing = [
        OpinionRow(kind, None, None) for kind in kinds if all(row.kind is not kind for row in given)
    ]
    order = list(Heard)
    return tuple(sorted((*heard, *missing), key=lambda row: order.index(row.kind)))


@dataclass(frozen=True, kw_only=True)
class OpinionsHeard(Form):
    """Opinions of members and of the masses."""

    opinions: Annotated[tuple[OpinionRow, ...], Fact()]

    layout = (
        PERSON,
        piece("filings/papers/_heard.html"),
        signs("被听取意见代表（签名）：", "记录人（签名）：", "（党支部盖章）"),
    )


@paper(
    "nomination_opinions",
    step="nominate",
    kind=Kind.FORM,
    title="确定发展对象听取意见记录",
    day=either(last("nominate.opinions.on"), first("nominate.on")),
)
@dataclass(frozen=True, kw_only=True)
class NominationOpinions(OpinionsHeard):
    """Four kinds of opinion. Source: 《细则》第十三条."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.nominate or Nominate()
        return cls(**head(subject), opinions=opinion_rows(facts.opinions, tuple(Heard)))


@paper(
    "nomination_minutes",
    step="nominate",
    kind=Kind.FORM,
    title="讨论确定发展对象会议记录",
    day=first("nominate.on"),
)
@dataclass(frozen=True, kw_only=True)
class NominationMinutes(Minutes):
    """Minutes of the discussion. Source: 《细则》第十三条."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.nominate or Nominate()
        words = {True: "同意列为发展对象人选", False: "不同意列为发展对象人选"}
        return cls(
            **head(subject),
            meeting=facts.meeting.label if facts.meeting else None,
            on=facts.on,
            present=facts.present,
            agenda=f"讨论确定{subject.person.name}同志为发展对象人选",
            outcome=None if facts.is_agreed is None else words[facts.is_agreed],
        )


@dataclass(frozen=True, kw_only=True)
class TargetRow(RosterRow):
    """One line of the roster."""

    applied_on: Annotated[Day, Blank("申请入党时间")]
    activist_on: Annotated[Day, Blank("确定为入党积极分子时间")]
    decided_on: Annotated[Day, Blank("讨论确定时间")]
    contacts: Annotated[Text, Blank("培养联系人")]

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts, shortlist = subject.steps.nominate or Nominate(), subject.steps.shortlist
        return cls(
            **roster_person(subject),
            **who(subject, "applied_on"),
            activist_on=shortlist.on if shortlist else None,
            decided_on=facts.on,
            contacts="、".join(named.name for named in contacts_of(subject.steps)) or None,
        )


def asks_for_consent(subject: Subject) -> bool:
    """Whether the report of step 8 asks for consent (2026) or files (2014), by the day on which
    it went up.
    """
    return subject.on(subject.sent_on("list_consent")).edition == 2026


def _has_full_year(subject: Subject) -> bool:
    """Whether a year had passed from the decision as an activist to that as a target. Source:
    《细则》第十三条.
    """
    first_on, decided_on = one_day([subject], "shortlist"), one_day([subject], "nominate")
    return (
        first_on is not None and decided_on is not None and decided_on >= add_months(first_on, 12)
    )


def _heard_before(subject: Subject) -> set[Heard]:
    """Whose opinions were heard by the day of the decision."""
    facts = subject.steps.nominate or Nominate()
    return {
        row.kind
        for row in facts.opinions or ()
        if row.on is None or facts.on is None or row.on <= facts.on
    }


@paper(
    "target_report",
    step="list_target",
    kind=Kind.OFFICIAL,
    title="关于发展对象人选备案的报告（请示）",
    many=True,
    day=sent("list_consent"),
    titled=lambda subject: (
        "关于确定发展对象的请示" if asks_for_consent(subject) else "关于发展对象人选备案的报告"
    ),
)
@dataclass(frozen=True, kw_only=True)
class TargetReport(Upward):
    """A report in 2014, a request for consent in 2026. Source: 《细则》第十三条.

    has_full_year  whether all were cultivated for a year
    heard          whose opinions were heard of all of them
    decided_by     which meeting decided, where it was the same for all
    """

    is_request: Annotated[bool, Steer()]
    has_full_year: Annotated[bool, Steer()]
    heard: Text
    decided_by: Text
    people: tuple[TargetRow, ...]

    @classmethod
    def of_many(cls, subjects: tuple[Subject, ...]) -> Self:
        first_one = subjects[0]
        is_request = first_one.edition == 2026
        words = ("确定为发展对象的", "请示") if is_request else ("发展对象人选备案的", "报告")
        heard = set.intersection(*(_heard_before(subject) for subject in subjects))
        return cls(
            **issued(
                subjects,
                "target_report",
                Body.BRANCH,
                Body.COMMITTEE,
                day_sent(subjects, "list_consent"),
            ),
            heading=("关于", called(subjects), *words),
            is_request=is_request,
            has_full_year=all(_has_full_year(subject) for subject in subjects),
            heard=_listed([kind.label for kind in Heard if kind in heard]),
            decided_by=same(decided_by(subject) for subject in subjects),
            people=tuple(TargetRow.of(subject) for subject in subjects),
        )


def _listed(words: Sequence[str]) -> str | None:
    """Several as a sentence lists them: 党小组、党员和群众."""
    return "和".join(filter(None, ("、".join(words[:-1]), *words[-1:]))) or None


def decided_by(subject: Subject) -> str | None:
    """Which meeting decided on the target; None: none, or not known."""
    facts = subject.steps.nominate or Nominate()
    return who_decided(facts.meeting) if facts.is_agreed is not False else None


@paper(
    "target_roster",
    step="list_target",
    kind=Kind.FORM,
    title="发展对象人选备案登记表",
    many=True,
    day=sent("list_consent"),
    titled=lambda subject: (
        "发展对象人选登记表" if asks_for_consent(subject) else "发展对象人选备案登记表"
    ),
)
@dataclass(frozen=True, kw_only=True)
class TargetRoster:
    """The roster that goes with it."""

    unit: str
    rows: tuple[TargetRow, ...]

    @classmethod
    def of_many(cls, subjects: tuple[Subject, ...]) -> Self:
        return cls(
            unit=roster_unit(subjects), rows=tuple(TargetRow.of(subject) for subject in subjects)
        )


def has_notice(subject: Subject) -> bool:
    """Whether there is a public notice: in 2026 always, in 2014 where one was posted or local
    rules want one.
    """
    listed = subject.whole.list_target or ListTarget()
    is_wanted = subject.profile.notice_days_2014 > 0 and listed.on is None
    return subject.edition_of("list_target") == 2026 or listed.notice_from is not None or is_wanted


@paper(
    "public_notice",
    step="list_target",
    kind=Kind.NOTICE,
    title="发展对象公示",
    applies=has_notice,
    day=first("list_target.notice_from"),
)
@dataclass(frozen=True, kw_only=True)
class PublicNotice(Official):
    """The notice that is posted; it names no identity number and no address. Source: 《细则》
    2026 第十三条.
    """

    decided_by: Text
    has_consent: Annotated[bool, Steer()]

    name: str
    sex: Annotated[Text, Blank("性别")]
    age: Annotated[int | None, Blank("年龄")]
    education: Annotated[Text, Blank("学历")]
    post: Annotated[Text, Blank("工作单位及职务")]
    applied_on: Annotated[Day, Blank("申请入党时间")]
    activist_on: Annotated[Day, Blank("确定为入党积极分子时间")]
    notice_from: Annotated[Day, Blank("公示开始日期")]
    notice_to: Annotated[Day, Blank("公示结束日期"), Ahead()]
    phone: Annotated[Text, Blank("联系电话")] = None
    address: Annotated[Text, Blank("受理地址")] = None

    @classmethod
    def of(cls, subject: Subject) -> Self:
        row, facts = TargetRow.of(subject), subject.whole.list_target or ListTarget()
        birth = subject.person.birth_on
        return cls(
            decided_by=decided_by(subject),
            has_consent=one_day([subject], "list_consent") is not None,
            issuer=subject.branch.name,
            number="",
            addressee="",
            on=facts.notice_from,
            heading=("关于", called([subject]), "拟列为发展对象的", "公示"),
            name=row.name,
            sex=row.sex,
            age=age_on(birth, facts.notice_from) if birth and facts.notice_from else None,
            education=row.education,
            post=row.post,
            applied_on=row.applied_on,
            activist_on=row.activist_on,
            notice_from=facts.notice_from,
            notice_to=facts.notice_to,
        )


@paper(
    "notice_record",
    step="list_target",
    kind=Kind.FORM,
    title="公示情况登记表",
    applies=has_notice,
    day=first("list_target.on", "list_target.notice_to"),
)
@dataclass(frozen=True, kw_only=True)
class NoticeRecord(Form):
    """From when to when it hung where, and what people said. Source: 《细则》 2026 第十三条."""

    notice_from: Annotated[Day, Fact()] = None
    notice_to: Annotated[Day, Fact()] = None
    places: Annotated[tuple[Place, ...] | None, Fact()] = None
    reactions: Annotated[Text, Fact(blank="反映的情况")] = None
    result: Annotated[NoticeResult | None, Fact()] = None

    layout = (
        PERSON,
        table(
            ("notice_from", "notice_to"),
            "places",
            tall("reactions", is_long=True),
            "result",
            widths=(18, 32, 18, 32),
        ),
        hint("公示照片由党支部留存。"),
        signs("登记人（签名）：", "支部书记（签名）：", "（党支部盖章）"),
    )


@paper(
    "target_notice",
    step="list_target",
    kind=Kind.FORM,
    title="列为发展对象通知书",
    applies=lambda subject: not (subject.whole.list_target or ListTarget()).is_negative,
    day=first("list_target.on"),
)
@dataclass(frozen=True, kw_only=True)
class TargetNotice(Slip):
    """Notice to the person, with stub; in 2014 the listing was filed, in 2026 it follows consent
    and notice.
    """

    listed_on: Annotated[Day, Fact("on")] = None
    edition: Annotated[int, Steer()]
    decided_by: Text = None
    consent_on: Day = None
    notice_from: Day = None
    notice_to: Day = None

    stub = table(cell("listed_on", width=30))

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.list_target or ListTarget()
        return cls(
            **told(cls, subject),
            edition=subject.edition,
            decided_by=decided_by(subject),
            consent_on=one_day([subject], "list_consent"),
            notice_from=facts.notice_from,
            notice_to=facts.notice_to,
        )


@dataclass(frozen=True)
class IntroducerRow:
    """One introducer, as the member list knows him."""

    name: str
    sex: Annotated[Text, Blank("介绍人性别")]
    born: Annotated[Text, Blank("介绍人出生年月")]
    joined_on: Annotated[Day, Blank("介绍人入党时间")]
    organization: Annotated[Text, Blank("介绍人所在党组织")]


@paper(
    "introducer_register",
    step="appoint_introducers",
    kind=Kind.FORM,
    title="入党介绍人确定登记表",
    day=first("appoint_introducers.on"),
)
@dataclass(frozen=True, kw_only=True)
class IntroducerRegister(Form):
    """Two full members. Source: 《细则》第十四条."""

    on: Annotated[Day, Fact()] = None
    introducers: Annotated[tuple[IntroducerRow, ...], Blank("入党介绍人")]

    layout = (
        PERSON,
        piece("filings/papers/_introducers.html"),
        table(cell("on", width=20), cell("way", label="产生方式")),
        signs("支部书记（签名）：", "（党支部盖章）"),
    )

    @property
    def way(self) -> str:
        """To be ticked by hand: no fact says it."""
        return "☐ 培养联系人担任　☐ 党组织指定"

    @classmethod
    def of(cls, subject: Subject) -> Self:
        rows = []
        for named in introducers_of(subject.steps):
            member = subject.member(named)
            rows.append(
                IntroducerRow(
                    named.name,
                    (member.person.get_sex_display() or None) if member else None,
                    month(member.person.birth_on) if member else None,
                    member.joined_on if member else None,
                    member.organization.name if member else None,
                )
            )
        facts = subject.steps.appoint_introducers or AppointIntroducers()
        return cls(**head(subject), on=facts.on, introducers=tuple(rows))
