"""Papers of steps 16 and 17: the committee's talk, the request to it, its vote and answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from cases.facts.admission import (
    AdmissionMeeting,
    Approval,
    Approve,
    CommitteeTalk,
    CommitteeTalkerCapacity,
    Votes,
)
from cases.facts.probation import ConversionMeeting
from cases.facts.values import Ballot
from cases.facts.values import Paper as Material
from cases.procedure import Body
from filings.papers.sheets.admission import PersonSteps
from filings.papers.sheets.ballots import in_favour_of
from filings.papers.sheets.kit.base import (
    Day,
    Form,
    Official,
    Slip,
    Text,
    Upward,
    called,
    cultivation_papers,
    head,
    issued,
    told,
)
from filings.papers.sheets.kit.days import first, last, sent
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject, introducers_of
from filings.papers.sheets.kit.tables import PERSON, cell, number, signs, table, tall
from filings.papers.sheets.kit.values import Ahead, Blank, Fact, Steer


@paper(
    "committee_talk_record",
    step="committee_talk",
    kind=Kind.FORM,
    title="党委派人谈话记录",
    issuer=Body.COMMITTEE,
    day=first("committee_talk.on"),
)
@dataclass(frozen=True, kw_only=True)
class CommitteeTalkRecord(Form):
    """The talk before the approval. Source: 《细则》 2014 第二十四条, 2026 第二十三条."""

    on: Annotated[Day, Fact()] = None
    talker: Annotated[Text, Fact()] = None
    capacity: Annotated[CommitteeTalkerCapacity | None, Fact()] = None
    place: Annotated[Text, Blank("谈话地点")] = None
    opinion: Annotated[Text, Fact()] = None
    conclusion: Annotated[Text, Blank("能否接收的意见")] = None

    layout = (
        PERSON,
        table(
            ("talker", cell("capacity", label="职务")),
            ("on", "place"),
            tall("opinion", is_long=True),
            "conclusion",
            widths=(15, 35, 15, 35),
        ),
        signs("谈话人（签名）：", "谈话对象（签名）：", "日期："),
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.committee_talk or CommitteeTalk()
        words = {True: "同意接收为中共预备党员", False: "不同意接收为中共预备党员", None: None}
        return cls(**told(cls, subject), conclusion=words[facts.is_favourable])


@dataclass(frozen=True)
class Numbers:
    """The numbers of the meeting that a request reports; votes in favour with the written ones,
    which are named.
    """

    should_attend: Annotated[int | None, Blank("应到人数")]
    present: Annotated[int | None, Blank("实到人数")]
    in_favour: Annotated[int | None, Blank("赞成人数")]
    against: Annotated[int | None, Blank("反对人数")]
    abstaining: Annotated[int | None, Blank("弃权人数")]
    written: int | None
    is_secret: Annotated[bool | None, Steer("是否无记名投票")]

    @classmethod
    def of(cls, facts: AdmissionMeeting | ConversionMeeting) -> Self:
        ballot = facts.ballot or Ballot()
        written = ballot.written_in_favour or None
        total = in_favour_of(ballot)
        return cls(
            ballot.should_attend,
            ballot.present,
            total,
            ballot.against,
            ballot.abstaining,
            written,
            ballot.is_secret,
        )


@paper(
    "admission_request",
    step="approve",
    kind=Kind.OFFICIAL,
    title="关于审批预备党员的请示",
    day=sent("approve"),
)
@dataclass(frozen=True, kw_only=True)
class AdmissionRequest(Upward):
    """Request with the resolution. Source: 《细则》 2014 第二十二条, 2026 第二十一条."""

    person: PersonSteps
    meeting_on: Annotated[Day, Blank("支部大会日期")]
    numbers: Numbers
    is_passed: Annotated[bool | None, Steer("大会是否通过")]
    introducers: Annotated[tuple[str, ...], Blank("入党介绍人")]
    papers: Text

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.admission_meeting or AdmissionMeeting()
        return cls(
            **issued(
                [subject],
                "admission_request",
                Body.BRANCH,
                Body.COMMITTEE,
                subject.sent_on("approve"),
            ),
            heading=("关于", "审批", called([subject]), "为中共预备党员的", "请示"),
            person=PersonSteps.of(subject, "approve"),
            meeting_on=facts.on,
            numbers=Numbers.of(facts),
            is_passed=facts.is_passed,
            introducers=tuple(named.name for named in introducers_of(subject.steps)),
            papers="、".join(each.label for each in papers_sent(subject)),
        )


def papers_sent(subject: Subject) -> Sequence[Material]:
    """What went up with the resolution: as recorded, else what the edition wants."""
    recorded = (subject.whole.approve or Approve()).papers
    if recorded is not None:
        return recorded
    return (Material.FORM, Material.APPLICATION, Material.REVIEW, cultivation_papers(subject))


@dataclass(frozen=True, kw_only=True)
class ApprovalCount(Form):
    """The vote of the committee's meeting, in persons.

    Source: 《细则》 2014 第二十三、二十五条, 2026 第二十二、二十四条.
    """

    matter: str
    on: Annotated[Day, Fact()] = None
    should_attend: Annotated[int | None, Blank("应到委员")] = None
    present: Annotated[int | None, Blank("实到委员")] = None
    in_favour: Annotated[int | None, Blank("赞成")] = None
    against: Annotated[int | None, Blank("反对")] = None
    abstaining: Annotated[int | None, Blank("弃权")] = None
    is_collective: Annotated[bool | None, Fact(blank="是否集体讨论、表决决定")] = None
    is_one_by_one: Annotated[bool | None, Fact(blank="是否逐个讨论、逐个表决")] = None
    outcome: Annotated[Text, Blank("表决结果")] = None

    layout = (
        PERSON,
        table(
            (cell("matter", label="表决事项"), "on"),
            (number("should_attend"), number("present")),
            (number("in_favour"), number("against")),
            (number("abstaining"), number("is_collective")),
            (number("is_one_by_one"), "outcome"),
            widths=(25, 25, 25, 25),
        ),
        signs("主持人（签名）：", "计票人（签名）：", "（党委盖章）"),
    )


def approval_of(subject: Subject, facts: Approval, matter: str) -> dict[str, Any]:
    votes = facts.votes or Votes()
    words = {True: f"批准{matter}", False: f"不批准{matter}", None: None}
    return head(subject, Body.COMMITTEE) | {
        "matter": matter,
        "on": facts.on,
        "should_attend": votes.should_attend,
        "present": votes.present,
        "in_favour": votes.in_favour,
        "against": votes.against,
        "abstaining": votes.abstaining,
        "is_collective": facts.is_collective,
        "is_one_by_one": facts.is_one_by_one,
        "outcome": words[facts.is_approved],
    }


@paper(
    "approval_count",
    step="approve",
    kind=Kind.FORM,
    title="党委审批预备党员票决情况汇总表",
    day=first("approve.on"),
    issuer=Body.COMMITTEE,
)
@dataclass(frozen=True, kw_only=True)
class AdmissionApprovalCount(ApprovalCount):
    """The vote of step 17."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        return cls(**approval_of(subject, subject.steps.approve or Approve(), "接收为中共预备党员"))


