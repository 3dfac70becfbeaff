"""Who attends to a filing: said on its page and in the list, asked for in the list; no right hangs
on it.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from branches.acts import Role
from branches.models import User
from filings.models import FilingItem
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_user
from tests.filings.pages import (
    OnDay,
    address,
    answer,
    below_general_branch,
    fresh,
    give_back,
    own_form,
    submitted,
)

pytestmark = pytest.mark.django_db
INBOX, ASSIGN = reverse("filings"), reverse("filings_assign")


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def several(world: Drive, on_day: OnDay, count: int = 3) -> list[FilingItem]:
    return [
        submitted(world, "file_activist", on_day, case=world.open_case(seed=500 + no))
        for no in range(count)
    ]


def chosen(items: list[FilingItem], to: User | None) -> dict[str, object]:
    return {"item": [str(item.pk) for item in items], "to": str(to.pk) if to else ""}


def assigned(items: list[FilingItem]) -> list[User | None]:
    return [fresh(item).assigned_to for item in items]


def listed(client: Client, **query: str) -> list[int]:
    """The ids of the items of the list."""
    found = re.findall(r'name="item" value="(\d+)"', client.get(INBOX, query).text)
    return [int(pk) for pk in found]


def test_those_ticked_are_given_to_somebody_and_asked_for(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    items, clerk = several(world, on_day), sign(world.clerk)
    other = make_user(Role.CLERK, world.tree.bureau)
    for _ in range(2):
        done = clerk.post(f"{ASSIGN}?list=inbox&kind=file_activist", chosen(items[:2], other))
        assert done.headers["Location"] == f"{INBOX}?kind=file_activist"
    assert assigned(items) == [other, other, None]
    assert f"已分给{other.get_full_name()}：" in clerk.get(INBOX).text
    assert listed(sign(other), who="mine") == [item.pk for item in items[:2]]
    assert listed(clerk, who="mine") == []
    assert listed(clerk, who="nobody") == [items[2].pk]
    assert listed(clerk, who="nonsense") == [item.pk for item in items]
    page = sign(other).get(f"{items[0].get_absolute_url()}?list=inbox&who=mine").text
    assert "第 1 / 2 件" in page, "also item by item"
    clerk.post(ASSIGN, chosen(items, None))
    assert assigned(items) == [None, None, None]


def test_on_its_page_it_is_given_to_oneself(world: Drive, on_day: OnDay, sign: Sign) -> None:
    [item], clerk = several(world, on_day, 1), sign(world.clerk)
    page = clerk.get(item.get_absolute_url()).text
    assert "由我办理" in page
    assert f">{world.decider.get_full_name()}</option>" in page
    assert f">{world.secretary.get_full_name()}</option>" not in page
    data = {"item": str(item.pk), "from_item": "1", "to": "", "mine": "1"}
    done = clerk.post(f"{ASSIGN}?list=inbox&who=nobody", data)
    assert assigned([item]) == [world.clerk]
    assert done.headers["Location"].startswith(f"{item.get_absolute_url()}?list=inbox&who=nobody")
    assert "由我办理" not in clerk.get(item.get_absolute_url()).text
    seen = sign(world.secretary).get(item.get_absolute_url()).text
    assert f"办理人：{world.clerk.get_full_name()}" in seen
    assert ASSIGN not in seen


def test_no_right_hangs_on_it(world: Drive, on_day: OnDay, sign: Sign) -> None:
    [item] = several(world, on_day, 1)
    FilingItem.objects.filter(pk=item.pk).update(assigned_to=world.decider)
    done = sign(world.clerk).post(address("accept", item), answer(world, item, confirmed="yes"))
    assert done.status_code == 302


def test_who_may_not_handle_it_gives_it_to_nobody(world: Drive, on_day: OnDay, sign: Sign) -> None:
    items = several(world, on_day, 1)
    everyone = {
        world.secretary: 403,
        world.contact: 403,
        world.officer: 403,
        make_user(Role.CLERK, world.tree.city): 403,
        make_user(Role.CLERK, world.tree.other_root): 404,
    }
    for user, status in everyone.items():
        assert sign(user).post(ASSIGN, chosen(items, None)).status_code == status, user
    assert sign(world.clerk).get(ASSIGN).status_code in (302, 405)
    assert assigned(items) == [None]


def test_a_wrong_choice_is_said_at_the_field(world: Drive, on_day: OnDay, sign: Sign) -> None:
    items, clerk = several(world, on_day, 2), sign(world.clerk)
    for wrong in (world.secretary, world.officer, make_user(Role.CLERK, world.tree.other_root)):
        refused = clerk.post(ASSIGN, chosen(items, wrong))
        assert (refused.status_code, "请从名单中选择办理人" in refused.text) == (422, True)
        assert items[1].case.person.name in refused.text
    none = clerk.post(ASSIGN, {"to": str(world.clerk.pk)})
    assert (none.status_code, "请在列表中至少选择一件" in none.text) == (422, True)
    assert clerk.post(ASSIGN, {"item": ["999999999"]}).status_code == 404
    assert assigned(items) == [None, None]


def test_who_cannot_handle_this_one_is_refused_by_name(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    items = several(world, on_day, 2)
    User.objects.filter(pk=world.decider.pk).update(person=items[1].case.person)
    refused = sign(world.clerk).post(ASSIGN, chosen(items, world.decider))
    assert refused.status_code == 422
    assert f"{items[1].case.person.name}：" in refused.text
    assert "不能办理这项报送，请选别人" in refused.text
    assert assigned(items) == [None, None], "all or none"
    alone = sign(world.clerk).get(items[1].get_absolute_url()).text
    assert f'value="{world.decider.pk}"' not in alone


def test_what_is_answered_is_given_to_nobody(world: Drive, on_day: OnDay, sign: Sign) -> None:
    [item] = several(world, on_day, 1)
    give_back(world, item, world.day("file_activist"))
    refused = sign(world.clerk).post(ASSIGN, chosen([item], world.clerk))
    assert (refused.status_code, "已退回" in refused.text) == (422, True)


def test_who_attends_on_the_way_does_not_go_on_with_it(on_day: OnDay, sign: Sign) -> None:
    world = below_general_branch()
    between = make_user(Role.GENERAL_BRANCH_SECRETARY, world.tree.general_branch)
    item = submitted(world, "approve", on_day)
    data = {"item": str(item.pk), "to": str(between.pk)}
    above = sign(world.clerk).post(ASSIGN, data)
    assert above.status_code in (403, 422), "it has not arrived"
    assert sign(between).post(ASSIGN, data).status_code == 302
    assert assigned([item]) == [between]
    sent = own_form(on=item.submitted_on.isoformat(), note="同意上报")
    assert sign(between).post(address("deliberate", item), sent).status_code == 302
    assert assigned([item]) == [None]


@pytest.mark.parametrize("count", [1, 3])
def test_assigning_asks_as_much_for_the_list_however_many(
    world: Drive,
    on_day: OnDay,
    sign: Sign,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    items = several(world, on_day, count)
    FilingItem.objects.update(assigned_to=world.clerk)
    client = sign(world.clerk)
    client.get(reverse("me"))
    with django_assert_num_queries(LIST_QUERIES):
        assert listed(client, who="mine") == [item.pk for item in items]


LIST_QUERIES = 13
