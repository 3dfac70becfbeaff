"""Papers of steps 10 and 11: political review, training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from cases.facts.application import Apply
from cases.facts.case import edition_on
from cases.facts.target import (
    Inquiry,
    PoliticalReview,
    ReviewMethod,
    ReviewPlace,
    Train,
    TrainingBody,
    TrainingMode,
)
from cases.procedure import Body
from filings.papers.sheets.applicant import HistoryRow, RelativeRow, history_rows, relative_rows
from filings.papers.sheets.kit.base import (
    Day,
    Form,
    Official,
    Text,
    Upward,
    called,
    head,
    issued,
    one_day,
    pick,
    who,
)
from filings.papers.sheets.kit.days import first, last
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.tables import PERSON, piece, signs
from filings.papers.sheets.kit.values import Blank, Steer


def has_inquiries(subject: Subject) -> bool:
    """Whether units were asked, or the review is still to come: one that asked nobody has no
    letter and no answer.
    """
    review = subject.whole.political_review
    return review is None or review.on is None or bool(review.inquiries)


@paper(
    "inquiry_letter",
    step="political_review",
    kind=Kind.LETTER,
    title="政治审查函",
    applies=has_inquiries,
    day=first("political_review.inquiries.sent_on"),
)
@dataclass(frozen=True, kw_only=True)
class InquiryLetter(Official):
    """One letter an inquiry (函调). What is asked about goes by the edition of its day. Source:
    《细则》第十六条.
    """

    name: str
    sex: Annotated[Text, Blank("性别")]
    born: Annotated[Text, Blank("出生年月")]
    post: Annotated[Text, Blank("工作单位及职务")]
    relatives: tuple[RelativeRow, ...]
    edition: Annotated[int, Steer()]

    @classmethod
    def of(cls, subject: Subject) -> list[Self]:
        """A letter to each unit asked, each with a day and a number of its own; a blank one
        while none is named.
        """
        facts = subject.whole.political_review or PoliticalReview()
        apply = subject.whole.apply or Apply()
        letters = []
        for part, inquiry in enumerate(facts.inquiries or (Inquiry(),)):
            letter = cls(
                **issued(
                    [subject],
                    "inquiry_letter",
                    Body.BRANCH,
                    inquiry.unit,
                    inquiry.sent_on,
                    part=part,
                ),
                heading=("关于", "协助了解", called([subject]), "有关情况的", "函"),
                **who(subject, "name", "sex", "born"),
                post=apply.post,
                relatives=relative_rows(apply.relatives),
                edition=edition_on(inquiry.sent_on) if inquiry.sent_on else subject.edition,
            )
            letters.append(letter)
        return letters


@dataclass(frozen=True)
class InquiryRow:
    """One inquiry and its answer."""

    unit: Annotated[Text, Blank("函调单位")]
    sent_on: Annotated[Day, Blank("发函日期")]
    replied_on: Annotated[Day, Blank("复函日期")]
    is_sealed: Annotated[bool | None, Blank("复函是否盖章")]
    reply: Annotated[Text, Blank("复函摘录")]


def inquiry_rows(inquiries: tuple[Inquiry, ...] | None) -> tuple[InquiryRow, ...]:
    """Inquiries as printed."""
    return tuple(
        InquiryRow(row.unit, row.sent_on, row.replied_on, row.is_sealed, row.reply)
        for row in inquiries or ()
    )


@paper(
    "reply_excerpts",
    step="political_review",
    kind=Kind.FORM,
    title="政治审查复函摘录",
    applies=has_inquiries,
    day=last("political_review.inquiries.replied_on", "political_review.inquiries.sent_on"),
)
@dataclass(frozen=True, kw_only=True)
class ReplyExcerpts(Form):
    """What was asked, and what the answers say."""

    inquiries: Annotated[tuple[InquiryRow, ...], Blank("函调情况")]

    layout = (
        PERSON,
        piece("filings/papers/_replies.html"),
        signs("摘录人（签名）：", "核对人（签名）：", "（党支部盖章）"),
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.whole.political_review or PoliticalReview()
        return cls(**head(subject), inquiries=inquiry_rows(facts.inquiries))


def open_points(facts: PoliticalReview) -> str | None:
    """What was asked and is not answered, or not with a seal; None: nothing."""
    found = []
    for row in facts.inquiries or ():
        if row.replied_on is None:
            found.append(f"{row.unit}尚未复函")
        elif row.is_sealed is False:
            found.append(f"{row.unit}的复函未加盖公章")
    if facts.needs_joint_review and facts.joint_review_on is None:
        found.append("联审（执纪执法等部门意见）尚未取得")
    return "；".join(found) or None


@paper(
    "review_report",
    step="political_review",
    kind=Kind.OFFICIAL,
    title="政治审查情况的报告",
    day=first("political_review.on"),
)
@dataclass(frozen=True, kw_only=True)
class ReviewReport(Upward):
    """Person, history, family, what was asked, conclusion. Source: 《细则》第十六条."""

    name: str
    sex: Annotated[Text, Blank("性别")]
    born: Annotated[Text, Blank("出生年月")]
    ethnicity: Annotated[Text, Blank("民族")]
    native_place: Annotated[Text, Blank("籍贯")]
    education: Annotated[Text, Blank("学历")]
    post: Annotated[Text, Blank("工作单位及职务")]
    applied_on: Annotated[Day, Blank("申请入党时间")]
    history: Annotated[tuple[HistoryRow, ...], Blank("简历")]
    relatives: Annotated[tuple[RelativeRow, ...], Blank("家庭主要成员和主要社会关系")]
    methods: Annotated[tuple[ReviewMethod, ...] | None, Blank("审查方式")]
    places: tuple[ReviewPlace, ...] | None
    inquiries: tuple[InquiryRow, ...]
    joint_review_on: Day
    edition: Annotated[int, Steer()]
    findings: Annotated[Text, Blank("审查情况")]
    open_points: Text
    conclusion: Annotated[Text, Blank("审查结论")]

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.political_review or PoliticalReview()
        apply = subject.steps.apply or Apply()
        words = {True: "政治审查合格", False: "政治审查不合格", None: None}
        return cls(
            **issued([subject], "review_report", Body.BRANCH, Body.COMMITTEE, facts.on),
            heading=("关于", called([subject]), "政治审查情况的", "报告"),
            **who(subject, "name", "sex", "born", "ethnicity", "education", "post", "applied_on"),
            native_place=apply.native_place,
            history=history_rows(apply.history),
            relatives=relative_rows(apply.relatives),
            methods=facts.methods,
            places=facts.places,
            inquiries=inquiry_rows(facts.inquiries),
            joint_review_on=facts.joint_review_on,
            edition=subject.edition,
            findings=facts.findings,
            open_points=open_points(facts),
            conclusion=words[facts.is_qualified],
        )


def attended_class(subject: Subject) -> bool:
    """Whether there is a class: not where the training was left out with a reason."""
    return not (subject.whole.train or Train()).is_excused


def passed_training(subject: Subject) -> bool:
    """Whether there is a class to certify: not where it was failed either."""
    return attended_class(subject) and (subject.whole.train or Train()).is_passed is not False


@dataclass(frozen=True, kw_only=True)
class TraineeRow:
    """One line of the class roster."""

    branch: str
    name: str
    sex: Annotated[Text, Blank("性别")]
    born: Annotated[Text, Blank("出生年月")]
    post: Annotated[Text, Blank("职务")]
    hours: Annotated[int | None, Blank("学时")]
    result: Annotated[Text, Blank("结业结果")]
    certificate: Annotated[Text, Blank("合格证编号")]


def _trainee(subject: Subject) -> TraineeRow:
    facts = subject.steps.train or Train()
    return TraineeRow(
        branch=subject.branch.name,
        **who(subject, "name", "sex", "born", "post"),
        hours=facts.hours,
        result={True: "合格", False: "不合格", None: None}[facts.is_passed],
        certificate=facts.certificate,
    )


@paper(
    "class_roster",
    step="train",
    kind=Kind.FORM,
    title="发展对象培训班学员名册",
    issuer=Body.COMMITTEE,
    many=True,
    applies=attended_class,
    day=first("train.on"),
)
@dataclass(frozen=True, kw_only=True)
class ClassRoster:
    """Those of one class. Source: 《细则》第十七条."""

    unit: Annotated[Text, Blank("培训单位")]
    class_name: Annotated[Text, Blank("培训班名称")]
    start_on: Annotated[Day, Blank("开班日期")]
    on: Annotated[Day, Blank("结业日期")]
    days: Annotated[int | None, Blank("培训天数")]
    rows: tuple[TraineeRow, ...]

    @classmethod
    def of_many(cls, subjects: tuple[Subject, ...]) -> Self:
        facts = subjects[0].steps.train or Train()
        return cls(
            unit=subjects[0].name_of(Body.COMMITTEE),
            class_name=facts.class_name,
            start_on=one_day(subjects, "train", "start_on"),
            on=one_day(subjects, "train"),
            days=facts.days,
            rows=tuple(_trainee(subject) for subject in subjects),
        )


@paper(
    "training_certificate",
    step="train",
    kind=Kind.FORM,
    title="发展对象培训合格证",
    issuer=Body.COMMITTEE,
    applies=passed_training,
    day=first("train.on"),
)
@dataclass(frozen=True, kw_only=True)
class TrainingCertificate(Form):
    """Certificate of the class."""

    class_name: Annotated[Text, Blank("培训班名称")] = None
    organizer: Annotated[Text, Blank("培训单位")] = None
    start_on: Annotated[Day, Blank("开班日期")] = None
    on: Annotated[date | None, Blank("结业日期")] = None
    days: Annotated[int | None, Blank("培训天数")] = None
    hours: Annotated[int | None, Blank("培训学时")] = None
    mode: TrainingMode | None = None
    certificate: Annotated[Text, Blank("合格证编号")] = None
    is_passed: Annotated[bool | None, Steer("是否合格")] = None

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.train or Train()
        named = {"organizer": organizer_name(subject, facts.organizer)}
        return cls(**head(subject, Body.COMMITTEE) | pick(cls, facts) | named)


def organizer_name(subject: Subject, body: TrainingBody | None) -> str | None:
    """Who held the class, by its name where the record has one; another body is written in by
    hand.
    """
    if body is TrainingBody.COMMITTEE:
        return subject.name_of(Body.COMMITTEE)
    return body.label if body is TrainingBody.COUNTY_DEPARTMENT else None
