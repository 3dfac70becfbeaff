"""Opening a case, and one training class for several persons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from branches.actor import Actor
from branches.acts import Role
from branches.models import Person
from cases.forms import NewCaseForm
from cases.forms.training import TrainingForm
from cases.models import Case, Entry, Worksheet
from tests.cases.rules.build import IN_2026
from tests.cases.sent import typed_facts
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import identity_number, make_appointment, make_member, make_person, make_user

pytestmark = pytest.mark.django_db
NEW, TRAINING = "/cases/new/", "/cases/training/"


@pytest.fixture
def world(on_day: Callable[[date], None]) -> Drive:
    """The world on the day of the application."""
    on_day(IN_2026)
    return Drive(IN_2026)


def application(world: Drive, **more: Any) -> dict[str, Any]:
    person = {
        "branch": str(world.tree.branch.pk),
        "name": "郑立军",
        "identity_number": identity_number(901),
        "ethnicity": "汉族",
        "phone": "13900000000",
    }
    return (
        typed_facts(world.step("apply"), NewCaseForm.names)
        | person
        | {"request_id": str(uuid4())}
        | more
    )


def test_a_case_is_opened_once(world: Drive, sign: Sign) -> None:
    client, data = sign(world.secretary), application(world)
    assert world.tree.branch.name in client.get(NEW).text
    answers = [client.post(NEW, data) for _ in range(2)]
    case = Case.objects.get()
    assert [(each.status_code, each.headers["Location"]) for each in answers] == [
        (302, case.get_absolute_url())
    ] * 2
    assert (case.person.name, case.state, case.entries.get().step_facts) == (
        "郑立军",
        "apply",
        world.step("apply"),
    )


def test_a_name_that_no_printer_has_is_opened_and_told(world: Drive, sign: Sign) -> None:
    client = sign(world.secretary)
    response = client.post(NEW, application(world, name=" 王\u200b \ue123"), follow=True)
    assert Case.objects.get().person.name == "王\ue123"
    assert "自造字" in response.text


def test_only_a_branch_opens_cases(world: Drive, sign: Sign) -> None:
    assert sign(world.clerk).get(NEW).status_code == 403
    assert sign(world.clerk).post(NEW, application(world)).status_code == 403
    assert sign(world.secretary).put(NEW).status_code == 405


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"identity_number": "450100199001010015"}, "校验码不对"),
        ({"identity_number": "1234"}, "应为18位"),
        ({"identity_number": "450100199002300012"}, "出生日期不存在"),
        ({"phone": "一三九"}, "只含数字、空格和连字符"),
        ({"phone": "12"}, "手机号码至少 6 位"),
        ({"on": "2026-6-2"}, "日期不能晚于今天"),
        ({"name": ""}, "请填写姓名。"),
        ({"name": "无"}, "请填写姓名。"),
        ({"name": "同上"}, "请写出来"),
        ({"ethnicity": "〃"}, "民族中没有所选的这一项"),
        ({"on": "202662"}, "6 位数字"),
        ({"branch": "0"}, "页面不完整，请重新打开此页。"),
    ],
)
def test_wrong_input_is_told_in_place_and_nothing_is_made(
    world: Drive, sign: Sign, typed: dict[str, str], says: str
) -> None:
    persons = Person.objects.count()
    response = sign(world.secretary).post(NEW, application(world, post="林场技术员", **typed))
    assert response.status_code == 422
    assert says in response.text
    assert 'value="林场技术员"' in response.text
    assert (Case.objects.count(), Person.objects.count()) == (0, persons)


def test_a_person_with_an_open_case_gets_no_second_one(world: Drive, sign: Sign) -> None:
    client = sign(world.secretary)
    client.post(NEW, application(world))
    response = client.post(NEW, application(world))
    assert response.status_code == 422
    assert "此人已有未办结的案卷" in response.text
    assert Case.objects.count() == 1


def test_a_number_of_another_name_and_a_member_are_refused(world: Drive, sign: Sign) -> None:
    known = make_person(seed=902, name="冯建国")
    make_member(world.tree.other_branch, person=make_person(seed=903, name="陈芳"))
    client = sign(world.secretary)
    response = client.post(NEW, application(world, identity_number=known.identity_number))
    assert "已登记在另一姓名之下" in response.text
    response = client.post(
        NEW, application(world, identity_number=identity_number(903), name="陈芳")
    )
    assert "已在党员名册中" in response.text
    assert not Case.objects.exists()


def test_a_finding_of_the_application_wants_a_reason(world: Drive, sign: Sign) -> None:
    client, data = sign(world.secretary), application(world, competence="residence")
    response = client.post(NEW, data)
    assert response.status_code == 422
    assert 'name="reason-A04"' in response.text
    assert not Case.objects.exists()
    assert client.post(NEW, data | {"reason-A04": "单位正在组建党组织"}).status_code == 302


def test_one_row_more_of_the_history(world: Drive, sign: Sign) -> None:
    response = sign(world.secretary).post(
        NEW, application(world, **{"history-ADD": "1", "on": "2026-13-1"})
    )
    assert response.status_code == 200
    assert 'name="history-0-start"' in response.text
    assert 'value="郑立军"' in response.text
    assert 'value="2026-13-1"' in response.text


def test_with_two_branches_one_is_chosen(world: Drive, sign: Sign) -> None:
    make_appointment(world.secretary, Role.BRANCH_SECRETARY, world.tree.other_branch)
    client = sign(world.secretary)
    assert "<select" in client.get(NEW).text.split("党支部")[1][:200]
    client.post(NEW, application(world, branch=str(world.tree.other_branch.pk)))
    assert Case.objects.get().branch == world.tree.other_branch


def test_what_is_typed_is_kept_for_its_author_until_the_case_is_there(
    world: Drive, sign: Sign
) -> None:
    client, data = sign(world.secretary), application(world)
    half = {"name": "郑立军", "identity_number": "4501", "on": "2026-6-31", "save": "1"}
    assert "已自动暂存" in client.post(NEW, half, headers={"HX-Request": "true"}).text
    text = client.get(NEW).text
    assert all(f'value="{typed}"' in text for typed in ("郑立军", "4501", "2026-6-31"))
    assert "清空重填" in text
    colleague = make_user(Role.ORGANIZATION_MEMBER, world.tree.branch)
    assert "郑立军" not in sign(colleague).get(NEW).text
    assert list(Worksheet.objects.visible_to(Actor(colleague, IN_2026))) == []
    assert Worksheet.objects.visible_to(Actor(world.secretary, IN_2026)).count() == 1
    client.post(NEW, data)
    assert Worksheet.objects.get().data == {}
    assert "郑立军" not in client.get(NEW).text


def test_what_was_kept_can_be_dropped_and_survives_the_end_of_a_session(
    world: Drive, sign: Sign
) -> None:
    client = sign(world.secretary)
    response = client.post(NEW, {"name": "郑立军", "save": "1"})
    assert (response.status_code, response.headers["Location"]) == (302, NEW)
    client.logout()
    response = client.post(NEW, application(world))
    assert response.headers["Location"].endswith(f"?next={NEW}")
    assert not Case.objects.exists()
    client = sign(world.secretary)
    assert 'value="郑立军"' in client.get(NEW).text
    client.post(NEW, {"discard": "1"})
    assert 'value="郑立军"' not in client.get(NEW).text
    assert Worksheet.objects.get().data == {}


# -- training --------------------------------------------------------------------------------------


@pytest.fixture
def cases(world: Drive, on_day: Callable[[date], None]) -> list[Case]:
    """Two cases that await training, on the day of the class."""
    found = [world.to("political_review", world.open_case(seed=seed)) for seed in (911, 912)]
    on_day(world.day("train"))
    return found


def training(world: Drive, cases: list[Case], **more: Any) -> dict[str, Any]:
    data = typed_facts(world.step("train"), TrainingForm.names) | {"request_id": str(uuid4())}
    data["chosen"] = [str(case.pk) for case in cases]
    for number, case in enumerate(cases, start=1):
        data |= {f"version-{case.pk}": str(case.version), f"certificate-{case.pk}": f"培{number}"}
    return data | more


def test_a_class_is_recorded_for_all_once(world: Drive, cases: list[Case], sign: Sign) -> None:
    for user in (world.secretary, world.clerk, world.officer):
        text = sign(user).get(TRAINING).text
        assert all(case.number in text for case in cases)
    client, data = sign(world.clerk), training(world, cases)
    for _ in range(2):
        response = client.post(TRAINING, data)
        assert (response.status_code, response.headers["Location"]) == (302, reverse("cases"))
    entries = Entry.objects.filter(code="train").order_by("case_id")
    assert [(entry.facts["certificate"], entry.role) for entry in entries] == [
        ("培1", "clerk"),
        ("培2", "clerk"),
    ]
    assert set(Case.objects.values_list("state", flat=True)) == {"train"}
    assert "没有等待培训的发展对象" in client.get(TRAINING).text


def test_if_one_is_refused_none_is_recorded(world: Drive, cases: list[Case], sign: Sign) -> None:
    data = training(world, cases, days="1", hours="8")
    client = sign(world.clerk)
    response = client.post(TRAINING, data)
    assert response.status_code == 422
    assert response.text.count('name="reason-C14"') == 1
    assert 'value="培2"' in response.text
    assert not Entry.objects.filter(code="train").exists()
    assert client.post(TRAINING, data | {"reason-C14": "汛期分两次举办"}).status_code == 302


def test_a_stale_class_is_recorded_for_nobody(world: Drive, cases: list[Case], sign: Sign) -> None:
    data = training(world, cases) | {f"version-{cases[1].pk}": "3"}
    response = sign(world.clerk).post(TRAINING, data)
    assert response.status_code == 409
    assert f'name="version-{cases[1].pk}" value="{cases[1].version}"' in response.text
    assert "案卷已有变动" in response.text
    assert not Entry.objects.filter(code="train").exists()


def test_wrong_input_of_a_class_is_told_in_place(
    world: Drive, cases: list[Case], sign: Sign
) -> None:
    client = sign(world.clerk)
    response = client.post(TRAINING, training(world, [], class_name="秋季班"))
    assert response.status_code == 422
    assert "请至少选择一名参训人员" in response.text
    assert 'value="秋季班"' in response.text
    stranger = client.post(TRAINING, training(world, cases, chosen=["999999"]))
    assert "请核对" in stranger.text


def test_a_class_is_kept_as_typed_with_the_versions_of_today(
    world: Drive, cases: list[Case], sign: Sign
) -> None:
    client = sign(world.clerk)
    data = training(world, cases[:1], class_name="秋季班") | {"save": "1"}
    assert client.post(TRAINING, data).status_code == 302
    world.correct(
        cases[0].entries.get(code="political_review"), world.day("train"), has_document=True
    )
    text = client.get(TRAINING).text
    assert 'value="秋季班"' in text
    assert 'value="培1"' in text
    assert f'id="chosen-{cases[0].pk}" checked' in text
    assert f'id="chosen-{cases[1].pk}" checked' not in text
    assert f'name="version-{cases[0].pk}" value="{cases[0].version + 1}"' in text
    assert "秋季班" not in sign(world.officer).get(TRAINING).text
    client.post(
        TRAINING, training(world, cases) | {f"version-{cases[0].pk}": str(cases[0].version + 1)}
    )
    assert Worksheet.objects.get().data == {}


def test_only_who_trains_comes_in(world: Drive, cases: list[Case], sign: Sign) -> None:
    assert sign(world.contact).get(TRAINING).status_code == 403
    assert sign(world.secretary).put(TRAINING).status_code == 405
    assert cases[0].number not in sign(world.stranger).get(TRAINING).text


def test_cases_chosen_in_the_list_come_ticked(world: Drive, cases: list[Case], sign: Sign) -> None:
    text = sign(world.clerk).get(TRAINING, {"chosen": [cases[1].pk]}).text
    assert f'value="{cases[1].pk}" id="chosen-{cases[1].pk}" checked' in text
    assert f'value="{cases[0].pk}" id="chosen-{cases[0].pk}" checked' not in text


def test_the_workbench_leads_to_both(world: Drive, sign: Sign) -> None:
    pages = {
        user: sign(user).get("/").text for user in (world.secretary, world.clerk, world.contact)
    }
    assert [NEW in text for text in pages.values()] == [True, False, False]
    assert [TRAINING in text for text in pages.values()] == [True, True, False]
