"""The list of cases: scope, search, filters, order, pages by key, queries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches.acts import Role
from branches.models import Person, User
from branches.names import search_text
from cases.models import Case
from cases.selectors import lists
from tests.cases.services.drive import Drive
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> date:
    """Ten days after the day on which cases are opened: nothing is due within the month."""
    monkeypatch.setenv("JISHI_TODAY", "2026-06-11")
    return date(2026, 6, 11)


def named(world: Drive, seed: int, name: str, **facts: Any) -> Case:
    case = world.open_case(seed=seed, **facts)
    Person.objects.filter(pk=case.person_id).update(name=name, pinyin=search_text(name))
    return case


def names(client: Client, user: User, query: str = "") -> list[str]:
    client.force_login(user, backend="branches.backends.AccountBackend")
    response = client.get(reverse("cases") + query)
    assert response.status_code == 200
    return [row.case.person.name for row in response.context["rows"]]


def test_scope(client: Client, world: Drive) -> None:
    own = named(world, 90_501, "曾伟")
    about_himself = make_user(Role.CLERK, world.tree.bureau, person=own.person)
    administrator = make_user(Role.ADMINISTRATOR, world.tree.city)
    for user in (world.secretary, world.clerk, world.decider, world.officer):
        assert names(client, user) == ["曾伟"]
    for user in (world.stranger, about_himself, administrator, world.contact):
        assert names(client, user) == []
    assert "没有符合条件的案卷" in client.get(reverse("cases")).text


def test_who_may_opens_a_case_from_here(client: Client, world: Drive) -> None:
    link = f'href="{reverse("new_case")}"'
    for user, may in ((world.secretary, True), (world.clerk, False), (world.officer, False)):
        client.force_login(user, backend="branches.backends.AccountBackend")
        assert (link in client.get(reverse("cases")).text) is may


def test_a_contact_finds_whom_he_stands_by_without_days_and_hidden_findings(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.to("train")
    monkeypatch.setenv("JISHI_TODAY", (world.day("train") + timedelta(200)).isoformat())
    assert names(client, world.contact) == ["周文静"]
    row = client.get(reverse("cases")).context["rows"][0]
    assert row.is_sponsored
    assert names(client, world.contact, "?due=overdue") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("曾", ["曾伟"]),
        ("zeng", ["曾伟"]),
        ("ZW", ["曾伟"]),
        ("cengwei", ["曾伟"]),
        ("单海燕", ["单海燕"]),
        ("shy", ["单海燕"]),
        ("2026-000", ["曾伟", "单海燕"]),
        ("２０２６－０００", ["曾伟", "单海燕"]),
        ("2026-", ["曾伟", "单海燕"]),
        ("海燕", []),
        ("xyz", []),
    ],
)
def test_search(client: Client, world: Drive, text: str, found: list[str]) -> None:
    named(world, 90_501, "曾伟")
    named(world, 90_502, "单海燕")
    assert names(client, world.secretary, f"?q={text}") == found


@pytest.mark.parametrize("text", ["2026-0002", "２０２６－０００２", " 2026–0002 ", "2026—0002"])
@pytest.mark.parametrize("closed", [False, True])
def test_a_whole_number_leads_to_the_case(
    client: Client, world: Drive, text: str, closed: bool
) -> None:
    """Also to a finished one, whatever else is chosen; not for who does not see it."""
    named(world, 90_501, "曾伟")
    case = named(world, 90_502, "单海燕")
    if closed:
        world.turn(case, "close", date(2026, 6, 5), outcome="withdrew")
    client.force_login(world.clerk, backend="branches.backends.AccountBackend")
    for query in ({"q": text}, {"q": text, "stage": "2"}):
        response = client.get(reverse("cases"), query)
        assert (response.status_code, response.headers["Location"]) == (
            302,
            case.get_absolute_url(),
        )
    client.force_login(world.stranger, backend="branches.backends.AccountBackend")
    response = client.get(reverse("cases"), {"q": text})
    assert (response.status_code, response.context["rows"]) == (200, [])


def test_a_finished_case_is_said_to_be_there(client: Client, world: Drive) -> None:
    """Looked up by name among open ones, it stands below with its link; also beside open ones
    that are found.
    """
    case = named(world, 90_501, "曾伟")
    world.turn(case, "close", date(2026, 6, 5), outcome="withdrew")
    assert names(client, world.clerk, "?q=zw") == []
    html = client.get(reverse("cases"), {"q": "zw"}).text
    assert "已办结的案卷中也有" in html
    assert f'href="{case.get_absolute_url()}">曾伟 {case.number}</a>' in html
    assert "本人撤回申请" in html
    named(world, 90_502, "曾卫")
    assert names(client, world.clerk, "?q=zw") == ["曾卫"]
    assert f'href="{case.get_absolute_url()}"' in client.get(reverse("cases"), {"q": "zw"}).text
    for query in ("?q=zw&open=closed", "?q=zw&stage=3", "?q=li", ""):
        assert "已办结的案卷中也有" not in client.get(reverse("cases") + query).text
    assert set(names(client, world.clerk, "?q=zw&open=all")) == {"曾伟", "曾卫"}


def test_many_finished_cases_are_led_to(client: Client, world: Drive) -> None:
    for no in range(6):
        case = named(world, 90_510 + no, "曾伟")
        world.turn(case, "close", date(2026, 6, 5), outcome="withdrew")
    client.force_login(world.clerk, backend="branches.backends.AccountBackend")
    html = client.get(reverse("cases"), {"q": "zw"}).text
    assert html.count('<span class="badge-shape" aria-hidden="true">■</span>已办结') == 5
    assert 'href="?q=zw&amp;open=closed"' in html


def test_the_condition_that_nobody_chose_is_shown(client: Client, world: Drive) -> None:
    named(world, 90_501, "曾伟")
    client.force_login(world.clerk, backend="branches.backends.AccountBackend")

    def active(query: str) -> list[tuple[str, str]]:
        found = client.get(reverse("cases") + query).context["filter"].active
        return [(item["label"], item["remove_url"]) for item in found]

    assert active("") == [("办理情况：办理中", "?open=all")]
    assert active("?stage=2&after=x") == [
        ("办理情况：办理中", "?stage=2&open=all"),
        ("阶段：2 入党积极分子", "?"),
    ]
    assert active("?open=closed") == [("办理情况：已办结", "?")]
    assert active("?stage=9") == [("办理情况：办理中", "?stage=9&open=all")]


@pytest.mark.parametrize(
    ("query", "is_open"),
    [("", False), ("?q=zw", False), ("?stage=2", True), ("?stage=9", True), ("?open=all", True)],
)
def test_conditions_stand_open_where_one_is_used(
    client: Client, world: Drive, query: str, is_open: bool
) -> None:
    """A script folds them, as the line of conditions tells what is used."""
    client.force_login(world.clerk, backend="branches.backends.AccountBackend")
    fold = '<details class="filter-fold" open data-fold>'
    assert (fold in client.get(reverse("cases") + query).text) is is_open


def test_an_empty_list_says_what_was_looked_at(client: Client, world: Drive) -> None:
    client.force_login(world.clerk, backend="branches.backends.AccountBackend")
    html = client.get(reverse("cases"), {"q": "无此人"}).text
    assert "没有查找已办结的案卷" in html
    assert 'href="?q=%E6%97%A0%E6%AD%A4%E4%BA%BA&amp;open=all"' in html
    html = client.get(reverse("cases"), {"q": "无此人", "open": "all"}).text
    assert "没有查找已办结的案卷" not in html
    assert "只在您能查看的案卷里查找" in html


def test_filters(client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    early = date(2026, 5, 18)
    named(world, 90_501, "曾伟", on=early, letter_on=early)  # the talk is due on 18 June
    late = named(world, 90_502, "单海燕")
    world.record(late, "talk", on=date(2026, 7, 20), reasons={"A05": "外出"})
    other = named(world, 90_503, "李明")
    world.turn(other, "close", date(2026, 6, 5), outcome="withdrew")

    def found(query: str, today: str = "2026-06-11") -> list[str]:
        monkeypatch.setenv("JISHI_TODAY", today)
        return names(client, world.clerk, query)

    assert found("") == ["曾伟", "单海燕"]
    assert found("?open=closed") == ["李明"]
    assert set(found("?open=all")) == {"曾伟", "单海燕", "李明"}
    assert found("?stage=1&state=talk") == ["单海燕"]
    assert found("?stage=2") == []
    assert found("?due=overdue") == []
    assert found("?due=overdue", "2026-06-19") == ["曾伟"]
    assert found("?due=week", "2026-06-10") == []
    assert found("?due=week") == ["曾伟"]
    assert found("?due=month", "2026-05-18") == []
    assert found("?due=month", "2026-05-19") == ["曾伟"]
    assert found("?finding=any") == found("?finding=correct") == ["单海燕"]
    assert found("?finding=void") == []
    assert found("?year=2026") == ["曾伟", "单海燕"]
    assert found("?year=2025") == []
    assert found(f"?organization={world.tree.bureau.code}") == ["曾伟", "单海燕"]
    assert found(f"?organization={world.tree.branch.code}") == ["曾伟", "单海燕"]
    assert found(f"?organization={world.tree.other_branch.code}") == []


@pytest.mark.parametrize(
    "query", ["organization=T-unknown", "stage=9", "due=x", "year=abc", "todo=x"]
)
def test_what_is_no_choice_is_said_and_filters_nothing_away(
    client: Client, world: Drive, query: str
) -> None:
    named(world, 90_501, "曾伟")
    assert names(client, world.secretary, f"?{query}") == ["曾伟"]
    assert "中没有所选的这一项" in client.get(f"{reverse('cases')}?{query}").text


def test_a_condition_in_force_can_be_dropped(client: Client, world: Drive) -> None:
    named(world, 90_501, "曾伟")
    assert names(client, world.secretary, "?stage=2&q=zw&after=x") == []
    active = client.get(reverse("cases") + "?stage=2&q=zw&after=x").context["filter"].active
    labels = [item["label"] for item in active]
    assert labels == ["办理情况：办理中", "姓名、拼音或案卷编号：zw", "阶段：2 入党积极分子"]
    assert names(client, world.secretary, active[2]["remove_url"]) == ["曾伟"]
    assert active[2]["remove_url"] == "?q=zw"


def test_organizations_are_offered_level_by_level(client: Client, world: Drive) -> None:
    client.force_login(world.officer, backend="branches.backends.AccountBackend")

    def offered(query: str = "") -> list[str]:
        form = client.get(reverse("cases") + query).context["filter"]
        return [label.strip() for value, label in form.fields["organization"].choices if value]

    tree = world.tree
    assert tree.bureau.name in offered()
    assert tree.branch.name not in offered()
    assert tree.branch.name in offered(f"?organization={tree.bureau.code}")
    assert tree.stranger.name not in offered(f"?organization={tree.stranger.code}")


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("number", "2026-0001", "2026-0007"),
        ("-number", "2026-0007", "2026-0001"),
        ("name", "2026-0007", "2026-0001"),
        ("-name", "2026-0001", "2026-0007"),
        ("due", "2026-0007", "2026-0001"),
        ("-due", "2026-0001", "2026-0007"),
        ("nothing", "2026-0007", "2026-0001"),
    ],
)
def test_pages_go_forward_and_back_without_gap(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch, sort: str, first: str, last: str
) -> None:
    """Seven cases, three a page; two of them share name and day, so that the id has to part
    them.
    """
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    for index, name in enumerate(
        ["郑国庆", "吴晓梅", "单海燕", "单海燕", "李明", "陈卫东", "曹芳"]
    ):
        on = date(2026, 6, 9) - timedelta(0 if index == 2 else index)
        named(
            world,
            90_600 + index,
            name,
            on=on + timedelta(3 if index == 0 else 0),
            letter_on=date(2026, 5, 1),
        )
    client.force_login(world.clerk, backend="branches.backends.AccountBackend")

    def read(query: str) -> tuple[list[str], str, str]:
        response = client.get(f"{reverse('cases')}?sort={sort}{query}")
        page = response.context["page"]
        return [case.number for case in page.rows], page.previous, page.next

    one, before, after = read("")
    assert before == ""
    two, back, on_ = read(f"&after={after}")
    three, back_from_last, end = read(f"&after={on_}")
    assert (end, len(three)) == ("", 1)
    assert sorted(one + two + three) == [f"2026-{number:04d}" for number in range(1, 8)]
    assert (one[0], three[-1]) == (first, last)
    assert read(f"&before={back_from_last}") == (two, back, on_)
    assert read(f"&before={back}") == (one, "", after)


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "W10",
        "eyJhIjogMX0",
        "WyJ4IiwgInkiXQ",
        "WyJub25zZW5zZSIsIDFd",
        "WyIyMDI2XHUwMDAwIiwgMV0",
    ],
)
def test_a_broken_key_does_no_harm(client: Client, world: Drive, key: str) -> None:
    named(world, 90_501, "曾伟")
    assert names(client, world.secretary, f"?after={key}") in (["曾伟"], [])
    assert names(client, world.secretary, f"?sort=number&before={key}") in (["曾伟"], [])


@pytest.mark.parametrize("who", ["secretary", "officer", "contact"])
def test_queries_do_not_grow_with_the_rows(client: Client, world: Drive, who: str) -> None:
    world.to("appoint_contacts", named(world, 90_700, "曾伟"))
    client.force_login(getattr(world, who), backend="branches.backends.AccountBackend")
    client.get(reverse("cases"))
    one = count(client)
    for seed in (90_701, 90_702):
        world.to("appoint_contacts", named(world, seed, "李明"))
    assert count(client) == one <= MOST_QUERIES


def count(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{reverse('cases')}?due=&finding=any").status_code == 200
    return len(queries)
