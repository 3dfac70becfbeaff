"""Papers of steps 10 and 11: political review, training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from cases.facts.application import Apply
from cases.facts.target import Inquiry, PoliticalReview, ReviewMethod, ReviewPlace, Train, TrainingBody, TrainingMode
from cases.procedure import Body
from filings.papers.applicant import HistoryRow, RelativeRow, history_rows, relative_rows
from filings.papers.base import Day, Form, Official, Text, Upward, called, head, issued, one_day, pick
from filings.papers.registry import Kind, paper
from filings.papers.subject import Subject
from filings.papers.values import Blank, month


@paper("inquiry_letter", step="political_review", kind=Kind.LETTER, title="政治审查函")
@dataclass(frozen=True, kw_only=True)
class InquiryLetter(Official):
    """One letter an inquiry (函调). Source: 《细则》第十六条."""

    name: str
    sex: Annotated[Text, Blank("性别")]
    born: Annotated[Text, Blank("出生年月")]
    post: Annotated[Text, Blank("工作单位及职务")]
    relatives: tuple[RelativeRow, ...]

    @classmethod
    def of(cls, subject: Subject) -> list[Self]:
        """A letter to each unit asked; a blank one while none is named."""
        facts, apply = subject.steps.political_review or PoliticalReview(), subject.steps.apply or Apply()
        return [
            cls(
                **issued([subject], "inquiry_letter", Body.BRANCH, inquiry.unit, inquiry.sent_on),
                heading=("关于", "协助了解", called([subject]), "有关情况的", "函"),
                name=subject.person.name,
                sex=subject.person.get_sex_display() or None,
                born=month(subject.person.birth_on),
                post=apply.post,
                relatives=relative_rows(apply.relatives),
            )
            for inquiry in facts.inquiries or (Inquiry(),)
        ]


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
    return tuple(InquiryRow(row.unit, row.sent_on, row.replied_on, row.is_sealed, row.reply) for row in inquiries or ())


@paper("reply_excerpts", step="political_review", kind=Kind.FORM, title="政治审查复函摘录")
@dataclass(frozen=True, kw_only=True)
class ReplyExcerpts(Form):
    """What was asked, and what the answers say."""

    inquiries: Annotated[tuple[InquiryRow, ...], Blank("函调情况")]

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.political_review or PoliticalReview()
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


@paper("review_report", step="political_review", kind=Kind.OFFICIAL, title="政治审查情况的报告")
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
    findings: Annotated[Text, Blank("审查情况")]
    open_points: Text
    conclusion: Annotated[Text, Blank("审查结论")]

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts, apply = subject.steps.political_review or PoliticalReview(), subject.steps.apply or Apply()
        words = {True: "政治审查合格", False: "政治审查不合格", None: None}
        return cls(
            **issued([subject], "review_report", Body.BRANCH, Body.COMMITTEE, facts.on),
            heading=("关于", called([subject]), "政治审查情况的", "报告"),
            name=subject.person.name,
            sex=subject.person.get_sex_display() or None,
            born=month(subject.person.birth_on),
            ethnicity=subject.person.ethnicity or None,
            native_place=apply.native_place,
            education=apply.education.label if apply.education else None,
            post=apply.post,
            applied_on=apply.on,
            history=history_rows(apply.history),
            relatives=relative_rows(apply.relatives),
            methods=facts.methods,
            places=facts.places,
            inquiries=inquiry_rows(facts.inquiries),
            joint_review_on=facts.joint_review_on,
            findings=facts.findings,
            open_points=open_points(facts),
            conclusion=words[facts.is_qualified],
        )


@dataclass(frozen=True)
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
    facts, apply = subject.steps.train or Train(), subject.steps.apply or Apply()
    return TraineeRow(
        subject.branch.name,
        subject.person.name,
        subject.person.get_sex_display() or None,
        month(subject.person.birth_on),
        apply.post,
        facts.hours,
        {True: "合格", False: "不合格", None: None}[facts.is_passed],
        facts.certificate,
    )


@paper("class_roster", step="train", kind=Kind.FORM, title="发展对象培训班学员名册", issuer=Body.COMMITTEE, many=True)
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


def passed_training(subject: Subject) -> bool:
    """Whether there is a class to certify: not where it was left out with a reason, nor failed."""
    facts = subject.steps.train or Train()
    return not facts.special_case and facts.is_passed is not False


@paper(
    "training_certificate",
    step="train",
    kind=Kind.FORM,
    title="发展对象培训合格证",
    issuer=Body.COMMITTEE,
    applies=passed_training,
)
@dataclass(frozen=True, kw_only=True)
class TrainingCertificate(Form):
    """Certificate of the class."""

    class_name: Annotated[Text, Blank("培训班名称")] = None
    organizer: Annotated[TrainingBody | None, Blank("培训单位")] = None
    start_on: Annotated[Day, Blank("开班日期")] = None
    on: Annotated[date | None, Blank("结业日期")] = None
    days: Annotated[int | None, Blank("培训天数")] = None
    hours: Annotated[int | None, Blank("培训学时")] = None
    mode: TrainingMode | None = None
    certificate: Annotated[Text, Blank("合格证编号")] = None

    @classmethod
    def of(cls, subject: Subject) -> Self:
        return cls(**head(subject, Body.COMMITTEE) | pick(cls, subject.steps.train or Train()))
