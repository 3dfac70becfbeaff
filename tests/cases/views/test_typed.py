"""A form sent by who may not act, or not any more: refused, nothing written, nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from branches.acts import Role
from branches.models import User
from cases.forms import NewCaseForm, step_form
from cases.models import Case, Entry
from tests.cases.sent import sent, typed_facts
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import identity_number, make_appointment, make_user

pytestmark = pytest.mark.django_db
OnDay = Callable[[date], None]


@pytest.fixture
def case(world: Drive, on_day: OnDay) -> Case:
    """A case with its contacts, a day later."""
    on_day(world.day("cultivate"))
    return world.to("appoint_contacts")


@pytest.fixture
def late(world: Drive) -> User:
    """Whose post as secretary ended today."""
    return make_user(Role.BRANCH_SECRETARY, world.tree.branch, until_on=world.day("cultivate"))


def check(response: Any, status: int, *typed: str) -> str:
    """The answer holds what was typed, says that nothing was written, and offers nothing to
    send.
    """
    text: str = response.content.decode()
    assert response.status_code == status
    assert "您现在不能办理，本次没有写入" in text
    assert [each for each in typed if each not in text] == []
    assert "暂不能办理" in text
    assert 'class="card recording"' not in text
    assert '<p class="field-error"' not in text
    return text


def main_of(text: str) -> str:
    return text.partition("<main")[2]


def step_data(world: Drive, code: str, **more: Any) -> dict[str, Any]:
    return sent(world.step(code), step_form(code).names, version=1, **more)


def test_after_the_post_the_form_comes_back_with_what_was_typed(
    world: Drive, case: Case, late: User, sign: Sign
) -> None:
    make_appointment(late, Role.CLERK, world.tree.bureau)  # he still reads the case
    data = step_data(world, "appoint_introducers", on="2027-9-31", **{"reason-C07": "党员人数少"})
    response = sign(late).post(reverse("step", args=[case.number, "appoint_introducers"]), data)
    text = check(
        response, 403, 'value="2027-9-31"', "党员人数少", "「有两名正式党员作入党介绍人」的理由"
    )
    assert f'value="{world.members[0].pk}" selected' in text
    assert f"您的{world.tree.branch.name}支部书记任职已于" in text
    assert not case.entries.filter(code="appoint_introducers").exists()


def test_out_of_sight_nothing_of_the_case_is_told(
    world: Drive, case: Case, late: User, sign: Sign
) -> None:
    data = step_data(world, "talk", place="会议室")
    for user in (late, world.stranger):
        seen = sign(user).post(reverse("step", args=[case.number, "talk"]), data)
        text = check(seen, 404, 'value="会议室"', 'value="王一"')
        assert case.person.name not in text
        unknown = sign(user).post(reverse("step", args=["1999-0001", "talk"]), data)
        assert main_of(check(unknown, 404)) == main_of(text)
    assert case.entries.filter(code="talk").count() == 1


@pytest.mark.parametrize(
    ("view", "last"),
    [("annul", 0), ("turn", "close"), ("replace_sponsor", 0), ("supplement", "cultivate")],
)
def test_of_what_is_confirmed_the_reason_stays(
    world: Drive, case: Case, late: User, sign: Sign, view: str, last: object
) -> None:
    rows = "reports-0-on", "reports-0-remarks"
    data = {
        "reason": "工作调动频繁",
        "reports-TOTAL_FORMS": "1",
        "reports-INITIAL_FORMS": "0",
        rows[0]: "2028-1-2",
    }
    response = sign(late).post(reverse(view, args=[case.number, last]), data)
    check(response, 404, "2028-1-2", "工作调动频繁")


def test_a_correction_comes_back_as_far_as_it_is_seen(
    world: Drive, case: Case, late: User, sign: Sign
) -> None:
    entry = case.entries.get(code="talk")
    data = step_data(world, "talk", place="图书室", reason="笔误一处")
    address = reverse("correct", args=[case.number, entry.pk])
    assert "谈话日期" not in check(sign(late).post(address, data), 404, "图书室", "笔误一处")
    make_appointment(late, Role.DEPARTMENT_OFFICER, world.tree.city_department)
    late = User.objects.get(pk=late.pk)
    check(sign(late).post(address, data), 403, 'value="图书室"', "谈话日期", "笔误一处")


def test_a_new_case_comes_back(world: Drive, case: Case, late: User, sign: Sign) -> None:
    facts = typed_facts(world.step("apply"), NewCaseForm.names)
    person = {
        "name": "郑立军",
        "identity_number": identity_number(901),
        "ethnicity": "汉族",
        "phone": "一三九",
    }
    before = Entry.objects.count()
    response = sign(late).post(reverse("new_case"), facts | person | {"request_id": str(uuid4())})
    check(response, 403, "郑立军", identity_number(901), "一三九")
    assert Entry.objects.count() == before


def test_a_class_comes_back_with_the_certificates(
    world: Drive, case: Case, late: User, sign: Sign
) -> None:
    data = {"class_name": "秋季班", "chosen": [str(case.pk)], f"certificate-{case.pk}": "培2027-1"}
    check(sign(late).post(reverse("training"), data), 403, 'value="秋季班"', "培2027-1")


def test_who_only_looks_gets_the_plain_answer(
    world: Drive, case: Case, late: User, sign: Sign
) -> None:
    for address in (reverse("step", args=[case.number, "talk"]), reverse("new_case")):
        assert "本次没有写入" not in sign(late).get(address).content.decode()
    piece = sign(late).post(reverse("check", args=[case.number, "talk"]), {"place": "会议室"})
    assert (piece.status_code, "会议室" in piece.content.decode()) == (404, False)
