"""A branch secretary records one meeting about three persons in a real browser; the acts that takes
are counted.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import Case, Entry
from config.kit import clock
from filings.meetings.models import Meeting
from tests.browser.counting import Acts
from tests.browser.looks import WIDTHS, flaws, page_of
from tests.filings.meetings.build import DAY, CommitteeWorld, MeetingWorld

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> MeetingWorld:
    monkeypatch.setenv(clock.FIXED_DAY, DAY.isoformat())
    return MeetingWorld()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, world: MeetingWorld) -> Page:
    return page_of(browser, live_server, world.secretary)


def three(world: MeetingWorld) -> list[Case]:
    """Two whose admission is discussed, and one whose conversion is; the last meeting is known."""
    before = world.add("admission_meeting", "赵大")
    meeting = world.keep({"place": ["三楼会议室"], "chair": ["钱书记"], "recorder": ["孙记录"]})
    world.close(meeting, world.decided(before, "admission_meeting"))
    return [
        world.add("admission_meeting", "王一"),
        world.add("admission_meeting", "李二"),
        world.add("conversion_meeting", "孙三"),
    ]


def test_three_persons_take_few_acts(page: Page, world: MeetingWorld) -> None:
    cases = three(world)
    admitted, converting = cases[:2], cases[2]
    page.goto("/")
    acts = Acts(page)
    acts.click(page.get_by_role("link", name="登记支部大会"))
    expect(page.locator("[name=chair]")).to_have_value("钱书记")
    acts.fill("on", "今天")
    acts.fill("ballot-present", "9")
    acts.fill("ballot-given_out", "9")
    acts.fill("ballot-taken_back", "9")
    for question in ("无记名投票", "逐个讨论"):
        group = page.get_by_role("group", name=re.compile(question))
        acts.click(group.get_by_label("是", exact=True))
    acts.click(page.get_by_role("group", name="决议载明").get_by_label("全选"))
    for case in admitted:
        row = page.locator(f"#row-{case.pk}")
        acts.click(page.locator(f"#chosen-{case.pk}"))
        acts.fill(f"p{case.pk}-ballot-in_favour", "9")
        group = row.get_by_role("group", name=re.compile("入党介绍人到会"))
        acts.click(group.get_by_label("是", exact=True))
    row, prefix = page.locator(f"#row-{converting.pk}"), f"p{converting.pk}"
    acts.click(page.locator(f"#chosen-{converting.pk}"))
    acts.fill(f"{prefix}-ballot-in_favour", "8")
    acts.fill(f"{prefix}-ballot-abstaining", "1")
    for number in range(3):
        acts.fill(f"{prefix}-opinions-{number}-on", "4月13日")
    acts.fill(f"{prefix}-committee_review_on", "4月14日")
    acts.click(row.get_by_label("按期转正"))
    expect(page.locator(f"#votes-{converting.pk}")).to_contain_text("通过")
    acts.click(page.get_by_role("button", name="核对并登记"))
    expect(page.get_by_role("heading", name="将要登记（3 人）")).to_be_visible()
    acts.click(page.get_by_role("button", name="登记 3 人"))
    expect(page.locator("body")).to_contain_text("3 人各登记了一步")
    # on the pages of the three steps it took 72 acts on six pages
    acts.within("votes about three persons", clicks=12, fields=12, pages=3)
    states = [Case.objects.get(pk=case.pk).state for case in cases]
    assert states == ["admission_meeting", "admission_meeting", "conversion_meeting"]
    page.get_by_role("link", name=re.compile("打印.*王一")).click()
    expect(page.get_by_role("main")).to_contain_text("接收预备党员支部大会会议记录")


def test_what_is_typed_is_kept_by_itself(page: Page, world: MeetingWorld) -> None:
    case = world.add("admission_meeting", "王一")
    page.goto(world.page)
    page.locator(f"#chosen-{case.pk}").check()
    page.locator(f"[name=p{case.pk}-ballot-in_favour]").fill("8")
    page.keyboard.press("Enter")  # keeps, and records nothing
    expect(page.locator("#kept")).to_contain_text("已自动暂存")
    page.goto(world.page)
    expect(page.locator(f"[name=p{case.pk}-ballot-in_favour]")).to_have_value("8")
    assert not Entry.objects.exists()


def test_without_scripts_it_can_be_recorded(
    browser: Browser, live_server: LiveServer, world: MeetingWorld
) -> None:
    case = world.add("admission_meeting", "王一")
    signed_in = page_of(browser, live_server, world.secretary)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(signed_in.context.cookies())  # type: ignore[arg-type]  # of the same shape
    page = context.new_page()
    page.goto(world.page)
    for name, text in {"on": "今天", "present": "9", "given_out": "9", "taken_back": "9"}.items():
        page.locator(f"[name={name}], [name=ballot-{name}]").first.fill(text)
    for name in ("is_secret", "is_one_by_one"):
        page.locator(f"[name=ballot-{name}][value=yes]").check()
    for box in page.locator("[name=resolution]").all():
        box.check()
    page.locator(f"#chosen-{case.pk}").check()
    page.locator(f"[name=p{case.pk}-ballot-in_favour]").fill("9")
    page.locator(f"[name=p{case.pk}-introducers_present][value=yes]").check()
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.locator("#checked")).to_contain_text("可以登记")
    page.get_by_role("button", name="核对并登记").click()
    page.get_by_role("button", name="登记 1 人").click()
    assert Entry.objects.get().case == case
    context.close()
    signed_in.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_accessible_and_fit(page: Page, world: MeetingWorld, width: int) -> None:
    cases = three(world)
    page.goto(world.page)
    for case in cases:
        page.locator(f"#chosen-{case.pk}").check()
    for summary in page.locator("details.details > summary").all():
        summary.click()
    assert flaws(page, width) == []
    for name, text in {"on": "今天", "present": "9", "given_out": "9", "taken_back": "9"}.items():
        page.locator(f"[name={name}], [name=ballot-{name}]").first.fill(text)
    for name in ("is_secret", "is_one_by_one"):
        page.locator(f"[name=ballot-{name}][value=yes]").check()
    page.get_by_role("group", name="决议载明").get_by_label("全选").check()
    page.get_by_role("button", name="核对并登记").click()
    assert "/close/" in page.url
    assert flaws(page, width) == []
    held = Meeting.objects.closed().get()
    page.goto(held.get_absolute_url())
    assert flaws(page, width) == []


@pytest.mark.walk
@pytest.mark.parametrize("width", WIDTHS)
def test_a_committee_answers_in_few_acts_on_pages_that_fit(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv(clock.FIXED_DAY, DAY.isoformat())
    world = CommitteeWorld()
    item, refused = world.file("approve", "王一"), world.file("list_consent", "李二")
    page = page_of(browser, live_server, world.decider)
    page.goto("/")
    page.get_by_role("link", name="登记党委会").click()
    for each in (item, refused):
        page.locator(f"#chosen-{each.case_id}").check()
    for summary in page.locator("details.details > summary").all():
        summary.click()
    for name, text in {"on": "今天", "votes-should_attend": "7", "votes-present": "6"}.items():
        page.locator(f"[name={name}]").fill(text)
    for name in ("is_collective", "is_one_by_one"):
        page.locator(f"[name={name}][value=yes]").check()
    page.locator(f"[name=p{item.case_id}-votes-in_favour]").fill("6")
    page.locator(f"[name=p{refused.case_id}-votes-in_favour]").fill("3")
    page.locator(f"[name=p{refused.case_id}-note]").fill("继续培养。")
    page.locator(f"[name=p{refused.case_id}-note]").blur()
    expect(page.locator(f"#votes-{item.case_id}")).to_contain_text("通过")
    expect(page.locator(f"#votes-{refused.case_id}")).to_contain_text("没有通过")
    assert flaws(page, width) == []
    page.get_by_role("button", name="核对并登记").click()
    expect(page.get_by_role("heading", name="将要登记（2 人）")).to_be_visible()
    assert flaws(page, width) == []
    page.get_by_role("button", name="登记 2 人").click()
    expect(page.locator("body")).to_contain_text("2 人各登记了一步")
    assert flaws(page, width) == []
    assert Case.objects.get(pk=item.case_id).state == "approve"
    page.context.close()
