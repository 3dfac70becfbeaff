"""The member list of a branch, as far as recording asks: who may be named, and how many have a
vote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from branches.actor import Actor
from branches.models import Discipline, Member, Organization

#: So many members of other organizations are offered; who needs more searches in the member list.
MOST = 1000


@dataclass(frozen=True)
class Roster:
    """Members that may be picked.

    groups    (heading, [(id, name with what tells namesakes apart)]): the branch first, then the
              others
    names     `{id: name}` of all in the groups
    not_full  `{id: name}` of members seen who are not full ones
    """

    groups: tuple[tuple[str, list[tuple[str, str]]], ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    not_full: dict[str, str] = field(default_factory=dict)


def roster_for(branch: Organization, actor: Actor, *, without: int | None = None) -> Roster:
    """The members that the user sees, those of the branch first; `without`: id of a person who
    cannot be meant.
    """
    rows = (
        Member.objects.visible_to(actor)
        .on(actor.today)
        .exclude(person=without)
        .select_related("person", "organization")
        .only(
            "standing",
            "full_on",
            "from_on",
            "until_on",
            "joined_on",
            "person__name",
            "organization__name",
        )
    )
    own = list(rows.filter(organization=branch).order_by("person__pinyin", "pk"))
    others = list(
        rows.exclude(organization=branch).order_by("organization__path", "person__pinyin", "pk")[
            :MOST
        ]
    )
    full = [member for member in own + others if member.is_full_on(actor.today)]
    groups = [
        (
            "本支部",
            [(str(each.pk), _label(each)) for each in full if each.organization_id == branch.pk],
        ),
        (
            "其他党组织" if len(others) < MOST else f"其他党组织（人多，只列出前 {MOST} 人）",
            [
                (str(m.pk), f"{_label(m)}（{m.organization.name}）")
                for m in full
                if m.organization_id != branch.pk
            ],
        ),
    ]
    everyone = {str(each.pk): each.person.name for each in own + others}
    names = {str(each.pk): each.person.name for each in full}
    return Roster(
        groups=tuple((heading, found) for heading, found in groups if found),
        names=names,
        not_full={key: name for key, name in everyone.items() if key not in names},
    )


def _label(member: Member) -> str:
    return (
        f"{member.person.name}，{member.joined_on.year}年入党"
        if member.joined_on
        else member.person.name
    )


def voting_members(branch: Organization, day: date) -> QuerySet[Member]:
    """The full members of the branch that have a vote that day: all but those under 留党察看.

    Source: 《细则》 2014 第二十条, 2026 第十九条.
    """
    suspended = Discipline.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day),
        member=OuterRef("pk"),
        kind=Discipline.Kind.PROBATION_WITHIN_PARTY,
        from_on__lte=day,
    )
    members = Member.objects.filter(organization=branch).full_on_day(day)
    return members.exclude(Exists(suspended))


def voters_on(branch: Organization, day: date) -> int:
    """How many of them there are."""
    return voting_members(branch, day).count()
