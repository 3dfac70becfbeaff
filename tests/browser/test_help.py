"""Help in a browser: it opens on its page, by key and by link, and leaves it as it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from branches.acts import Role
from tests.browser.looks import WIDTHS, flaws, page_of, scrolling
from tests.factories import make_tree, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("threads"),
    pytest.mark.walk,
]


def test_help_opens_on_the_page_and_closes(browser: Browser, live_server: LiveServer) -> None:
    user = make_user(Role.BRANCH_SECRETARY, make_tree().branch)
    page = page_of(browser, live_server, user)
    page.goto("/cases/")
    box = page.locator("main input[type=search], main input[type=text]").first
    box.fill("王?")
    assert not page.locator(".help").is_visible(), "typing opens nothing"
    page.locator("h1").first.click()
    box.evaluate("field => field.blur()")
    page.keyboard.press("?")
    page.locator(".help").wait_for()
    assert page.evaluate("document.activeElement.id") == "help"
    for width in WIDTHS:
        assert flaws(page, width) == []
        assert scrolling(page, width) == []
    page.keyboard.press("Escape")
    assert not page.locator(".help").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "帮助"
    assert box.input_value() == "王?", "what was typed is still there"
    page.get_by_role("link", name="帮助", exact=True).click()
    page.get_by_role("button", name="关上帮助（Esc）").click()
    assert not page.locator(".help").is_visible()
    assert page.url.endswith("/cases/")


def test_the_pages_of_help_and_a_first_visit(browser: Browser, live_server: LiveServer) -> None:
    user = make_user(Role.CLERK, make_tree().bureau)
    page = page_of(browser, live_server, user)
    for place in ("/", "/help/?page=filing_item", "/help/words/", "/help/manual/"):
        page.goto(place)
        for width in WIDTHS:
            assert flaws(page, width) == []
            assert scrolling(page, width) == []
    page.goto("/")
    page.get_by_role("button", name="知道了，不再显示").click()
    page.wait_for_load_state()
    assert not page.get_by_text("第一次使用").is_visible()


def test_help_is_a_page_without_a_script(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/login/")
    page.get_by_role("link", name="帮助", exact=True).click()
    assert page.url.endswith("/help/?page=login")
    assert page.get_by_text("第一次登录要先修改密码").is_visible()
