"""Clean filings accepted together: ordered once, done by the worker, told row by row."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from branches.acts import Role
from branches.models import Job
from branches.services.jobs import run_job
from cases.models import Entry, Worksheet
from filings.models import FilingItem
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_user
from tests.filings.pages import (
    STATE,
    OnDay,
    address,
    answer,
    fresh,
    give_back,
    own_form,
    submitted,
)

pytestmark = pytest.mark.django_db
ACCEPT = reverse("filings_accept")


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def waiting(world: Drive, on_day: OnDay, count: int = 2) -> list[FilingItem]:
    return [
        submitted(world, "file_activist", on_day, case=world.open_case(seed=501 + no))
        for no in range(count)
    ]


def unclean(world: Drive) -> FilingItem:
    """A filing in whose case something is not known."""
    case = world.open_case(seed=520)
    world.record(case, "talk")
    world.record(case, "shortlist", recommended_by=None, asked=("on",))
    return world.submit(case, "file_activist")


def batch(items: list[FilingItem], **more: Any) -> dict[str, Any]:
    versions = {f"version-{item.pk}": str(fresh(item).case.version) for item in items}
    return own_form(item=[str(item.pk) for item in items], **versions, **more)


def confirmed(world: Drive, items: list[FilingItem]) -> dict[str, Any]:
    return batch(items, confirmed="yes", on=world.day("file_activist").isoformat())


def done(client: Client, data: dict[str, Any]) -> Job:
    """The job that was ordered, done by the worker."""
    response = client.post(ACCEPT, data)
    job = Job.objects.get()
    assert response.headers["Location"] == job.get_absolute_url()
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    return job


def test_clean_filings_are_accepted_together(world: Drive, on_day: OnDay, sign: Sign) -> None:
    items, client = waiting(world, on_day), sign(world.clerk)
    sign(world.decider).post(address("return", items[0]), {"save": "1", "note": "先放一放"})
    shown = client.get(reverse("filings"), {"kind": "file_activist"}).text
    assert all(f'name="item" value="{item.pk}"' in shown for item in items)
    asked = client.post(ACCEPT, batch(items))
    assert (asked.status_code, "一并接收 2 件备案" in asked.text) == (200, True)
    assert {fresh(item).state for item in items} == {STATE.SUBMITTED}
    job = done(client, confirmed(world, items))
    assert {fresh(item).state for item in items} == {STATE.ACCEPTED}
    assert job.result is not None
    told = client.get(job.result["url"]).text
    assert "已接收 2 件" in told
    assert "留下" not in told
    assert all(item.case.person.name in told for item in items)
    assert Worksheet.objects.filter(page=address("return", items[0]), is_ended=False).count() == 0


def test_ordered_twice_it_is_one_job_and_begun_again_it_does_nothing_twice(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    items, client = waiting(world, on_day), sign(world.clerk)
    data = confirmed(world, items)
    assert [client.post(ACCEPT, data).status_code for _ in range(2)] == [302, 302]
    job = Job.objects.get()
    for _ in range(2):
        Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)
        run_job.call(job.pk)
        job.refresh_from_db()
        assert job.result is not None
        assert (len(job.result["done"]), job.result["left"]) == (2, [])
    entries = Entry.objects.filter(code="file_activist", kind=Entry.Kind.STEP)
    assert entries.count() == 2


def test_what_is_not_clean_or_voted_on_is_named_and_left(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    items = [*waiting(world, on_day), unclean(world)]
    vote = submitted(world, "pre_review", on_day, case=world.open_case(seed=530))
    client = sign(world.clerk)
    asked = client.post(ACCEPT, batch([*items, vote]))
    assert asked.status_code == 200
    for name in ("一并接收 2 件备案", "留下 2 件", vote.case.person.name):
        assert name in asked.text
    assert f'name="item" value="{items[2].pk}"' not in asked.text
    alone = client.post(ACCEPT, batch(items[2:]))
    assert (alone.status_code, "没有可以一并接收的" in alone.text) == (422, True)
    hostile = client.post(ACCEPT, batch([vote], confirmed="yes", on="2028-1-1"))
    assert hostile.status_code in (403, 422)
    assert Job.objects.count() == 0
    job = done(client, confirmed(world, items))
    told = client.get(job.result["url"] if job.result else "").text
    assert "留下 1 件" in told
    assert "有不符或待核的项目，须逐件办理" in told
    assert [fresh(item).state for item in items] == [STATE.ACCEPTED] * 2 + [STATE.SUBMITTED]


def test_what_changed_since_is_named_and_left(world: Drive, on_day: OnDay, sign: Sign) -> None:
    items, client = waiting(world, on_day, 4), sign(world.clerk)
    data = confirmed(world, items) | {f"version-{items[0].pk}": "1"}
    client.post(ACCEPT, data)
    give_back(world, items[1], world.day("file_activist"))
    other = sign(world.decider)
    other.post(address("accept", items[2]), answer(world, items[2], confirmed="yes"))
    job = Job.objects.get()
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.result is not None
    assert job.result["done"] == [items[3].pk]
    told = client.get(job.result["url"]).text
    for why in (
        "您确认之后案卷又有变动",
        "这项报送已退回",
        f"已由{world.decider.get_full_name()}于",
    ):
        assert why in told
    assert [fresh(item).state for item in items] == [
        STATE.SUBMITTED,
        STATE.RETURNED,
        STATE.ACCEPTED,
        STATE.ACCEPTED,
    ]


def test_a_right_that_ended_meanwhile_accepts_nothing(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    items = waiting(world, on_day)
    clerk = make_user(Role.CLERK, world.tree.bureau)
    sign(clerk).post(ACCEPT, confirmed(world, items))
    day = world.day("file_activist")
    clerk.appointments.update(until_on=day)
    type(clerk).objects.filter(pk=clerk.pk).update(rights_on=None)
    job = Job.objects.get()
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.result is not None
    assert (job.result["done"], len(job.result["left"])) == ([], 2)
    assert {fresh(item).state for item in items} == {STATE.SUBMITTED}


def test_none_unknown_or_foreign(world: Drive, on_day: OnDay, sign: Sign) -> None:
    items, client = waiting(world, on_day), sign(world.clerk)
    none = client.post(ACCEPT, own_form())
    assert (none.status_code, "请在列表中至少选择一件" in none.text) == (422, True)
    assert client.post(ACCEPT, own_form(item=["999999999"])).status_code == 404
    late = client.post(ACCEPT, batch(items, confirmed="yes", on="2100-1-1"))
    assert (late.status_code, "不能晚于今天" in late.text) == (422, True)
    foreign = make_user(Role.CLERK, world.tree.other_root)
    assert sign(foreign).post(ACCEPT, confirmed(world, items)).status_code == 404
    above = make_user(Role.CLERK, world.tree.city)
    assert sign(above).post(ACCEPT, confirmed(world, items)).status_code == 403
    assert sign(world.secretary).post(ACCEPT, confirmed(world, items)).status_code == 403
    assert Job.objects.count() == 0


def test_the_result_is_told_to_who_ordered_it_and_once_it_is_there(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    items, client = waiting(world, on_day), sign(world.clerk)
    client.post(ACCEPT, confirmed(world, items))
    job = Job.objects.get()
    url = reverse("filings_accepted", args=[job.pk])
    assert client.get(url).headers["Location"] == job.get_absolute_url()
    run_job.call(job.pk)
    assert client.get(url).status_code == 200
    assert sign(world.decider).get(url).status_code == 404
    Job.objects.update(kind="prints")
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_much_for_three_as_for_one(
    world: Drive,
    on_day: OnDay,
    sign: Sign,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    items, client = waiting(world, on_day, count), sign(world.clerk)
    client.get(reverse("me"))
    data = batch(items)
    with django_assert_num_queries(CONFIRM_QUERIES):
        assert client.post(ACCEPT, data).status_code == 200
    job = done(client, confirmed(world, items))
    with django_assert_num_queries(RESULT_QUERIES):
        client.get(job.result["url"] if job.result else "")


CONFIRM_QUERIES, RESULT_QUERIES = 7, 6
