"""Which templates of papers are a unit's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from branches.access import audience
from branches.acts import Act
from filings.papers.press import selectors
from filings.papers.press.views.tabs import tabs

if TYPE_CHECKING:
    from branches.access import SignedInRequest


@audience(Act.READ, Act.ADMINISTER)
@require_GET
def paper_templates(request: SignedInRequest) -> HttpResponse:
    """What is replaced for the units of the user, and what in the folder replaces nothing."""
    found = selectors.templates_for(request.actor)
    context = {"found": found, "tabs": tabs(request.actor, "paper_templates")}
    return render(request, "filings/paper_templates.html", context)
