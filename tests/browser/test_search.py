"""The search box of the head in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_recording import live_on, sign_in
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


def test_a_person_is_found_from_any_page_in_one_box(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a key, a few letters and Enter."""
    drive = Drive(IN_2026)
    drive.open_case()
    drive.open_case(seed=90_501)
    live_on(monkeypatch, drive.day("apply"))
    sign_in(page, drive)
    page.goto("/regulation/")
    for keys in ("/", "Control+k"):
        page.locator("h1").click()
        page.keyboard.press(keys)
        expect(page.locator("#head-search")).to_be_focused()
    page.keyboard.type("wenjing/")
    expect(page.locator("#head-search")).to_have_value("wenjing/")
    page.locator("#head-search").fill("wenjing")
    page.keyboard.press("Enter")
    expect(page.locator(".found li")).to_have_count(2)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).response["violations"] == []
    page.locator("#head-search").fill("2026-0002")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/cases/2026-0002/")
