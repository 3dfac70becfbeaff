"""What has come in of a case, what still lacks, and one paper with its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from branches.actor import Actor
from cases.models import Case, Entry
from cases.models.sight import Sight, sight_of
from cases.selectors.context import profile_for
from cases.services.rounds import Rounds, rounds_of
from filings.papers.kept.incoming import Incoming, is_open, is_wanted, kinds_for, marks_lacking
from filings.papers.kept.models import Scan, ScanFile
from filings.papers.kept.scans import in_force, kept_versions, round_of, rounds_kept
from filings.papers.sheets.kit.naming import RoundName, round_names, rounds_in


@dataclass(frozen=True)
class ReceivedLine:
    """A kind of paper in one round of its step.

    lacks       the marks not ticked
    is_lacking  the round wants it, and it is not here
    """

    kind: Incoming
    round: RoundName
    scan: Scan | None
    lacks: str
    is_lacking: bool
    is_open: bool

    @property
    def title(self) -> str:
        """The kind, and which round where there are several."""
        if not self.round.text:
            return self.kind.title
        return f"{self.kind.title}（第{self.round.number}次）"

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


def received_lines(
    case: Case,
    actor: Actor,
    *,
    step: str | None = None,
    entries: Sequence[Entry] | None = None,
) -> list[ReceivedLine]:
    """All kinds the user may see, of one step or of all, with what is in force; a fixed number of
    queries.

    `entries`: all of the case in their sequence, where they were read already.
    """
    sight = sight_of(case, actor)
    kinds = [
        kind
        for kind in kinds_for(profile_for(case.branch))
        if step in (None, kind.step) and kind.step not in sight.hidden
    ]
    if not kinds:
        return []
    rounds = rounds_in(case) if entries is None else rounds_of(entries)
    versions = kept_versions(case)
    here = {(scan.kind, round_of(scan, rounds)): scan for scan in in_force(case, rounds, versions)}
    kept = rounds_kept(versions, rounds)
    lines = []
    for kind in kinds:
        for name in round_names(rounds, kind.row.no, case, kept.get(kind.code, ())):
            scan = here.get((kind.code, name.number))
            lines.append(_line(case, kind, name, scan, sight))
    return lines


def _line(
    case: Case, kind: Incoming, name: RoundName, scan: Scan | None, sight: Sight
) -> ReceivedLine:
    lacks = lacks_text(kind, scan) if scan else ""
    if name.number > 1 and not name.is_begun:
        is_next = sight.state in kind.row.after
    else:
        is_next = is_wanted(case, kind, sight)
    wants = kind.is_required and name.counts and is_next
    can_come_in = name.is_begun or (not name.is_only_kept and is_open(case, kind.row, sight))
    return ReceivedLine(kind, name, scan, lacks, scan is None and wants, can_come_in)


def lacks_text(kind: Incoming, scan: Scan) -> str:
    """The marks not ticked: 缺签名、盖章; empty when it is whole."""
    lacks = marks_lacking(kind, is_signed=scan.is_signed, is_sealed=scan.is_sealed)
    if not lacks:
        return ""
    return f"缺{'、'.join(lacks)}"


def lacking(lines: Sequence[ReceivedLine]) -> list[str]:
    """What still lacks, in words."""
    found = []
    for line in lines:
        if line.is_lacking or (line.lacks and line.round.counts):
            found.append(f"{line.title}（{line.lacks}）" if line.lacks else line.title)
    return found


def lacking_in(case: Case, actor: Actor, code: str) -> list[str]:
    """What still lacks in one step, in words."""
    return lacking(received_lines(case, actor, step=code))


def versions_of(
    case: Case, kind: Incoming, number: int, rounds: Rounds, actor: Actor
) -> list[Scan]:
    """All versions of a paper in one round of its step with their files, the last first."""
    rows = Scan.objects.visible_to(actor).filter(case=case, kind=kind.code)
    found = rows.select_related("uploaded_by__person").prefetch_related("files").order_by("-pk")
    return [scan for scan in found if round_of(scan, rounds) == number]
