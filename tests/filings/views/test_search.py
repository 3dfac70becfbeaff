"""The box in the head."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from branches.models import User
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.filings.pages import OnDay, submitted
from tests.filings.views.conftest import Sign

pytestmark = pytest.mark.django_db

ADDRESS = "/search/"


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def found(client: Client, text: str) -> dict[str, list[str]]:
    """`{group: titles}`; what alone is found is followed to its address."""
    answer = client.get(ADDRESS, {"q": text})
    if answer.status_code == 302:
        return {"alone": [answer.headers["Location"]]}
    return {group.label: [hit.title for hit in group.hits] for group in answer.context["groups"]}


@pytest.mark.parametrize(
    "text", ["周文静", "文静", "静", "周 文静", "zhouwenjing", "wenjing", "zwj", "wj", "0001"]
)
def test_any_part_of_a_name_or_number_opens_the_case(
    world: Drive, on_day: OnDay, sign: Sign, text: str
) -> None:
    case = world.open_case()
    on_day(world.day("apply"))
    assert found(sign(world.secretary), text) == {"alone": [case.get_absolute_url()]}


@pytest.mark.parametrize(("count", "has_more"), [(8, False), (9, True)])
def test_it_is_said_that_not_all_are_shown(
    world: Drive, on_day: OnDay, sign: Sign, count: int, has_more: bool
) -> None:
    for no in range(count):
        world.open_case(seed=800 + no)
    on_day(world.day("apply"))
    answer = sign(world.secretary).get(ADDRESS, {"q": "文静"})
    [group] = answer.context["groups"]
    assert (len(group.hits), group.has_more) == (8, has_more)
    assert ("还有更多" in answer.text) is has_more


def test_what_is_not_seen_is_not_found(world: Drive, on_day: OnDay, sign: Sign) -> None:
    case = world.open_case()
    on_day(world.day("apply"))
    for user in (world.stranger, world.contact):
        assert found(sign(user), case.person.name) == {}
        assert found(sign(user), case.number) == {}


def test_a_filing_stands_beside_the_person(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "file_activist", on_day)
    groups = found(sign(world.clerk), "文静")
    assert groups["报送"] == ["周文静：4 积极分子备案"]
    assert "人员和案卷" in groups
    assert found(sign(world.clerk), item.filing.number) == {"alone": [item.get_absolute_url()]}
    assert "报送" not in found(sign(world.contact), "文静")


@pytest.mark.parametrize("text", ["十六", "第十六条"])
def test_an_article_is_found_by_its_number(
    world: Drive, on_day: OnDay, sign: Sign, text: str
) -> None:
    on_day(world.day("apply"))
    (address,) = found(sign(world.secretary), text)["alone"]
    assert address.startswith("/regulation/#")


@pytest.mark.parametrize("text", ["", " ", "·", "%", "_", "\\", "'", "——", "x" * 500, "😀"])
def test_nothing_and_signs_find_nothing(world: Drive, on_day: OnDay, sign: Sign, text: str) -> None:
    world.open_case()
    on_day(world.day("apply"))
    assert found(sign(world.secretary), text) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    world: Drive,
    on_day: OnDay,
    sign: Sign,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for no in range(count):
        submitted(world, "file_activist", on_day, case=world.open_case(seed=900 + no))
    client = sign(world.clerk)
    client.get(ADDRESS, {"q": "周"})
    with django_assert_num_queries(7):
        client.get(ADDRESS, {"q": "周"})


def test_the_box_stands_on_every_page_of_who_is_signed_in(
    world: Drive, on_day: OnDay, sign: Sign, client: Client
) -> None:
    on_day(world.day("apply"))
    assert 'id="head-search"' in sign(world.secretary).get("/").text
    assert 'id="head-search"' not in client.get("/login/").text


def test_nobody_searches_without_signing_in(client: Client) -> None:
    assert client.get(ADDRESS, {"q": "周"}).status_code == 302
    assert User.objects.count() == 0
