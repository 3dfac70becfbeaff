"""Write every paper that a case can have as PDF, one file a paper; or the dossier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.models import Case
from config.kit.clock import today
from filings.papers.press.dossier import dossier_of
from filings.papers.press.printing import pdf_of, sheets_of
from filings.papers.sheets.catalogue import Paper, in_order
from filings.papers.sheets.kit.loading import subjects_of
from filings.papers.sheets.kit.subject import Subject


class Command(BaseCommand):
    help = (
        "Write every paper of a case as PDF into a folder; what is missing prints as a blank and is"
        " named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", required=True, metavar="NUMBER")
        parser.add_argument(
            "--dossier", action="store_true", help="the whole case as one PDF instead"
        )
        parser.add_argument("--output", required=True, type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        case = (
            Case.objects.select_related("person", "branch").filter(number=options["case"]).first()
        )
        if case is None:
            raise CommandError(f"没有编号为 {options['case']} 的案卷。")
        folder: Path = options["output"]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{folder}：{error.strerror}") from error
        if options["dossier"]:
            path = folder / f"{case.number}.pdf"
            _write(path, dossier_of(case, today()))
            self.stdout.write(f"{path.name} 整卷")
            return
        subject = subjects_of([case], today())[0]
        count = 0
        for paper in in_order():
            for then in _rounds(subject, paper):
                self._write_paper(folder, paper, then)
                count += 1
        self.stdout.write(f"共 {count} 种。")

    def _write_paper(self, folder: Path, paper: Paper, then: Subject) -> None:
        """The paper of one round; its file names the round where the step has several."""
        sheets = sheets_of(paper, [then])
        again = f"-{then.round_number}" if len(then.rounds_of(paper.row.no)) > 1 else ""
        path = folder / f"{paper.row.no:02}-{paper.code}{again}.pdf"
        _write(path, pdf_of(sheets))
        blanks = list(dict.fromkeys(label for sheet in sheets for label in sheet.blanks))
        about = f"（空白：{'、'.join(blanks)}）" if blanks else ""
        self.stdout.write(f"{path.name} {sheets[0].title}{about}")


def _rounds(subject: Subject, paper: Paper) -> Iterator[Subject]:
    """The case in every round of the paper's step that was begun, or in the one to come where
    none was.
    """
    names = subject.rounds_of(paper.row.no)
    for name in names:
        if name.is_begun or len(names) == 1:
            then = subject.at(paper.row.no, name.number)
            if paper.fits(then):
                yield then


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(f"{path}：{error.strerror}") from error
