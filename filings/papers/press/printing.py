"""From a paper and its cases to PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from filings.papers.press import overrides, rendering
from filings.papers.sheets.catalogue import Kind, Paper
from filings.papers.sheets.kit.base import Official, Upward, same
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.values import blanks

if TYPE_CHECKING:
    from filings.papers.press.engine import Document

PREVIEW = "预览"
LAID_OUT = 40  # documents whose laid-out pages are in memory at once
#: Papers that lie across, because their rows are long.
WIDE = frozenset(
    {
        "activist_roster",
        "target_roster",
        "class_roster",
        "department_roster",
        "inspection_table",
        "inspection_list",
    }
)


@dataclass(frozen=True)
class Mark:
    """The code, the beginning of the digest, and the picture that leads to the page of the
    check.
    """

    code: str
    digest: str
    picture: str


@dataclass(frozen=True)
class Sheet:
    """One document to print: a paper with its data; `part` counts the documents that one case has
    of it.

    units   codes of the organization that makes it and of those above it, nearest first: whose
            template prints it
    title   what it is called about these cases
    day     its own day, where all cases have the same and the record knows it
    """

    paper: Paper
    data: Any
    subjects: tuple[Subject, ...]
    part: int = 0
    units: tuple[str, ...] = ()
    title: str = ""
    day: date | None = None

    @property
    def blanks(self) -> list[str]:
        """What prints as a blank to fill by hand."""
        return blanks(self.data)


def sheets_of(paper: Paper, subjects: Sequence[Subject]) -> list[Sheet]:
    """The documents of a paper about these cases, each in its round: one for all, or one or more
    a case.
    """
    placed = [paper.at(subject) for subject in subjects]
    if paper.many:
        units = placed[0].units_of(paper.issuer_for(placed))
        title = same(map(paper.title_of, placed)) or paper.title
        day = same(map(paper.day_of, placed))
        data = paper.build(placed)[0]
        return [Sheet(paper, data, tuple(placed), units=units, title=title, day=day)]
    sheets = []
    for subject in placed:
        units, title = subject.units_of(paper.issuer), paper.title_of(subject)
        for part, data in enumerate(paper.build([subject])):
            day = _day(paper, subject, data)
            sheets.append(Sheet(paper, data, (subject,), part, units, title, day))
    return sheets


def _day(paper: Paper, subject: Subject, data: Any) -> date | None:
    """The own day of a document; an official paper bears it."""
    if isinstance(data, Official) and data.on is not None:
        return data.on
    return paper.day_of(subject)


def html_of(sheet: Sheet, *, mark: Mark | None = None, watermark: str = "", breaks: int = 0) -> str:
    """The HTML of a document."""
    context = {
        "p": sheet.data,
        "title": sheet.title or sheet.paper.title,
        "mark": mark,
        "watermark": watermark,
        "breaks": breaks,
        "is_upward": isinstance(sheet.data, Upward),
        "wide": sheet.paper.code in WIDE,
    }
    return overrides.write(sheet.paper, sheet.units, context)


def pages_of(sheet: Sheet, *, mark: Mark | None = None, watermark: str = "") -> Document:
    """The laid-out pages of a document."""
    styles = sheet.paper.kind.styles
    if sheet.paper.kind is Kind.OFFICIAL:
        return rendering.lay_out_even(
            lambda breaks: html_of(sheet, mark=mark, watermark=watermark, breaks=breaks), styles
        )
    return rendering.lay_out(html_of(sheet, mark=mark, watermark=watermark), styles)


MarkOf = Callable[[Sheet], Mark | None]
#: Told how many of how many are done, and what comes next.
Progress = Callable[[int, int, str], None]


def no_mark(_sheet: Sheet) -> None:
    """A paper that is not registered bears no code."""


def untold(_done: int, _total: int, _text: str) -> None:
    """Nobody asks how far it is."""


def pdf_of(
    sheets: Sequence[Sheet],
    *,
    mark_of: MarkOf = no_mark,
    watermark: str = "",
    progress: Progress = untold,
) -> bytes:
    """The documents as one PDF, each with its own page numbers."""
    parts, title = [], sheets[0].title or sheets[0].paper.title
    for start in range(0, len(sheets), LAID_OUT):
        documents = []
        for done, sheet in enumerate(sheets[start : start + LAID_OUT], start):
            progress(
                done, len(sheets), "、".join(subject.case.number for subject in sheet.subjects[:1])
            )
            documents.append(pages_of(sheet, mark=mark_of(sheet), watermark=watermark))
        parts.append(rendering.to_pdf(rendering.join(documents), title=title))
    if len(parts) == 1:
        return parts[0]
    return rendering.append(parts, title=title)
