"""The planning pages and the regulation in a real browser: no axe violation, nothing wider than
the page.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from branches.models import User
from tests.browser.looks import WIDTHS, flaws, page_of
from tests.filings.planning.build import Plan, admitted, make_case, reserving
from tests.filings.planning.test_courses import hold
from tests.filings.planning.test_quota import grant_root, hand_down
from tests.kept import kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]
#: A folder for pictures of the pages, to look at them; none are made without.
PICTURES = os.environ.get("JISHI_PICTURES")


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Plan:
    """A bureau with quotas, cases, one class and one branch over its quota."""
    monkeypatch.setenv("JISHI_TODAY", "2027-03-01")
    plan = kept(Plan)
    tree = plan.tree
    grant_root(plan, 10)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 5})
    hand_down(tree.bureau, plan.decider, {tree.branch: 1, tree.general_branch: 2})
    for day in (date(2027, 1, 5), date(2027, 2, 5)):
        admitted(tree.branch, day)
    reserving(tree.far_branch)
    make_case(tree.branch, activist_on=date(2026, 5, 1))
    make_case(
        tree.branch, state="list_target", activist_on=date(2025, 5, 1), target_on=date(2027, 1, 1)
    )
    hold(plan, [plan.secretary])
    return plan


def pages(plan: Plan) -> list[tuple[User, str]]:
    """Who looks, and at what."""
    code = plan.tree.bureau.code
    mine = [
        reverse("quota_year", kwargs={"year": 2027, "code": code}),
        reverse("quota_forecast", kwargs={"code": code}),
        reverse("analyses"),
        reverse("analysis", kwargs={"year": 2027, "code": code}),
        reverse("courses_of", kwargs={"code": code}),
        reverse("course_new", kwargs={"code": code}),
        reverse("local_rules_of", kwargs={"code": code}),
        reverse("regulation"),
    ]
    calendar = reverse("holidays") + "?year=2026"
    return [*((plan.decider, url) for url in mine), (plan.city_officer, calendar)]


@pytest.mark.walk
def test_every_page_is_accessible_and_fits(
    browser: Browser, live_server: LiveServer, plan: Plan
) -> None:
    wrong = []
    for user, url in pages(plan):
        page = page_of(browser, live_server, user)
        response = page.goto(url)
        assert response is not None
        assert response.status == 200, url
        for width in WIDTHS:
            wrong += flaws(page, width)
            if PICTURES:
                name = url.strip("/").partition("?")[0].replace("/", "_")
                page.screenshot(path=Path(PICTURES) / f"{name}_{width}.png", full_page=True)
        page.context.close()
    assert wrong == [], "\n".join(wrong)
