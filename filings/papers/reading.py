"""Who may have what of a case that he sees: contacts and introducers not all of it."""

from __future__ import annotations

from datetime import date

from branches.models import User
from branches.rights import rights_of
from cases.models import Case
from filings.papers.registry import Paper


def readable(paper: Paper, case: Case, user: User, today: date) -> bool:
    """Whether the user may have this paper of the case."""
    return not paper.is_hidden_from_sponsors or may_bind(case, user, today)


def may_bind(case: Case, user: User, today: date) -> bool:
    """Whether the user may have the whole of the case."""
    return rights_of(user, today).reads(case.branch.path)
