"""Saved views of the list of cases, and what is done with the chosen ones."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, SavedView
from cases.services.saving import MOST
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive

if TYPE_CHECKING:
    from branches.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Drive:
    monkeypatch.setenv("JISHI_TODAY", "2026-06-11")
    return Drive(IN_2026)


def signed(client: Client, user: User) -> Client:
    client.force_login(user, backend="branches.backends.AccountBackend")
    return client


def save(client: Client, name: str, query: str = "stage=1&due=overdue") -> Any:
    return client.post(f"{reverse('cases')}?{query}", {"name": name}, follow=True)


def test_conditions_are_kept_shown_and_dropped(client: Client, world: Drive) -> None:
    signed(client, world.clerk)
    page = save(client, "逾期的申请人", "stage=1&after=abc&due=overdue&other=x&year=").text
    view = SavedView.objects.get()
    assert (view.user, view.query) == (world.clerk, "stage=1&due=overdue")
    assert "已存为常用筛选“逾期的申请人”" in page
    assert (
        f'<a href="{reverse("cases")}?stage=1&amp;due=overdue" aria-current="page">逾期的申请人</a>'
        in page
    )
    assert "删除这个常用筛选" in page
    assert 'aria-current="page">逾期的申请人' not in client.get(reverse("cases")).text
    gone = client.post(reverse("drop_view", args=[view.pk]), follow=True).text
    assert "已删除常用筛选" in gone
    assert not SavedView.objects.exists()


def test_the_same_name_takes_the_new_conditions(client: Client, world: Drive) -> None:
    signed(client, world.clerk)
    save(client, "常看")
    save(client, "常看", "stage=2&sort=-name")
    assert SavedView.objects.get().query == "stage=2&sort=-name"


@pytest.mark.parametrize(
    ("name", "query", "text"),
    [
        ("", "stage=1", "请给这些条件起个名字。"),
        ("字" * 21, "stage=1", "20"),
        ("常看", "", "请先选择条件，再保存。"),
        ("常看", "stage=9", "请先选择条件，再保存。"),
        ("常看", "sort=name", "请先选择条件，再保存。"),
        ("常看", f"q={'a' * 1000}", "条件太长，不能保存。"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_name(
    client: Client, world: Drive, name: str, query: str, text: str
) -> None:
    response = save(signed(client, world.clerk), name, query)
    assert response.status_code == 422
    assert text in response.text
    assert not name or name in response.text
    assert not SavedView.objects.exists()


def test_there_is_a_limit(client: Client, world: Drive) -> None:
    SavedView.objects.bulk_create(
        SavedView(user=world.clerk, name=f"第{no}", query="stage=1") for no in range(MOST)
    )
    signed(client, world.clerk)
    assert f"最多保存 {MOST} 个" in save(client, "再一个").text
    assert save(client, "第0", "stage=2").status_code == 200
    assert SavedView.objects.count() == MOST


def test_they_are_the_owners(client: Client, world: Drive) -> None:
    view = SavedView.objects.create(user=world.clerk, name="常看", query="stage=1")
    for other in (world.secretary, world.officer, world.contact, world.stranger):
        signed(client, other)
        assert "常看" not in client.get(reverse("cases")).text
        assert client.post(reverse("drop_view", args=[view.pk])).status_code == 404
    assert SavedView.objects.exists()


def test_the_chosen_cases_as_a_workbook(client: Client, world: Drive) -> None:
    first, second = world.open_case(seed=90_801), world.open_case(seed=90_802)
    signed(client, world.clerk)

    def exported(user: User, **query: Any) -> list[Any]:
        answer = signed(client, user).get(reverse("case_export"), {"chosen": "1"} | query)
        return [row[0] for row in openpyxl.load_workbook(BytesIO(answer.getvalue())).active.values][
            1:
        ]

    assert exported(world.clerk, case=[second.number]) == [second.number]
    assert exported(world.clerk, case=[first.number, second.number, "2026-9999"]) == [
        first.number,
        second.number,
    ]
    assert exported(world.stranger, case=[first.number]) == []
    nothing = signed(client, world.clerk).get(reverse("case_export"), {"chosen": "1"}, follow=True)
    assert "请先勾选要导出的案卷。" in nothing.text


def heads(client: Client) -> list[str]:
    """The columns that the list shows, but for those of the boxes and of the button."""
    return [heading.label for heading in client.get(reverse("cases")).context["headings"]]


USUAL = ["姓名", "案卷编号", "党支部", "阶段", "已办到", "最近期限", "问题"]


def test_the_columns_are_chosen_and_kept_by_each_for_themselves(
    client: Client, world: Drive
) -> None:
    case = world.open_case()
    url = reverse("list_columns")
    signed(client, world.clerk)
    assert heads(client) == USUAL
    answer = client.post(url, {"columns": ["applied_on", "due"], "query": "stage=1&q=王"})
    assert answer["Location"] == f"{reverse('cases')}?stage=1&q=%E7%8E%8B"
    assert heads(client) == ["姓名", "申请入党", "最近期限"]
    text = client.get(reverse("cases")).text
    received = case.applied_on
    assert received is not None
    assert f"{received.year}年{received.month}月{received.day}日</td>" in text
    assert heads(signed(client, world.secretary)) == USUAL
    signed(client, world.clerk).post(url, {"columns": ["due"], "usual": "1"})
    assert heads(client) == USUAL


@pytest.mark.parametrize(
    "sent",
    [{}, {"columns": ["nothing"]}, {"columns": ["name"]}, {"columns": ["due", "identity_number"]}],
)
def test_what_is_no_column_brings_the_usual_ones(
    client: Client, world: Drive, sent: dict[str, Any]
) -> None:
    signed(client, world.clerk)
    assert client.post(reverse("list_columns"), sent).status_code == 302
    assert heads(client) == USUAL
    assert client.get(reverse("list_columns"))["Location"] == reverse("cases")
    evil = {"columns": ["due"], "query": "//evil.example\r\nSet-Cookie: a=b"}
    assert client.post(reverse("list_columns"), evil)["Location"].startswith(reverse("cases") + "?")


def test_a_contact_is_not_told_of_later_days_by_a_column(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.to("approve")
    monkeypatch.setenv("JISHI_TODAY", world.day("approve").isoformat())
    signed(client, world.contact).post(reverse("list_columns"), {"columns": ["probation_on"]})
    day = Case.objects.get(pk=case.pk).probation_on
    assert day is not None
    written = f"{day.year}年{day.month}月{day.day}日"
    assert case.person.name in client.get(reverse("cases")).text
    assert written not in client.get(reverse("cases")).text
    signed(client, world.clerk).post(reverse("list_columns"), {"columns": ["probation_on"]})
    assert written in client.get(reverse("cases")).text


def test_the_list_goes_out_as_csv_too(client: Client, world: Drive) -> None:
    case = world.open_case()
    signed(client, world.clerk)
    text = client.get(reverse("cases")).text
    assert f'href="{reverse("case_export")}?&amp;format=csv"' in text
    answer = client.get(reverse("case_export"), {"format": "csv"})
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("案卷编号,姓名,")
    assert [line.split(",")[0] for line in lines[1:]] == [case.number]
