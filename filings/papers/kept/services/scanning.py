"""Keeping the papers that come in: a version at a time, checked by content, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.actor import Actor
from branches.line import line_of
from cases.facts.case import ReceivedPaper
from cases.may import is_reason
from cases.may.acting import Acting, bodies_of, find_acting
from cases.models import Case
from cases.procedure import Step
from cases.selectors.acting import supplement_acting
from cases.selectors.context import profile_for
from cases.services import locking
from cases.services.errors import Refused
from cases.services.receiving import note_received
from filings.papers.kept import store
from filings.papers.kept.incoming import Incoming, is_open, kinds_for, marks_lacking
from filings.papers.kept.models import Scan, ScanFile
from filings.papers.kept.scans import counts, in_force, kept_versions, round_of, rounds_kept
from filings.papers.kept.services.keeping import Upload, file_rows, keeping, refuse_too_many
from filings.papers.sheets.kit.naming import RoundName, round_names, rounds_in, usual_round


def uploading_acting(case: Case, step: Step, actor: Actor) -> Acting | None:
    """As what the user may keep papers of the step: who records it or sends it up, and who may
    add to it.
    """
    line = line_of(case.branch, actor.today)
    acting = find_acting(actor, step.act, bodies_of(line, step.bodies))
    return acting or supplement_acting(case, step, actor, line)


def kind_of(case: Case, code: str) -> Incoming | None:
    """The kind of this code, national or of the local rules that hold for the case."""
    for kind in kinds_for(profile_for(case.branch)):
        if kind.code == code:
            return kind
    return None


@dataclass(frozen=True, kw_only=True)
class NewVersion:
    """A new version of a paper: its files, and what was seen on it.

    keeps        the files of the version before stay in front of the new
    photographs  of its pages, in their order; kept as one PDF behind the uploads
    """

    uploads: Sequence[Upload]
    keeps: bool
    is_signed: bool
    is_sealed: bool
    note: str
    photographs: Sequence[Upload] = ()

    def files(self) -> list[Upload]:
        """What is to be kept. Raises Refused for a photograph that is none."""
        if not self.photographs:
            return list(self.uploads)
        from filings.papers.kept.content import Unfit  # loads what opens files
        from filings.papers.kept.joining import joined

        refuse_too_many(len(self.photographs), field="photographs")
        try:
            return [*self.uploads, joined(self.photographs)]
        except Unfit as why:
            raise Refused.because(str(why), field="photographs") from why


def receive_scan(
    *,
    case_id: int,
    kind: Incoming,
    new: NewVersion,
    by: Actor,
    round_number: int | None = None,
) -> Scan:
    """Keep a new version of the paper of one round.

    round_number  None: the round whose turn it is
    Without new files only the ticks change. Raises Case.DoesNotExist, PermissionDenied, Refused;
    then no file stays.
    """
    visible = Case.objects.visible_to(by).select_related("person", "branch")
    _require(visible.get(pk=case_id), kind, by)
    with (
        keeping(new.files()) as made,
        transaction.atomic(),
    ):  # looked at before the case is locked: it takes its time
        case = locking.lock_case(case_id, by)
        _require(case, kind, by)
        kept = _Kept.of(case, kind, round_number)
        kept.require_open(kind.row, by.today)
        old: list[ScanFile] = []
        if kept.scan and (new.keeps or not made):
            old = list(kept.scan.files.all())
        if made:  # what the store has lost is what the new files stand for
            old = [file for file in old if not file.fault]
        if not made and not old:
            raise Refused.because("请选择要上传的文件。", field="uploads")
        refuse_too_many(len(old) + len(made))
        ticks = {"is_signed": new.is_signed, "is_sealed": new.is_sealed}
        scan = _version(kept, kind, by, note=new.note.strip(), **ticks)
        ScanFile.objects.bulk_create(
            [*_again(scan, old), *file_rows(ScanFile, made, len(old), scan=scan)]
        )
        _note(case, by.today)
    return scan


@dataclass(frozen=True)
class _Kept:
    """What is kept of a kind in one round of its step: the version in force, and the number of
    the last one.
    """

    case: Case
    name: RoundName
    scan: Scan | None
    last: int

    @classmethod
    def of(cls, case: Case, kind: Incoming, number: int | None) -> _Kept:
        rounds, no = rounds_in(case), kind.row.no
        number = number or usual_round(rounds, no, case)
        all_versions = kept_versions(case)
        names = round_names(rounds, no, case, rounds_kept(all_versions, rounds).get(kind.code, ()))
        name = next((each for each in names if each.number == number), None)
        if name is None:
            raise Refused.because("这一步没有这一次办理，请从文书页重新进入。")
        versions = [
            each
            for each in all_versions
            if each.kind == kind.code and round_of(each, rounds) == number
        ]
        last = max((each.version for each in versions), default=0)
        present = next(iter(in_force(case, rounds, versions)), None)
        return cls(case, name, present, last)

    def require_open(self, step: Step, today: date) -> None:
        """Refuse where no paper of the round can come in."""
        if self.name.is_only_kept:
            raise Refused.because(
                "这一步没有这一次办理，不能再收存它的材料；已经收存的仍可查看、撤下。"
            )
        if not (self.name.is_begun or is_open(self.case, step)):
            raise Refused.because(
                f"还没有轮到第 {step.no} 步「{self.case.term_of(step.code, today)}」，"
                "不能收存它的材料。"
            )


@transaction.atomic
def withdraw_scan(
    *, case_id: int, kind: Incoming, reason: str, by: Actor, round_number: int | None = None
) -> Scan:
    """Take a paper back that was kept by mistake; its versions stay, out of force. Raises as
    `receive_scan`.
    """
    case = locking.lock_case(case_id, by)
    _require(case, kind, by)
    if not is_reason(reason):
        raise Refused.because("请写明撤下的原因。", field="reason")
    kept = _Kept.of(case, kind, round_number)
    if kept.scan is None:
        raise Refused.because("没有收存这份材料。")
    scan = _version(kept, kind, by, note=reason.strip(), is_withdrawn=True)
    _note(case, by.today)
    return scan


def _require(case: Case, kind: Incoming, actor: Actor) -> None:
    if uploading_acting(case, kind.row, actor) is None:
        raise PermissionDenied("您没有收存这一步材料的权限。")


def _version(kept: _Kept, kind: Incoming, actor: Actor, **values: object) -> Scan:
    case = kept.case
    return Scan.objects.create(
        case=case,
        step=kind.step,
        kind=kind.code,
        title=kind.title,
        version=kept.last + 1,
        round_number=kept.name.number,
        pass_number=case.pass_number,
        received_on=actor.today,
        uploaded_by=actor.account,
        **values,
    )


def _again(scan: Scan, files: Iterable[ScanFile]) -> Iterable[ScanFile]:
    """The same files, as those of a new version."""
    for position, file in enumerate(files):
        yield ScanFile(
            scan=scan,
            position=position,
            key=store.new_name(),
            stored=file.stored,
            name=file.name,
            media=file.media,
            size=file.size,
            pages=file.pages,
            digest=file.digest,
            virus=file.virus,
        )


def _note(case: Case, today: date) -> None:
    """Tell the rules what is in force now, of the rounds that count."""
    kinds = {kind.code: kind for kind in kinds_for(profile_for(case.branch))}
    rounds = rounds_in(case)
    received = []
    for scan in in_force(case, rounds):
        kind = kinds.get(scan.kind)
        if not counts(scan, rounds) or kind is None:
            continue
        lacks = marks_lacking(kind, is_signed=scan.is_signed, is_sealed=scan.is_sealed)
        paper = ReceivedPaper(
            code=scan.step,
            title=scan.title,
            on=scan.received_on,
            lacks=tuple(lacks),
        )
        received.append(paper)
    note_received(case=case, received=received, today=today)
