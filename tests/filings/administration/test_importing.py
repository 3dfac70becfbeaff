"""A list of members, pasted or uploaded: tried, then written, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from branches.acts import Role
from branches.models import Member, Person, User
from cases.importing import member_list
from tests.factories import (
    Tree,
    identity_number,
    make_member,
    make_person,
    make_tree,
    make_user,
)
from tests.filings.administration.build import url

pytestmark = pytest.mark.django_db
TITLES = ("姓名", "公民身份号码", "身份", "入党日期", "转正日期")
ONE = ("曾伟", identity_number(1), "正式党员", "2010年5月1日", "2011.5.1")
TWO = ("李芳", identity_number(2), "预备党员", "2026-05-18", "")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", "2026-11-24")


@pytest.fixture
def tree() -> Tree:
    return make_tree()


@pytest.fixture(autouse=True)
def administrator(tree: Tree, client: Client) -> User:
    """Signed in."""
    user = make_user(Role.ADMINISTRATOR, tree.city, username="administrator")
    client.force_login(user, backend="branches.backends.AccountBackend")
    return user


def table(*rows: Sequence[str], titles: Sequence[str] = TITLES) -> str:
    return "\n".join("\t".join(row) for row in (titles, *rows))


def send(client: Client, tree: Tree, text: str, **sent: Any) -> Any:
    address = url("members_import", tree.branch)
    return client.post(address, {"text": text, **sent})


def said(response: Any) -> list[tuple[str, str]]:
    """(cell, what is wrong with it)."""
    return [(spot["cell"], spot["reason"]) for spot in response.context["errors"]]


def test_tried_then_written(client: Client, tree: Tree) -> None:
    tried = send(client, tree, table(ONE, TWO))
    assert tried.status_code == 200
    assert "将登记 2 名党员" in tried.content.decode()
    assert not Person.objects.exists()
    written = send(client, tree, table(ONE, TWO), write="1")
    assert written.status_code == 302
    one, two = Member.objects.order_by("person__birth_on")
    assert (one.person.name, one.standing, one.organization) == ("曾伟", "full", tree.branch)
    assert (one.joined_on, one.full_on, one.from_on) == (
        date(2010, 5, 1),
        date(2011, 5, 1),
        date(2010, 5, 1),
    )
    assert (two.standing, two.full_on) == ("probationary", None)


def test_commas_part_cells_too(client: Client, tree: Tree) -> None:
    text = f"姓名，公民身份号码\n曾伟，{identity_number(1)}\n"
    assert send(client, tree, text, write="1").status_code == 302
    assert Member.objects.get().from_on == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("row", "cell", "reason"),
    [
        (("曾伟", "450100199001010000"), "第 3 行“公民身份号码”列（B3）", "校验码"),
        (("曾伟", ONE[1]), "第 3 行“公民身份号码”列（B3）", "第 2 行已有"),
        (("曾芳", ""), "第 3 行“公民身份号码”列（B3）", "不能为空"),
        (("李芳", TWO[1], "党员"), "第 3 行“身份”列（C3）", "应为"),
        (("李芳", TWO[1], "", "2026-02-30"), "第 3 行“入党日期”列（D3）", "日期"),
        (("李芳", TWO[1], "预备党员", "", "2026-05-18"), "第 3 行", "没有转正日期"),
        (("李芳", TWO[1], "", "2026-05-18", "2026-05-17"), "第 3 行", "不能早于入党日期"),
    ],
)
def test_one_bad_cell_and_nothing_is_written(
    client: Client, tree: Tree, row: tuple[str, ...], cell: str, reason: str
) -> None:
    padded = (*row, "", "", "")[: len(TITLES)]
    response = send(client, tree, table(ONE, padded), write="1")
    assert response.status_code == 422
    [(where, why)] = said(response)
    assert cell in where
    assert reason in why
    assert not Person.objects.exists()
    assert identity_number(1) not in str(response.context["errors"])


def test_what_the_number_tells_is_compared(client: Client, tree: Tree) -> None:
    titles = ("姓名", "公民身份号码", "性别", "出生日期")
    right = ("曾伟", identity_number(1), "女", "1970-1-2")
    assert send(client, tree, table(right, titles=titles)).status_code == 200
    wrong = ("曾伟", identity_number(1), "男", "1970-1-3")
    response = send(client, tree, table(wrong, titles=titles))
    assert [reason for _, reason in said(response)] == ["与公民身份号码不符"] * 2


def test_who_is_there_is_left(client: Client, tree: Tree) -> None:
    make_member(tree.branch, person=make_person(1, name="曾伟"))
    response = send(client, tree, table(ONE, TWO), write="1")
    assert response.status_code == 302
    assert Member.objects.count() == 2
    again = send(client, tree, table(ONE, TWO))
    assert "都已是这个组织的党员" in again.content.decode()


@pytest.mark.parametrize("place", ["other_branch", "stranger"])
def test_a_member_of_elsewhere_is_not_taken(client: Client, tree: Tree, place: str) -> None:
    make_member(getattr(tree, place), person=make_person(1, name="曾伟"))
    response = send(client, tree, table(ONE), write="1")
    assert response.status_code == 422
    assert "已是党员" in said(response)[0][1]
    assert Member.objects.count() == 1


def test_the_name_of_another_is_not_taken(client: Client, tree: Tree) -> None:
    make_member(tree.branch, person=make_person(1, name="曾芳"))
    response = send(client, tree, table(ONE), write="1")
    assert "另一姓名" in said(response)[0][1]


@pytest.mark.parametrize(
    ("place", "is_taken"), [("far_branch", True), ("branch", False), ("stranger", False)]
)
def test_a_row_may_name_what_lies_below(
    client: Client, tree: Tree, place: str, is_taken: bool
) -> None:
    titles = ("姓名", "公民身份号码", "组织编码")
    row = ("曾伟", identity_number(1), getattr(tree, place).code)
    address = url("members_import", tree.general_branch)
    response = client.post(address, {"text": table(row, titles=titles), "write": "1"})
    assert (response.status_code == 302) is is_taken
    assert Member.objects.exists() is is_taken


def workbook(*rows: Sequence[object]) -> SimpleUploadedFile:
    book, file = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(file)
    return SimpleUploadedFile("名单.xlsx", file.getvalue())


def test_a_workbook(client: Client, tree: Tree) -> None:
    row = (*ONE[:3], date(2010, 5, 1), date(2011, 5, 1))
    response = send(client, tree, "", write="1", file=workbook(TITLES, row))
    assert response.status_code == 302
    assert Member.objects.get().joined_on == date(2010, 5, 1)


def test_a_rounded_number_is_refused(client: Client, tree: Tree) -> None:
    row = ("曾伟", int(identity_number(1)[:17] + "0"), None, None, None)
    response = send(client, tree, "", file=workbook(TITLES, row))
    assert "单元格是数字" in said(response)[0][1]


def test_no_list_at_all(client: Client, tree: Tree) -> None:
    for text in ("", "  ", "\0"):
        assert send(client, tree, text).status_code == 422
    for text in ("曾伟 李芳", "姓名\n曾伟", table(), '"' * 200_001, "\n".join(["x"] * 400)):
        response = send(client, tree, text, write="1")
        assert response.status_code == 422
    file = SimpleUploadedFile("x.xlsx", b"PK\3\4 no workbook")
    assert send(client, tree, "", file=file).status_code == 422
    both = send(client, tree, table(ONE), file=workbook(TITLES, ONE))
    assert both.status_code == 422
    assert not Person.objects.exists()


def test_too_many(client: Client, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member_list, "MOST", 1)
    assert send(client, tree, table(ONE), write="1").status_code == 302
    assert "导入导出" in send(client, tree, table(ONE, TWO)).content.decode()


def test_the_template_is_a_list(client: Client, tree: Tree) -> None:
    response = client.get(reverse("members_template"))
    content = b"".join(response)
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    sheet.append([*ONE[:2]])
    filled = workbook(*sheet.iter_rows(values_only=True))
    assert send(client, tree, "", write="1", file=filled).status_code == 302
    assert Member.objects.get().person.name == "曾伟"


def test_another_root_is_not_found(client: Client, tree: Tree) -> None:
    address = url("members_import", tree.stranger)
    assert client.get(address).status_code == 404
    assert client.post(address, {"text": table(ONE), "write": "1"}).status_code == 404
    assert not Member.objects.exists()
