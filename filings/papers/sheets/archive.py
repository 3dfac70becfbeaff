"""Papers of step 25: the list of the archive, the receipt of a package, the record of all steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from cases.facts.base import StepFacts
from cases.facts.case import CaseFacts, Facts, Steps, edition_on
from cases.facts.probation import Archive, Keeping
from cases.facts.target import TrainingBody
from cases.facts.values import Paper as Material
from cases.procedure import STEPS, Body, Step
from cases.rules.conversion import papers_lacking, papers_wanted
from cases.services.rounds import Round
from config.kit.clock import day_of
from filings.papers.sheets.kit.base import (
    Day,
    Form,
    Text,
    head,
)
from filings.papers.sheets.kit.days import first, last
from filings.papers.sheets.kit.naming import STEPS_OF, remark
from filings.papers.sheets.kit.registry import Kind, paper
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.tables import (
    PERSON,
    cell,
    hint,
    piece,
    signs,
    table,
)
from filings.papers.sheets.kit.values import Blank, Fact
from filings.papers.sheets.vetting import organizer_name


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
    on: Annotated[Day, Fact()] = None
    kept_in: Annotated[Keeping | None, Fact()] = None
    confirmed_on: Annotated[Day, Blank("确认接收日期")] = None
    materials: tuple[MaterialRow, ...]

    corner = cell("by_edition", label="")
    layout = (
        PERSON,
        piece("filings/papers/_materials.html"),
        table((cell("on", width=20), cell("kept_in", width=20)), "confirmed_on"),
        signs("移交人（签名）：", "接收人（签名）：", "（接收单位盖章）"),
    )

    @property
    def by_edition(self) -> str:
        """Which edition asks for these materials."""
        return f"依据《细则》{self.edition}年版"

    @classmethod
    def of(cls, subject: Subject) -> Self:
        facts, edition = subject.steps.archive or Archive(), subject.edition_of("archive")
        given = {row.kind: row.pages for row in facts.papers or ()}
        known = Facts(CaseFacts(steps=subject.whole))
        listed = archived(known, given, facts.on or subject.today)
        is_handed_over = facts.on is not None
        rows = []
        for kind, is_lacking in listed:
            is_there = not is_lacking if is_handed_over else None
            rows.append(MaterialRow(kind.label, is_there, given.get(kind)))
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

    layout = (
        PERSON,
        table(
            (
                cell("made_on", label="制作日期", width=26),
                cell("numbered", label="案卷版本", width=20),
            ),
            (cell("files", label="文件数"), cell("size", label="大小（字节）")),
            cell("digest", label="清单摘要（SHA-256）"),
            cell("lacking", label="制作时缺少的材料"),
            cell("received_on", template="filings/papers/_received_on.html"),
        ),
        hint("接收时用 manage.py verify_archive 核对文件，显示的清单摘要应与上面一致。"),
        signs("移交人（签名）：", "接收人（签名）：", "（接收单位盖章）"),
    )

    @property
    def numbered(self) -> str:
        """The version of the case that was packed."""
        return f"第 {self.version} 版"

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
    counts = []
    for name, label in (
        ("examinations", "考察"),
        ("reports", "思想汇报"),
        ("opinions", "听取意见"),
    ):
        rows = getattr(facts, name, None)
        if rows:
            counts.append(f"{label}{len(rows)}次")
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

    layout = (
        PERSON,
        piece("filings/papers/_steps_taken.html"),
        signs("填表人（签名）：", "支部书记（签名）：", "（党支部盖章）"),
    )

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
        remarks = None
        if taken is not None:
            remarks = remark(taken)
        elif step.code in subject.drafts:
            remarks = "底稿"
        yield RecordRow(
            step.no,
            step.term_in(edition_on(on) if on else subject.edition_of(step.code)),
            on,
            _responsible(subject, facts, body),
            _evidence(facts),
            remarks,
        )
