"""What apps above find in an acceptance beyond the rules of the case, such as a quota that it would
exceed.

Imports go one way, so the answer cannot ask the app of quotas; yet the reason for exceeding one
belongs to the entry of the decision. As in `branches.services.reactions` an app above appends its
function in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from branches.actor import Actor
from cases.rules.engine import Finding
from filings.models import FilingItem

before_acceptance: list[Callable[[FilingItem, Actor], Iterable[Finding]]] = []
"""Called with the item, who accepts it and today, before it is accepted.

It is called in the transaction and with the case locked;
the findings want a reason as the case's do.
"""


def found_beyond(item: FilingItem, actor: Actor) -> list[Finding]:
    """All that the functions find."""
    found: list[Finding] = []
    for check in before_acceptance:
        found.extend(check(item, actor))
    return found
