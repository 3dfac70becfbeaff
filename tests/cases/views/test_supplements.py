"""What is added to a step: examinations, reports, what arose later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cases.facts.admission import Approve
from cases.facts.cultivation import Cultivate
from cases.facts.values import Examination
from cases.forms import supplement_form
from cases.models import Case
from tests.cases.sent import address, sent
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign

pytestmark = pytest.mark.django_db


def addition(case: Case, facts: Any, code: str, **more: Any) -> dict[str, Any]:
    form = supplement_form(code, case.facts.steps.get(code))
    assert form is not None
    return sent(facts, form.names, version=Case.objects.get(pk=case.pk).version, **more)


def test_the_contact_adds_an_examination_once(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("appoint_contacts")
    day = world.day("appoint_contacts") + timedelta(100)
    on_day(day)
    client = sign(world.contact)
    assert client.get(address(case, "cultivate", "supplement")).status_code == 200
    facts = Cultivate(examinations=(Examination(on=day, by="王一", conclusion="表现良好"),))
    data = addition(case, facts, "cultivate")
    for _ in range(2):
        assert client.post(address(case, "cultivate", "supplement"), data).status_code == 302
    entry = case.entries.get(code="cultivate")
    assert (entry.step_facts, entry.role, entry.taken_on) == (facts, "contact", day)


def test_an_empty_supplement_is_refused(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("appoint_contacts")
    on_day(world.day("appoint_contacts"))
    response = sign(world.secretary).post(
        address(case, "cultivate", "supplement"), addition(case, Cultivate(), "cultivate")
    )
    assert response.status_code == 422
    assert "请至少填写一项" in response.text


def test_a_stale_supplement_keeps_what_was_typed(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("appoint_contacts")
    on_day(world.day("appoint_contacts") + timedelta(9))
    facts = Cultivate(
        examinations=(Examination(on=world.day("appoint_contacts"), by="王一", conclusion="好"),)
    )
    data = addition(case, facts, "cultivate") | {"version": "1"}
    response = sign(world.secretary).post(address(case, "cultivate", "supplement"), data)
    assert response.status_code == 409
    assert 'value="王一"' in response.text


def test_what_is_told_later_is_added_and_not_asked_again(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("committee_talk")
    world.accept(world.submit(case, "approve"))
    case.refresh_from_db(fields=["facts"])
    day = world.day("approve") + timedelta(2)
    on_day(day)
    client = sign(world.secretary)
    data = addition(case, Approve(person_told_on=day, announced_on=day), "approve")
    assert client.post(address(case, "approve", "supplement"), data).status_code == 302
    case.refresh_from_db(fields=["facts"])
    assert case.facts.steps.approve
    assert case.facts.steps.approve.person_told_on == day
    text = client.get(address(case, "approve", "supplement")).text
    assert 'name="branch_told_on"' in text
    assert 'name="person_told_on"' not in text


def test_nothing_is_added_to_a_step_not_there(world: Drive, case: Case, sign: Sign) -> None:
    response = sign(world.secretary).get(address(case, "cultivate", "supplement"))
    assert response.status_code == 422
    assert "还没有登记，不能补充" in response.text


def test_a_step_without_later_facts_says_so(world: Drive, case: Case, sign: Sign) -> None:
    assert (
        "没有要补充的内容" in sign(world.secretary).get(address(case, "apply", "supplement")).text
    )


def test_the_supplement_shows_the_last_examination_and_when_the_next_is_due(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("appoint_contacts")
    day = world.day("shortlist") + timedelta(30)
    client = sign(world.contact)
    on_day(day)
    first = client.get(address(case, "cultivate", "supplement")).text
    assert "首次最迟 2027年7月1日（第十一条）" in first
    assert f'value="{world.contact.get_full_name()}"' in first
    world.supplement(
        case,
        "cultivate",
        Cultivate(examinations=(Examination(on=day, conclusion="好"),)),
        day,
        by=world.contact,
    )
    on_day(date(2027, 8, 4))
    shown = client.get(address(case, "cultivate", "supplement")).text
    assert "上次 2027年1月31日；下次最迟 2027年7月31日（第十一条），已逾期 4 天" in shown


def test_an_examination_without_its_opinion_is_refused(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("appoint_contacts")
    on_day(world.day("appoint_contacts") + timedelta(9))
    data = addition(
        case, Cultivate(examinations=(Examination(on=world.day("appoint_contacts")),)), "cultivate"
    )
    response = sign(world.contact).post(address(case, "cultivate", "supplement"), data)
    assert response.status_code == 422
    assert "考察意见" in response.text
    assert not case.entries.filter(code="cultivate").exists()


def test_a_supplement_is_called_as_the_edition_of_the_step_has_it(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    """Source: 《细则》 2026 第十三条: the eighth step is 列为发展对象, not a filing with the
    committee above.
    """
    case = world.to("list_target")
    on_day(world.day("list_target"))
    assert case.term_of("list_target", world.day("list_target")) == "列为发展对象"
    text = sign(world.secretary).get(address(case, "list_target", "supplement")).text
    assert "列为发展对象" in text
    assert "报上级党委备案" not in text
    page = sign(world.secretary).get(case.get_absolute_url()).text
    assert "8 报上级党委备案" not in page
