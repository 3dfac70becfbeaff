"""Papers of steps 12 to 14: the branch committee's review, the pre-review, the values for the
form of admission.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from cases.facts.admission import CommitteeReview, PreReview
from cases.facts.application import Apply, PoliticalStatus, Stratum
from cases.facts.case import edition_on
from cases.facts.values import Paper as Material
from cases.procedure import PLACE, STEPS, Body
from config.kit import mask
from filings.papers.sheets.applicant import HistoryRow, RelativeRow, history_rows, relative_rows
from filings.papers.sheets.kit.base import (
    Day,
    Form,
    Minutes,
    Official,
    Text,
    Upward,
    called,
    cultivation_papers,
    day_sent,
    head,
    issued,
    one_day,
    same,
    told,
)
from filings.papers.sheets.kit.days import first, sent
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject, introducers_of
from filings.papers.sheets.kit.tables import RELATIVES, cell, hint, piece, table
from filings.papers.sheets.kit.values import Blank, Fact, Steer


def reviewing_body(subject: Subject) -> str:
    """Who reviews at step 12: the branch meeting where there is no branch committee. Source:
    docs/specification/rules.md, Arithmetic.
    """
    then = subject.whole.nominate.branch if subject.whole.nominate else None
    branch = then if then is not None else subject.branch
    return "支部大会" if branch.has_branch_committee is False else "支部委员会"


@paper(
    "review_minutes",
    step="committee_review",
    kind=Kind.FORM,
    title="支部委员会审查会议记录",
    titled=lambda subject: f"{reviewing_body(subject)}审查会议记录",
    day=first("committee_review.on"),
)
@dataclass(frozen=True, kw_only=True)
class ReviewMinutes(Minutes):
    """Minutes of the review. Source: 《细则》 2014 第十九条, 2026 第十八条."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.committee_review or CommitteeReview()
        return cls(
            **head(subject),
            meeting={"支部委员会": "支委会"}.get(body := reviewing_body(subject), body),
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
    """The steps before `until` that were done by the paper's day, each as the edition of its own
    day calls it.

    A step of which the record has no day at all has a blank to fill, but for those of a case on its
    way.
    """
    rows = []
    for step in STEPS:
        if PLACE[step.code] >= PLACE[until]:
            continue
        facts, whole = subject.steps.get(step.code), subject.whole.get(step.code)
        on, known = facts.on if facts else None, whole.on if whole else None
        is_later = on is None and known is not None
        if is_later or (step.only_2026 and on is None) or (on is None and step.code in LEFT_OUT):
            continue
        rows.append(StepDay(step.term_in(edition_on(on) if on else subject.edition), on))
    return tuple(rows)


#: A talk that nobody noted has no blank in the request: it usually comes after it.
LEFT_OUT = frozenset({"committee_talk"})


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
        return cls(
            first["name"], first["sex"], first["born"], first["post"], steps_so_far(subject, until)
        )


@paper(
    "pre_review_request",
    step="pre_review",
    kind=Kind.OFFICIAL,
    title="关于预审的请示",
    many=True,
    day=sent("pre_review"),
)
@dataclass(frozen=True, kw_only=True)
class PreReviewRequest(Upward):
    """Conditions, and the procedure so far with its days. Source: 《细则》 2014 第十九条, 2026
    第十八条.

    reviewed_by  who reviewed, where it was the same for all
    subjects     what the review had before it beside the conditions, as far as all had it by then
    is_passed    whether all passed; None: not known of one
    papers       what goes up with it
    """

    reviewed_by: Annotated[Text, Blank("审查的组织")]
    subjects: Text
    is_passed: Annotated[bool | None, Steer("支部审查结论")]
    people: tuple[PersonSteps, ...]
    papers: Text

    @classmethod
    def of_many(cls, subjects: tuple[Subject, ...]) -> Self:
        day = day_sent(subjects, "pre_review")
        had = {
            "培养教育": all(subject.steps.cultivate for subject in subjects),
            "政治审查": all(one_day([subject], "political_review") for subject in subjects),
            "集中培训": all(_was_trained(subject) for subject in subjects),
        }
        cultivation = dict.fromkeys(cultivation_papers(subject).label for subject in subjects)
        return cls(
            **issued(subjects, "pre_review_request", Body.BRANCH, Body.COMMITTEE, day),
            heading=("关于", "对", called(subjects), "进行预审的", "请示"),
            reviewed_by=same(reviewing_body(subject) for subject in subjects),
            subjects="、".join(label for label, is_known in had.items() if is_known) or None,
            is_passed=same(
                (subject.steps.committee_review or CommitteeReview()).is_passed
                for subject in subjects
            ),
            people=tuple(PersonSteps.of(subject, "pre_review") for subject in subjects),
            papers="、".join((Material.APPLICATION.label, *cultivation, Material.REVIEW.label)),
        )


def _was_trained(subject: Subject) -> bool:
    facts = subject.steps.train
    return facts is not None and facts.on is not None and not facts.is_excused


@paper(
    "pre_review_reply",
    step="pre_review",
    kind=Kind.OFFICIAL,
    title="预审意见的批复",
    issuer=Body.COMMITTEE,
    day=first("pre_review.on"),
)
@dataclass(frozen=True, kw_only=True)
class PreReviewReply(Official):
    """The written answer; a qualified target gets the form. Source: 《细则》 2014 第十九条, 2026
    第十八条.
    """

    name: str
    is_qualified: Annotated[bool | None, Steer("预审结论")]
    remarks: Annotated[Text, Blank("预审意见")]
    sent_on: Day
    asked_on: Day
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
            sent_on=subject.sent_on("pre_review"),
            asked_on=facts.discipline_opinion_on if subject.edition == 2014 else None,
            request_number=subject.latest_number("pre_review_request"),
        )


