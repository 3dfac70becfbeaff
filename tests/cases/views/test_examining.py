"""Examinations on one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cases.facts.cultivation import Cultivate
from cases.models import Case, Entry
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign

pytestmark = pytest.mark.django_db

ADDRESS = "/cases/examinations/"


def typed(day: date, **more: str) -> dict[str, str]:
    """What a browser sends."""
    return {
        "request_id": str(uuid4()),
        "on": day.isoformat(),
        "examiner": "王一",
        "record": "1",
        **more,
    }


@pytest.fixture
def activists(world: Drive, on_day: Callable[[date], None]) -> list[Case]:
    """Two activists with contacts, on the day after these were appointed."""
    cases = [world.to("appoint_contacts", world.open_case(seed=70 + no)) for no in range(2)]
    on_day(world.day("appoint_contacts"))
    return [Case.objects.get(pk=case.pk) for case in cases]


def day_of(world: Drive) -> date:
    return world.day("appoint_contacts")


def opinion(case: Case) -> str:
    return f"opinion-{case.pk}"


def examined(case: Case) -> Cultivate:
    facts: Cultivate | None = Case.objects.get(pk=case.pk).facts.steps.cultivate
    assert facts is not None
    return facts


def test_two_are_examined_at_once(world: Drive, activists: list[Case], sign: Sign) -> None:
    first, second = activists
    client = sign(world.secretary)
    page = client.get(ADDRESS)
    assert [row.case.pk for row in page.context["form"].rows] == [first.pk, second.pk]
    data = typed(day_of(world), **{opinion(first): "表现好。", opinion(second): "有进步。"})
    assert client.post(ADDRESS, data).status_code == 302
    for case in activists:
        (examination,) = examined(case).examinations or ()
        assert (examination.on, examination.by) == (day_of(world), "王一")
    count = Entry.objects.count()
    assert client.post(ADDRESS, data).status_code == 302  # a double click
    assert Entry.objects.count() == count


def test_one_named_in_the_address_stands_alone_and_reports(
    world: Drive, activists: list[Case], sign: Sign
) -> None:
    first, second = activists
    client = sign(world.secretary)
    address = f"{ADDRESS}?case={second.number}"
    assert [row.case.pk for row in client.get(address).context["form"].rows] == [second.pk]
    data = typed(day_of(world), **{f"report-{second.pk}": "汇报近期思想。"})
    assert client.post(address, data).status_code == 302
    facts = examined(second)
    assert facts.examinations is None
    assert [report.on for report in facts.reports or ()] == [day_of(world)]
    assert Case.objects.get(pk=first.pk).facts.steps.cultivate is None


@pytest.mark.parametrize(
    ("name", "value", "where"),
    [
        ("on", "", "请填写考察日期。"),
        ("on", "2026/13/1", "on"),
        ("examiner", "", "请填写考察人。"),
        ("none", "", "请至少为一人填写考察意见或思想汇报；没有的人留空。"),
    ],
)
def test_what_lacks_is_said_and_nothing_is_lost(
    world: Drive, activists: list[Case], sign: Sign, name: str, value: str, where: str
) -> None:
    case = activists[0]
    data = typed(day_of(world), **{opinion(case): "表现好。"})
    if name == "none":
        data[opinion(case)] = "——"
    else:
        data[name] = value
    answer = sign(world.secretary).post(ADDRESS, data)
    assert answer.status_code == 422
    if where == name:
        assert answer.context["form"].errors[name]
    else:
        assert where in answer.text
    assert data[opinion(case)] in answer.text
    assert Case.objects.get(pk=case.pk).facts.steps.cultivate is None


def test_what_was_typed_of_somebody_who_left_the_page_is_shown(
    world: Drive, activists: list[Case], sign: Sign
) -> None:
    first = activists[0]
    gone = {"opinion-999999": "有进步。"}
    data = typed(day_of(world), **{opinion(first): "表现好。"}, **gone)
    answer = sign(world.secretary).post(ADDRESS, data)
    assert answer.status_code == 422
    assert "所填内容：有进步。" in answer.text
    assert Case.objects.get(pk=first.pk).facts.steps.cultivate is None


def test_a_contact_sees_those_they_stand_by_and_nobody_else_any(
    world: Drive, activists: list[Case], sign: Sign
) -> None:
    numbers = {case.number for case in activists}
    rows = sign(world.contact).get(ADDRESS).context["form"].rows
    assert {row.case.number for row in rows} == numbers
    data = typed(day_of(world), **{opinion(activists[0]): "表现好。"})
    assert sign(world.contact).post(ADDRESS, data).status_code == 302
    assert examined(activists[0]).examinations
    for user in (world.officer, world.decider):
        assert sign(user).get(ADDRESS).context["form"].rows == []
        answer = sign(user).post(ADDRESS, data | {"request_id": str(uuid4())})
        assert answer.status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    world: Drive,
    on_day: Callable[[date], None],
    sign: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for no in range(count):
        world.to("appoint_contacts", world.open_case(seed=80 + no))
    on_day(world.day("appoint_contacts"))
    for user, queries in ((world.secretary, 7), (world.contact, 10)):
        client = sign(user)
        client.get(ADDRESS)
        with django_assert_num_queries(queries):
            client.get(ADDRESS)


def test_the_workbench_leads_there(world: Drive, activists: list[Case], sign: Sign) -> None:
    assert reverse("examinations") in sign(world.secretary).get("/").text
    assert f"{ADDRESS}?case={activists[0].number}" in sign(world.contact).get("/").text
    assert ADDRESS not in sign(world.officer).get("/").text
