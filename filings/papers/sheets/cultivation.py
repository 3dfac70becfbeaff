"""Papers of the cultivation: examinations, education, thought reports; rows that the probation has,
too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Self

from cases.facts.application import Apply
from cases.facts.cultivation import Cultivate
from cases.facts.values import Examination, Report
from filings.papers.sheets.applicant import HistoryRow, RelativeRow, history_rows, relative_rows
from filings.papers.sheets.kit.base import Day, Form, Text, head, one_day
from filings.papers.sheets.kit.days import kept_up
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject, contacts_of
from filings.papers.sheets.kit.tables import (
    ACTIVITIES,
    EXAMINATIONS,
    HISTORY,
    OUR_PAGE,
    PERSON,
    RELATIVES,
    REPORTS,
    Part,
    cell,
    signs,
    table,
    text,
    title,
)
from filings.papers.sheets.kit.values import Blank, Fact


@dataclass(frozen=True)
class ExaminationRow:
    """One examination, and the period it looks back on: from `since`, the one before or the
    beginning, to its day.
    """

    since: Day
    on: Day
    by: Annotated[Text, Blank("考察人")]
    conclusion: Annotated[Text, Blank("考察意见")]


@dataclass(frozen=True)
class DatedRow:
    """Something that took place on a day."""

    on: Day
    what: Annotated[Text, Blank("主要内容")]


def examination_rows(
    values: tuple[Examination, ...] | None, start: date | None
) -> tuple[ExaminationRow, ...]:
    """Examinations in the order of their days; the first looks back to `start`."""
    rows = sorted(values or (), key=lambda row: row.on)
    days = [start, *(row.on for row in rows)]
    return tuple(
        ExaminationRow(since, row.on, row.by, row.conclusion)
        for since, row in zip(days, rows, strict=False)
    )


def report_rows(values: tuple[Report, ...] | None) -> tuple[DatedRow, ...]:
    """Thought reports in the order of their days."""
    return tuple(DatedRow(row.on, row.note) for row in sorted(values or (), key=lambda row: row.on))


@paper(
    "cultivation_record",
    step="cultivate",
    kind=Kind.FORM,
    title="入党积极分子培养考察记录",
    day=kept_up("cultivate"),
)
@dataclass(frozen=True, kw_only=True)
class CultivationRecord(Form):
    """The half-yearly examinations and what was done for education. Source:
    《细则》第十、十一条.
    """

    contacts: Annotated[tuple[str, ...], Blank("培养联系人")]
    since: Annotated[Day, Blank("确定为入党积极分子日期")] = None
    examinations: Annotated[tuple[ExaminationRow, ...], Blank("考察记录")]
    activities: Annotated[tuple[DatedRow, ...], Blank("教育活动")]
    contact_opinion: Annotated[Text, Blank("培养联系人意见")] = None
    branch_opinion: Annotated[Text, Blank("党支部意见")] = None

    opinions = (
        table(text("contact_opinion", width=20), text("branch_opinion")),
        signs("培养联系人（签名）：", "支部书记（签名）：", "（党支部盖章）"),
    )
    layout: ClassVar[tuple[Part, ...]] = (
        PERSON,
        table((cell("since", width=20), cell("contacts", width=16))),
        title("考察情况（至少每半年一次）"),
        EXAMINATIONS,
        title("教育活动"),
        ACTIVITIES,
        *opinions,
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts, since = subject.steps.cultivate or Cultivate(), one_day([subject], "shortlist")
        return cls(
            **head(subject),
            contacts=tuple(named.name for named in contacts_of(subject.steps)),
            since=since,
            examinations=examination_rows(facts.examinations, since),
            activities=tuple(DatedRow(row.on, row.what or None) for row in facts.activities or ()),
        )


@paper(
    "thought_reports",
    step="cultivate",
    kind=Kind.FORM,
    title="思想汇报登记表",
    day=kept_up("cultivate"),
)
@dataclass(frozen=True, kw_only=True)
class ThoughtReports(Form):
    """The thought reports handed in."""

    reports: Annotated[tuple[DatedRow, ...], Blank("思想汇报")]

    layout = (PERSON, REPORTS, signs("登记人（签名）：", "（党支部盖章）"))

    @classmethod
    def of(cls, subject: Subject) -> Self:
        return cls(
            **head(subject), reports=report_rows((subject.steps.cultivate or Cultivate()).reports)
        )


@paper(
    "activist_record_sheet",
    step="cultivate",
    kind=Kind.FORM,
    title="入党积极分子培养考察登记表（记录页）",
    day=kept_up("cultivate"),
)
@dataclass(frozen=True, kw_only=True)
class ActivistRecordSheet(CultivationRecord):
    """Our record sheet in place of the central form, for the archive. Source: 《细则》 2026
    第三十六条.
    """

    political_status: Annotated[Text, Blank("政治面貌")] = None
    native_place: Annotated[Text, Fact("apply.native_place")] = None
    history: Annotated[tuple[HistoryRow, ...], Blank("简历")] = ()
    relatives: Annotated[tuple[RelativeRow, ...], Blank("家庭主要成员和主要社会关系")] = ()
    reports: Annotated[tuple[DatedRow, ...], Blank("思想汇报")] = ()

    note = OUR_PAGE
    layout = (
        PERSON,
        table(
            (cell("political_status", width=15), cell("native_place", width=15)),
            ("since", "contacts"),
        ),
        HISTORY,
        RELATIVES,
        title("教育活动"),
        ACTIVITIES,
        title("思想汇报"),
        REPORTS,
        title("考察情况"),
        EXAMINATIONS,
        *CultivationRecord.opinions,
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        base, apply = CultivationRecord.of(subject), subject.steps.apply or Apply()
        return cls(
            **base.__dict__,
            political_status=apply.political_status.label if apply.political_status else None,
            native_place=apply.native_place,
            history=history_rows(apply.history),
            relatives=relative_rows(apply.relatives),
            reports=report_rows((subject.steps.cultivate or Cultivate()).reports),
        )
