"""What is known of a meeting before anything is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from branches.actor import Actor
from branches.models import Organization
from cases.models import Entry
from cases.selectors.roster import voting_members
from filings.meetings.models import Meeting
from filings.meetings.selectors.turn import DISCUSSED

#: What a branch commonly does as at its last meeting.
USUAL = ("place", "chair", "tellers", "recorder")


def usual(branch: Organization, actor: Actor) -> dict[str, str]:
    """Place, chair, tellers and recorder of the last meeting of the branch; at most two queries.

    A meeting recorded person by person tells all but the place.
    """
    closed = Meeting.objects.visible_to(actor).closed().filter(organization=branch)
    if (last := closed.order_by("-held_on", "-pk").first()) is not None:
        return {name: last.text(name) for name in USUAL}
    entries = Entry.objects.visible_to(actor).filter(
        case__branch=branch, kind=Entry.Kind.STEP, code__in=DISCUSSED
    )
    entry = entries.order_by("-taken_on", "-pk").first()
    facts = entry.open_facts if entry is not None else None
    return {name: getattr(facts, name, None) or "" for name in USUAL}


@dataclass(frozen=True)
class Voters:
    """Who should attend on a day, by the member list."""

    on: date
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.names)


def voters_of(branch: Organization, day: date) -> Voters:
    """The full members with a vote on the day; one query."""
    rows = voting_members(branch, day).order_by("person__pinyin", "pk")
    return Voters(day, tuple(rows.values_list("person__name", flat=True)))


def draft_of_branch(branch: Organization, actor: Actor) -> Meeting | None:
    """The meeting that is being prepared; None where none is."""
    rows = Meeting.objects.visible_to(actor).drafts().filter(organization=branch)
    return rows.select_related("saved_by__person", "organization").first()


def last_version(branch: Organization) -> int:
    """The version that the meetings of the branch have come to; 0 before the first."""
    rows = Meeting.objects.filter(organization=branch).order_by("-version")
    return rows.values_list("version", flat=True).first() or 0
