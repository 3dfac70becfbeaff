"""Prints that take long, as long work: a roster of many rows, one paper for each of many cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from branches.actor import Actor
from branches.models import Job, User
from branches.services.jobs import Run, start_job, work
from cases.models import Case
from config.kit.clock import today
from filings.papers.kept import store
from filings.papers.press.printing import pdf_of, sheets_of
from filings.papers.press.services.registering import PrintRun
from filings.papers.sheets.catalogue import PAPERS
from filings.papers.sheets.kit.loading import subjects_of
from filings.papers.sheets.kit.registry import Paper
from filings.papers.sheets.reading import readable

PRINTS = "prints"
#: Cases whose paper is made while the browser waits: rows of one roster, or papers of their own.
ROWS_AT_ONCE, PAPERS_AT_ONCE = 100, 10


def takes_long(paper: Paper, cases: int) -> bool:
    """Whether so many are left to the worker."""
    return cases > (ROWS_AT_ONCE if paper.many else PAPERS_AT_ONCE)


def start_prints(*, paper: Paper, cases: Sequence[Case], by: Actor) -> Job:
    """Queue the paper of cases that the user sees. Raises PermissionDenied."""
    if not all(readable(paper, case, by) for case in cases):
        raise PermissionDenied("您没有查看这种文书的权限。")
    label = f"打印：{paper.title}（{len(cases)} 个案卷）"
    return start_job(
        kind=PRINTS,
        owner=by.account,
        label=label,
        paper=paper.code,
        cases=[c.pk for c in cases],
        user=by.account.pk,
    )


@work(PRINTS, "批量打印")
def make_prints(run: Run, *, paper: str, cases: list[int], user: int) -> dict[str, Any]:
    """Begun again it makes all again. What the user may see is asked now, not when it was
    ordered.
    """
    actor, kind = Actor(User.objects.get(pk=user), today()), PAPERS[paper]
    visible = Case.objects.visible_to(actor).select_related("person", "branch").filter(pk__in=cases)
    found = sorted(visible, key=lambda case: cases.index(case.pk))
    subjects = []
    for subject in subjects_of(found, actor.today):
        if kind.fits(subject) and readable(kind, subject.case, actor):
            subjects.append(subject)
    if not subjects:
        raise PermissionDenied("您不再能查看这些案卷。")
    printing = PrintRun(actor.account)
    data = pdf_of(sheets_of(kind, subjects), mark_of=printing.mark, progress=run.progress)
    stored = store.write([data], store.MADE)
    printing.register()
    return {
        "url": reverse("made_file", args=[run.job_id]),
        "stored": stored.name,
        "name": f"{kind.title}（{len(subjects)} 个案卷）.pdf",
        "digest": stored.digest,
        "cases": [subject.case.number for subject in subjects],
    }
