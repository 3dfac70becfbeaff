"""Training of party-affairs staff (轮训): who holds a post, who was trained, who is missing, the
share of each unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from branches.acts import Role
from branches.models import Appointment, Organization, User
from filings.planning.models import TrainingAttendance
from filings.planning.selectors.places import children_of

SHOWN = 200


@dataclass(frozen=True)
class UnitShare:
    """How many of a unit's staff were trained at least once."""

    organization: Organization
    staff: int
    trained: int

    @property
    def missing(self) -> int:
        return self.staff - self.trained

    @property
    def percent(self) -> int | None:
        """Rounded down: 100 only when nobody is missing; None where there is nobody."""
        return 100 * self.trained // self.staff if self.staff else None


def posts(path: str, today: date) -> QuerySet[Appointment]:
    """The party-affairs posts held today in the subtree; the administrator's is none."""
    held = Appointment.objects.on(today).exclude(role=Role.ADMINISTRATOR)
    return held.filter(organization__path__startswith=path, user__is_active=True)


def staff(path: str, today: date) -> QuerySet[User]:
    """Who holds a post in the subtree today."""
    held = posts(path, today).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(held)).select_related("person").order_by("username")


def untrained(path: str, today: date) -> QuerySet[User]:
    """Of them those who attended no class that has ended."""
    return staff(path, today).exclude(Exists(_trained(OuterRef("pk"), today)))


def shares(organization: Organization, today: date) -> list[UnitShare]:
    """The organization as a whole, then those straight below; three queries. Who holds two posts
    counts in each.
    """
    children = children_of(organization, today)
    rows = posts(organization.path, today).order_by()
    trained = Q(Exists(_trained(OuterRef("user_id"), today)))
    number, done = Count("user", distinct=True), Count("user", distinct=True, filter=trained)
    whole = rows.aggregate(staff=number, trained=done)
    length = len(organization.path) + Organization.steplen
    counted = rows.values_list(Left("organization__path", length)).annotate(
        staff=number, trained=done
    )
    parts = {path: (people, trained_people) for path, people, trained_people in counted}
    found = [UnitShare(organization, whole["staff"], whole["trained"])]
    for child in children:
        found.append(UnitShare(child, *parts.get(child.path, (0, 0))))
    return found


def _trained(user: OuterRef, today: date) -> QuerySet[TrainingAttendance]:
    return TrainingAttendance.objects.filter(user=user, course__to_on__lte=today)
