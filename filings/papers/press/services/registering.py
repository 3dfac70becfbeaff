"""Codes and digests of printed papers."""

from __future__ import annotations

import hashlib
import secrets

import msgspec
from django.db import transaction

from branches.models import User
from cases.models.entry import canonical
from filings.papers.kept.models import PrintedPaper
from filings.papers.press.marks import mark_of
from filings.papers.press.printing import Mark, Sheet

#: Without figures and letters that are taken for one another.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 12


def digest_of(sheet: Sheet) -> str:
    """SHA-256 over which paper it is and everything it prints."""
    content = {
        "paper": sheet.paper.code,
        "part": sheet.part,
        "data": msgspec.to_builtins(sheet.data),
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


class PrintRun:
    """Gives each document of a run its code, and notes them all once the run is at its end.

    What fails or is cancelled on the way leaves no code behind that stands on no paper.
    """

    def __init__(self, printed_by: User) -> None:
        self.printed_by = printed_by
        self.made: list[tuple[PrintedPaper, Sheet]] = []

    def mark(self, sheet: Sheet) -> Mark:
        """The mark that the document bears."""
        states, rounds = {}, {}
        for subject in sheet.subjects:
            case = subject.case
            states[case.number] = [case.version, case.state_label]
            rounds[case.number] = subject.round_number
        printed = PrintedPaper(
            code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
            paper=sheet.paper.code,
            part=sheet.part,
            states=states,
            rounds=rounds,
            version=sheet.paper.version,
            digest=digest_of(sheet),
            blanks=sheet.blanks,
            printed_by=self.printed_by,
        )
        self.made.append((printed, sheet))
        return mark_of(printed)

    @transaction.atomic
    def register(self) -> list[PrintedPaper]:
        """Note the documents as printed; two queries."""
        rows = PrintedPaper.objects.bulk_create([printed for printed, _ in self.made])
        link = PrintedPaper.cases.through
        links = []
        for printed, sheet in self.made:
            for subject in sheet.subjects:
                links.append(link(printedpaper_id=printed.pk, case_id=subject.case.pk))
        link.objects.bulk_create(links)
        self.made.clear()
        return rows
