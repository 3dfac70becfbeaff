"""The lists of filings as files: what the page shows, and to the same people."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches.acts import Role
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_user
from tests.filings.pages import OnDay, give_back, submitted

pytestmark = pytest.mark.django_db
URL = reverse("filings_export")


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def rows(client: Client, **query: str) -> list[dict[str, str]]:
    answer = client.get(URL, {"format": "csv"} | query)
    assert answer.status_code == 200
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_what_waits_is_written_for_who_answers_it(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "file_activist", on_day)
    [row] = rows(sign(world.clerk), list="inbox")
    assert row["姓名"] == item.case.person.name
    assert row["案卷编号"] == item.case.number
    assert row["报送日期"] == item.submitted_on.isoformat()
    assert row["状态"] == "已报送"
    assert rows(sign(world.clerk), list="inbox", kind="approve") == []
    assert rows(sign(world.clerk), list="inbox", who="mine") == []
    assert rows(sign(world.secretary), list="inbox") == []
    assert [row["现在"] for row in rows(sign(world.secretary), list="waiting")] == [
        item.holder.name if item.holder else ""
    ]
    assert rows(sign(world.stranger), list="waiting") == []
    assert sign(world.contact).get(URL).status_code == 403
    administrator = make_user(Role.ADMINISTRATOR, world.tree.city)
    assert sign(administrator).get(URL).status_code == 403
    assert sign(world.clerk).post(URL).status_code == 405
    for page in (reverse("filings"), reverse("filings_sent")):
        assert f'href="{URL}?list=' in sign(world.clerk).get(page).text or page != reverse(
            "filings"
        )


def test_what_came_back_says_why(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "file_activist", on_day)
    give_back(world, item, item.submitted_on, step="shortlist", text="推荐票数与记录不符。")
    [row] = rows(sign(world.secretary), list="returned")
    assert "推荐票数与记录不符。" in row["退回的理由"]
    assert rows(sign(world.secretary), list="waiting") == []
    assert rows(sign(world.secretary), list="answered") == []


def test_queries_do_not_grow_with_the_rows(world: Drive, on_day: OnDay, sign: Sign) -> None:
    submitted(world, "file_activist", on_day)
    client = sign(world.clerk)
    rows(client)
    counts = []
    for more in (0, 2):
        for seed in range(more):
            case = world.to("shortlist", world.open_case(seed=90_900 + seed))
            world.submit(case, "file_activist")
        with CaptureQueriesContext(connection) as queries:
            assert len(rows(client)) == 1 + more
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16
