"""Who may have what of a case that he sees: contacts and introducers not all of it."""

from __future__ import annotations

from branches.actor import Actor
from cases.models import Case
from cases.models.sight import sight_of
from filings.papers.sheets.kit.registry import Paper


def readable(paper: Paper, case: Case, actor: Actor) -> bool:
    """Whether the user may have this paper of the case: that its step is seen, of the whole case
    all steps.
    """
    sight = sight_of(case, actor)
    return sight.is_whole or (not paper.whole and paper.step not in sight.hidden)


def may_bind(case: Case, actor: Actor) -> bool:
    """Whether the user may have the whole of the case."""
    return sight_of(case, actor).is_whole
