"""Training of party-affairs staff: who was trained, who is missing, the share of each unit."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from branches.actor import Actor
from branches.acts import Role
from branches.models import User
from cases.services.errors import Refused
from filings.planning.models import TrainingAttendance, TrainingCourse
from filings.planning.selectors.courses import shares, untrained
from filings.planning.services.courses import CourseFacts, record_course, set_attendees
from tests.factories import make_user
from tests.filings.planning.build import Plan, signed_in
from tests.kept import kept

TODAY = date(2027, 3, 1)


@pytest.fixture
def plan(db: None, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setenv("JISHI_TODAY", str(TODAY))
    return kept(Plan)


def hold(
    plan: Plan, attendees: list[User], *, by: User | None = None, **changes: object
) -> TrainingCourse:
    values = {
        "title": "党务干部培训班",
        "from_on": date(2027, 2, 1),
        "to_on": date(2027, 2, 3),
        "hours": 24,
        "place": "",
        "content": "",
    } | changes
    return record_course(
        organization=plan.tree.bureau,
        facts=CourseFacts(**values),  # type: ignore[arg-type]  # arguments by name
        attendees=[user.pk for user in attendees],
        by=Actor(by or plan.clerk, TODAY),
    )


def test_share_of_each_unit(plan: Plan) -> None:
    tree = plan.tree
    make_user(Role.ORGANIZATION_MEMBER, tree.branch, until_on=date(2027, 1, 1))
    hold(plan, [plan.secretary, plan.decider])
    hold(plan, [plan.secretary])
    hold(plan, [plan.clerk], to_on=date(2027, 3, 2))
    found = {
        each.organization: (each.staff, each.trained, each.missing, each.percent)
        for each in shares(tree.bureau, TODAY)
    }
    assert found[tree.bureau] == (4, 2, 2, 50), (
        "officer, decider, clerk, secretary; a class that runs counts later"
    )
    assert found[tree.branch] == (1, 1, 0, 100)
    assert found[tree.other_branch] == (0, 0, 0, None)
    assert set(untrained(tree.bureau.path, TODAY)) == {plan.clerk, plan.bureau_officer}


def test_who_may_and_whom(plan: Plan) -> None:
    for user in (plan.secretary, plan.city_officer, plan.administrator):
        with pytest.raises(PermissionDenied):
            hold(plan, [], by=user)
    for stranger in (plan.stranger, plan.administrator, plan.city_officer):
        with pytest.raises(Refused, match="本单位及下级"):
            hold(plan, [stranger])
    with pytest.raises(Refused, match="不能早于"):
        hold(plan, [], to_on=date(2027, 1, 31))
    with pytest.raises(Refused, match="不能晚于今天"):
        hold(plan, [], from_on=date(2027, 3, 2), to_on=date(2027, 3, 3))


def test_attendees_change_and_the_departed_stay(plan: Plan) -> None:
    course = hold(plan, [plan.secretary])
    plan.secretary.appointments.update(until_on=date(2027, 2, 10))
    set_attendees(
        course=course, attendees=[plan.secretary.pk, plan.decider.pk], by=Actor(plan.clerk, TODAY)
    )
    assert course.attendances.count() == 2
    set_attendees(course=course, attendees=[plan.decider.pk], by=Actor(plan.clerk, TODAY))
    assert course.attendances.get().user == plan.decider


def test_constraints(plan: Plan) -> None:
    course = hold(plan, [plan.secretary])
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingAttendance.objects.create(course=course, user=plan.secretary)
    for change in ({"hours": 0}, {"to_on": date(2027, 1, 31)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TrainingCourse.objects.filter(pk=course.pk).update(**change)


def test_pages(plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    code = plan.tree.bureau.code
    page, new = (
        reverse("courses_of", kwargs={"code": code}),
        reverse("course_new", kwargs={"code": code}),
    )
    client = signed_in(plan.clerk)
    assert client.get(reverse("courses")).headers["Location"] == page
    assert new in client.get(page).text
    values = {
        "title": "培训班",
        "from_on": "2027-02-01",
        "to_on": "2027-02-03",
        "hours": "24",
        "attendees": [str(plan.secretary.pk)],
    }
    assert client.post(new, values | {"hours": "0"}).status_code == 422
    response = client.post(new, values)
    course = TrainingCourse.objects.get()
    assert response.headers["Location"] == reverse("course", kwargs={"pk": course.pk})
    for url in (page, new, response.headers["Location"]):
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200
    url = response.headers["Location"]
    assert client.post(url, {"attendees": [str(plan.decider.pk)]}).status_code == 302
    assert course.attendances.get().user == plan.decider
    assert signed_in(plan.decider).get(url).status_code == 200
    assert signed_in(plan.secretary).get(url).status_code == 404
    assert signed_in(plan.city_officer).post(url, {}).status_code == 403
    assert signed_in(plan.secretary).get(new).status_code == 403
    assert signed_in(plan.city_officer).post(new, values).status_code == 403
    assert signed_in(plan.stranger).get(page).status_code == 404
