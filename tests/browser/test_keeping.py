"""What is typed stays, in a real browser: through the end of a sign-in, on Enter, before a file
that is too large.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cases.models import Entry, Worksheet
from filings.papers.kept.services.keeping import MOST_BYTES
from tests.browser.test_recording import live_on, sign_in
from tests.cases.rules.build import IN_2026
from tests.cases.services.build import World
from tests.cases.services.drive import Drive

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]
TALK = "/cases/2026-0001/steps/talk/"


def test_the_end_of_a_sign_in_leaves_the_page_and_keeping_goes_on_after_the_next(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(IN_2026)
    live_on(monkeypatch, IN_2026)
    world.open_case()
    sign_in(page, world)
    page.goto(TALK)
    place = page.get_by_label(re.compile("^谈话地点"))
    place.fill("图书室")
    expect(page.locator("#kept")).to_contain_text("已自动暂存")
    page.context.clear_cookies(name="sessionid")
    place.fill("图书室二楼会议室")
    expect(page.locator("#signed-out")).to_contain_text("登录已过期，内容仍在此页")
    expect(place).to_have_value("图书室二楼会议室")
    assert Worksheet.objects.get().data["place"] == ["图书室"]
    other = page.context.new_page()
    sign_in(other, world)
    expect(other.locator("h1")).to_be_visible()
    other.close()
    page.bring_to_front()
    page.get_by_role("button", name="已登录，继续").click()
    expect(page.locator("#signed-out .signed-out")).to_have_count(0)
    expect(page.locator("#kept")).to_contain_text("已自动暂存")
    assert Worksheet.objects.get().data["place"] == ["图书室二楼会议室"]


def test_enter_keeps_and_the_button_records(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    drive = Drive(IN_2026)
    case = drive.to("cultivate")
    live_on(monkeypatch, drive.day("nominate"))
    sign_in(page, drive)
    page.goto("/cases/2026-0001/steps/cultivate/supplement/")
    before = Entry.objects.count()
    day = page.locator('[name="reports-0-on"]')
    day.fill(drive.day("nominate").isoformat())
    day.press("Enter")
    expect(page.locator("#kept")).to_contain_text("已自动暂存")
    assert Entry.objects.count() == before
    button = page.get_by_role("button", name="补充登记", exact=True)
    button.focus()
    button.press("Enter")
    expect(page.locator("body")).to_contain_text("已补充第")
    assert case.entries.count() == before + 1
    assert Worksheet.objects.get().data == {}


def test_a_file_that_is_too_large_is_not_sent(
    page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    drive = Drive(IN_2026)
    drive.to("talk")
    live_on(monkeypatch, drive.day("talk"))
    sign_in(page, drive)
    page.goto("/cases/2026-0001/scans/talk_record/")
    large = tmp_path / "申请书.pdf"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    page.locator('input[type="file"]').first.set_input_files(large)
    note = page.locator('[name="note"]')
    note.fill("第一页")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.get_by_role("button", name="收存").first.click()
    expect(page.locator(".field-errors")).to_contain_text(
        "「申请书.pdf」有 30.0 MB，超过 30.0 MB，没有发送"
    )
    expect(note).to_have_value("第一页")
    assert "POST" not in sent
