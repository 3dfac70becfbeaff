"""One filing in a real browser: received, drafted and returned by the clerk, sent again, decided by
the secretary.

Server and database are real. Each page on the way has no axe violation and nothing wider than a
phone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from branches.models import User
from filings.models import FilingItem
from tests.browser.looks import WIDTHS, flaws
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import on_day
from tests.filings.pages import fresh, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]
__all__ = ["on_day"]


def signed_in(browser: Browser, server: LiveServer, user: User) -> Page:
    """A page in which the user is signed in."""
    user.refresh_from_db()
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "branches.backends.AccountBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    context = browser.new_context(base_url=server.url)
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": session.session_key or "",
                "url": server.url,
            }
        ]
    )
    return context.new_page()


def check(page: Page) -> None:
    """No axe violation, and nothing wider than the page, at both widths."""
    assert [flaw for width in reversed(WIDTHS) for flaw in flaws(page, width)] == []
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def test_clerk_and_secretary_decide_one_filing(
    browser: Browser, live_server: LiveServer, on_day: Callable[[date], None]
) -> None:
    world = Drive(IN_2026)
    item = submitted(world, "pre_review", on_day)
    name = item.case.person.name

    clerk = signed_in(browser, live_server, world.clerk)
    clerk.goto("/filings/")
    check(clerk)
    clerk.get_by_role("link", name=name).click()
    assert "符合的" in clerk.inner_text("main")
    check(clerk)
    clerk.get_by_role("button", name="登记收到").click()
    assert "已登记收到" in clerk.inner_text("main")
    assert clerk.get_by_role("button", name="预审合格").count() == 0, "a clerk does not decide"
    clerk.get_by_role("link", name="退回补正").click()
    check(clerk)
    clerk.get_by_label("第 11 步「开展集中培训」要补正的").fill("学时请核实")
    clerk.get_by_role("button", name="退回").click()
    assert "已退回" in clerk.inner_text("main")

    branch = signed_in(browser, live_server, world.secretary)
    branch.goto("/filings/sent/?state=returned")
    assert "学时请核实" in branch.inner_text("main")
    check(branch)
    world.correct(item.case.entries.get(code="train"), world.day("pre_review"), hours=30)
    branch.get_by_role("link", name="再次报送").click()
    assert "30" in branch.inner_text("main")
    check(branch)
    branch.get_by_role("button", name="再次报送", exact=True).click()
    assert fresh(item).round == 2

    clerk.goto(item.get_absolute_url())
    clerk.get_by_label("预审意见").fill("材料齐全，拟同意")
    clerk.get_by_role("button", name="保存拟办意见").click()
    assert "拟办意见已保存" in clerk.inner_text("main")

    secretary = signed_in(browser, live_server, world.decider)
    secretary.goto(item.get_absolute_url())
    assert secretary.get_by_label("预审意见").input_value() == "材料齐全，拟同意"
    secretary.locator("#answer").get_by_role("button", name="预审合格").click()
    assert "没有办理" in secretary.inner_text("main"), "what must be answered was not"
    check(secretary)
    for question in ("三个月内将离开工作、学习单位", "已书面通知党支部"):
        answer = "否" if "离开" in question else "是"
        secretary.get_by_role("group", name=question).get_by_label(answer).check()
    secretary.locator("#answer").get_by_role("button", name="预审合格").click()
    assert "答复不能撤销" in secretary.inner_text("main")
    check(secretary)
    secretary.get_by_role("button", name="确认预审合格").dblclick()
    secretary.wait_for_url("**/filings/")  # it was the last one
    assert f"已答复{name}：预审合格" in secretary.inner_text("main")
    assert fresh(item).state == FilingItem.State.ACCEPTED
    assert fresh(item).case.state == "pre_review"
    check(secretary)
