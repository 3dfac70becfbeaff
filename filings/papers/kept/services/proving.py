"""Reporting a rectification with the files that prove it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from branches.actor import Actor
from filings.inspections.models import RectificationAnswer
from filings.inspections.services import rectifying
from filings.papers.kept.models import AnswerFile
from filings.papers.kept.services.keeping import Upload, file_rows, keeping, refuse_too_many


def answer_notice(
    *, notice_id: int, measures: str, evidence: str, uploads: Sequence[Upload], by: Actor
) -> RectificationAnswer:
    """Report, and keep the files. Raises PermissionDenied and Refused; then no file stays."""
    rectifying.require_answering(notice_id=notice_id, by=by)
    refuse_too_many(len(uploads))
    with keeping(uploads) as made, transaction.atomic():
        answer = rectifying.answer_notice(
            notice_id=notice_id, measures=measures, evidence=evidence, by=by
        )
        AnswerFile.objects.bulk_create(file_rows(AnswerFile, made, answer=answer))
    return answer
