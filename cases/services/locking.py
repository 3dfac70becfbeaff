"""The case of an act: locked, in the user's scope, and as the page saw it."""

from __future__ import annotations

from collections.abc import Iterable

from branches.actor import Actor
from cases.models import Case, Entry
from cases.services.errors import Stale
from cases.services.sent import Sent


def lock_case(case_id: int, actor: Actor) -> Case:
    """The case, locked, within the user's scope. Raises Case.DoesNotExist outside it."""
    return lock_cases([case_id], actor)[0]


def lock_cases(case_ids: Iterable[int], actor: Actor) -> list[Case]:
    """The cases, locked in the order of their ids. Raises Case.DoesNotExist when one is outside
    the user's scope.
    """
    wanted = set(case_ids)
    found = find_locked(wanted, actor)
    if len(found) != len(wanted):
        raise Case.DoesNotExist
    return list(found.values())


def find_locked(case_ids: Iterable[int], actor: Actor) -> dict[int, Case]:
    """Those of the cases that the user sees, locked in the order of their ids."""
    rows = (
        Case.objects.filter(pk__in=set(case_ids)).select_related("person", "branch").order_by("pk")
    )
    locked = rows.select_for_update(of=("self",), no_key=True)
    return {case.pk: case for case in locked if case.is_visible_to(actor)}


def entry_of(case: Case, sent: Sent) -> Entry | None:
    """The entry this request made already: a double click gives the same page and one entry."""
    made = case.entries.filter(request_id=sent.request_id)
    return made.get() if made.exists() else None


def repeated(case: Case, sent: Sent) -> Entry | None:
    """The entry of a request that comes again, which carries the version from before it; None for a
    new one.

    Raises Stale when somebody else changed the case after the page was made.
    """
    if case.version == sent.version:
        return None
    if (entry := entry_of(case, sent)) is None:
        check_version(case, sent.version)
    return entry


def check_version(case: Case, version: int | None) -> None:
    """Raises Stale when the case changed after the page was made."""
    if case.version != version:
        since = case.entries.select_related("recorded_by").filter(sequence__gt=version or 0)
        raise Stale(since)
