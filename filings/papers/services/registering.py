"""Codes and digests of printed papers."""

from __future__ import annotations

import hashlib
import secrets

import msgspec
from django.db import transaction

from branches.models import User
from cases.models.entry import canonical
from filings.papers.models import PrintedPaper
from filings.papers.printing import Sheet

#: Without figures and letters that are taken for one another.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 12


def digest_of(sheet: Sheet) -> str:
    """SHA-256 over which paper it is and everything it prints."""
    content = {"paper": sheet.paper.code, "part": sheet.part, "data": msgspec.to_builtins(sheet.data)}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


@transaction.atomic
def register_printed(*, sheet: Sheet, printed_by: User) -> PrintedPaper:
    """Note that the document is printed, under a new code."""
    printed = PrintedPaper.objects.create(
        code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
        paper=sheet.paper.code,
        part=sheet.part,
        states={subject.case.number: [subject.case.version, subject.case.state_label] for subject in sheet.subjects},
        digest=digest_of(sheet),
        blanks=sheet.blanks,
        printed_by=printed_by,
    )
    printed.cases.set([subject.case for subject in sheet.subjects])
    return printed
