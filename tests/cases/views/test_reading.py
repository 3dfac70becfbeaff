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


TABS = ("now", "history", "windows", "facts", "papers", "filings", "looks")


def page(client: Client, case: Case, user: User, tab: str = "", *, step: int | None = None) -> str:
    asked = {"tab": tab} if step is None else {"step": str(step)}
    response = sign_in(client, user).get(case.get_absolute_url(), asked)
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
    text = page(client, case, world.secretary, "facts")
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
    assert "收到申请书后一个月内派人谈话" in text
    assert "登记有误的，用「更正」改正" in text
    assert "2026-07" not in text
    history = page(client, case, world.secretary, "history")
    assert "收到申请书后一个月内派人谈话：申请人外出务工" in history


def test_the_timeline_keeps_every_correction_and_annulment(
    client: Client, world: Drive, today: date
) -> None:
    case = world.to("shortlist")
    talk = case.entries.get(code="talk")
    world.correct(talk, today, talker="吴六")
    world.annul(case, today)
    text = page(client, case, world.secretary, "history")
    assert "更正" in text
    assert "理由：笔误" in text
    assert "吴六" in text
    world.annul(case, today)
    text = page(client, case, world.secretary, "history")
    assert "已作废" in text
    assert "理由：登记有误" in text


@pytest.mark.parametrize("tab", TABS)
def test_each_step_has_one_place_on_the_page(client: Client, world: Drive, tab: str) -> None:
    """Whatever stands beside them."""
    text = page(client, world.to("shortlist"), world.secretary, tab)
    assert re.findall(r'id="step-(\d+)"', text) == [str(no) for no in range(1, 26)]
    assert text.count('aria-current="page"') >= 2, "where one is, and the tab"
    assert f'href="?tab={tab}#panel" hx-get="?tab={tab}" aria-current="page"' in text


def test_a_step_is_opened_beside_the_others(client: Client, world: Drive, today: date) -> None:
    """Its facts, its papers, what came in, and every entry of it; nothing of another."""
    case = world.to("shortlist")
    world.correct(case.entries.get(code="talk"), today, talker="吴六")
    text = page(client, case, world.secretary, step=2)
    panel = text[text.index('id="panel"') :]
    assert panel.count("吴六") >= 2, "the fact in force, and the entry"
    assert "理由：笔误" in panel
    assert reverse("paper_preview", args=[case.number, "talk_record"]) in panel
    assert reverse("scan", args=[case.number, "talk_record"]) in panel
    assert "application_letter" not in panel
    assert text.count('aria-current="true"') == 1
    assert [
        no for no in range(1, 26) if f'id="step-{no}" class="step step-done step-opened"' in text
    ] == [2]
    ahead = page(client, case, world.secretary, step=20)
    assert "这一步还没有登记" in ahead


@pytest.mark.parametrize("asked", ["0", "26", "x", "-1", "²", "1" * 50, ""])
def test_what_is_no_step_opens_the_first_tab(client: Client, world: Drive, asked: str) -> None:
    case = world.to("shortlist")
    response = sign_in(client, world.secretary).get(case.get_absolute_url(), {"step": asked})
    assert response.status_code == 200
    assert 'href="?tab=now#panel" hx-get="?tab=now" aria-current="page"' in response.text


def test_a_contact_opens_no_hidden_step_and_no_tab_of_the_whole(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.to("train")
    on(monkeypatch, world.day("train"))
    for no in (10, 13, 15):
        assert "step-opened" not in page(client, case, world.contact, step=no)
    text = page(client, case, world.contact, "looks")
    assert "?tab=looks" not in text
    assert "?tab=filings" not in text
    assert 'hx-get="?tab=now" aria-current="page"' in text
    assert "step-opened" in page(client, case, world.contact, step=9)


def test_what_the_user_may_do_stands_before_what_others_do(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk answers what the branch sent up; the branch may examine meanwhile, and waits."""
    case = world.to("shortlist")
    on(monkeypatch, world.day("file_activist"))
    world.submit(case, "file_activist")
    branch, clerk = page(client, case, world.secretary), page(client, case, world.clerk)
    assert re.findall(r"由您办理</p>\s*<h2>([^<]*)", branch) == ["6 培养教育考察：考察、思想汇报"]
    assert re.findall(r"由您办理</p>\s*<h2>([^<]*)", clerk) == ["4 上级党委备案：已报送，等待答复"]
    waits = branch[branch.index("等待其他同志办理") :]
    assert "4 上级党委备案：已报送，等待答复" in waits
    assert branch.index("也可以办理") < branch.index("撤回「") < branch.index("等待其他同志办理")


def test_links_to_correct_and_annul_stand_where_the_services_allow(
    client: Client, world: Drive
) -> None:
    case = world.to("talk")
    first, last = case.entries.order_by("sequence")
    text = page(client, case, world.secretary, "history")
    assert all(f"{kind}<span" in text for kind in ("更正", "作废"))
    assert text.count("作废<span") == 1
    assert text.count("更正<span") == 2
    assert (first.kind, last.kind) == (Entry.Kind.STEP, Entry.Kind.STEP)
    text = page(client, case, world.clerk, "history")
    assert "作废<span" not in text
    assert "更正<span" not in text


def test_a_contact_sees_nothing_of_the_hidden_steps(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.to("train")
    on(monkeypatch, world.day("train"))
    world.record(case, "committee_review", today=world.day("committee_review"))
    on(monkeypatch, world.day("committee_review"))
    full = "".join(page(client, case, world.secretary, tab) for tab in TABS)
    own = "".join(page(client, case, world.contact, tab) for tab in TABS)
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
    text = page(client, case, world.secretary, "facts")
    assert "测试市新城区一号" not in text
    assert "已遮盖：" in text
    url = reverse("reveal", args=[case.number, "apply"])
    assert client.get(url).status_code == 302
    response = client.post(url)
    assert "测试市新城区一号" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    look = Disclosure.objects.get()
    assert (look.case, look.user, look.what) == (case, world.secretary, "apply")
    assert "13800000000" in client.post(reverse("reveal", args=[case.number, "person"])).text
    assert "查看了身份证号和手机" in page(client, case, world.clerk, "looks")


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
    few = [count(client, case, f"?tab={tab}") for tab in TABS]
    for days in range(3):
        day = today - timedelta(days)
        facts = Cultivate(
            examinations=(Examination(on=day),), reports=(Report(on=day, note="学习体会"),)
        )
        world.supplement(case, "cultivate", facts, today)
    world.correct(case.entries.filter(kind="supplement").latest("sequence"), today)
    assert [count(client, case, f"?tab={tab}") for tab in TABS] == few
    assert max(few) <= MOST_QUERIES, few
    assert count(client, case, "?step=6") <= MOST_QUERIES + 10, "papers are read as they print"


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


def count(client: Client, case: Case, asked: str = "") -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{case.get_absolute_url()}{asked}").status_code == 200
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
