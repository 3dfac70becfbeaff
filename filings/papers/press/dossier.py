"""The whole case as one PDF: cover, list, every paper and scan in order, bookmarks, running page
numbers, PDF/A-3b.

What is printed here is PDF/A by the way it is made. A page of a scan stands as it came where it is
a picture and nothing more, else as a picture drawn of it, which keeps the whole file PDF/A whatever
was sent; the file that came in stays untouched in the store and goes into the archive package.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from cases.models import Case
from cases.procedure import STEP, Step
from filings.papers.kept import store
from filings.papers.kept.models import Scan, ScanFile
from filings.papers.kept.scans import in_force, round_of
from filings.papers.press import rendering
from filings.papers.press.printing import (
    MarkOf,
    Progress,
    Sheet,
    no_mark,
    pages_of,
    sheets_of,
    untold,
)
from filings.papers.sheets.catalogue import Kind, Paper, in_order
from filings.papers.sheets.kit.loading import subjects_of
from filings.papers.sheets.kit.naming import STEPS_OF, RoundName, round_names
from filings.papers.sheets.kit.subject import Subject

if TYPE_CHECKING:
    import pikepdf

    from filings.papers.press.embedding import Placed
    from filings.papers.press.engine import Document

#: Printed to be used up, to copy from, or about the package itself.
NOT_KEPT = frozenset({"admission_ballots", "conversion_ballots", "form_data", "package_receipt"})
SCAN_STYLES = ("papers.css", "papers_scan.css")
FRONT_STYLES = (*Kind.FORM.styles, "papers_dossier.css")
FOLIO_STYLES = ("papers.css", "papers_folio.css")


@dataclass(frozen=True)
class Piece:
    """One paper of the dossier: printed from the record, or a scan.

    heading  the step, and which round of it where there are several
    faults   what is wrong with files of the scan in the store, by their place among its files
    """

    step: Step
    heading: str
    title: str
    sheet: Sheet | None = None
    scan: Scan | None = None
    faults: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A line of the list; `first` is the running number of its first page."""

    heading: str
    title: str
    pages: int
    first: int


def pieces_of(subject: Subject) -> Iterator[Piece]:
    """Every paper of every round and every scan in force, in the order of the work; what was
    printed comes first.
    """
    scans = in_force(subject.case, subject.rounds)
    for no, name in _rounds(subject, scans):
        then = subject
        if not name.is_only_kept:
            then = subject.at(no, name.number)
        for step in STEPS_OF[no]:
            heading = " ".join(
                filter(None, (str(no), step.term_in(then.edition_of(step.code)), name.text))
            )
            if not name.is_only_kept:
                for paper in _bound_papers(then, step):
                    for sheet in sheets_of(paper, [then]):
                        yield Piece(step, heading, sheet.title, sheet=sheet)
            for scan in scans:
                if scan.step == step.code and round_of(scan, subject.rounds) == name.number:
                    yield _scanned(step, heading, scan)


def _rounds(subject: Subject, scans: Iterable[Scan]) -> Iterator[tuple[int, RoundName]]:
    """The rounds in the order of the work, then those of which only scans can have come in."""
    begun = [(each.no, each.number) for each in subject.rounds.in_order()]
    kept: dict[int, set[int]] = {no: set() for no in STEPS_OF}
    for scan in scans:
        kept[STEP[scan.step].no].add(round_of(scan, subject.rounds))
    names = {}
    for no in STEPS_OF:
        for name in round_names(subject.rounds, no, subject.case, kept[no]):
            names[no, name.number] = name
    rest = sorted(key for key in names if key not in begun)
    for no, number in _merged(begun, rest):
        yield no, names[no, number]


