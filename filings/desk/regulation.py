"""The page 细则: both editions side by side, and what implements each article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from branches.access import SIGNED_IN, audience, opens
from branches.actor import Actor
from cases.coverage import (
    EDITIONS,
    Covered,
    Papers,
    all_rules,
    anchor,
    chinese,
    coverage,
    without_article,
)
from cases.regulation import Page
from filings.papers.sheets.catalogue import in_order

if TYPE_CHECKING:
    from branches.access import SignedInRequest


@audience(SIGNED_IN)
@require_GET
def regulation(request: SignedInRequest) -> HttpResponse:
    """All articles; the anchors are `#26-7` for article 7 of 2026."""
    chapters, missing = [], []
    for chapter, articles in coverage(papers_by_step()):
        shown = [Shown(each, request.actor) for each in articles]
        chapters.append((chapter, shown))
        missing += [each for each in shown if each.covered.is_missing]
    context = {
        "chapters": chapters,
        "missing": missing,
        "local_rules": without_article(all_rules()),
    }
    return render(request, "cases/regulation.html", context)


def papers_by_step() -> Papers:
    """Titles of the papers that each step prints."""
    found: dict[str, tuple[str, ...]] = {}
    for paper in in_order():
        found[paper.step] = (*found.get(paper.step, ()), paper.title)
    return found


@dataclass(frozen=True)
class Shown:
    """An article as the page shows it to the user."""

    covered: Covered
    actor: Actor

    def texts(self) -> Iterator[dict[str, str]]:
        """Per edition: its year, number, anchor and text; the text is empty where the edition
        has no such article.
        """
        topic = self.covered.topic
        for edition in EDITIONS:
            number = topic.number(edition)
            named = place = ""
            if number:
                named, place = f"第{chinese(number)}条", anchor(edition, number)
            yield {
                "edition": str(edition),
                "number": named,
                "anchor": place,
                "text": topic.words(edition),
            }

    def pages(self) -> list[tuple[Page, str]]:
        """Other pages that serve the article, with their address where they have one that opens
        for the user.
        """
        found = []
        for page in self.covered.topic.pages:
            url = reverse(page.view) if page.view else ""
            if url and not opens(url, self.actor):
                url = ""
            found.append((page, url))
        return found
