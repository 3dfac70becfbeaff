"""Papers of a secret ballot, of steps 15 and 23: opinions heard before it, ballots, the count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Self

from cases.facts.admission import AdmissionMeeting
from cases.facts.arithmetic import is_majority, votes_needed
from cases.facts.probation import ConversionMeeting, ConversionOutcome
from cases.facts.values import Ballot, Heard, WrittenOpinion
from filings.papers.sheets.kit.base import Day, Form, Text, head, pick, told
from filings.papers.sheets.kit.days import either, first, last
from filings.papers.sheets.kit.period import conversion_matter, conversion_title
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.tables import PERSON, cell, number, piece, signs, table
from filings.papers.sheets.kit.values import Blank, Fact, Steer
from filings.papers.sheets.nomination import OpinionsHeard, opinion_rows


def is_early_cancellation(subject: Subject) -> bool:
    """Whether the qualification was cancelled without hearing anybody first, as for a serious
    breach it may be.
    """
    facts = subject.whole.conversion_meeting
    return facts is not None and facts.outcome is ConversionOutcome.CANCEL and not facts.opinions


@paper(
    "conversion_opinions",
    step="conversion_meeting",
    kind=Kind.FORM,
    title="预备党员转正听取意见记录",
    titled=partial(conversion_title, "", "听取意见记录"),
    applies=lambda subject: not is_early_cancellation(subject),
    day=either(last("conversion_meeting.opinions.on"), first("conversion_meeting.on")),
)
@dataclass(frozen=True, kw_only=True)
class ConversionOpinions(OpinionsHeard):
    """Opinions of the group, members and masses. Source: 《细则》 2014 第三十三条, 2026
    第三十二条.
    """

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.conversion_meeting or ConversionMeeting()
        kinds = (Heard.GROUP, Heard.MEMBERS, Heard.MASSES)
        return cls(**head(subject), opinions=opinion_rows(facts.opinions, kinds))


UNKNOWN_COPIES = 2  # ballots on one sheet, where nobody has said how many are wanted


@dataclass(frozen=True, kw_only=True)
class BallotPaper:
    """Ballots to cut, one a voter; the voter is not named. Source: 《细则》 2014 第二十一条,
    2026 第二十条.
    """

    unit: str
    name: str
    matter: str
    on: Annotated[Day, Blank("会议日期")]
    copies: Annotated[int | None, Steer("表决票份数")]

    @property
    def sheets(self) -> list[list[int]]:
        """The numbers of the ballots, two a sheet: [[1, 2], [3]]."""
        numbers = list(range(1, (self.copies or UNKNOWN_COPIES) + 1))
        return [numbers[start : start + 2] for start in range(0, len(numbers), 2)]


def is_by_ballot(facts: AdmissionMeeting | ConversionMeeting | None) -> bool:
    """Whether there are ballots: not where it is recorded that the vote was open."""
    return facts is None or facts.ballot is None or facts.ballot.is_secret is not False


def _copies(facts: AdmissionMeeting | ConversionMeeting) -> int | None:
    ballot = facts.ballot or Ballot()
    return ballot.given_out or ballot.present or (len(facts.voters) if facts.voters else None)


@paper(
    "admission_ballots",
    step="admission_meeting",
    kind=Kind.FORM,
    day=first("admission_meeting.on"),
    title="接收预备党员表决票",
    applies=lambda subject: is_by_ballot(subject.whole.admission_meeting),
    template="filings/papers/_ballots.html",
)
@dataclass(frozen=True, kw_only=True)
class AdmissionBallots(BallotPaper):
    """Ballots of step 15."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.admission_meeting or AdmissionMeeting()
        return cls(
            unit=subject.branch.name,
            name=subject.person.name,
            matter="接收为中共预备党员",
            on=facts.on,
            copies=_copies(facts),
        )