def _merged(
    begun: Sequence[tuple[int, int]], rest: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Each of `rest` after the last of those begun that comes not after its step."""
    found = list(begun)
    for key in rest:
        after = 0
        for place, each in enumerate(found, 1):
            if each[0] <= key[0]:
                after = place
        found.insert(after, key)
    return found


def _bound_papers(then: Subject, step: Step) -> Iterator[Paper]:
    """The papers of the step that the round made: all of an act that was recorded, else those with
    a day of their own.

    Of a filing that was refused, or that led no further than the consent, these are what went up.
    """
    facts = then.whole.get(step.code)
    is_done = facts is not None and facts.on is not None and step.code not in then.drafts
    has_begun = then.round is not None
    for paper in in_order():
        if paper.step != step.code or paper.code in NOT_KEPT or not paper.fits(then):
            continue
        if is_done or (has_begun and paper.day_of(then) is not None):
            yield paper


def _scanned(step: Step, heading: str, scan: Scan) -> Piece:
    """The piece of a scan; its title says so where a file is not there any more as it came."""
    files = scan.files.all()
    faults = {}
    for file in files:
        fault = store.fault_of(file.stored, file.size, file.digest)
        if fault:
            faults[file.position] = fault
    about = "，".join(["扫描件", f"第{scan.version}版", *dict.fromkeys(faults.values())])
    return Piece(step, heading, f"{scan.title}（{about}）", scan=scan, faults=faults)


@dataclass(frozen=True)
class Laid:
    """The laid-out pages of a piece, and the pages of scans that are to stand on some of them."""

    document: Document
    placed: tuple[Placed, ...] = ()

    @property
    def pages(self) -> int:
        return len(self.document.pages)


def lay_out_piece(piece: Piece, mark_of: MarkOf) -> Laid:
    """The pages of a sheet, or of all files of a scan."""
    if piece.sheet is not None:
        return Laid(pages_of(piece.sheet, mark=mark_of(piece.sheet)))
    assert piece.scan is not None
    files = piece.scan.files.all()
    return _joined(
        [lay_out_scan(file, piece.title, piece.faults.get(file.position, "")) for file in files]
    )


def _joined(parts: Sequence[Laid]) -> Laid:
    """Several as one."""
    placed: list[Placed] = []
    for first, part in zip(
        accumulate((part.pages for part in parts), initial=0), parts, strict=False
    ):
        placed += [replace(each, at=first + each.at) for each in part.placed]
    return Laid(rendering.join([part.document for part in parts]), tuple(placed))


def lay_out_scan(file: ScanFile, title: str, fault: str) -> Laid:
    """The pages of a file, as they are or as pictures; a page that names it where it is at fault
    or not to be drawn.
    """
    from filings.papers.press.embedding import Placed, plain_pages  # loads what opens PDFs

    path = store.path_of(file.stored)
    pages = range(0) if fault else file.page_numbers
    plain: frozenset[int] = frozenset()
    if pages and file.media == ScanFile.Media.PDF:
        plain = plain_pages(path)
    pictures = []
    for page in pages:
        pictures.append("" if page in plain else _address(file, page))
    context = {"title": title, "file": file, "pictures": pictures, "fault": fault}
    document = rendering.lay_out(
        render_to_string("filings/papers/dossier_scan.html", context), SCAN_STYLES
    )
    return Laid(document, tuple(Placed(page - 1, path, page) for page in pages if page in plain))


def _address(file: ScanFile, page: int) -> str:
    from filings.papers.kept.pictures import printed_picture  # loads what draws

    media, data = printed_picture(store.path_of(file.stored), file.media, page)
    return f"data:{media};base64,{b64encode(data).decode()}"


def dossier_of(
    case: Case, today: date, *, mark_of: MarkOf = no_mark, progress: Progress = untold
) -> bytes:
    """The PDF. `progress` is told after each paper."""
    pieces = list(pieces_of(subjects_of([case], today)[0]))
    laid: list[Laid] = []
    for index, piece in enumerate(pieces):
        progress(index, len(pieces), piece.title)
        laid.append(lay_out_piece(piece, mark_of))
    front, rows = _front(case, today, pieces, [each.pages for each in laid])
    whole = _joined([Laid(front), *laid])
    data = rendering.to_pdf(
        whole.document, title=f"{case.number} 发展党员工作案卷", variant=rendering.ARCHIVAL
    )
    return _bound(data, case, rows, whole.placed)


def _front(
    case: Case, today: date, pieces: Sequence[Piece], counts: Sequence[int]
) -> tuple[Document, list[Row]]:
    """Cover and list; laid out again with the numbers of the pages once it is known how many it
    takes itself.
    """
    taken = 2
    while True:
        rows, first = [], taken + 1
        for piece, count in zip(pieces, counts, strict=True):
            rows.append(Row(piece.heading, piece.title, count, first))
            first += count
        context = {"case": case, "rows": rows, "total": first - 1, "day": today}
        front = rendering.lay_out(
            render_to_string("filings/papers/dossier_front.html", context), FRONT_STYLES
        )
        if len(front.pages) == taken:
            return front, rows
        taken = len(front.pages)


def _bound(data: bytes, case: Case, rows: Sequence[Row], placed: Sequence[Placed]) -> bytes:
    """With the pages of scans, running numbers over all, and bookmarks: a step, and in it its
    papers.
    """
    import pikepdf

    from filings.papers.press.embedding import place

    with ExitStack() as sources, pikepdf.open(BytesIO(data)) as pdf:
        place(pdf, placed, sources)
        shapes = [_shape(page) for page in pdf.pages]
        context = {
            "number": case.number,
            "total": len(shapes),
            "pages": list(zip(shapes, range(1, len(shapes) + 1), strict=True)),
        }
        document = rendering.lay_out(
            render_to_string("filings/papers/dossier_numbers.html", context), FOLIO_STYLES
        )
        numbers = rendering.to_pdf(document, title=case.number, variant=rendering.ARCHIVAL)
        with pikepdf.open(BytesIO(numbers)) as over:
            for page, number in zip(pdf.pages, over.pages, strict=True):
                page.add_overlay(number, pikepdf.Rectangle(page.mediabox))
        _set_bookmarks(pdf, rows)
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _shape(page: pikepdf.Page) -> str:
    left, bottom, right, top = (float(each) for each in page.mediabox)
    return "across" if right - left > top - bottom else "upright"


def _set_bookmarks(pdf: pikepdf.Pdf, rows: Sequence[Row]) -> None:
    import pikepdf

    with pdf.open_outline() as outline:
        outline.root.clear()
        outline.root.append(pikepdf.OutlineItem("卷内材料目录", 1))
        for row in rows:
            if not outline.root or outline.root[-1].title != row.heading:
                outline.root.append(pikepdf.OutlineItem(row.heading, row.first - 1))
            outline.root[-1].children.append(pikepdf.OutlineItem(row.title, row.first - 1))
