"""The papers and scans that a filing rests on, beside its dossier: a piece of the item's page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from branches.access import audience
from branches.acts import Act
from cases.procedure import STEP, Step
from filings.papers.kept.selectors import ReceivedLine, received_lines
from filings.papers.press.selectors import PaperName, paper_names
from filings.papers.sheets.catalogue import PAPERS
from filings.selectors.queue import Queue
from filings.views.common import find_item

if TYPE_CHECKING:
    from branches.access import SignedInRequest
    from branches.actor import Actor
    from filings.models import FilingItem

MOST_SHOWN = 20  # pages of one scan that are shown as pictures


@dataclass
class StepFiles:
    """What there is of one step: papers to print, scans as they came in."""

    step: Step
    papers: list[PaperName] = field(default_factory=list)
    scans: list[ShownScan] = field(default_factory=list)


@dataclass(frozen=True)
class ShownScan:
    """A scan with the first of its pages as (key of the file, its name, number); `more` that are
    not shown.
    """

    line: ReceivedLine
    pages: list[tuple[str, str, int]]
    more: int


@audience(Act.READ)
@require_GET
def filing_papers(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the item rests on as papers; a page of its own without JavaScript."""
    item = find_item(request, pk)
    context = {
        "item": item,
        "steps": _files_of(item, request.actor),
        "queue": Queue.of(request.GET),
    }
    return render(request, "filings/filing_papers.html", context)


def _files_of(item: FilingItem, actor: Actor) -> list[StepFiles]:
    """By the steps that the item rests on, the last first; those of which there is something."""
    codes = item.kind_row.route.rests_on
    steps = {code: StepFiles(STEP[code]) for code in codes}
    for name in paper_names(item.case, actor, steps):
        steps[PAPERS[name.code].step].papers.append(name)
    for received in received_lines(item.case, actor):
        if received.kind.step in steps and received.scan is not None:
            steps[received.kind.step].scans.append(_shown(received))
    found = [each for each in steps.values() if each.papers or each.scans]
    return sorted(found, key=lambda each: -each.step.no)


def _shown(line: ReceivedLine) -> ShownScan:
    pages = [(file.key, file.name, page) for file in line.files for page in file.shown_pages]
    return ShownScan(line, pages[:MOST_SHOWN], max(0, len(pages) - MOST_SHOWN))