@paper(
    "admission_reply",
    step="approve",
    kind=Kind.OFFICIAL,
    title="关于接收预备党员的批复",
    issuer=Body.COMMITTEE,
    day=first("approve.on"),
)
@dataclass(frozen=True, kw_only=True)
class AdmissionReply(Official):
    """The decision; probation runs from the branch meeting.

    Source: 《细则》 2014 第二十五、二十六条, 2026 第二十四、二十五条.
    """

    name: str
    is_approved: Annotated[bool | None, Steer("审批结论")]
    probation_from: Annotated[Day, Blank("预备期起")]
    probation_to: Annotated[Day, Blank("预备期止"), Ahead()]
    is_collective: Annotated[bool | None, Steer()]
    remarks: Text
    request_number: Text

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.approve or Approve()
        verb = {True: "同意接收", False: "不予接收", None: "接收"}[facts.is_approved]
        return cls(
            **issued([subject], "admission_reply", Body.COMMITTEE, Body.BRANCH, facts.on),
            heading=("关于", verb, called([subject]), "为中共预备党员的", "批复"),
            name=subject.person.name,
            is_approved=facts.is_approved,
            probation_from=facts.probation_from,
            probation_to=facts.probation_to,
            is_collective=facts.is_collective,
            remarks=facts.remarks,
            request_number=subject.latest_number("admission_request"),
        )


@paper(
    "admission_notice",
    step="approve",
    kind=Kind.FORM,
    title="接收预备党员通知书",
    issuer=Body.COMMITTEE,
    applies=lambda subject: not (subject.whole.approve or Approve()).is_negative,
    day=last("approve.on", "approve.person_told_on"),
)
@dataclass(frozen=True, kw_only=True)
class AdmissionNotice(Slip):
    """Notice to the person, with stub. Source: 《细则》 2014 第二十六条, 2026 第二十五条."""

    is_approved: Annotated[bool | None, Steer("审批结论")] = None
    approved_on: Annotated[Day, Blank("审批日期")] = None
    probation_from: Annotated[Day, Fact()] = None
    probation_to: Annotated[Day, Fact(blank="预备期止"), Ahead()] = None
    told_on: Annotated[Day, Fact("person_told_on")] = None

    stub = table(
        (cell("approved_on", width=18), cell("told_on", width=18)),
        cell("probation_from", "probation_to", between="至", label="预备期"),
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.approve or Approve()
        return cls(**told(cls, subject), is_approved=facts.is_approved, approved_on=facts.on)
