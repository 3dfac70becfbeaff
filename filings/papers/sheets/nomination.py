"""Papers of the choice of development targets: opinions heard, minutes, the report (2014) or the
request (2026) about them, and the roster that goes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

from cases.facts.arithmetic import add_months
from cases.facts.target import Nominate
from cases.facts.values import Heard, Opinion
from cases.procedure import Body
from filings.papers.sheets.kit.base import (
    Day,
    Form,
    Minutes,
    RosterRow,
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
    who,
    who_decided,
)
from filings.papers.sheets.kit.days import either, first, last, sent
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject, contacts_of
from filings.papers.sheets.kit.tables import PERSON, piece, signs
from filings.papers.sheets.kit.values import Blank, Fact, Steer


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
    rows = [OpinionRow(row.kind, row.on, row.summary) for row in opinions or ()]
    kinds_heard = {row.kind for row in rows}
    rows += [OpinionRow(kind, None, None) for kind in kinds if kind not in kinds_heard]
    order = list(Heard)
    return tuple(sorted(rows, key=lambda row: order.index(row.kind)))


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
        words = {True: "同意列为发展对象人选", False: "不同意列为发展对象人选", None: None}
        return cls(
            **head(subject),
            meeting=facts.meeting.label if facts.meeting else None,
            on=facts.on,
            present=facts.present,
            agenda=f"讨论确定{subject.person.name}同志为发展对象人选",
            outcome=words[facts.is_agreed],
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
    heard = set()
    for row in facts.opinions or ():
        if row.on is None or facts.on is None or row.on <= facts.on:
            heard.add(row.kind)
    return heard


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
    if len(words) < 2:
        return words[0] if words else None
    return f"{'、'.join(words[:-1])}和{words[-1]}"


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
