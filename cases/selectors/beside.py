"""What apps above tell beside the form of a step: the papers that it still lacks.

Imports go one way, so a page of cases cannot ask for papers. As in
`branches.services.reactions` an app above appends its function in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from branches.actor import Actor
from cases.models import Case

lacking_papers: list[Callable[[Case, Actor, str], Sequence[str]]] = []
"""Called with the case, who asks, and the code of the step; gives what lacks, in words."""


def papers_lacking(case: Case, actor: Actor, code: str) -> list[str]:
    """All that the functions tell."""
    return [title for tell in lacking_papers for title in tell(case, actor, code)]