@paper(
    "conversion_ballots",
    step="conversion_meeting",
    kind=Kind.FORM,
    day=first("conversion_meeting.on"),
    title="预备党员转正表决票",
    titled=partial(conversion_title, "", "表决票"),
    applies=lambda subject: is_by_ballot(subject.whole.conversion_meeting),
    template="filings/papers/_ballots.html",
)
@dataclass(frozen=True, kw_only=True)
class ConversionBallots(BallotPaper):
    """Ballots of step 23."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.conversion_meeting or ConversionMeeting()
        return cls(
            unit=subject.branch.name,
            name=subject.person.name,
            matter=conversion_matter(subject),
            on=facts.on,
            copies=_copies(facts),
        )


@dataclass(frozen=True)
class WrittenRow:
    """One written opinion."""

    name: str
    in_favour: bool
    before_meeting: bool
    has_vote: bool


def written_rows(opinions: Sequence[WrittenOpinion] | None) -> tuple[WrittenRow, ...]:
    """Written opinions as printed."""
    return tuple(
        WrittenRow(row.name, row.in_favour, row.before_meeting, row.has_vote)
        for row in opinions or ()
    )


@dataclass(frozen=True, kw_only=True)
class BallotCount(Form):
    """The count of one ballot, with who counted. `in_favour` holds ballots only; written ones are
    added to them.

    Source: 《细则》 2014 第二十、二十一条; 2026 第十九、二十条.
    """

    matter: str
    on: Annotated[Day, Blank("会议日期")] = None
    should_attend: Annotated[int | None, Blank("应到会有表决权党员")] = None
    present: Annotated[int | None, Blank("实到会有表决权党员")] = None
    given_out: Annotated[int | None, Blank("发出票")] = None
    taken_back: Annotated[int | None, Blank("收回票")] = None
    in_favour: Annotated[int | None, Blank("赞成票")] = None
    against: Annotated[int | None, Blank("反对票")] = None
    abstaining: Annotated[int | None, Blank("弃权票")] = None
    spoiled: Annotated[int | None, Blank("无效票")] = None
    written: Annotated[int | None, Blank("会前书面意见")] = None
    written_in_favour: Annotated[int | None, Blank("书面赞成")] = None
    needed: Annotated[int | None, Blank("超过半数需要")] = None
    total: Annotated[int | None, Blank("赞成合计")] = None
    outcome: Annotated[Text, Blank("表决结果")] = None
    opinions: tuple[WrittenRow, ...] = ()
    chair: Annotated[Text, Fact()] = None
    tellers: Annotated[Text, Fact()] = None

    layout = (
        PERSON,
        table(
            (cell("matter", label="表决事项"), "on"),
            (number("should_attend"), number("present")),
            (number("given_out"), number("taken_back")),
            (number("in_favour"), number("against")),
            (number("abstaining"), number("spoiled")),
            (number("written"), number("written_in_favour", label="其中书面赞成")),
            (
                number("total", label="赞成合计（票和书面意见）"),
                number("needed", label="超过应到会半数需要"),
            ),
            "outcome",
            widths=(25, 25, 25, 25),
        ),
        piece("filings/papers/_written_opinions.html"),
        table(cell("chair", width=25), "tellers"),
        signs("监票人（签名）：", "计票人（签名）：", "（党支部盖章）"),
    )


def in_favour_of(ballot: Ballot) -> int | None:
    """The votes in favour, the written ones among them; None where nobody knows how many of
    those there were.
    """
    if ballot.in_favour is None:
        return None
    if ballot.written_in_favour is not None:
        return ballot.in_favour + ballot.written_in_favour
    all_came = ballot.present is not None and ballot.present == ballot.should_attend
    return ballot.in_favour if ballot.written == 0 or all_came else None


def counted(ballot: Ballot | None) -> dict[str, Any]:
    """The numbers of a ballot, the votes needed and those in favour together; no outcome that is
    not certain.
    """
    if ballot is None:
        return {}
    found = pick(BallotCount, ballot)
    if ballot.should_attend is None:
        return found
    total = in_favour_of(ballot)
    found |= {"needed": votes_needed(ballot.should_attend), "total": total}
    at_least = ballot.in_favour if total is None else total
    if at_least is not None and is_majority(at_least, ballot.should_attend):
        found["outcome"] = "赞成人数超过半数"
    elif total is not None:
        found["outcome"] = "赞成人数未超过半数"
    return found


@paper(
    "admission_count",
    step="admission_meeting",
    kind=Kind.FORM,
    day=first("admission_meeting.on"),
    title="接收预备党员票决情况汇总表",
)
@dataclass(frozen=True, kw_only=True)
class AdmissionCount(BallotCount):
    """The count of step 15."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.admission_meeting or AdmissionMeeting()
        return cls(
            **told(cls, subject),
            **counted(facts.ballot),
            matter="接收为中共预备党员",
            on=facts.on,
            opinions=written_rows(facts.opinions),
        )


@paper(
    "conversion_count",
    step="conversion_meeting",
    kind=Kind.FORM,
    day=first("conversion_meeting.on"),
    title="预备党员转正票决情况汇总表",
    titled=partial(conversion_title, "", "票决情况汇总表"),
)
@dataclass(frozen=True, kw_only=True)
class ConversionCount(BallotCount):
    """The count of step 23."""

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.conversion_meeting or ConversionMeeting()
        return cls(
            **told(cls, subject),
            **counted(facts.ballot),
            matter=conversion_matter(subject),
            on=facts.on,
            opinions=written_rows(facts.written_opinions),
        )
