"""Recording classes for party-affairs staff."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from branches.actor import Actor
from branches.acts import Act
from branches.models import Organization
from cases.may.acting import require_acting
from cases.services.errors import Refused
from filings.planning.models import TrainingAttendance, TrainingCourse
from filings.planning.selectors.courses import staff
from filings.planning.selectors.places import acting_places


@dataclass(frozen=True, kw_only=True)
class CourseFacts:
    """What is recorded of a class, beside who held it and who attended."""

    title: str
    from_on: date
    to_on: date
    hours: int
    place: str
    content: str


@transaction.atomic
def record_course(
    *, organization: Organization, facts: CourseFacts, attendees: Collection[int], by: Actor
) -> TrainingCourse:
    """Record a class and who attended it: ids of users with a post below the organization."""
    require_acting(by, Act.TRAIN_STAFF, acting_places(organization, by.today))
    if facts.to_on < facts.from_on:
        raise Refused.because("结束日期不能早于开始日期。", field="to_on")
    if facts.from_on > by.today:
        raise Refused.because(f"开始日期不能晚于今天（{by.today}）。", field="from_on")
    course = TrainingCourse.objects.create(
        organization=organization, recorded_by=by.account, **asdict(facts)
    )
    _set_attendees(course, attendees, by.today)
    return course


@transaction.atomic
def set_attendees(*, course: TrainingCourse, attendees: Collection[int], by: Actor) -> None:
    """Add and take away who attended."""
    require_acting(by, Act.TRAIN_STAFF, acting_places(course.organization, by.today))
    TrainingCourse.objects.select_for_update().get(pk=course.pk)
    _set_attendees(course, attendees, by.today)


def _set_attendees(course: TrainingCourse, attendees: Collection[int], today: date) -> None:
    wanted = set(attendees)
    there = set(course.attendances.values_list("user_id", flat=True))
    new = set(
        staff(course.organization.path, today)
        .filter(pk__in=wanted - there)
        .values_list("pk", flat=True)
    )
    if new != wanted - there:
        raise Refused.because("只能选择本单位及下级有党务职务的人员。", field="attendees")
    course.attendances.exclude(user__in=wanted).delete()
    TrainingAttendance.objects.bulk_create(
        TrainingAttendance(course=course, user_id=pk) for pk in sorted(new)
    )
