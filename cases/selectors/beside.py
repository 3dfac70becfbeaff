"""What apps above tell beside the form of a step: the papers that it still lacks, and where else it
is recorded.

Imports go one way, so a page of cases cannot ask for papers. As in
`branches.services.reactions` an app above appends its function in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from branches.actor import Actor
from cases.models import Case

lacking_papers: list[Callable[[Case, Actor, str], Sequence[str]]] = []
"""Called with the case, who asks, and the code of the step; gives what lacks, in words."""


def papers_lacking(case: Case, actor: Actor, code: str) -> list[str]:
    """All that the functions tell."""
    return [title for tell in lacking_papers for title in tell(case, actor, code)]


@dataclass(frozen=True)
class Way:
    """Another page on which the step is recorded: for whom it is, its name, its address."""

    question: str
    label: str
    url: str


other_ways: list[Callable[[Case, Actor, str], Way | None]] = []
"""Called as those of `lacking_papers`; None where there is no other page."""


def ways_beside(case: Case, actor: Actor, code: str) -> list[Way]:
    """All that the functions tell."""
    found = [tell(case, actor, code) for tell in other_ways]
    return [way for way in found if way is not None]
