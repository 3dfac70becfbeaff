"""Papers of stage 1: the receipt of the application, the record of the talk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from cases.facts.application import Apply, Period, Relative, TalkerCapacity, TalkTopic
from cases.facts.arithmetic import add_months
from filings.papers.sheets.kit.base import Day, Form, Slip, Text, told
from filings.papers.sheets.kit.days import first
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.tables import (
    PERSON,
    RELATIVES,
    cell,
    piece,
    signs,
    table,
    tall,
    text,
)
from filings.papers.sheets.kit.values import Ahead, Blank, Fact, Steer


@paper(
    "application_receipt",
    step="apply",
    kind=Kind.FORM,
    title="入党申请书收件回执",
    day=first("apply.on"),
)
@dataclass(frozen=True, kw_only=True)
class ApplicationReceipt(Slip):
    """Receipt with stub. Source: 《细则》第五、六、七条."""

    letter_on: Annotated[Day, Fact()] = None
    talk_by: Annotated[Day, Blank("谈话期限"), Ahead()] = None
    edition: Annotated[int, Steer()]

    stub = table(
        (cell("applied_on", label="收到日期", width=22), cell("letter_on", width=22)),
        cell("talk_by", label="谈话最迟日期"),
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        apply = subject.steps.apply or Apply()
        return cls(
            **told(cls, subject),
            talk_by=add_months(apply.on, 1) if apply.on else None,
            edition=subject.edition,
        )


@dataclass(frozen=True)
class HistoryRow:
    """One line of the personal history."""

    start: str
    end: str
    what: str


@dataclass(frozen=True)
class RelativeRow:
    """One of the family."""

    relation: str
    name: str
    born: Annotated[Text, Blank("亲属出生年月")]
    unit: Annotated[Text, Blank("亲属单位及职务")]
    political_status: Annotated[Text, Blank("亲属政治面貌")]


def history_rows(periods: tuple[Period, ...] | None) -> tuple[HistoryRow, ...]:
    """The personal history as printed."""
    return tuple(HistoryRow(row.start, row.end or "至今", row.what) for row in periods or ())


def relative_rows(relatives: tuple[Relative, ...] | None) -> tuple[RelativeRow, ...]:
    """Family members and main social relations as printed."""
    return tuple(
        RelativeRow(row.relation, row.name, row.born, row.unit, row.political_status)
        for row in relatives or ()
    )


@paper("talk_record", step="talk", kind=Kind.FORM, title="党组织派人谈话记录", day=first("talk.on"))
@dataclass(frozen=True, kw_only=True)
class TalkRecord(Form):
    """Record of the talk within a month. Source: 《细则》第七条."""

    on: Annotated[Day, Fact()] = None
    talker: Annotated[Text, Fact()] = None
    capacity: Annotated[TalkerCapacity | None, Fact()] = None
    place: Annotated[Text, Fact()] = None
    history: Annotated[tuple[HistoryRow, ...], Blank("学习和工作经历")] = ()
    relatives: Annotated[tuple[RelativeRow, ...], Blank("家庭情况")] = ()
    topics: Annotated[tuple[TalkTopic, ...] | None, Fact(blank="")] = None
    summary: Annotated[Text, Fact()] = None
    view: Annotated[Text, Blank("谈话人意见")] = None

    layout = (
        PERSON,
        table(
            ("talker", cell("capacity", label="职务")),
            ("on", "place"),
            cell("topics", template="filings/papers/_topics.html"),
            tall("summary", is_long=True),
            text("view"),
            widths=(15, 35, 15, 35),
        ),
        piece("filings/papers/_history.html", heading="学习和工作经历"),
        RELATIVES,
        signs("谈话人（签名）：", "谈话对象（签名）：", "日期："),
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        apply = subject.steps.apply or Apply()
        return cls(
            **told(cls, subject),
            history=history_rows(apply.history),
            relatives=relative_rows(apply.relatives),
        )

    @property
    def all_topics(self) -> list[tuple[TalkTopic, bool]]:
        """Every topic, and whether it was covered."""
        return [(topic, topic in (self.topics or ())) for topic in TalkTopic]
