"""Papers of steps 19 to 22: enrolment, oath, probation, request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from cases.facts.admission import Approve
from cases.facts.application import Apply
from cases.facts.probation import Enrol, Probation, RequestConversion
from cases.procedure import Body
from filings.papers.sheets.applicant import HistoryRow, RelativeRow, history_rows, relative_rows
from filings.papers.sheets.cultivation import (
    DatedRow,
    ExaminationRow,
    examination_rows,
    report_rows,
)
from filings.papers.sheets.kit.base import (
    Day,
    Form,
    Official,
    Slip,
    Text,
    called,
    head,
    issued,
    one_day,
    told,
)
from filings.papers.sheets.kit.days import first, kept_up
from filings.papers.sheets.kit.period import ExtendedBy, extended_by
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject, introducers_of
from filings.papers.sheets.kit.tables import (
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
    tall,
    text,
    title,
)
from filings.papers.sheets.kit.values import Ahead, Blank, Fact, Steer


@paper(
    "enrolment_notice",
    step="enrol",
    kind=Kind.OFFICIAL,
    title="关于编入党支部和党小组的通知",
    issuer=Body.COMMITTEE,
    day=first("enrol.on"),
)
@dataclass(frozen=True, kw_only=True)
class EnrolmentNotice(Official):
    """Branch and group of the new member. Source: 《细则》 2014 第二十九条, 2026 第二十八条."""

    name: str
    branch: Annotated[Text, Blank("编入党支部")]
    group: Annotated[Text, Blank("编入党小组")]
    enrolled_on: Annotated[Day, Blank("编入日期")]
    approved_on: Annotated[Day, Blank("审批日期")]

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts = subject.steps.enrol or Enrol()
        return cls(
            **issued([subject], "enrolment_notice", Body.COMMITTEE, Body.BRANCH, facts.on),
            heading=("关于", called([subject]), "编入党支部和党小组的", "通知"),
            name=subject.person.name,
            branch=facts.branch,
            group=facts.group,
            enrolled_on=facts.on,
            approved_on=(subject.steps.approve or Approve()).on,
        )


@paper("oath_record", step="oath", kind=Kind.FORM, title="入党宣誓记录", day=first("oath.on"))
@dataclass(frozen=True, kw_only=True)
class OathRecord(Form):
    """Day, place, organizer. Source: 《细则》 2014 第三十条, 2026 第二十九条."""

    on: Annotated[Day, Fact()] = None
    place: Annotated[Text, Fact()] = None
    organizer: Annotated[Text, Fact()] = None
    leader: Annotated[Text, Blank("领誓人")] = None

    layout = (
        PERSON,
        table(
            ("on", "place"),
            ("organizer", "leader"),
            tall(label="参加人员"),
            widths=(18, 32, 18, 32),
        ),
        signs("宣誓人（签名）：", "记录人（签名）：", "（组织单位盖章）"),
    )


@paper(
    "probation_record",
    step="probation",
    kind=Kind.FORM,
    title="预备党员教育考察记录",
    day=kept_up("probation"),
)
@dataclass(frozen=True, kw_only=True)
class ProbationRecord(Form):
    """Examinations and reports of the probation. Source: 《细则》 2014 第三十一条, 2026
    第三十条.
    """

    probation_from: Annotated[Day, Blank("预备期起")] = None
    probation_to: Annotated[Day, Blank("预备期止"), Ahead()] = None
    extensions: tuple[ExtendedBy, ...] = ()
    branch: Annotated[Text, Blank("所在党支部")] = None
    group: Annotated[Text, Blank("所在党小组")] = None
    introducers: Annotated[tuple[str, ...], Blank("入党介绍人")] = ()
    examinations: Annotated[tuple[ExaminationRow, ...], Blank("考察记录")] = ()
    reports: Annotated[tuple[DatedRow, ...], Blank("思想汇报")] = ()
    introducer_opinion: Annotated[Text, Blank("入党介绍人意见")] = None
    branch_opinion: Annotated[Text, Blank("党支部意见")] = None

    rows = (
        (cell("probation_from", "probation_to", between="至", label="预备期"), "introducers"),
        ("branch", "group"),
        cell(
            "extensions",
            label="延长预备期",
            template="filings/papers/_extensions.html",
            is_extra=True,
        ),
    )
    lists = (
        title("考察情况"),
        EXAMINATIONS,
        title("思想汇报"),
        REPORTS,
        table(text("introducer_opinion", width=20), text("branch_opinion")),
        signs("入党介绍人（签名）：", "支部书记（签名）：", "（党支部盖章）"),
    )
    layout: ClassVar[tuple[Part, ...]] = (PERSON, table(*rows, widths=(18, 32, 18, 32)), *lists)

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts, approve = subject.steps.probation or Probation(), subject.steps.approve or Approve()
        enrol = subject.steps.enrol or Enrol()
        return cls(
            **head(subject),
            probation_from=approve.probation_from,
            probation_to=approve.probation_to,
            extensions=extended_by(subject),
            branch=enrol.branch,
            group=enrol.group,
            introducers=tuple(named.name for named in introducers_of(subject.steps)),
            examinations=examination_rows(facts.examinations, approve.probation_from),
            reports=report_rows(facts.reports),
        )


@paper(
    "probation_record_sheet",
    step="probation",
    kind=Kind.FORM,
    title="预备党员教育考察登记表（记录页）",
    day=kept_up("probation"),
)
@dataclass(frozen=True, kw_only=True)
class ProbationRecordSheet(ProbationRecord):
    """Our record sheet in place of the central form, for the archive. Source: 《细则》 2026
    第三十六条.
    """

    history: Annotated[tuple[HistoryRow, ...], Blank("简历")] = ()
    relatives: Annotated[tuple[RelativeRow, ...], Blank("家庭主要成员和主要社会关系")] = ()
    oath_on: Annotated[Day, Fact("oath.on")] = None

    note = OUR_PAGE
    layout = (
        PERSON,
        table(*ProbationRecord.rows, "oath_on", widths=(18, 32, 18, 32)),
        HISTORY,
        RELATIVES,
        *ProbationRecord.lists,
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        apply = subject.steps.apply or Apply()
        return cls(
            **ProbationRecord.of(subject).__dict__,
            history=history_rows(apply.history),
            relatives=relative_rows(apply.relatives),
            oath_on=one_day([subject], "oath"),
        )


@paper(
    "conversion_receipt",
    step="request_conversion",
    kind=Kind.FORM,
    title="转正申请书收件回执",
    applies=lambda subject: (
        (subject.whole.request_conversion or RequestConversion()).is_written is not False
    ),
    day=first("request_conversion.on"),
)
@dataclass(frozen=True, kw_only=True)
class ConversionReceipt(Slip):
    """Receipt with stub, of what was handed in in writing. Source: 《细则》 2014 第三十三条,
    2026 第三十二条.
    """

    requested_on: Annotated[Day, Blank("转正申请日期")] = None
    probation_from: Annotated[Day, Fact("approve.probation_from")] = None
    probation_to: Annotated[Day, Fact("approve.probation_to", blank="预备期止"), Ahead()] = None
    extensions: tuple[ExtendedBy, ...] = ()
    is_written: Annotated[bool | None, Steer()] = None

    stub = table(
        cell("requested_on", width=22),
        cell("probation_from", label="预备期", template="filings/papers/_probation.html"),
    )

    @classmethod
    def of(cls, subject: Subject) -> Self:
        asked = subject.steps.request_conversion or RequestConversion()
        return cls(
            **told(cls, subject),
            requested_on=asked.on,
            is_written=asked.is_written,
            extensions=extended_by(subject),
        )
