"""The archive of a case: what the edition wants, what is there, and the electronic package.

Source: 《细则》 2014 第三十七条, 2026 第三十六条.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.facts.case import Facts, edition_on
from cases.facts.probation import Archive
from cases.facts.values import Paper
from cases.models import Case, Entry
from cases.models.entry import canonical
from cases.procedure import PLACE
from cases.selectors.context import profile_for
from cases.services.moment import now
from filings.papers.kept import store
from filings.papers.kept.incoming import Incoming, is_done, kinds_for
from filings.papers.kept.models import Scan, ScanFile
from filings.papers.kept.scans import in_force
from filings.papers.kept.verifying import ENTRIES, FORMAT, FORMAT_VERSION, MANIFEST
from filings.papers.press import rendering
from filings.papers.press.dossier import Piece, lay_out_piece, pieces_of
from filings.papers.press.printing import MarkOf, Progress
from filings.papers.sheets.archive import archived
from filings.papers.sheets.kit.loading import subjects_of

#: Which scans hold a paper of the archive.
HELD_BY: dict[Paper, tuple[str, ...]] = {
    Paper.FORM: ("application_form",),
    Paper.APPLICATION: ("application_letter",),
    Paper.REVIEW: ("review_report", "inquiry_replies", "autobiography"),
    Paper.CONVERSION: ("conversion_letter",),
    Paper.CULTIVATION: (
        "activist_record_sheet",
        "probation_record_sheet",
        "thought_reports",
        "probation_reports",
    ),
    Paper.ACTIVIST_RECORD: ("activist_record_sheet",),
    Paper.PROBATION_RECORD: ("probation_record_sheet",),
}
SUFFIXES = {
    ScanFile.Media.PDF: "pdf",
    ScanFile.Media.JPEG: "jpg",
    ScanFile.Media.PNG: "png",
    ScanFile.Media.OFD: "ofd",
}


@dataclass(frozen=True)
class ArchiveLine:
    """A paper of the archive. `is_given`: named in step 25, with so many `pages`; `is_lacking`:
    E16 wants it.
    """

    paper: Paper
    is_lacking: bool
    is_given: bool
    pages: int | None
    scans: tuple[Scan, ...]


@dataclass(frozen=True)
class LocalLine:
    """A paper that the local rules ask for in a step that is done; kept as a scan."""

    kind: Incoming
    scan: Scan | None


@dataclass(frozen=True)
class ArchiveState:
    """Whether the archive of a case is whole.

    can_pack  its way has come to the end or to the decision of step 24
    faulty    the scans in force of which the store does not hold a file as it came, and what is
              wrong
    """

    edition: int
    lines: tuple[ArchiveLine, ...]
    local: tuple[LocalLine, ...]
    can_pack: bool
    faulty: tuple[tuple[Scan, str], ...]

    @property
    def is_whole(self) -> bool:
        return not (self.lacking or self.local_lacking or self.faulty)

    @property
    def lacking(self) -> list[str]:
        """What the edition wants, and neither step 25 names nor another paper stands for."""
        return [line.paper.label for line in self.lines if line.is_lacking]

    @property
    def without_scan(self) -> list[str]:
        """What no scan in force holds."""
        return [
            line.paper.label
            for line in self.lines
            if (line.is_given or line.is_lacking) and not line.scans
        ]

    @property
    def local_lacking(self) -> list[str]:
        """What the local rules ask for and has not come in."""
        return [line.kind.title for line in self.local if line.scan is None]


def archive_state(case: Case, today: date) -> ArchiveState:
    """The papers of the edition in force on the day of step 25, or today, others that were
    handed over, local ones.
    """
    archive = case.facts.steps.archive or Archive()
    day = archive.on or today
    given = {row.kind: row.pages for row in archive.papers or ()}
    facts = Facts(case.facts)
    scans = in_force(case)
    lines = []
    for paper, is_lacking in archived(facts, given, day):
        holding = [scan for scan in scans if scan.kind in HELD_BY[paper]]
        line = ArchiveLine(
            paper=paper,
            is_lacking=is_lacking,
            is_given=paper in given,
            pages=given.get(paper),
            scans=tuple(holding),
        )
        lines.append(line)
    here = {scan.kind: scan for scan in scans}
    local = []
    for kind in kinds_for(profile_for(case.branch)):
        if kind.is_local and is_done(case, kind.step):
            local.append(LocalLine(kind, here.get(kind.code)))
    faults = []
    for scan in scans:
        for file in scan.files.all():
            if file.fault:
                faults.append((scan, fault_text(file, file.fault)))
    can_pack = case.closed_on is not None or case.place >= PLACE["approve_conversion"]
    return ArchiveState(edition_on(day), tuple(lines), tuple(local), can_pack, tuple(faults))


def fault_text(file: ScanFile, fault: str) -> str:
    """Which file it is, and what is wrong with it."""
    return f"{file.name}（{fault}）"


class _Package:
    """A ZIP that notes what it holds."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.files: list[dict[str, Any]] = []

    def add(self, path: str, data: bytes, **about: Any) -> None:
        digest = hashlib.sha256(data).hexdigest()
        self.archive.writestr(path, data)
        self.files.append({"path": path, "size": len(data), "sha256": digest, **about})


