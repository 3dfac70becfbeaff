"""The pages of who sends up: choosing, submitting, withdrawing, submitting again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from branches.actor import Actor
from branches.acts import Role
from branches.line import line_of
from branches.models import Organization
from cases.facts.admission import FileWithDepartment
from cases.facts.values import Paper
from cases.forms import supplement_form
from cases.models import Case
from cases.services.sent import Sent
from filings import services
from filings.models import Filing, FilingItem
from filings.selectors import filing_options
from tests.cases.rules.build import IN_2026
from tests.cases.sent import sent
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_appointment, make_user
from tests.filings.pages import (
    STATE,
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


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def url_of(kind: str, *cases: Case) -> str:
    query = "&".join(f"case={case.number}" for case in cases)
    return f"{reverse('filing_submit', args=[kind])}?{query}"


def body(*cases: Case, day: date, **more: Any) -> dict[str, Any]:
    versions = {
        f"version-{case.number}": str(Case.objects.get(pk=case.pk).version) for case in cases
    }
    return own_form(
        case=[case.number for case in cases], submitted_on=day.isoformat(), **versions, **more
    )


def test_a_filing_is_shown_and_sent_once(world: Drive, on_day: OnDay, sign: Sign) -> None:
    case, client = world.to("shortlist"), sign(world.secretary)
    on_day(day := world.day("file_activist"))
    text = client.get(url_of("file_activist", case)).content.decode()
    assert world.tree.bureau.name in text
    assert "没有发现问题" in text
    data = body(case, day=day, note="请审阅")
    responses = [client.post(url_of("file_activist", case), data) for _ in range(2)]
    item = FilingItem.objects.get()
    assert [response.headers["Location"] for response in responses] == [item.get_absolute_url()] * 2
    assert (item.kind, item.state, item.holder) == (
        "file_activist",
        STATE.SUBMITTED,
        world.tree.bureau,
    )
    assert case.entries.get(facts__event="submitted").note == "请审阅"


def test_who_may_not_send_and_what_is_not_there(world: Drive, on_day: OnDay, sign: Sign) -> None:
    case = world.to("shortlist")
    on_day(day := world.day("file_activist"))
    url, data = url_of("file_activist", case), body(case, day=day)
    statuses = {
        world.decider: 403,
        world.clerk: 403,
        world.officer: 403,
        world.contact: 403,
        world.stranger: 404,
        make_user(Role.BRANCH_SECRETARY, world.tree.other_branch): 404,
    }
    for user, status in statuses.items():
        assert (sign(user).get(url).status_code, sign(user).post(url, data).status_code) == (
            status,
            status,
        ), user
    client = sign(world.secretary)
    assert (
        client.get(reverse("filing_submit", args=["talk"]) + f"?case={case.number}").status_code
        == 404
    )
    assert client.get(reverse("filing_submit", args=["approve"])).status_code == 404, (
        "no case is named"
    )
    assert client.put(url).status_code == 405
    assert not Filing.objects.exists()


def test_what_is_not_ready_says_why_and_is_refused(world: Drive, on_day: OnDay, sign: Sign) -> None:
    case, client = world.to("talk"), sign(world.secretary)
    on_day(day := world.day("file_activist"))
    assert "须先完成第 3 步" in client.get(url_of("file_activist", case)).content.decode()
    response = client.post(url_of("file_activist", case), body(case, day=day))
    assert response.status_code == 422
    assert "须先完成第 3 步" in response.content.decode()


def test_a_stale_page_sends_nothing_and_keeps_what_was_typed(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    case, client = world.to("shortlist"), sign(world.secretary)
    on_day(day := world.day("file_activist"))
    data = body(case, day=day, note="请审阅本案") | {f"version-{case.number}": "2"}
    response = client.post(url_of("file_activist", case), data)
    assert response.status_code == 409
    text = response.content.decode()
    assert "请审阅本案" in text
    assert "推荐和确定入党积极分子" in text
    assert f'name="version-{case.number}" value="{Case.objects.get().version}"' in text
    assert not Filing.objects.exists()


def test_several_go_up_as_one_filing_or_none(world: Drive, on_day: OnDay, sign: Sign) -> None:
    cases = [world.to("shortlist", world.open_case(seed=seed)) for seed in (501, 502)]
    early = world.open_case(seed=503)
    on_day(day := world.day("file_activist"))
    client = sign(world.secretary)
    response = client.post(url_of("file_activist", *cases, early), body(*cases, early, day=day))
    assert response.status_code == 422
    assert not FilingItem.objects.exists()
    assert client.post(url_of("file_activist", *cases), body(*cases, day=day)).status_code == 302
    assert Filing.objects.get().items.count() == 2


def test_a_day_to_come_is_refused_at_its_field(world: Drive, on_day: OnDay, sign: Sign) -> None:
    case = world.to("shortlist")
    on_day(world.day("file_activist"))
    response = sign(world.secretary).post(
        url_of("file_activist", case), body(case, day=date(2099, 1, 1))
    )
    assert response.status_code == 422
    assert "不能晚于今天" in response.content.decode()


def test_the_resolution_goes_up_with_its_papers(on_day: OnDay, sign: Sign) -> None:
    world = below_general_branch()
    case = world.to("admission_meeting")
    on_day(day := world.day("admission_meeting") + timedelta(1))
    client = sign(world.secretary)
    text = client.get(url_of("approve", case)).content.decode()
    assert "经由审议" in text
    assert world.tree.general_branch.name in text
    papers = [Paper.FORM.value, Paper.REVIEW.value]
    assert (
        client.post(url_of("approve", case), body(case, day=day, papers=papers)).status_code == 302
    )
    filing = Filing.objects.get(kind="approve")
    assert (filing.papers, filing.through) == (papers, [world.tree.general_branch.pk])
    assert FilingItem.objects.get(filing=filing).holder == world.tree.general_branch


def test_the_committee_files_with_the_department(world: Drive, on_day: OnDay, sign: Sign) -> None:
    case = world.to("approve")
    on_day(day := world.day("file_with_department"))
    assert sign(world.secretary).get(url_of("file_with_department", case)).status_code == 403
    response = sign(world.clerk).post(url_of("file_with_department", case), body(case, day=day))
    assert response.status_code == 302
    assert FilingItem.objects.get(kind="file_with_department").holder == world.tree.city_department
    assert Case.objects.get().state == "file_with_department", "done when it is sent"


def test_what_filing_with_the_department_brings_about_wants_its_reason(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    """18 dated before 17: the page offers the field, and the entry keeps the reason."""
    case = world.to("approve")
    on_day(world.day("file_with_department"))
    client, url = sign(world.clerk), url_of("file_with_department", case)
    data = body(case, day=world.day("approve") - timedelta(1))
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert 'name="reason-F02"' in refused.text
    assert not FilingItem.objects.filter(kind="file_with_department").exists()
    assert client.post(url, data | {"reason-F02": "/"}).status_code == 422
    assert client.post(url, data | {"reason-F02": "报送日期以公文为准"}).status_code == 302
    entry = case.entries.get(code="file_with_department", kind="step")
    assert entry.reasons == {"F02": "报送日期以公文为准"}


def test_without_a_department_above_the_committee_records_the_receipt(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    case = world.to("approve")
    Organization.objects.filter(pk=world.tree.city_department.pk).update(closed_on=date(2020, 1, 1))
    on_day(day := world.day("file_with_department"))
    client = sign(world.clerk)
    assert "系统内没有上级组织" in client.get(url_of("file_with_department", case)).content.decode()
    response = client.post(url_of("file_with_department", case), body(case, day=day))
    assert response.headers["Location"] == case.get_absolute_url()
    assert not FilingItem.objects.filter(kind="file_with_department").exists()
    now = Case.objects.get()
    assert now.state == "file_with_department"
    form = supplement_form("file_with_department", now.facts.steps.file_with_department)
    assert form is not None
    facts = FileWithDepartment(received_on=day, number="备9号", body="县委组织部")
    data = sent(facts, form.names, version=now.version)
    url = reverse("supplement", args=[case.number, "file_with_department"])
    assert client.post(url, data).status_code == 302
    known = Case.objects.get().facts.steps.file_with_department
    assert known is not None
    assert (known.on, known.received_on, known.number, known.body) == (
        day,
        day,
        "备9号",
        "县委组织部",
    )


def test_a_selection_leads_to_its_kind_or_lets_choose(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    first, second = (world.to("shortlist", world.open_case(seed=seed)) for seed in (501, 502))
    third = world.to("committee_review", world.open_case(seed=503))
    fourth = world.open_case(seed=504)
    on_day(world.day("pre_review"))
    client, choose = sign(world.secretary), reverse("filing_choose")
    listed = client.get(reverse("cases")).content.decode()
    assert f'name="case" value="{first.number}"' in listed
    assert f'formaction="{choose}"' in listed
    assert choose not in sign(world.officer).get(reverse("cases")).content.decode()
    response = client.get(choose, {"case": [first.number, second.number]})
    assert response.headers["Location"] == url_of("file_activist", first, second)
    text = client.get(
        choose, {"case": [first.number, third.number, fourth.number]}
    ).content.decode()
    assert "积极分子备案" in text
    assert "预审" in text
    assert "案卷现处于「1 递交入党申请书」" in text
    assert "没有选择案卷" in client.get(choose).content.decode()
    assert sign(world.stranger).get(choose, {"case": first.number}).status_code == 404
    assert client.get(choose, {"case": fourth.number}).status_code == 200


# -- withdrawing, submitting again -----------------------------------------------------------------


def test_withdrawing_frees_what_the_filing_rests_on(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "file_activist", on_day)
    assert fresh(item).case.locked == ["apply", "shortlist", "talk"]
    client = sign(world.secretary)
    assert client.get(address("withdraw", item)).status_code == 200
    assert sign(world.clerk).get(address("withdraw", item)).status_code == 403
    assert sign(world.stranger).get(address("withdraw", item)).status_code == 404
    data = own_form(note="日期有误", confirmed="yes")
    assert [client.post(address("withdraw", item), data).status_code for _ in range(2)] == [
        302,
        302,
    ]
    assert (fresh(item).state, fresh(item).case.locked) == (STATE.WITHDRAWN, [])
    assert "已撤回" in client.get(address("withdraw", item)).content.decode()
    late = client.post(address("withdraw", item), own_form())
    assert late.status_code == 422
    assert sign(world.decider).post(address("accept", item), answer(world, item)).status_code == 422


def test_a_filing_with_the_department_is_not_withdrawn(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "file_with_department", on_day)
    response = sign(world.clerk).post(address("withdraw", item), own_form())
    assert response.status_code == 422
    assert "不能撤回" in response.content.decode()


def test_a_second_round_shows_reasons_and_what_changed(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "pre_review", on_day)
    day = world.day("pre_review")
    give_back(world, item, day, step="train", text="学时请核实")
    client = sign(world.secretary)
    assert "还没有改动" in client.get(address("resubmit", item)).content.decode()
    entry = item.case.entries.get(code="train")
    world.correct(entry, day, hours=30)
    text = client.get(address("resubmit", item)).content.decode()
    assert "学时请核实" in text
    assert "<del>24</del>" in text
    assert "<ins>30</ins>" in text
    stale = own_form(submitted_on=day.isoformat(), version="1")
    assert client.post(address("resubmit", item), stale).status_code == 409
    version = str(fresh(item).case.version)
    data = own_form(submitted_on=day.isoformat(), version=version, note="已核实")
    assert [client.post(address("resubmit", item), data).status_code for _ in range(2)] == [
        302,
        302,
    ]
    assert (fresh(item).round, fresh(item).state) == (2, STATE.SUBMITTED)
    text = sign(world.decider).get(item.get_absolute_url()).content.decode()
    for shown in ("第 2 次", "第 1 次", "学时请核实", "<del>24</del>", "<ins>30</ins>", "已核实"):
        assert shown in text, shown


def test_who_may_not_submit_again(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "pre_review", on_day)
    day = world.day("pre_review")
    waiting = own_form(submitted_on=day.isoformat(), version=str(fresh(item).case.version))
    response = sign(world.secretary).post(address("resubmit", item), waiting)
    assert response.status_code == 422
    assert "不能再次报送" in response.content.decode()
    give_back(world, item, day)
    assert sign(world.clerk).get(address("resubmit", item)).status_code == 403
    assert sign(world.stranger).get(address("resubmit", item)).status_code == 404


def test_submitted_in_an_earlier_round_is_submitted(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    """Three rounds, the middle one by somebody who has become a committee secretary since."""
    other = make_user(Role.ORGANIZATION_MEMBER, world.tree.branch)
    item = submitted(world, "pre_review", on_day)
    day = world.day("pre_review")
    for user in (other, world.secretary):
        give_back(world, item, day)
        services.resubmit(
            item_id=item.pk,
            submitted_on=day,
            by=Actor(user, day),
            sent=Sent(uuid4(), version=fresh(item).case.version),
        )
    make_appointment(other, Role.COMMITTEE_MEMBER, world.tree.bureau)
    other.refresh_from_db()
    assert (
        sign(other).post(address("accept", item), answer(world, item, confirmed="yes")).status_code
        == 403
    )


def test_a_returned_item_that_was_overtaken_is_not_sent_again(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "pre_review", on_day)
    day = world.day("pre_review")
    give_back(world, item, day)
    world.submit(fresh(item).case, "pre_review", on=day)
    data = own_form(submitted_on=day.isoformat(), version=str(fresh(item).case.version))
    response = sign(world.secretary).post(address("resubmit", item), data)
    assert response.status_code == 422
    assert "已另行报送" in response.content.decode()


def test_a_changed_line_above_wants_a_new_filing(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "pre_review", on_day)
    day = world.day("pre_review")
    give_back(world, item, day)
    Organization.objects.filter(pk=world.tree.bureau.pk).update(has_approval_power=False)
    data = own_form(submitted_on=day.isoformat(), version=str(fresh(item).case.version))
    response = sign(world.secretary).post(address("resubmit", item), data)
    assert response.status_code == 422
    assert "上级组织已有变动" in response.content.decode()
    case = fresh(item).case
    options = filing_options(case, Actor(world.secretary, day), line_of(case.branch, day))
    assert [(option.act, option.reason) for option in options] == [("submit", "")]


# -- what the page of a case offers ----------------------------------------------------------------


def offered(world: Drive, item: FilingItem, day: date) -> dict[str, list[tuple[str, str]]]:
    found = {}
    for name in ("secretary", "clerk", "decider", "officer"):
        case = fresh(item).case
        options = filing_options(case, Actor(getattr(world, name), day), line_of(case.branch, day))
        found[name] = [(option.act, option.reason) for option in options]
    return found


def test_the_page_of_a_case_offers_what_comes(world: Drive, on_day: OnDay) -> None:
    case = world.to("committee_review")
    day = world.day("pre_review")
    options = filing_options(case, Actor(world.secretary, day), line_of(case.branch, day))
    assert [(option.kind, option.act, option.reason) for option in options] == [
        ("pre_review", "submit", "")
    ]
    item = world.submit(case, "pre_review")
    opened = [("open", "")]
    assert offered(world, item, day) == {
        "secretary": [("withdraw", "")],
        "clerk": opened,
        "decider": opened,
        "officer": [],
    }
    give_back(world, item, day)
    assert offered(world, item, day)["secretary"] == [("resubmit", "")]