@paper(
    "form_data",
    step="fill_form",
    kind=Kind.FORM,
    title="入党志愿书填写数据页",
    whole=True,
    day=first("fill_form.on"),
)
@dataclass(frozen=True, kw_only=True)
class FormData(Form):
    """Every value the system holds for the form of admission, in its order, to copy from.

    Source: 《细则》 2014 第十五、十九条, 2026 第十五、十八、四十二条: the form itself is printed by
    the provinces.
    """

    form_number: Annotated[Text, Fact()] = None
    issued_on: Annotated[Day, Fact(blank="志愿书发放日期")] = None
    filled_on: Annotated[Day, Fact("on", blank="志愿书填写日期")] = None
    former_name: Annotated[Text, Fact("apply.former_name", blank="")] = None
    born_on: Annotated[Day, Blank("出生日期")] = None
    native_place: Annotated[Text, Fact("apply.native_place")] = None
    birthplace: Annotated[Text, Fact("apply.birthplace")] = None
    degree: Annotated[Text, Fact("apply.degree", blank="")] = None
    school: Annotated[Text, Fact("apply.school", blank="")] = None
    stratum: Annotated[Stratum | None, Fact("apply.stratum", blank="职业类别")] = None
    political_status: Annotated[
        PoliticalStatus | None, Fact("apply.political_status", blank="")
    ] = None
    league_joined_on: Annotated[Day, Fact("apply.league_joined_on", blank="")] = None
    identity_number: Annotated[Text, Blank("公民身份号码")] = None
    registered_address: Annotated[Text, Fact("apply.registered_address")] = None
    residence: Annotated[Text, Fact("apply.residence", blank="现居住地")] = None
    history: Annotated[tuple[HistoryRow, ...], Blank("简历")] = ()
    relatives: Annotated[tuple[RelativeRow, ...], Blank("家庭主要成员和主要社会关系")] = ()
    introducers: Annotated[tuple[str, ...], Blank("入党介绍人")] = ()

    note = "供对照填写入党志愿书使用，不代替入党志愿书，不归档"
    corner = cell("form_number")
    layout = (
        table(
            (cell("name", label="姓名"), cell("former_name", says_none=True)),
            ("sex", "ethnicity"),
            ("born", "born_on"),
            ("native_place", "birthplace"),
            ("education", cell("degree", label="学位或职称", says_none=True)),
            cell("school", says_none=True),
            cell("post", label="单位、职务"),
            (cell("stratum", label="职业类别"), cell("political_status", says_none=True)),
            (cell("league_joined_on", says_none=True), "applied_on"),
            "identity_number",
            "registered_address",
            cell("residence", label="现居住地"),
            "introducers",
            (cell("issued_on", label="志愿书发放"), cell("filled_on", label="志愿书填写")),
            cell("unknown", label="何时何地加入过其他党派或群团组织、担任职务"),
            cell("unknown", label="何时何地受过奖励、处分"),
            widths=(17, 33, 17, 33),
        ),
        piece("filings/papers/_history.html", heading="本人经历（包括学历）"),
        RELATIVES,
        hint(
            "没有填写内容的项目，志愿书中一律填写“无”。与本人情况不符的，先在系统中更正，再行填写。"
        ),
    )

    @property
    def unknown(self) -> str:
        """What no fact of a case says."""
        return "（系统未登记，据实填写，没有的填“无”）"

    @classmethod
    def of(cls, subject: Subject) -> Self:
        apply = subject.steps.apply or Apply()
        number = subject.person.identity_number or ""
        return cls(
            **told(cls, subject),
            born_on=subject.person.birth_on,
            identity_number=(mask(number) if subject.is_masked else number) or None,
            history=history_rows(apply.history),
            relatives=relative_rows(apply.relatives),
            introducers=tuple(named.name for named in introducers_of(subject.steps)),
        )
