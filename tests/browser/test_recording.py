"""A branch secretary logs the first three steps of a case in a real browser, with JavaScript and
without.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import Case, Worksheet
from config.kit import clock
from tests.browser.looks import WIDTHS, flaws
from tests.cases.rules.build import IN_2026
from tests.cases.services.build import World
from tests.cases.services.drive import Drive
from tests.factories import PASSWORD, identity_number

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def page(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Page:
    """A page of the site in a browser that runs scripts, or does not."""
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=request.param,
        viewport={"width": 1280, "height": 900},
    )
    return context.new_page()


@pytest.fixture
def world() -> World:
    return World(IN_2026)


def live_on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setenv(clock.FIXED_DAY, day.isoformat())


def sign_in(page: Page, world: World) -> None:
    page.goto("/login/")
    page.get_by_label("用户名").fill(world.secretary.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def fill_day(page: Page, label: str, text: str) -> None:
    page.get_by_role("textbox", name=re.compile(f"^{label}")).fill(text)


def send(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def open_case(page: Page) -> None:
    page.goto("/cases/new/")
    page.get_by_label("姓名", exact=False).first.fill("郑立军")
    page.get_by_label(re.compile("公民身份号码")).fill(identity_number(901)[:-1] + "1")
    fill_day(page, "收到申请书日期", "2026年6月1日")
    fill_day(page, "申请书落款日期", "20260601")
    for question in ("本人书写并签名", "中国公民"):
        choose(page, question, "是")
    page.get_by_label(re.compile("职业类别")).select_option(label="工人")
    choose(page, "所在单位情况", "所在单位有党组织")
    choose(page, "流动人员", "否")
    choose(page, "受理申请的党组织属于", "工作、学习所在单位党组织")
    page.locator("[name=history-ADD]").click()
    expect(page.locator("[name=history-1-start]")).to_be_visible()
    send(page, "建立案卷")


def test_the_first_three_steps(page: Page, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    live_on(monkeypatch, IN_2026)
    sign_in(page, world)
    open_case(page)
    expect(page.locator(".error-summary")).to_contain_text("校验码不对")
    page.get_by_label(re.compile("公民身份号码")).fill(identity_number(901))
    expect(page.get_by_role("textbox", name=re.compile("^收到申请书日期"))).to_have_value(
        "2026年6月1日"
    )
    send(page, "建立案卷")
    expect(page.locator("body")).to_contain_text("已建立案卷 2026-0001")

    late = IN_2026 + timedelta(60)
    live_on(monkeypatch, late)
    page.goto("/cases/2026-0001/steps/talk/")
    expect(page.locator(".range").first).to_contain_text("最迟 2026年7月1日（第七条）")
    fill_day(page, "谈话日期", late.isoformat())
    page.get_by_label(re.compile("^谈话人 ")).fill("王一")
    choose(page, "谈话人职务", "支部书记")
    for box in page.get_by_role("group", name="谈话内容").get_by_role("checkbox").all():
        box.check()
    send(page, "登记")
    expect(page.locator("#checked")).to_contain_text("应不迟于 2026年7月1日，实际 2026年7月31日")
    page.get_by_label("仍要登记的理由").fill("申请人外出务工")
    send(page, "登记")
    expect(page.locator("body")).to_contain_text("第 2 步「党组织派人谈话」已登记")

    live_on(monkeypatch, world.day("shortlist"))
    page.goto("/cases/2026-0001/steps/shortlist/")
    choose(page, "推荐方式", "党员推荐")
    expect(page.get_by_role("group", name="确定会议").get_by_label("支委会")).to_be_checked()
    fill_day(page, "会议日期", world.day("shortlist").isoformat())
    choose(page, "同意确定为入党积极分子", "是")
    send(page, "暂存")
    expect(page.locator("body")).to_contain_text("已暂存")
    send(page, "登记")
    expect(page.locator("body")).to_contain_text("第 3 步「推荐和确定入党积极分子」已登记")
    case = Case.objects.get()
    assert (case.state, case.entries.count()) == ("shortlist", 3)
    assert not Worksheet.objects.filter(is_ended=False).exists()


@pytest.mark.parametrize("page", [True], indirect=True, ids=["script"])
def test_what_is_typed_is_checked_and_kept_by_itself(
    page: Page, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_on(monkeypatch, IN_2026)
    world.open_case()
    late = IN_2026 + timedelta(60)
    live_on(monkeypatch, late)
    sign_in(page, world)
    page.goto("/cases/2026-0001/steps/talk/")
    page.get_by_label(re.compile("^谈话人 ")).fill("王一")
    fill_day(page, "谈话日期", late.isoformat())
    page.keyboard.press("Tab")
    expect(page.locator("#checked")).to_contain_text("应不迟于 2026年7月1日")
    expect(page.locator("#kept")).to_contain_text("已自动暂存")
    page.get_by_label("仍要登记的理由").fill("外出")
    choose(page, "谈话人职务", "党员")
    expect(page.get_by_label("仍要登记的理由")).to_have_value("外出")
    page.reload()
    expect(page.get_by_label(re.compile("^谈话人 "))).to_have_value("王一")
    assert Case.objects.get().version == 1


@pytest.mark.parametrize("page", [True], indirect=True, ids=["script"])
@pytest.mark.parametrize("width", WIDTHS)
def test_forms_are_accessible_and_fit(
    page: Page, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    drive = Drive(IN_2026)
    drive.to("fill_form")
    live_on(monkeypatch, drive.day("admission_meeting"))
    sign_in(page, drive)
    steps = "/cases/2026-0001/steps"
    paths = (
        f"{steps}/admission_meeting/",
        f"{steps}/cultivate/supplement/",
        "/cases/2026-0001/turns/close/",
    )
    for path in ("/cases/new/", "/cases/training/", *paths):
        page.goto(path)
        assert flaws(page, width) == []


@pytest.mark.parametrize("page", [True], indirect=True, ids=["script"])
def test_votes_are_reckoned_while_they_are_typed(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = Drive(IN_2026)
    drive.to("fill_form")
    live_on(monkeypatch, drive.day("admission_meeting"))
    sign_in(page, drive)
    page.goto("/cases/2026-0001/steps/admission_meeting/")
    numbers = {"should_attend": 12, "present": 5, "in_favour": 6, "written_in_favour": 1}
    for name, number in numbers.items():
        page.locator(f"[name=ballot-{name}]").fill(str(number))
    lines = page.locator("#votes .votes-line")
    typed = [line.inner_text() for line in lines.all()[:2]]
    assert "还差 2 人" in typed[0]
    assert "超过半数" in typed[1]
    with page.expect_response(re.compile("/check/")):
        page.locator("[name=ballot-present]").fill("7")
        page.keyboard.press("Tab")
    expect(lines.first).to_contain_text("达到法定人数")  # the server reckons the same


def test_the_panel_never_says_yes_to_what_would_be_refused(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With JavaScript and without: a day that is none, tomorrow, votes that are short, and then
    a lawful meeting.
    """
    drive = Drive(IN_2026)
    drive.to("fill_form")
    today = drive.day("admission_meeting")
    live_on(monkeypatch, today)
    sign_in(page, drive)
    page.goto("/cases/2026-0001/steps/admission_meeting/")
    panel = page.locator("#checked")
    expect(panel).to_contain_text("还缺")

    def typed(day: str, **numbers: int) -> None:
        fill_day(page, "大会日期", day)
        for name, number in numbers.items():
            page.locator(f"[name=ballot-{name}]").fill(str(number))
        send(page, "核对")

    typed("2026/13/1")
    expect(panel).to_contain_text("没有这一天")
    typed((today + timedelta(1)).isoformat())
    expect(panel).to_contain_text("日期不能晚于今天")
    typed(
        today.isoformat(),
        should_attend=21,
        present=20,
        in_favour=9,
        against=4,
        written=0,
        written_in_favour=0,
    )
    expect(panel).to_contain_text("还差 2 票")
    expect(panel).to_contain_text("还缺")
    expect(panel).not_to_contain_text("可以登记")
    panel.get_by_role("link", name="发出票").click()
    expect(page).to_have_url(re.compile("#id_ballot-given_out$"))
    choose(page, "无记名投票", "是")
    choose(page, "逐个讨论、逐个表决", "是")
    choose(page, "大会通过", "是")
    choose(page, "入党介绍人到会介绍情况", "是")
    for box in page.get_by_role("group", name="决议载明").get_by_role("checkbox").all():
        box.check()
    typed(today.isoformat(), given_out=20, taken_back=20, abstaining=7, spoiled=0)
    expect(panel).to_contain_text("违反规定，不能登记")
    expect(panel).not_to_contain_text("可以登记")
    typed(today.isoformat(), in_favour=13, against=0)
    expect(panel).to_contain_text("可以登记")
    expect(panel).not_to_contain_text("还缺")
    assert Case.objects.get().state == "fill_form"
    send(page, "登记")
    expect(page.locator("body")).to_contain_text("第 15 步「支部大会讨论」已登记")
