"""The page of a case: who sees what, in how many queries."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches.acts import Role
from branches.models import User
from cases.facts.cultivation import Cultivate
from cases.facts.values import Examination, Report
from cases.models import Case, Disclosure, Entry, Finding
from tests.cases.services.drive import Drive
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setenv("JISHI_TODAY", day.isoformat())


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, world: Drive) -> date:
    """The day of the pages: two weeks after the contacts were appointed."""
    day = world.day("appoint_contacts") + timedelta(14)
    on(monkeypatch, day)
    return day


def sign_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="branches.backends.AccountBackend")
    return client


def page(client: Client, case: Case, user: User) -> str:
    response = sign_in(client, user).get(case.get_absolute_url())
    assert response.status_code == 200
    return response.text


def test_who_may_read_a_case(client: Client, world: Drive) -> None:
    """404 outside the scope, also for what only administers; nobody is sent away with 403."""
    case = world.to("appoint_contacts")
    administrator = make_user(Role.ADMINISTRATOR, world.tree.city)
    about_himself = make_user(Role.CLERK, world.tree.bureau, person=case.person)
    readers = [world.secretary, world.clerk, world.decider, world.officer, world.contact]
    others = [world.stranger, administrator, about_himself, make_user()]
    assert [sign_in(client, user).get(case.get_absolute_url()).status_code for user in readers] == [
        200
    ] * 5
    assert [sign_in(client, user).get(case.get_absolute_url()).status_code for user in others] == [
        404
    ] * 4
    assert client.post(case.get_absolute_url()).status_code == 405


def test_the_head_masks_who_it_is(client: Client, world: Drive) -> None:
    case = world.to("appoint_contacts")
    text = page(client, case, world.secretary)
    assert case.person.identity_number not in text
    assert case.person.masked_identity_number in text
    assert "13800000000" not in text
    assert "入党积极分子" in text


def test_what_comes_next_is_shown_to_who_may_do_it(client: Client, world: Drive) -> None:
    case = world.to("appoint_contacts")
    text = page(client, case, world.secretary)
    assert "机关第一党支部 支部书记、组织委员（主体责任）" in text
    assert reverse("supplement", args=[case.number, "cultivate"]) in text
    assert "您没有办理这一步的权限" not in text
    barred = page(client, case, world.clerk)
    assert "您没有办理这一步的权限" in barred
    assert reverse("supplement", args=[case.number, "cultivate"]) not in barred


def test_a_filing_is_offered_to_who_sends_it_and_taken_back_by_him(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.to("shortlist")
    on(monkeypatch, world.day("file_activist"))
    submit = reverse("filing_submit", args=["file_activist"])
    assert submit in page(client, case, world.secretary)
    assert submit not in page(client, case, world.clerk)
    item = world.submit(case, "file_activist")
    text = page(client, case, world.secretary)
    assert "已报送，等待答复" in text
    assert reverse("filing_withdraw", args=[item.pk]) in text
    assert item.get_absolute_url() in page(client, case, world.clerk)


def test_what_is_overdue_is_a_finding(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.to("appoint_contacts")
    assert "已逾期 " not in page(client, case, world.secretary)
    on(monkeypatch, world.day("shortlist") + timedelta(365))
    text = page(client, case, world.secretary)
    assert "党支部每半年对入党积极分子考察一次" in text
    assert "第十一条" in text


def test_a_stored_finding_says_what_remedies_it(client: Client, world: Drive) -> None:
    case = world.open_case()
    late = world.day("apply") + timedelta(60)
    world.record(case, "talk", on=late, reasons={"A05": "申请人外出务工"})
    assert Finding.objects.get().rule == "A05"
    text = page(client, case, world.secretary)
    assert "收到申请书后一个月内派人谈话：申请人外出务工" in text
    assert "登记有误的，用「更正」改正" in text
    assert "2026-07" not in text


def test_the_timeline_keeps_every_correction_and_annulment(
    client: Client, world: Drive, today: date
) -> None:
    case = world.to("shortlist")
    talk = case.entries.get(code="talk")
    world.correct(talk, today, talker="吴六")
    world.annul(case, today)
    text = page(client, case, world.secretary)
    assert "更正" in text
    assert "理由：笔误" in text
    assert "吴六" in text
    world.annul(case, today)
    text = page(client, case, world.secretary)
    assert "已作废" in text
    assert "理由：登记有误" in text


def test_each_step_has_one_place_on_the_page(client: Client, world: Drive, today: date) -> None:
    """Its entry that counts; without one its place in the bar."""

    def places(text: str) -> dict[str, str]:
        found = re.findall(r'<li id="(step-\d+)" class="(timeline-item [^"]*|step )', text)
        assert sorted(no for no, _ in found) == sorted(f"step-{no}" for no in range(1, 26))
        return dict(found)

    case = world.to("shortlist")
    world.correct(case.entries.get(code="talk"), today, talker="吴六")
    case.refresh_from_db()
    entry = "timeline-item timeline-step"
    before = places(page(client, case, world.secretary))
    assert [no for no, kind in before.items() if kind == entry] == ["step-3", "step-2", "step-1"]
    assert before["step-4"] == "step "
    world.annul(case, today)  # the correction
    world.annul(case, today)  # step 3
    after = places(page(client, case, world.secretary))
    assert (after["step-2"], after["step-3"]) == (entry, f"{entry} timeline-void")
    world.record(case, "shortlist", today=today)
    again = places(page(client, case, world.secretary))
    assert again["step-3"] == entry, "the new one"


def test_links_to_correct_and_annul_stand_where_the_services_allow(
    client: Client, world: Drive
) -> None:
    case = world.to("talk")
    first, last = case.entries.order_by("sequence")
    text = page(client, case, world.secretary)
    assert all(f"{kind}<span" in text for kind in ("更正", "作废"))
    assert text.count("作废<span") == 1
    assert text.count("更正<span") == 2
    assert (first.kind, last.kind) == (Entry.Kind.STEP, Entry.Kind.STEP)
    text = page(client, case, world.clerk)
    assert "作废<span" not in text
    assert "更正<span" not in text


def test_a_contact_sees_nothing_of_the_hidden_steps(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.to("train")
    on(monkeypatch, world.day("train"))
    world.record(case, "committee_review", today=world.day("committee_review"))
    on(monkeypatch, world.day("committee_review"))
    full = page(client, case, world.secretary)
    own = page(client, case, world.contact)
    review = world.day("political_review")
    written = f"{review.year}年{review.month}月{review.day}日"
    assert written in full
    assert written not in own
    assert "审查方式" in full
    assert "审查方式" not in own
    assert "指定培养联系人" in own
    reveal = reverse("reveal", args=[case.number, "political_review"])
    assert sign_in(client, world.contact).post(reveal).status_code == 404
    assert not Disclosure.objects.exists()


def test_a_look_at_what_is_masked_is_logged(client: Client, world: Drive) -> None:
    case = world.open_case(registered_address="测试市新城区一号")
    assert "测试市新城区一号" not in page(client, case, world.secretary)
    assert "已遮盖：" in page(client, case, world.secretary)
    url = reverse("reveal", args=[case.number, "apply"])
    assert client.get(url).status_code == 302
    response = client.post(url)
    assert "测试市新城区一号" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    look = Disclosure.objects.get()
    assert (look.case, look.user, look.what) == (case, world.secretary, "apply")
    assert "13800000000" in client.post(reverse("reveal", args=[case.number, "person"])).text
    assert "查看了身份证号和手机" in page(client, case, world.clerk)


@pytest.mark.parametrize("code", ["nothing", "closed", "start"])
def test_what_is_no_step_cannot_be_looked_at(client: Client, world: Drive, code: str) -> None:
    case = world.open_case()
    assert (
        sign_in(client, world.secretary)
        .post(reverse("reveal", args=[case.number, code]))
        .status_code
        == 404
    )
    assert (
        sign_in(client, world.stranger)
        .post(reverse("reveal", args=[case.number, "apply"]))
        .status_code
        == 404
    )
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("who", ["secretary", "clerk", "officer", "contact"])
def test_queries_do_not_grow_with_the_entries(
    client: Client, world: Drive, today: date, who: str
) -> None:
    case = world.to("appoint_contacts")
    user = getattr(world, who)
    sign_in(client, user)
    client.get(case.get_absolute_url())  # the first request of a day derives the rights
    few = count(client, case)
    for days in range(3):
        day = today - timedelta(days)
        facts = Cultivate(
            examinations=(Examination(on=day),), reports=(Report(on=day, note="学习体会"),)
        )
        world.supplement(case, "cultivate", facts, today)
    world.correct(case.entries.filter(kind="supplement").latest("sequence"), today)
    assert count(client, case) == few <= MOST_QUERIES


@pytest.mark.parametrize(
    "state", ["shortlist", "nominate", "admission_meeting", "approve", "conversion_meeting"]
)
def test_queries_are_few_where_filings_come_next(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    case = world.to(state)
    on(monkeypatch, world.day(state))
    found = {}
    for name in ("secretary", "clerk", "decider", "officer"):
        sign_in(client, getattr(world, name)).get(case.get_absolute_url())
        found[name] = count(client, case)
    assert max(found.values()) <= MOST_QUERIES, found


def count(client: Client, case: Case) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(case.get_absolute_url()).status_code == 200
    return len(queries)


def test_the_plan_of_what_remains(client: Client, world: Drive) -> None:
    """Linked from the case; outside the scope 404; a contact does not see the steps that are
    hidden from him.
    """
    case = world.to("appoint_contacts")
    url = reverse("plan", args=[case.number])
    assert url in page(client, case, world.secretary)
    with CaptureQueriesContext(connection) as queries:
        text = client.get(url).text
    assert len(queries) <= MOST_QUERIES
    assert "满一年" in text
    assert "15 支部大会讨论" in text
    assert "15 支部大会讨论" not in sign_in(client, world.contact).get(url).text
    assert sign_in(client, world.stranger).get(url).status_code == 404
    assert client.post(url).status_code == 405
