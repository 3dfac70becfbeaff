"""What waits, what was sent up, one item: for each role its own, in a fixed number of queries."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from branches.actor import Actor
from branches.acts import Role
from branches.models import User
from cases.models import LocalProfile
from filings.models import FilingItem
from filings.selectors import filings_of, on_the_desk
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_user
from tests.filings.pages import OnDay, below_general_branch, fresh, give_back, submitted

pytestmark = pytest.mark.django_db
INBOX, SENT = reverse("filings"), reverse("filings_sent")
#: Queries of a page for somebody whose rights of the day are derived already.
INBOX_QUERIES, SENT_QUERIES, RETURNED_QUERIES, ITEM_QUERIES = 13, 11, 12, 18


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def warm(client: Client) -> Client:
    """After a first page of the day, which derives the rights."""
    client.get(reverse("me"))
    return client


def shows(client: Client, item: FilingItem, url: str, **query: str) -> bool:
    return f'href="{item.get_absolute_url()}?' in client.get(url, query).content.decode()


def test_each_finds_what_lies_with_him(on_day: OnDay, sign: Sign) -> None:
    world = below_general_branch()
    between = make_user(Role.GENERAL_BRANCH_SECRETARY, world.tree.general_branch)
    decision = submitted(world, "approve", on_day)
    everyone = (world.secretary, between, world.clerk, world.decider, world.officer)
    assert [shows(sign(user), decision, INBOX) for user in everyone] == [
        False,
        True,
        False,
        False,
        False,
    ]
    assert shows(sign(world.secretary), decision, SENT)
    assert not shows(sign(between), decision, SENT)


def test_a_branch_opens_what_it_sent(on_day: OnDay, sign: Sign) -> None:
    """Nobody below sends it anything; who is above opens what waits."""
    world = below_general_branch()
    between = make_user(Role.GENERAL_BRANCH_SECRETARY, world.tree.general_branch)
    decision = submitted(world, "approve", on_day)
    branch = sign(world.secretary)
    for query in ({}, {"kind": "approve"}):
        response = branch.get(INBOX, query)
        assert (response.status_code, response.headers["Location"]) == (302, SENT)
    assert shows(branch, decision, SENT)
    assert "待我办理" not in branch.get(SENT).text
    for user in (between, world.clerk, world.decider, world.officer):
        client = sign(user)
        assert client.get(INBOX).status_code == 200
        assert "待我办理" in client.get(SENT).text


def test_the_committee_and_the_department_find_theirs(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "file_with_department", on_day)
    waiting = [
        shows(sign(user), item, INBOX)
        for user in (world.clerk, world.decider, world.officer, world.secretary)
    ]
    assert waiting == [False, False, True, False]
    assert [shows(sign(user), item, SENT) for user in (world.clerk, world.secretary)] == [
        True,
        False,
    ]
    other = make_user(Role.DEPARTMENT_OFFICER, world.tree.bureau_department)
    assert not shows(sign(other), item, INBOX)


def test_the_tabs_count_by_kind(world: Drive, on_day: OnDay, sign: Sign) -> None:
    first = submitted(world, "file_activist", on_day)
    second = submitted(world, "pre_review", on_day, case=world.open_case(seed=501))
    client = sign(world.decider)
    text = client.get(INBOX).content.decode()
    assert text.index(first.get_absolute_url()) < text.index(second.get_absolute_url())
    assert '4 积极分子备案 <span class="tabs-count">1</span>' in text
    assert shows(client, second, INBOX, kind="pre_review")
    assert not shows(client, first, INBOX, kind="pre_review")
    assert shows(client, first, INBOX, kind="nonsense")
    empty = client.get(INBOX, {"kind": "approve"}).content.decode()
    assert "没有等待办理的「17 接收审批」" in empty
    assert "只看了这一种" in empty


def test_the_outbox_has_what_waits_what_came_back_and_what_was_answered(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item, client = submitted(world, "file_activist", on_day), sign(world.secretary)
    states = ("waiting", "returned", "answered")
    assert [shows(client, item, SENT, state=state) for state in states] == [True, False, False]
    give_back(world, item, world.day("file_activist"), step="talk", text="请补谈话内容")
    assert [shows(client, item, SENT, state=state) for state in states] == [False, True, False]
    text = client.get(SENT, {"state": "returned"}).content.decode()
    assert "请补谈话内容" in text
    assert reverse("filing_resubmit", args=[item.pk]) in text
    again = world.submit(fresh(item).case, "file_activist", on=world.day("file_activist"))
    assert not shows(client, item, SENT, state="returned"), "another one went up instead"
    world.accept(again)
    assert shows(client, again, SENT, state="answered")
    assert shows(client, again, SENT, state="nonsense") is False


def test_what_the_workbench_shows(world: Drive, on_day: OnDay) -> None:
    item = submitted(world, "file_activist", on_day)
    day = world.day("file_activist")
    found, _ = on_the_desk(Actor(world.clerk, day))
    assert (found.count, [row.item for row in found.rows]) == (1, [item])
    assert [desk.count for desk in on_the_desk(Actor(world.secretary, day))] == [0, 0]
    give_back(world, item, day, text="请补正")
    waiting, back = on_the_desk(Actor(world.secretary, day))
    assert (back.count, [row.returned.note for row in back.rows if row.returned]) == (1, ["请补正"])
    assert waiting.count == 0
    assert [desk.count for desk in on_the_desk(Actor(world.clerk, day))] == [0, 0]
    assert filings_of(fresh(item).case) == {"file_activist": item}


@pytest.mark.parametrize(
    "name", ["secretary", "clerk", "decider", "officer", "contact", "stranger"]
)
def test_an_item_is_read_within_the_subtree_only(
    world: Drive, on_day: OnDay, sign: Sign, name: str
) -> None:
    item = submitted(world, "file_activist", on_day)
    expected = {"contact": 403, "stranger": 404}.get(name, 200)
    assert sign(getattr(world, name)).get(item.get_absolute_url()).status_code == expected


def test_nobody_reads_a_filing_about_himself(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "file_activist", on_day)
    User.objects.filter(pk=world.clerk.pk).update(person=item.case.person)
    client = sign(User.objects.get(pk=world.clerk.pk))
    assert client.get(item.get_absolute_url()).status_code == 404
    assert not shows(client, item, INBOX)


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_as_much_for_three_as_for_one(
    world: Drive,
    on_day: OnDay,
    sign: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    LocalProfile.objects.create(organization=world.tree.bureau, rules={"waiting_months": 1})
    items = [
        submitted(world, "file_activist", on_day, case=world.open_case(seed=500 + number))
        for number in range(count)
    ]
    clerk, secretary = warm(sign(world.clerk)), warm(sign(world.secretary))
    with django_assert_num_queries(INBOX_QUERIES):
        clerk.get(INBOX)
    with django_assert_num_queries(INBOX_QUERIES):
        clerk.get(INBOX, {"kind": "file_activist"})
    with django_assert_num_queries(SENT_QUERIES):
        secretary.get(SENT)
    beside = 1 if count > 1 else 0  # those before and after it
    with django_assert_num_queries(ITEM_QUERIES + beside):
        clerk.get(items[0].get_absolute_url())
    for item in items:
        give_back(world, item, world.day("file_activist"))
    with django_assert_num_queries(RETURNED_QUERIES):
        secretary.get(SENT, {"state": "returned"})
