"""Papers of steps 19 to 22 and 25: enrolment, oath, probation, request, archive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from cases.facts.admission import Approve
from cases.facts.application import Apply
from cases.facts.base import StepFacts
from cases.facts.case import CaseFacts, Facts, Steps, edition_on
from cases.facts.probation import Archive, Enrol, Keeping, Oath, Probation, RequestConversion
from cases.facts.target import TrainingBody
from cases.facts.values import Paper as Material
from cases.procedure import STEPS, Body, Step
from cases.rules.conversion import papers_lacking, papers_wanted
from cases.services.rounds import Round
from config.clock import day_of
from filings.papers.sheets.activist import DatedRow, ExaminationRow, examination_rows, report_rows
from filings.papers.sheets.applicant import HistoryRow, RelativeRow, history_rows, relative_rows
from filings.papers.sheets.base import (
    Day,
    Form,
    Official,
    Text,
    called,
    head,
    issued,
    one_day,
    pick,
)
from filings.papers.sheets.days import first, kept_up, last
from filings.papers.sheets.naming import STEPS_OF, remark
from filings.papers.sheets.period import ExtendedBy, extended_by
from filings.papers.sheets.registry import Kind, paper
from filings.papers.sheets.subject import Subject, introducers_of
from filings.papers.sheets.values import Ahead, Blank, Steer
from filings.papers.sheets.vetting import organizer_name


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

    on: Annotated[Day, Blank("宣誓日期")] = None
    place: Annotated[Text, Blank("宣誓地点")] = None
    organizer: Annotated[Text, Blank("组织单位")] = None
    leader: Annotated[Text, Blank("领誓人")] = None

    @classmethod
    def of(cls, subject: Subject) -> Self:
        return cls(**head(subject) | pick(cls, subject.steps.oath or Oath()))


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
    oath_on: Annotated[Day, Blank("宣誓日期")] = None

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
class ConversionReceipt(Form):
    """Receipt with stub, of what was handed in in writing. Source: 《细则》 2014 第三十三条,
    2026 第三十二条.
    """

    requested_on: Annotated[Day, Blank("转正申请日期")] = None
    probation_from: Annotated[Day, Blank("预备期起")] = None
    probation_to: Annotated[Day, Blank("预备期止"), Ahead()] = None
    extensions: tuple[ExtendedBy, ...] = ()
    is_written: Annotated[bool | None, Steer()] = None

    @classmethod
    def of(cls, subject: Subject) -> Self:
        asked = subject.steps.request_conversion or RequestConversion()
        approve = subject.steps.approve or Approve()
        return cls(
            **head(subject),
            requested_on=asked.on,
            is_written=asked.is_written,
            probation_from=approve.probation_from,
            probation_to=approve.probation_to,
            extensions=extended_by(subject),
        )


@dataclass(frozen=True)
class MaterialRow:
    """One kind of material in the file."""

    title: str
    is_there: Annotated[bool | None, Blank("是否移交")]
    pages: Annotated[int | None, Blank("页数")]


def archived(facts: Facts, given: Collection[Material], day: date) -> list[tuple[Material, bool]]:
    """The papers that the file holds or should hold, and of each whether it lacks: what another
    stands for does not.

    Source: 《细则》 2014 第三十七条, 2026 第三十六条; docs/specification/rules.md, E16.
    """
    lacking = papers_lacking(facts, frozenset(given), day)
    wanted = [each for each in papers_wanted(facts, day) if each in given or each in lacking]
    return [(each, each in lacking) for each in dict.fromkeys((*wanted, *given))]


@paper(
    "archive_list",
    step="archive",
    kind=Kind.FORM,
    title="发展党员档案材料清单",
    whole=True,
    day=last("archive.on", "archive.confirmed_on"),
)
@dataclass(frozen=True, kw_only=True)
class ArchiveList(Form):
    """The materials of the edition, any other that was handed over, what local rules ask for;
    signed, the hand-over.

    Source: 《细则》 2014 第三十七条, 2026 第三十六条.
    """

    edition: int
    on: Annotated[Day, Blank("移交日期")] = None
    kept_in: Annotated[Keeping | None, Blank("存入")] = None
    confirmed_on: Annotated[Day, Blank("确认接收日期")] = None
    materials: tuple[MaterialRow, ...]

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts, edition = subject.steps.archive or Archive(), subject.edition_of("archive")
        given = {row.kind: row.pages for row in facts.papers or ()}
        known = Facts(CaseFacts(steps=subject.whole))
        listed = archived(known, given, facts.on or subject.today)
        is_handed_over = facts.on is not None
        rows = [
            MaterialRow(kind.label, not is_lacking if is_handed_over else None, given.get(kind))
            for kind, is_lacking in listed
        ]
        rows += [MaterialRow(title, None, None) for title in subject.local]
        return cls(
            **head(subject),
            edition=edition,
            on=facts.on,
            kept_in=facts.kept_in,
            confirmed_on=facts.confirmed_on,
            materials=tuple(rows),
        )


@paper(
    "package_receipt",
    step="archive",
    kind=Kind.FORM,
    title="电子档案包移交接收单",
    whole=True,
    applies=lambda subject: subject.package is not None,
    day=lambda subject: day_of(subject.package.made_at) if subject.package else None,
)
@dataclass(frozen=True, kw_only=True)
class PackageReceipt(Form):
    """The electronic package made last, by the digest that `verify_archive` shows; signed by who
    takes it over.
    """

    digest: str
    version: int
    files: int
    size: int
    made_on: date
    lacking: Text
    received_on: Annotated[Day, Blank("接收日期")] = None

    @classmethod
    def of(cls, subject: Subject) -> Self:
        package = subject.package
        assert package is not None
        return cls(
            **head(subject),
            digest=package.manifest_digest,
            version=package.version,
            files=package.files,
            size=package.size,
            made_on=day_of(package.made_at),
            lacking="、".join(package.lacking) or "无",
        )


@dataclass(frozen=True)
class RecordRow:
    """One step of the record: its day, who was responsible, the evidence, remarks."""

    no: int
    term: str
    on: Annotated[Day, Blank("程序办理日期")]
    responsible: Annotated[Text, Blank("责任人")]
    evidence: Text
    remarks: Text


#: Fields of a step's facts that name who did it, the first one known.
RESPONSIBLE = ("talker", "chair", "approver", "reviewer", "body", "organizer", "branch")


def _responsible(subject: Subject, facts: StepFacts | None, body: Body) -> str | None:
    for name in RESPONSIBLE:
        value = getattr(facts, name, None)
        if isinstance(value, TrainingBody):
            return organizer_name(subject, value)
        if value is not None:
            return getattr(value, "name", None) if not isinstance(value, str) else value
    return subject.name_of(body) if facts is not None else None


def _evidence(facts: StepFacts | None) -> str | None:
    """What can be shown for a step: numbers and counts the facts name."""
    number = (
        getattr(facts, "form_number", None)
        or getattr(facts, "certificate", None)
        or getattr(facts, "number", None)
    )
    if number:
        return f"编号 {number}"
    counts = [
        f"{label}{len(rows)}次"
        for name, label in (
            ("examinations", "考察"),
            ("reports", "思想汇报"),
            ("opinions", "听取意见"),
        )
        if (rows := getattr(facts, name, None))
    ]
    return "，".join(counts) or None


@paper(
    "full_record",
    step="archive",
    kind=Kind.FORM,
    title="发展党员工作全程纪实表",
    whole=True,
    day=first("archive.on"),
)
@dataclass(frozen=True, kw_only=True)
class FullRecord(Form):
    """All steps with their days, those of earlier rounds as well. Source:
    《中国共产党发展党员工作流程图》.
    """

    rows: tuple[RecordRow, ...]

    @classmethod
    def of(cls, subject: Subject) -> Self:
        return cls(**head(subject), rows=tuple(_record_rows(subject)))


def _record_rows(subject: Subject) -> Iterator[RecordRow]:
    """The rounds in the order of the work; a step that nobody took stands at its place with a
    blank.
    """
    taken = [each for each in subject.rounds.in_order() if each.entry is not None]
    left = [step for step in STEPS if not subject.rounds.of.get(step.no)]
    for each in taken:
        while left and not each.ended_by and left[0].no < each.no:
            yield from _rows_of(subject, [left.pop(0)], subject.steps, None)
        is_last = each.ended_at is None
        yield from _rows_of(
            subject, STEPS_OF[each.no], subject.steps if is_last else each.steps, each
        )
    for step in left:
        yield from _rows_of(subject, [step], subject.steps, None)


def _rows_of(
    subject: Subject, steps: Iterable[Step], stood: Steps, taken: Round | None
) -> Iterator[RecordRow]:
    for step in steps:
        facts = stood.get(step.code)
        if step.only_2026 and facts is None:
            continue
        on = facts.on if facts else None
        body = step.route.receiver if step.route else step.bodies[0]
        is_draft = step.code in subject.drafts and taken is None
        yield RecordRow(
            step.no,
            step.term_in(edition_on(on) if on else subject.edition_of(step.code)),
            on,
            _responsible(subject, facts, body),
            _evidence(facts),
            "底稿" if is_draft else remark(taken) if taken is not None else None,
        )
