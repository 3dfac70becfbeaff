"""The papers and scans beside the dossier: of the steps that a filing rests on."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from branches.acts import Role
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_user
from tests.filings.pages import OnDay, address, submitted
from tests.filings.papers.uploads import pdf, send

pytestmark = pytest.mark.django_db
QUERIES = 15


@pytest.fixture
def world(settings: LazySettings, tmp_path: Path) -> Drive:
    settings.STORE_DIR = tmp_path / "store"
    return Drive(IN_2026)


def test_papers_open_in_a_new_tab_and_scans_in_the_page(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "file_activist", on_day)
    marks = {"is_signed": "on", "is_sealed": "on"}
    assert send(sign(world.secretary), item.case, ("谈话.pdf", pdf(2)), **marks) == 302
    client = sign(world.clerk)
    page = client.get(item.get_absolute_url()).text
    assert f'hx-get="{address("papers", item)}" hx-trigger="load"' in page
    whole = client.get(f"{address('papers', item)}?list=inbox").text
    piece = client.get(address("papers", item), headers={"HX-Request": "true"}).text
    assert "<html" in whole
    assert "返回报送" in whole
    assert "<html" not in piece
    for text in (whole, piece):
        preview = reverse("paper_preview", args=[item.case.number, "talk_record"])
        assert f'href="{preview}?round=1" target="_blank"' in text
        assert text.count('loading="lazy"') == 2
        assert "（扫描件，2 页）" in text


def test_it_is_seen_where_the_item_is(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "file_activist", on_day)
    everyone = {
        world.secretary: 200,
        world.clerk: 200,
        world.decider: 200,
        world.contact: 403,
        make_user(Role.CLERK, world.tree.other_root): 404,
    }
    for user, status in everyone.items():
        assert sign(user).get(address("papers", item)).status_code == status, user
    assert sign(world.clerk).post(address("papers", item)).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_much_for_three_files_as_for_one(
    world: Drive,
    on_day: OnDay,
    sign: Sign,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    item = submitted(world, "file_activist", on_day)
    files = [(f"{no}.pdf", pdf(1)) for no in range(count)]
    assert send(sign(world.secretary), item.case, *files, is_signed="on", is_sealed="on") == 302
    client = sign(world.clerk)
    client.get(reverse("me"))
    with django_assert_num_queries(QUERIES):
        shown = client.get(address("papers", item), headers={"HX-Request": "true"}).text
    assert shown.count('loading="lazy"') == count
