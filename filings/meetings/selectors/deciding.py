"""The filings that a committee's meeting may answer now, with what is asked of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from branches.actor import Actor
from branches.line import Line, lines_of
from branches.memory import remembering
from branches.models import Organization
from cases.facts.case import Facts
from cases.facts.values import Deliberation
from cases.selectors.context import Profiles, load_calendar
from filings.kinds import KINDS
from filings.may import Past
from filings.meetings.kinds import COMMITTEE
from filings.models import FilingItem
from filings.selectors.item import shown_items
from filings.selectors.limits import Limit, limits_of
from filings.selectors.organizations import with_organizations
from filings.selectors.standing import deliberations_among, events_of, past_among

#: So many filings are offered, those that wait longest first.
MOST = 50


@dataclass(frozen=True)
class Waiting:
    """A filing that waits for the committee.

    context  the case as the rules read it
    """

    item: FilingItem
    past: Past
    line: Line
    deliberations: tuple[Deliberation, ...]
    context: Facts
    limit: Limit | None


@dataclass(frozen=True)
class Agenda:
    """What the meeting may answer; `more` filings are not shown."""

    rows: list[Waiting]
    more: int


def agenda_of(committee: Organization, actor: Actor, chosen: Collection[int]) -> Agenda:
    """The filings in the order of their steps, in each by the day they were sent; those of the
    cases chosen are always among them. A fixed number of queries.
    """
    rows = shown_items(actor).open().filter(holder=committee, filing__receiver=committee)
    found = list(rows.filter(kind__in=COMMITTEE.discusses).order_by("submitted_on", "pk"))
    is_chosen = [item for item in found if item.case_id in chosen]
    others = [item for item in found if item.case_id not in chosen]
    shown = [*is_chosen, *others[: max(0, MOST - len(is_chosen))]]
    order = list(KINDS)
    shown.sort(key=lambda item: (order.index(item.kind), item.submitted_on, item.pk))
    return Agenda(_with_context(with_organizations(shown), actor.today), len(found) - len(shown))


def _with_context(items: list[FilingItem], today: date) -> list[Waiting]:
    if not items:
        return []
    events, limits = events_of(items), limits_of(items, today)
    calendar, profiles = load_calendar(), Profiles()
    lines = _lines(items)
    found = []
    for item in items:
        case = item.case
        found.append(
            Waiting(
                item,
                past_among(events[item.pk]),
                lines[item.pk],
                tuple(deliberations_among(item, events[item.pk])),
                Facts(case.facts, calendar, profiles.of(case.branch)),
                limits.get(item.pk),
            )
        )
    return found


def _lines(items: list[FilingItem]) -> dict[int, Line]:
    """`{item id: the line on which it went up}`, as it stood on the day it was sent; one query."""
    branches = [item.case.branch for item in items]
    days = {item.submitted_on for item in items}
    with remembering():  # the organizations are the same for each day
        on = {day: lines_of(branches, day) for day in days}
    return {item.pk: on[item.submitted_on][item.case.branch_id] for item in items}
