"""What has come in of a case, what still lacks, and one paper with its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from branches.models import User
from branches.rights import rights_of
from cases.models import Case
from cases.services.judging import profile_for
from filings.papers.incoming import Incoming, is_open, is_wanted, kinds_for, marks_lacking
from filings.papers.models import Scan, ScanFile
from filings.papers.scans import in_force


@dataclass(frozen=True)
class ReceivedLine:
    """A kind of paper of a case. `lacks`: the marks not ticked; `is_lacking`: the step wants it and it is not here."""

    kind: Incoming
    scan: Scan | None
    lacks: str
    is_lacking: bool
    is_open: bool

    @property
    def files(self) -> list[ScanFile]:
        return list(self.scan.files.all()) if self.scan else []

    @property
    def page_count(self) -> int:
        """Pages that could be counted."""
        return sum(file.pages or 0 for file in self.files)

    @property
    def fault(self) -> str:
        """What is wrong with the first file that the store does not hold as it came."""
        return next((file.fault for file in self.files if file.fault), "")

    @property
    def is_unscanned(self) -> bool:
        """Whether a file was not looked at by a virus scanner."""
        return any(file.virus == ScanFile.Virus.UNSCANNED for file in self.files)


def received_lines(case: Case, user: User, today: date, *, step: str | None = None) -> list[ReceivedLine]:
    """All kinds the user may see, of one step or of all, with what is in force; a fixed number of queries."""
    reads = rights_of(user, today).reads(case.branch.path)
    kinds = [
        kind
        for kind in kinds_for(profile_for(case.branch))
        if step in (None, kind.step) and (reads or not kind.is_hidden_from_sponsors)
    ]
    if not kinds:
        return []
    here = {scan.kind: scan for scan in in_force(case)}
    return [_line(case, kind, here.get(kind.code)) for kind in kinds]


def _line(case: Case, kind: Incoming, scan: Scan | None) -> ReceivedLine:
    lacks = lacks_text(kind, scan) if scan else ""
    return ReceivedLine(kind, scan, lacks, scan is None and is_wanted(case, kind), is_open(case, kind.row))


def lacks_text(kind: Incoming, scan: Scan) -> str:
    """The marks not ticked: 缺签名、盖章; empty when it is whole."""
    lacks = marks_lacking(kind, is_signed=scan.is_signed, is_sealed=scan.is_sealed)
    return f"缺{'、'.join(lacks)}" if lacks else ""


def lacking(lines: Sequence[ReceivedLine]) -> list[str]:
    """What still lacks, in words."""
    return [
        f"{line.kind.title}（{line.lacks}）" if line.lacks else line.kind.title
        for line in lines
        if line.is_lacking or line.lacks
    ]


def versions_of(case: Case, kind: Incoming, user: User, today: date) -> list[Scan]:
    """All versions of a paper with their files, the last first."""
    rows = Scan.objects.visible_to(user, today).filter(case=case, kind=kind.code)
    return list(rows.select_related("uploaded_by__person").prefetch_related("files").order_by("-version"))
