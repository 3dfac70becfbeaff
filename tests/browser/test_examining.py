"""Examinations in a real browser: what it takes to record them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from cases.models import Case
from tests.browser.test_recording import live_on, sign_in
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]
MANY = 10


def test_ten_activists_are_examined_on_one_page(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the workbench two clicks, and a field for each."""
    drive = Drive(IN_2026)
    cases = [drive.to("appoint_contacts", drive.open_case(seed=300 + no)) for no in range(MANY)]
    live_on(monkeypatch, drive.day("appoint_contacts"))
    sign_in(page, drive)
    page.goto("/")
    page.get_by_role("link", name="登记考察").first.click()
    page.get_by_label("考察人").fill("王一")  # the account of this test belongs to nobody
    for case in cases:
        page.locator(f'[name="opinion-{case.pk}"]').fill("表现良好。")
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="登记考察").click()
    expect(page.locator("main")).to_contain_text(f"已登记对 {MANY} 人的考察")
    for case in Case.objects.all():
        step = case.facts.steps.cultivate
        assert step is not None
        assert len(step.examinations or ()) == 1
