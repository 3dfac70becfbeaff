"""Papers of stage 3 from the public notice to the introducers: notice, listing, introducers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from branches.models import Member
from cases.facts.arithmetic import age_on
from cases.facts.target import ListTarget, NoticeResult
from cases.facts.values import NamedMember, Place
from filings.papers.sheets.kit.base import Day, Form, Official, Slip, Text, called, one_day, told
from filings.papers.sheets.kit.days import first
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject, introducers_of
from filings.papers.sheets.kit.tables import PERSON, cell, hint, piece, signs, table, tall
from filings.papers.sheets.kit.values import Ahead, Blank, Fact, Steer, month
from filings.papers.sheets.nomination import TargetRow, decided_by


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
    """One introducer, as the member list knows them."""

    name: str
    sex: Annotated[Text, Blank("介绍人性别")]
    born: Annotated[Text, Blank("介绍人出生年月")]
    joined_on: Annotated[Day, Blank("介绍人入党时间")]
    organization: Annotated[Text, Blank("介绍人所在党组织")]


def introducer_row(named: NamedMember, member: Member | None) -> IntroducerRow:
    """The introducer as printed; a person who is not in the member list is known by name only."""
    if member is None:
        return IntroducerRow(named.name, None, None, None, None)
    return IntroducerRow(
        name=named.name,
        sex=member.person.get_sex_display() or None,
        born=month(member.person.birth_on),
        joined_on=member.joined_on,
        organization=member.organization.name,
    )


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
        rows = [
            introducer_row(named, subject.member(named)) for named in introducers_of(subject.steps)
        ]
        return cls(**told(cls, subject), introducers=tuple(rows))
