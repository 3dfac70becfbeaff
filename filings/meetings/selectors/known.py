"""What is known of a meeting before anything is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Value, When

from branches.actor import Actor
from branches.acts import Role
from branches.models import Appointment, Member, Organization
from cases.models import Entry
from cases.selectors.roster import voting_members
from filings.meetings.kinds import BRANCH_MEETING, COMMITTEE
from filings.meetings.models import Gathering, Meeting

#: What is commonly as at the last meeting, by the kind of meeting.
USUAL = {
    BRANCH_MEETING.code: ("place", "chair", "tellers", "recorder"),
    COMMITTEE.code: ("place", "chair", "recorder", "votes-should_attend"),
}
#: Who is a member of a committee; an organizer (组织员) is none by that post.
COMMITTEE_ROLES = (Role.COMMITTEE_SECRETARY, Role.COMMITTEE_MEMBER)


def usual(of: Gathering, actor: Actor) -> dict[str, str]:
    """What the last meeting tells; at most two queries.

    A branch meeting recorded person by person tells all but the place.
    """
    names = USUAL[of.kind.code]
    closed = Meeting.objects.visible_to(actor).closed().of(of)
    if (last := closed.order_by("-held_on", "-pk").first()) is not None:
        return {name: last.text(name) for name in names}
    entries = Entry.objects.visible_to(actor).filter(
        case__branch=of.organization, kind=Entry.Kind.STEP, code__in=of.kind.discusses
    )
    entry = entries.order_by("-taken_on", "-pk").first()
    facts = entry.open_facts if entry is not None else None
    return {name: getattr(facts, name, None) or "" for name in names}


@dataclass(frozen=True)
class LeftOut:
    """Somebody who belongs to those who meet and has no vote, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Voters:
    """Who should attend on a day.

    source    by which list, in words
    left_out  who stands on the list and is not counted
    """

    on: date
    source: str
    names: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def count(self) -> int:
        return len(self.names)


def voters_of(of: Gathering, day: date) -> Voters:
    """Those with a vote on the day; one query."""
    if of.kind == COMMITTEE:
        return _committee_members(of.organization, day)
    return _branch_members(of.organization, day)


def _branch_members(branch: Organization, day: date) -> Voters:
    """The full members; those on probation and those under 留党察看 are named with the reason.

    Source: 《细则》 2014 第二十条, 2026 第十九条; docs/specification/rules.md, D13.
    """
    voting = voting_members(branch, day).filter(pk=OuterRef("pk"))
    full = Member.objects.full_on_day(day).filter(pk=OuterRef("pk"))
    why = Choice(
        When(Exists(voting), then=Value("")),
        When(Exists(full), then=Value("受留党察看处分，察看期间没有表决权")),
        default=Value("预备党员，没有表决权"),
    )
    members = Member.objects.filter(organization=branch).on(day).annotate(why=why)
    rows = members.order_by("person__pinyin", "pk").values_list("person__name", "why")
    names, left_out = [], []
    for name, reason in rows:
        if reason:
            left_out.append(LeftOut(name, reason))
        else:
            names.append(name)
    return Voters(day, "党员名册：有表决权的正式党员", tuple(names), tuple(left_out))


def _committee_members(committee: Organization, day: date) -> Voters:
    """The secretary and the members of the committee, by their appointments."""
    posts = Appointment.objects.filter(organization=committee, role__in=COMMITTEE_ROLES).on(day)
    posts = posts.select_related("user__person").defer(
        "user__person__identity_number", "user__person__phone"
    )
    people = {post.user_id: post.user.get_full_name() for post in posts.order_by("user_id")}
    return Voters(day, "任职名单：党委书记、党委委员", tuple(people.values()))


def draft_of_gathering(of: Gathering, actor: Actor) -> Meeting | None:
    """The meeting that is being prepared; None where none is."""
    rows = Meeting.objects.visible_to(actor).drafts().of(of)
    return rows.select_related("saved_by__person", "organization").first()


def last_version(of: Gathering) -> int:
    """The version that the meetings have come to; 0 before the first."""
    rows = Meeting.objects.of(of).order_by("-version")
    return rows.values_list("version", flat=True).first() or 0
