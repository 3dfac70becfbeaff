"""The organizations that an administrator sees, as a tree, and what a search among them finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from branches.actor import Actor
from branches.models import Appointment, Member, Organization, User
from branches.models.person import called, known_as

#: So many organizations are shown at once, as deep as whole levels go; the deeper ones are on the
#: pages of those above them.
MOST = 400
FOUND = 50
#: The kinds of organization in which somebody records or decides.
KEEPING = (Organization.Kind.BRANCH, Organization.Kind.GENERAL_BRANCH, Organization.Kind.COMMITTEE)


@dataclass
class Node:
    """An organization in the tree, with those below it.

    members   members of the organization itself, today
    posts     posts held at it today
    is_folded what lies below it is not shown here
    """

    organization: Organization
    members: int = 0
    posts: int = 0
    is_folded: bool = False
    children: list[Node] = field(default_factory=list)

    @property
    def lacks_posts(self) -> bool:
        """Whether nobody holds a post here, though somebody should."""
        return self.organization.kind in KEEPING and not self.posts


def tree(actor: Actor, *, with_closed: bool = False) -> list[Node]:
    """The tops of what the user sees, each with what lies below it; four queries."""
    rows = Organization.objects.administered_by(actor)
    if not with_closed:
        rows = rows.open_on(actor.today)
    deepest = _deepest(rows)
    nodes = nodes_of(rows.filter(depth__lte=deepest), actor)
    by_path = {node.organization.path: node for node in nodes}
    tops: list[Node] = []
    for node in nodes:
        node.is_folded = node.organization.depth == deepest and not node.organization.is_leaf()
        above = by_path.get(node.organization.parent_path)
        (tops if above is None else above.children).append(node)
    return tops


def _deepest(rows: QuerySet[Organization]) -> int:
    """The level down to which not too many are shown; the first one always is."""
    found = total = 0
    for depth, count in rows.order_by("depth").values_list("depth").annotate(count=Count("pk")):
        total += count
        if found and total > MOST:
            break
        found = depth
    return found


def vacant(actor: Actor) -> QuerySet[Organization]:
    """The organizations in which nobody holds a post today, though somebody should."""
    held = Appointment.objects.on(actor.today).filter(organization=OuterRef("pk"))
    rows = Organization.objects.administered_by(actor).open_on(actor.today)
    return rows.filter(kind__in=KEEPING).exclude(Exists(held))


def nodes_of(rows: QuerySet[Organization], actor: Actor) -> list[Node]:
    """Organizations with their numbers, in the order of their codes; three queries."""
    nodes = [Node(each) for each in rows.order_by("code")[:MOST]]
    ids = [node.organization.pk for node in nodes]
    members = _counted(Member.objects.on(actor.today).filter(organization__in=ids))
    posts = _counted(Appointment.objects.on(actor.today).filter(organization__in=ids))
    for node in nodes:
        node.members, node.posts = members[node.organization.pk], posts[node.organization.pk]
    return nodes


def _counted(rows: QuerySet[Member] | QuerySet[Appointment]) -> Counter[int]:
    """`{organization id: rows}`."""
    counted = rows.order_by().values_list("organization").annotate(count=Count("pk"))
    return Counter(dict(counted))


@dataclass(frozen=True)
class Found:
    """What a search found. `has_more`: not all of it is here."""

    organizations: list[Organization]
    members: list[Member]
    users: list[User]
    has_more: bool


def search(text: str, actor: Actor) -> Found:
    """Organizations by a part of the name or by code; members and accounts by the beginning of
    the name, by pinyin, identity number or username.
    """
    named = Q(name__icontains=text) | Q(code__istartswith=text)
    organizations = Organization.objects.administered_by(actor).filter(named).order_by("code")
    members = Member.objects.administered_by(actor).filter(known_as(text, "person"))
    members = members.select_related("person", "organization").order_by(
        "person__pinyin", "-from_on"
    )
    users = User.objects.administered_by(actor).filter(
        Q(username__istartswith=text) | called(text, "person")
    )
    users = users.select_related("person", "organization").order_by("username")
    by_name, people, accounts = (
        list(organizations[: FOUND + 1]),
        list(members[: FOUND + 1]),
        list(users[: FOUND + 1]),
    )
    has_more = max(len(by_name), len(people), len(accounts)) > FOUND
    return Found(by_name[:FOUND], people[:FOUND], accounts[:FOUND], has_more)


def above(organization: Organization, actor: Actor) -> Iterable[Organization]:
    """The organizations above that the user sees, from the top."""
    paths = organization.ancestor_paths
    return Organization.objects.administered_by(actor).filter(path__in=paths).order_by("path")
