"""A clerk goes through the queue in a real browser: item by item, by keys and by clicks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from filings.models import FilingItem
from tests.browser.looks import WIDTHS
from tests.browser.test_filings import check, signed_in
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import on_day
from tests.filings.pages import fresh, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]
__all__ = ["on_day"]


def three(world: Drive, on_day: Callable[[date], None]) -> list[FilingItem]:
    """Three clean filings that need no vote, in the order of the inbox."""
    return [
        submitted(world, "file_activist", on_day, case=world.open_case(seed=500 + no))
        for no in range(3)
    ]


def count_clicks(page: Page) -> None:
    """Count them in the browser, over all pages of the tab."""
    page.add_init_script(
        "addEventListener('click', () => sessionStorage.clicks = +(sessionStorage.clicks || 0) + 1,"
        " true)"
    )


def test_three_filings_are_answered_without_the_list(
    browser: Browser, live_server: LiveServer, on_day: Callable[[date], None]
) -> None:
    world = Drive(IN_2026)
    items = three(world, on_day)
    clerk = signed_in(browser, live_server, world.clerk)
    count_clicks(clerk)
    clerk.set_viewport_size({"width": 1280, "height": 800})
    clerk.goto(f"{items[0].get_absolute_url()}?list=inbox")
    for no, item in enumerate(items, start=1):
        assert item.case.person.name in clerk.inner_text("h1")
        button = clerk.locator(".decision").get_by_role("button", name="同意备案")
        assert button.is_visible()
        button.click()
        clerk.get_by_role("button", name="确认同意备案").click()
        clerk.wait_for_load_state()
        assert f"已答复{item.case.person.name}：同意备案" in clerk.inner_text("main")
        assert clerk.evaluate("sessionStorage.clicks") == str(2 * no)
    assert clerk.url == f"{live_server.url}/filings/"
    assert {fresh(item).state for item in items} == {FilingItem.State.ACCEPTED}
    clerk.get_by_role("link", name=items[2].case.person.name, exact=True).click()
    assert "已由" in clerk.inner_text("main"), "the line leads back"


def test_the_decision_stays_in_sight_and_keys_go_on(
    browser: Browser, live_server: LiveServer, on_day: Callable[[date], None]
) -> None:
    world = Drive(IN_2026)
    first, second, _ = three(world, on_day)
    clerk = signed_in(browser, live_server, world.clerk)
    for width, height in ((1280, 800), (WIDTHS[0], 740)):
        clerk.set_viewport_size({"width": width, "height": height})
        clerk.goto(f"{first.get_absolute_url()}?list=inbox")
        clerk.evaluate("scrollTo(0, document.body.scrollHeight)")
        button = clerk.locator(".decision").get_by_role("button", name="同意备案")
        box = button.bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= height - box["height"]
    name = second.case.person.name
    for key, back in (("j", "k"), ("ArrowRight", "ArrowLeft")):
        clerk.keyboard.press(key)
        clerk.wait_for_url(f"**{second.get_absolute_url()}?**")
        assert name in clerk.inner_text("h1")
        clerk.keyboard.press(back)
        clerk.wait_for_url(f"**{first.get_absolute_url()}?**")
    note = clerk.get_by_label("备注").first
    note.press_sequentially("jk")
    assert note.input_value() == "jk", "typing goes nowhere"
    clerk.locator("h1").click()
    note.evaluate("field => field.blur()")
    clerk.locator("#keys summary").click()
    assert clerk.get_by_text("下一件", exact=True).is_visible()
    check(clerk)
    clerk.get_by_label("使用这些快捷键").uncheck()
    clerk.reload()
    clerk.keyboard.press("j")
    assert clerk.url.split("?")[0].endswith(first.get_absolute_url()), "switched off, and kept so"


def test_a_return_opens_beside_the_dossier(
    browser: Browser, live_server: LiveServer, on_day: Callable[[date], None]
) -> None:
    world = Drive(IN_2026)
    first, second, _ = three(world, on_day)
    clerk = signed_in(browser, live_server, world.clerk)
    clerk.goto(f"{first.get_absolute_url()}?list=inbox")
    clerk.get_by_role("link", name="退回补正").click()
    form = clerk.locator("#act-here")
    form.get_by_label("总的意见").fill("请补谈话记录")
    assert clerk.url.split("?")[0].endswith(first.get_absolute_url())
    check(clerk)
    form.get_by_role("button", name="退回").click()
    clerk.wait_for_url(f"**{second.get_absolute_url()}?**")
    assert f"已退回{first.case.person.name}，理由已告知报送组织" in clerk.inner_text("main")
    assert fresh(first).state == FilingItem.State.RETURNED