@dataclass(frozen=True)
class Packed:
    """What came of packing."""

    manifest_digest: str
    files: int
    lacking: list[str]


def pack(
    case: Case, today: date, archive: zipfile.ZipFile, *, mark_of: MarkOf, progress: Progress
) -> Packed:
    """Write the package: papers as PDF/A, scans as they came and as PDF/A, the entries, and the
    manifest over all.
    """
    state, package = archive_state(case, today), _Package(archive)
    pieces = list(pieces_of(subjects_of([case], today)[0]))
    for index, piece in enumerate(pieces):
        progress(index, len(pieces), piece.title)
        _add_piece(package, piece, index + 1, mark_of)
    entries = list(entries_as_json(case))
    lacking = [*state.lacking, *state.local_lacking]
    for piece in pieces:
        lacking.extend(_faults(piece))
    package.add(ENTRIES, _json(entries), title="全部登记")
    manifest = _json(
        {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "made_at": now().isoformat(),
            "case": {
                "number": case.number,
                "name": case.person.name,
                "branch": {"code": case.branch.code, "name": case.branch.name},
                "state": case.state_label,
                "version": case.version,
                "head": case.head,
            },
            "edition": state.edition,
            "lacking": lacking,
            "entries": len(entries),
            "files": package.files,
        }
    )
    package.archive.writestr(MANIFEST, manifest)
    return Packed(hashlib.sha256(manifest).hexdigest(), len(package.files) + 1, lacking)


def _faults(piece: Piece) -> Iterator[str]:
    """The files of a scan that cannot be packed."""
    if piece.scan is not None:
        for file in piece.scan.files.all():
            if fault := piece.faults.get(file.position):
                yield f"{piece.scan.title}：{fault_text(file, fault)}"


def _add_piece(package: _Package, piece: Piece, position: int, mark_of: MarkOf) -> None:
    from filings.papers.press.embedding import with_placed  # loads what joins PDFs

    about = {"step": piece.step.no, "heading": piece.heading, "title": piece.title}
    laid = lay_out_piece(piece, mark_of)
    pdf = with_placed(
        rendering.to_pdf(laid.document, title=piece.title, variant=rendering.ARCHIVAL), laid.placed
    )
    pages = laid.pages
    if piece.sheet is not None:
        package.add(
            f"papers/{position:03}-{piece.sheet.paper.code}.pdf",
            pdf,
            media="application/pdf",
            pages=pages,
            **about,
        )
        return
    assert piece.scan is not None
    name = f"scans/{position:03}-{piece.scan.kind}"
    ticks = {"is_signed": piece.scan.is_signed, "is_sealed": piece.scan.is_sealed}
    package.add(f"{name}.pdf", pdf, media="application/pdf", pages=pages, **about, **ticks)
    for each in piece.scan.files.all():
        if each.position in piece.faults:  # its page in the PDF says so, and so does the manifest
            continue
        suffix = SUFFIXES[ScanFile.Media(each.media)]
        data = store.path_of(each.stored).read_bytes()
        package.add(
            f"{name}/{each.position + 1:02}.{suffix}",
            data,
            media=each.media,
            pages=each.pages,
            name=each.name,
            virus=each.virus,
            **about,
        )


def entries_as_json(case: Case) -> Iterator[dict[str, Any]]:
    """Every entry: what its digest is taken over, and in clear what enters that by a keyed hash
    only.
    """
    for entry in case.entries.select_related("recorded_by__person").order_by("sequence"):
        yield {
            "term": entry.term,
            "recorded": json.loads(canonical(entry.content())),
            "digest": entry.digest,
            "sealed": entry.sealed,
            "note": entry.note,
            "recorded_by": _author(entry),
            "role": entry.role_label,
        }


def _author(entry: Entry) -> str:
    user = entry.recorded_by
    if user is None:
        return ""
    return user.person.name if user.person is not None else user.username


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
