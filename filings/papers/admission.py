"""Papers of steps 12 to 14: the branch committee's review, the pre-review, the values for the form of admission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from cases.facts.admission import CommitteeReview, FillForm, PreReview
from cases.facts.application import Apply, PoliticalStatus, Stratum
from cases.procedure import PLACE, STEPS, Body
from config.kit import mask
from filings.papers.applicant import HistoryRow, RelativeRow, history_rows, relative_rows
from filings.papers.base import Day, Form, Minutes, Official, Text, Upward, called, head, issued, one_day
from filings.papers.registry import Kind, paper
from filings.papers.subject import Subject, introducers_of
from filings.papers.values import Blank, Steer


@paper(
    "review_minutes",
    step="committee_review",
    kind=Kind.FORM,
    title="支部委员会审查会议记录",
    template="filings/papers/_minutes.html",
)
@dataclass(frozen=True, kw_only=True)
class ReviewMinutes(Minutes):
    """Minutes of the review. Source: 《细则》 2014 第十九条, 2026 第十八条."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.committee_review or CommitteeReview()
        return cls(
            **head(subject),
            meeting="支委会",
            on=facts.on,
            present=facts.present,
            agenda=f"审查发展对象{subject.person.name}同志的条件、手续和材料",
            discussion=facts.remarks,
            outcome={True: "审查合格", False: "审查不合格", None: None}[facts.is_passed],
        )


@dataclass(frozen=True)
class StepDay:
    """A step of the procedure and its day."""

    term: str
    on: Annotated[Day, Blank("程序办理日期")]


def steps_so_far(subject: Subject, until: str) -> tuple[StepDay, ...]:
    """The steps before `until` with their days; of those that exist in the edition."""
    rows = []
    for step in STEPS:
        facts = subject.steps.get(step.code)
        if PLACE[step.code] >= PLACE[until] or (step.only_2026 and facts is None):
            continue
        rows.append(StepDay(step.term, facts.on if facts else None))
    return tuple(rows)


@dataclass(frozen=True)
class PersonSteps:
    """One person and the procedure so far."""

    name: str
    sex: Annotated[Text, Blank("性别")]
    born: Annotated[Text, Blank("出生年月")]
    post: Annotated[Text, Blank("工作单位及职务")]
    steps: tuple[StepDay, ...]

    @classmethod
    def of(cls, subject: Subject, until: str) -> Self:
        first = head(subject)
        return cls(first["name"], first["sex"], first["born"], first["post"], steps_so_far(subject, until))


@paper("pre_review_request", step="pre_review", kind=Kind.OFFICIAL, title="关于预审的请示", many=True)
@dataclass(frozen=True, kw_only=True)
class PreReviewRequest(Upward):
    """Conditions, and the procedure so far with its days. Source: 《细则》 2014 第十九条, 2026 第十八条."""

    people: tuple[PersonSteps, ...]

    @classmethod
    def of_many(cls, subjects: tuple[Subject, ...]) -> Self:
        day = one_day(subjects, "pre_review", "submitted_on")
        return cls(
            **issued(subjects, "pre_review_request", Body.BRANCH, Body.COMMITTEE, day),
            heading=("关于", "对", called(subjects), "进行预审的", "请示"),
            people=tuple(PersonSteps.of(subject, "pre_review") for subject in subjects),
        )


@paper("pre_review_reply", step="pre_review", kind=Kind.OFFICIAL, title="预审意见的批复", issuer=Body.COMMITTEE)
@dataclass(frozen=True, kw_only=True)
class PreReviewReply(Official):
    """The written answer; a qualified target gets the form. Source: 《细则》 2014 第十九条, 2026 第十八条."""

    name: str
    is_qualified: Annotated[bool | None, Steer("预审结论")]
    remarks: Annotated[Text, Blank("预审意见")]
    received_on: Day
    request_number: Text

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.pre_review or PreReview()
        return cls(
            **issued([subject], "pre_review_reply", Body.COMMITTEE, Body.BRANCH, facts.on),
            heading=("关于", "对", called([subject]), "预审意见的", "批复"),
            name=subject.person.name,
            is_qualified=facts.is_qualified,
            remarks=facts.remarks,
            received_on=facts.submitted_on,
            request_number=subject.latest_number("pre_review_request"),
        )


@paper("form_data", step="fill_form", kind=Kind.FORM, title="入党志愿书填写数据页", whole=True)
@dataclass(frozen=True, kw_only=True)
class FormData(Form):
    """Every value the system holds for the form of admission, in its order, to copy from.

    Source: 《细则》 2014 第十五、十九条, 2026 第十五、十八、四十二条: the form itself is printed by the provinces.
    """

    form_number: Annotated[Text, Blank("志愿书编号")] = None
    issued_on: Annotated[Day, Blank("志愿书发放日期")] = None
    filled_on: Annotated[Day, Blank("志愿书填写日期")] = None
    former_name: Text = None
    born_on: Annotated[Day, Blank("出生日期")] = None
    native_place: Annotated[Text, Blank("籍贯")] = None
    birthplace: Annotated[Text, Blank("出生地")] = None
    degree: Text = None
    school: Text = None
    stratum: Annotated[Stratum | None, Blank("职业类别")] = None
    political_status: PoliticalStatus | None = None
    league_joined_on: Day = None
    identity_number: Annotated[Text, Blank("公民身份号码")] = None
    registered_address: Annotated[Text, Blank("户籍地")] = None
    residence: Annotated[Text, Blank("现居住地")] = None
    history: Annotated[tuple[HistoryRow, ...], Blank("简历")] = ()
    relatives: Annotated[tuple[RelativeRow, ...], Blank("家庭主要成员和主要社会关系")] = ()
    introducers: Annotated[tuple[str, ...], Blank("入党介绍人")] = ()

    @classmethod
    def of(cls, subject: Subject) -> Self:
        apply, facts = subject.steps.apply or Apply(), subject.steps.fill_form or FillForm()
        number = subject.person.identity_number or ""
        return cls(
            **head(subject),
            form_number=facts.form_number,
            issued_on=facts.issued_on,
            filled_on=facts.on,
            former_name=apply.former_name,
            born_on=subject.person.birth_on,
            native_place=apply.native_place,
            birthplace=apply.birthplace,
            degree=apply.degree,
            school=apply.school,
            stratum=apply.stratum,
            political_status=apply.political_status,
            league_joined_on=apply.league_joined_on,
            identity_number=(mask(number) if subject.is_masked else number) or None,
            registered_address=apply.registered_address,
            residence=apply.residence,
            history=history_rows(apply.history),
            relatives=relative_rows(apply.relatives),
            introducers=tuple(named.name for named in introducers_of(subject.steps)),
        )
