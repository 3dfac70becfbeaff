"""What the daily tasks take from the workbench on, as printed by the test: clicks, fields, pages.

Votes about three persons at one meeting: `test_meetings.py`.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from branches.models import User
from cases.models import Case
from filings.inspections.models import Inspection, Rectification
from filings.models import FilingItem
from tests.browser.counting import Acts
from tests.browser.journey import SUBMIT
from tests.browser.looks import page_of
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import on_day
from tests.factories import identity_number
from tests.filings.inspections.build import TODAY, YEAR, Check, found
from tests.filings.pages import OnDay, submitted
from tests.filings.planning.build import make_case
from tests.kept import kept

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("threads"),
    pytest.mark.walk,
]
__all__ = ["on_day"]


@pytest.fixture
def world() -> Drive:
    """A branch whose secretary is one of its members."""
    drive = Drive(IN_2026)
    drive.secretary.person = drive.members[2].person
    drive.secretary.save()
    return drive


class Desk:
    """Somebody at the workbench."""

    def __init__(self, browser: Browser, server: LiveServer) -> None:
        self.browser, self.server = browser, server

    def of(self, user: User) -> tuple[Page, Acts]:
        page = page_of(self.browser, self.server, user)
        page.goto("/")
        return page, Acts(page)


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer) -> Desk:
    return Desk(browser, live_server)


def test_a_talk(world: Drive, desk: Desk, on_day: OnDay) -> None:
    """Who talked, in which post and where the last talk was, is filled in."""
    world.record(world.open_case(seed=600), "talk", place="二楼会议室")
    case = world.to("apply")
    on_day(world.day("talk"))
    page, acts = desk.of(world.secretary)
    acts.click(page.locator(f'a[href$="/cases/{case.number}/steps/talk/"]').first)
    person = world.secretary.person
    assert person is not None
    expect(page.locator("[name=talker]")).to_have_value(person.name)
    expect(page.get_by_label("支部书记", exact=True)).to_be_checked()
    expect(page.locator("[name=place]")).to_have_value("二楼会议室")
    acts.fill("on", "今天")
    acts.click(page.get_by_role("group", name="谈话内容").get_by_label("全选"))
    acts.fill("summary", "谈了入党动机，态度端正。")
    acts.click(page.get_by_role("button", name="登记", exact=True))
    expect(page.locator("main")).to_contain_text("已登记")
    acts.within("a talk", clicks=3, fields=4, pages=2)
    assert Case.objects.get(pk=case.pk).state == "talk"


def test_an_examination(world: Drive, desk: Desk, on_day: OnDay) -> None:
    case = world.to("appoint_contacts")
    on_day(world.day("appoint_contacts") + timedelta(30))
    page, acts = desk.of(world.contact)
    acts.click(page.get_by_role("link", name="登记考察").first)
    acts.fill(f"opinion-{case.pk}", "表现良好。")
    acts.click(page.get_by_role("button", name="登记考察"))
    expect(page.locator("main")).to_contain_text("已登记对 1 人的考察")
    acts.within("an examination", clicks=2, fields=2, pages=2)


def test_a_new_case(world: Drive, desk: Desk, on_day: OnDay) -> None:
    on_day(world.day("apply"))
    page, acts = desk.of(world.secretary)
    acts.click(page.get_by_role("link", name="建立案卷").first)
    acts.fill("name", "郑立军")
    acts.fill("identity_number", identity_number(901))
    acts.fill("on", "今天")
    acts.fill("letter_on", "今天")
    acts.fill("stratum", "工人")
    for question, answer in {
        "本人书写并签名": "是",
        "中国公民": "是",
        "所在单位情况": "所在单位有党组织",
        "流动人员": "否",
        "受理申请的党组织属于": "工作、学习所在单位党组织",
    }.items():
        group = page.get_by_role("group", name=question)
        acts.click(group.get_by_label(answer, exact=True))
    acts.click(page.get_by_role("button", name="建立案卷"))
    expect(page.locator("h1")).to_contain_text("郑立军")
    acts.within("a new case", clicks=7, fields=5, pages=2)


def test_a_filing_is_sent_up(world: Drive, desk: Desk, on_day: OnDay) -> None:
    case = world.to("shortlist")
    on_day(world.day("shortlist"))
    page, acts = desk.of(world.secretary)
    acts.click(page.locator('a[href*="/filings/submit/file_activist/"]').first)
    acts.click(page.locator(SUBMIT).first)
    expect(page.locator("main")).to_contain_text("已报送")
    acts.within("a filing sent up", clicks=2, fields=0, pages=2)
    assert FilingItem.objects.get().case == case


def test_a_clean_filing_is_answered(world: Drive, desk: Desk, on_day: OnDay) -> None:
    item = submitted(world, "file_activist", on_day)
    page, acts = desk.of(world.clerk)
    page.goto(item.get_absolute_url())
    acts.pages = 0
    acts.click(page.locator(".decision").get_by_role("button", name="同意备案"))
    acts.click(page.get_by_role("button", name="确认同意备案"))
    expect(page.locator("main")).to_contain_text("已答复")
    acts.within("a clean filing answered, on its page", clicks=2, fields=0, pages=2)


def test_a_filing_is_returned(world: Drive, desk: Desk, on_day: OnDay) -> None:
    item = submitted(world, "file_activist", on_day)
    page, acts = desk.of(world.clerk)
    acts.click(page.locator(f'a[href^="{item.get_absolute_url()}"]').first)
    acts.click(page.locator(".decision").get_by_text("退回", exact=False).first)
    acts.fill(page.locator("[name=note]").last, "请补充谈话记录。")
    acts.click(page.get_by_role("button", name=re.compile("^退回")).last)
    page.wait_for_load_state()
    if (confirm := page.get_by_role("button", name=re.compile("^确认退回"))).count():
        acts.click(confirm)
    expect(page.locator("main")).to_contain_text("退回")
    acts.within("a filing returned with a reason", clicks=4, fields=1, pages=4)
    item.refresh_from_db()
    assert item.state == FilingItem.State.RETURNED


def test_a_person_is_found(world: Drive, desk: Desk, on_day: OnDay) -> None:
    case = world.to("apply")
    on_day(world.day("apply"))
    page, acts = desk.of(world.secretary)
    acts.fill("q", "zwj")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(case.person.name)
    acts.within("a person found by initials", clicks=0, fields=1, pages=1)


def test_a_paper_is_printed(world: Drive, desk: Desk, on_day: OnDay) -> None:
    case = world.to("talk")
    on_day(world.day("talk"))
    page, acts = desk.of(world.secretary)
    acts.click(page.locator(f'a[href="{case.get_absolute_url()}"]').first)
    acts.click(page.locator(f'a[href^="{reverse("case_papers", args=[case.number])}"]').first)
    printing = page.locator('#step-talk a[href*="talk_record"], #step-talk button').first
    acts.clicks += 1
    expect(printing).to_be_visible()
    acts.within("the paper of a step", clicks=3, fields=0, pages=2)


def test_a_yearly_check(desk: Desk, monkeypatch: pytest.MonkeyPatch, on_day: OnDay) -> None:
    """From its result to the notices that go out."""
    on_day(TODAY)
    check = kept(Check)
    inspection = check.result({make_case(check.tree.branch): [found()]}, year=YEAR)
    page, acts = desk.of(check.officer)
    acts.click(page.get_by_role("link", name="年度检查").first)
    acts.click(page.locator(f'a[href="{inspection.get_absolute_url()}"]').first)
    acts.fill("due_on", "2027-04-01")
    acts.click(page.get_by_role("button", name="发出整改通知"))
    acts.click(page.get_by_role("button", name="发出", exact=True))
    expect(page.locator("main")).to_contain_text("整改")
    acts.within("the notices of a yearly check", clicks=4, fields=1, pages=4)
    assert Inspection.objects.get() == inspection
    assert Rectification.objects.count() == 1


def test_training_of_five(world: Drive, desk: Desk, on_day: OnDay) -> None:
    for seed in range(5):
        world.to("political_review", world.open_case(seed=700 + seed))
    on_day(world.day("train"))
    page, acts = desk.of(world.secretary)
    acts.click(page.get_by_role("link", name="登记集中培训").first)
    acts.click(page.get_by_label("全选").first)
    acts.click(page.get_by_role("group", name="培训单位").get_by_label("基层党委"))
    acts.fill("on", "今天")
    acts.fill("days", "3")
    acts.fill("hours", "24")
    acts.click(page.get_by_role("group", name="培训合格").get_by_label("是", exact=True))
    acts.click(page.locator("main .buttons [name=record]"))
    expect(page.locator("main")).to_contain_text("5 人")
    acts.within("training of five", clicks=5, fields=3, pages=2)


def test_a_day_is_corrected(world: Drive, desk: Desk, on_day: OnDay) -> None:
    case = world.to("talk")
    on_day(world.day("talk") + timedelta(1))
    page, acts = desk.of(world.secretary)
    acts.click(page.locator(f'a[href="{case.get_absolute_url()}"]').first)
    acts.click(page.locator("#open-2"))
    acts.click(page.locator('#panel a[href*="/correct/"]').first)
    acts.fill("on", f"{world.day('talk') - timedelta(1):%Y-%m-%d}")
    acts.fill("reason", "日期填错")
    acts.click(page.locator("main .buttons [name=record]"))
    expect(page.locator("main")).to_contain_text("更正")
    acts.within("a day corrected", clicks=4, fields=2, pages=3)
