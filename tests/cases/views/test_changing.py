"""Corrections, annulments, turns and replacements on their pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from branches.acts import Role
from cases.facts.cultivation import AppointContacts, Cultivate
from cases.facts.values import Examination, NamedMember
from cases.forms import correction_form
from cases.models import Case, Entry
from tests.cases.sent import sent
from tests.cases.services.drive import Drive, entry_of
from tests.cases.views.conftest import Sign
from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db
OnDay = Callable[[date], None]


def version_of(case: Case) -> str:
    return str(Case.objects.values_list("version", flat=True).get(pk=case.pk))


def request_of(case: Case, **typed: Any) -> dict[str, Any]:
    return {"version": version_of(case), "request_id": str(uuid4()), **typed}


def correction(entry: Entry, **more: Any) -> dict[str, Any]:
    facts = entry.step_facts
    assert facts is not None
    form = correction_form(entry.code, facts)
    assert form is not None
    return sent(facts, form.names, version=int(version_of(entry.case)), reason="笔误", **more)


# -- corrections -----------------------------------------------------------------------------------


@pytest.fixture
def talked(world: Drive, on_day: OnDay) -> Case:
    """A case with its talk, on the day after."""
    on_day(world.day("talk") + timedelta(1))
    return world.to("talk")


def page(name: str, entry: Entry) -> str:
    return reverse(name, args=[entry.case.number, entry.pk])


def test_a_correction_begins_with_the_old_facts_and_is_made_once(
    world: Drive, talked: Case, sign: Sign
) -> None:
    client, entry = sign(world.secretary), entry_of(talked, "talk")
    assert 'value="王一"' in client.get(page("correct", entry)).text
    data = correction(entry, talker="王伟")
    for _ in range(2):
        assert client.post(page("correct", entry), data).status_code == 302
    for response in (
        client.get(page("correct", entry)),
        client.post(page("correct", entry), correction(entry)),
    ):
        assert response.status_code == 422
        assert "已被更正" in response.text
    assert entry.replaced_by.count() == 1
    made = entry.replaced_by.get()
    assert made.note == "笔误"
    assert made.step_facts == world.step("talk", talker="王伟")


def test_a_correction_wants_its_reason(world: Drive, talked: Case, sign: Sign) -> None:
    entry = entry_of(talked, "talk")
    response = sign(world.secretary).post(
        page("correct", entry), correction(entry, talker="王伟") | {"reason": ""}
    )
    assert response.status_code == 422
    assert 'value="王伟"' in response.text
    assert not entry.replaced_by.exists()


def test_a_correction_that_breaks_a_rule_shows_the_finding(
    world: Drive, talked: Case, sign: Sign, on_day: OnDay
) -> None:
    late = world.day("apply") + timedelta(60)
    on_day(late)
    client, entry = sign(world.secretary), entry_of(talked, "talk")
    data = correction(entry, on=late.isoformat())
    response = client.post(page("correct", entry), data)
    assert response.status_code == 422
    assert 'name="reason-A05"' in response.text
    assert client.post(page("correct", entry), data | {"reason-A05": "外出"}).status_code == 302


def test_a_stale_correction_keeps_what_was_typed(world: Drive, talked: Case, sign: Sign) -> None:
    entry = entry_of(talked, "talk")
    data = correction(entry, talker="王伟") | {"version": "1"}
    response = sign(world.secretary).post(page("correct", entry), data)
    assert response.status_code == 409
    assert 'value="王伟"' in response.text
    assert "登记了「党组织派人谈话」" in response.text
    assert not entry.replaced_by.exists()


@pytest.mark.parametrize("name", ["correct", "annul"])
def test_scope_right_and_method_of_changes(
    world: Drive, talked: Case, sign: Sign, name: str
) -> None:
    entry = entry_of(talked, "talk")
    assert sign(world.stranger).get(page(name, entry)).status_code == 404
    assert sign(world.clerk).get(page(name, entry)).status_code == 403
    assert sign(world.secretary).put(page(name, entry)).status_code == 405
    other = world.open_case(seed=777)
    assert (
        sign(world.secretary).get(reverse(name, args=[other.number, entry.pk])).status_code == 404
    )


def test_an_examination_is_corrected_too(world: Drive, sign: Sign, on_day: OnDay) -> None:
    case = world.to("appoint_contacts")
    day = world.day("appoint_contacts") + timedelta(50)
    on_day(day)
    facts = Cultivate(examinations=(Examination(on=day, by="王一", conclusion="好"),))
    entry = world.supplement(case, "cultivate", facts, day)
    client = sign(world.secretary)
    assert "好</textarea>" in client.get(page("correct", entry)).text
    data = correction(entry) | {"examinations-0-conclusion": "表现良好"}
    assert client.post(page("correct", entry), data).status_code == 302
    made = entry.replaced_by.get().step_facts
    assert made == Cultivate(examinations=(Examination(on=day, by="王一", conclusion="表现良好"),))


def test_turns_and_replacements_have_nothing_to_correct(
    world: Drive, sign: Sign, on_day: OnDay
) -> None:
    case = world.to("talk")
    on_day(world.day("talk"))
    turn = world.turn(case, "close", world.day("talk"), outcome="withdrew")
    assert sign(world.secretary).get(page("correct", turn)).status_code == 422


# -- annulments ------------------------------------------------------------------------------------


def test_the_last_entry_is_annulled_once_after_a_summary(
    world: Drive, talked: Case, sign: Sign
) -> None:
    client, entry = sign(world.secretary), entry_of(talked, "talk")
    assert "党组织派人谈话" in client.get(page("annul", entry)).text
    data = request_of(talked, reason="登记到了别人名下")
    for _ in range(2):
        assert client.post(page("annul", entry), data).status_code == 302
    assert Case.objects.get().state == "apply"
    assert entry.replaced_by.count() == 1


def test_an_annulment_wants_a_reason_and_a_fresh_page(
    world: Drive, talked: Case, sign: Sign
) -> None:
    client, entry = sign(world.secretary), entry_of(talked, "talk")
    assert client.post(page("annul", entry), request_of(talked, reason="")).status_code == 422
    response = client.post(
        page("annul", entry), request_of(talked, reason="误登") | {"version": "1"}
    )
    assert response.status_code == 409
    assert "误登</textarea>" in response.text
    assert Case.objects.get().state == "talk"


def test_only_the_last_entry_is_annulled(world: Drive, talked: Case, sign: Sign) -> None:
    client, entry = sign(world.secretary), entry_of(talked, "apply")
    for response in (
        client.get(page("annul", entry)),
        client.post(page("annul", entry), request_of(talked, reason="x")),
    ):
        assert response.status_code == 422
        assert "只能作废最后一条登记" in response.text


# -- turns -----------------------------------------------------------------------------------------


def turn_page(case: Case, code: str) -> str:
    return reverse("turn", args=[case.number, code])


def test_a_case_is_closed_once_after_a_summary(world: Drive, talked: Case, sign: Sign) -> None:
    client = sign(world.secretary)
    assert "确认终止" in client.get(turn_page(talked, "close")).text
    data = request_of(talked, taken_on="2026-6-16", outcome="withdrew", reason="本人书面撤回")
    for _ in range(2):
        assert client.post(turn_page(talked, "close"), data).status_code == 302
    case = Case.objects.get()
    assert (case.state, case.outcome, case.entries.count()) == ("closed", "withdrew", 3)


def test_a_closing_wants_outcome_day_and_reason(world: Drive, talked: Case, sign: Sign) -> None:
    client = sign(world.secretary)
    response = client.post(
        turn_page(talked, "close"), request_of(talked, taken_on="2026-6-30", reason="")
    )
    assert response.status_code == 422
    assert "请选择终止的原因。" in response.text
    assert "请填写理由。" in response.text
    assert "日期不能晚于今天" in response.text
    data = request_of(talked, taken_on="2026-6-16", outcome="withdrew", reason="撤回") | {
        "version": "1"
    }
    response = client.post(turn_page(talked, "close"), data)
    assert response.status_code == 409
    assert "撤回</textarea>" in response.text
    assert Case.objects.get().state == "talk"


def test_scope_right_and_method_of_turns(world: Drive, talked: Case, sign: Sign) -> None:
    assert sign(world.stranger).get(turn_page(talked, "close")).status_code == 404
    assert sign(world.secretary).get(turn_page(talked, "nonsense")).status_code == 404
    assert (
        sign(world.secretary).get(turn_page(talked, "refuse_activist")).status_code == 404
    )  # part of an answer
    assert sign(world.clerk).get(turn_page(talked, "close")).status_code == 403
    assert sign(world.secretary).get(turn_page(talked, "close_probationer")).status_code == 403
    assert sign(world.secretary).delete(turn_page(talked, "close")).status_code == 405


def test_nobody_is_sent_back_without_a_bad_result(world: Drive, talked: Case, sign: Sign) -> None:
    response = sign(world.secretary).get(turn_page(talked, "send_back"))
    assert response.status_code == 422
    assert "不能「审查、培训未通过，退回培养」" in response.text


def test_after_a_bad_review_the_person_is_sent_back(
    world: Drive, sign: Sign, on_day: OnDay
) -> None:
    case = world.to("appoint_introducers")
    day = world.day("political_review")
    on_day(day)
    world.record(case, "political_review", is_qualified=False)
    data = request_of(case, taken_on=day.isoformat(), reason="政治审查不合格")
    assert sign(world.secretary).post(turn_page(case, "send_back"), data).status_code == 302
    assert Case.objects.get().state == "appoint_contacts"


# -- contacts and introducers ----------------------------------------------------------------------


@pytest.fixture
def sponsored(world: Drive, on_day: OnDay) -> Case:
    """A case with contacts, some weeks after they were named."""
    on_day(world.day("appoint_contacts") + timedelta(40))
    return world.to("appoint_contacts")


def sponsor_page(case: Case) -> str:
    return reverse(
        "replace_sponsor", args=[case.number, case.sponsorships.get(name=_first(case)).pk]
    )


def _first(case: Case) -> str:
    facts = case.facts.steps.appoint_contacts
    assert isinstance(facts, AppointContacts)
    assert facts.contacts
    return facts.contacts[0].name


def test_a_contact_is_replaced_once_without_an_uncovered_day(
    world: Drive, sponsored: Case, sign: Sign
) -> None:
    client, address = sign(world.secretary), sponsor_page(sponsored)
    assert world.members[2].person.name in client.get(address).text
    day = world.day("appoint_contacts") + timedelta(30)
    data = request_of(sponsored, on=day.isoformat(), new=str(world.members[2].pk), reason="调离")
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    old, new = (sponsored.sponsorships.get(member=world.members[number]) for number in (0, 2))
    assert (old.until_on, new.since_on) == (day, day)
    assert "已不再担任" in client.get(address).text


def test_a_contact_whom_a_workbook_named_is_replaced(
    world: Drive, sign: Sign, on_day: OnDay
) -> None:
    case = world.to("file_activist")
    day = world.day("appoint_contacts")
    world.record(case, "appoint_contacts", contacts=(NamedMember(name="韦国庆"),))
    on_day(day + timedelta(40))
    client = sign(world.secretary)
    address = reverse("replace_sponsor", args=[case.number, case.sponsorships.get().pk])
    assert f'href="{address}"' in client.get(case.get_absolute_url()).text
    assert "韦国庆" in client.get(address).text
    typed = {
        "on": (day + timedelta(30)).isoformat(),
        "new": str(world.members[2].pk),
        "reason": "退休",
    }
    assert client.post(address, request_of(case, **typed)).status_code == 302
    assert list(case.sponsorships.values_list("member", flat=True)) == [None, world.members[2].pk]


def test_a_contact_who_is_no_full_member_is_refused_in_place(
    world: Drive, sponsored: Case, sign: Sign
) -> None:
    probationer = make_member(world.tree.branch, standing="probationary")
    typed = {"on": "2027-1-30", "new": str(probationer.pk), "reason": "调离"}
    response = sign(world.secretary).post(sponsor_page(sponsored), request_of(sponsored, **typed))
    assert response.status_code == 422
    assert f"{probationer.person.name}不是正式党员，不能担任。" in response.text
    assert 'value="调离"' in response.text
    assert sponsored.sponsorships.count() == 2


def test_a_contact_is_not_replaced_by_the_other(world: Drive, sponsored: Case, sign: Sign) -> None:
    typed = {"on": "2027-1-30", "new": str(world.members[1].pk), "reason": "调离"}
    response = sign(world.secretary).post(sponsor_page(sponsored), request_of(sponsored, **typed))
    assert response.status_code == 422
    assert "已在担任" in response.text
    stale = request_of(sponsored, **(typed | {"new": str(world.members[2].pk)})) | {"version": "1"}
    assert sign(world.secretary).post(sponsor_page(sponsored), stale).status_code == 409


def test_scope_right_and_method_of_replacements(world: Drive, sponsored: Case, sign: Sign) -> None:
    address = sponsor_page(sponsored)
    assert sign(world.stranger).get(address).status_code == 404
    assert sign(world.contact).get(address).status_code == 403
    assert sign(make_user(Role.CLERK, world.tree.bureau)).post(address).status_code == 403
    assert sign(world.secretary).put(address).status_code == 405
