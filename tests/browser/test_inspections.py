"""A check in a real browser, from its result to the closed notice: no axe violation, nothing
wider than the page.
"""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from branches.actor import Actor
from cases.rules.engine import Severity
from config.kit import clock
from filings.inspections.models import Rectification
from filings.inspections.services import reading, rectifying
from tests.browser.looks import WIDTHS, flaws, page_of
from tests.filings.inspections.build import TODAY, YEAR, Check, found
from tests.filings.planning.build import make_case
from tests.kept import kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


def test_from_the_result_to_the_closed_notice(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(clock.FIXED_DAY, TODAY.isoformat())
    check = kept(Check)
    tree = check.tree
    check.result({make_case(tree.branch): [found("B04")]}, year=YEAR - 1)
    inspection = check.result(
        {
            make_case(tree.branch): [found(), found("B04", Severity.VOID)],
            make_case(tree.far_branch): [found()],
        }
    )
    reading.draw_sample(
        inspection_id=inspection.pk, share=100, seed="x", by=Actor(check.officer, TODAY)
    )
    waived = inspection.findings.filter(unit=tree.far_branch).get()
    rectifying.propose_waiver(
        finding_id=waived.pk, reason="本人病重", by=Actor(check.officer, TODAY)
    )
    wrong: list[str] = []

    def look(page: Page) -> None:
        for width in WIDTHS:
            wrong.extend(flaws(page, width))

    officer = page_of(browser, live_server, check.officer)
    names = ("inspection_findings", "inspection_compared", "inspection_sample")
    row = inspection.cases.get(unit=tree.branch)
    for url in (
        reverse("inspections"),
        reverse("inspection_new"),
        *(reverse(name, args=[inspection.pk]) for name in names),
        reverse("inspected_case", args=[row.pk]),
        reverse("finding_waive", args=[inspection.findings.all()[0].pk]),
        inspection.get_absolute_url(),
    ):
        response = officer.goto(url)
        assert response is not None
        assert response.status == 200, url
        look(officer)
    colleague = page_of(browser, live_server, check.colleague)
    colleague.goto(reverse("finding_waive_decide", args=[waived.pk]))
    look(colleague)
    officer.fill("[name=due_on]", "2027-04-01")
    officer.get_by_role("button", name="发出整改通知").click()
    look(officer)
    officer.get_by_role("button", name="发出", exact=True).click()
    notice = Rectification.objects.get(unit=tree.branch)
    secretary = page_of(browser, live_server, check.secretary)
    secretary.goto(notice.get_absolute_url())
    look(secretary)
    secretary.fill("[name=measures]", "已补谈话。")
    secretary.fill("[name=evidence]", "谈话记录，存支部")
    secretary.get_by_role("button", name="报告").click()
    officer.goto(notice.get_absolute_url())
    look(officer)
    officer.get_by_role("button", name="认可并销号").click()
    look(officer)
    officer.get_by_role("button", name="销号").click()
    officer.get_by_text("已销号").first.wait_for()
    notice.refresh_from_db()
    assert notice.state == Rectification.State.CLOSED
    assert wrong == [], "\n".join(wrong)
