"""Whole cases in a real browser: one under the 2026 edition, one that begins in 2014's, one with
return and refusal.
"""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from cases.facts.arithmetic import ONE_DAY, add_months
from cases.facts.probation import ConversionOutcome
from cases.models import Finding
from config.kit.clock import FIXED_DAY
from tests.browser.journey import Journey
from tests.cases.rules.build import IN_2026

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.walk]


def begin(
    start: date, browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Journey:
    def set_today(day: date) -> None:
        monkeypatch.setenv(FIXED_DAY, day.isoformat())

    set_today(start)
    return Journey(start, browser=browser, site=live_server.url, set_today=set_today)


def to_probation(journey: Journey, *, with_consent: bool) -> None:
    """From the application to the approval and the filing with the department: steps 1 to 18."""
    page = journey.open()
    assert page.get_by_role("heading", name="2 党组织派人谈话").is_visible()
    journey.log("talk")
    journey.log("shortlist")
    journey.pass_on("file_activist")
    journey.log("appoint_contacts")
    journey.examine("cultivate")
    journey.log("cultivate")
    journey.log("nominate")
    journey.pass_on("list_consent")
    if with_consent:
        journey.log("list_target")
    journey.log("appoint_introducers")
    journey.log("political_review")
    journey.log("train")
    journey.log("committee_review")
    journey.pass_on("pre_review")
    journey.log("fill_form")
    page = journey.log("admission_meeting")
    assert page.locator(".next-step-awaited").get_by_text("16 上级党委派人谈话").is_visible()
    item = journey.send_up("approve")
    journey.deliberate(item)
    journey.receive(item, journey.clerk)
    journey.log("committee_talk", user=journey.organizer)
    page = journey.answer(item, journey.decider)
    assert page.get_by_text("：批准接收。").first.is_visible()
    journey.tell("approve")
    journey.pass_on("file_with_department")


def to_archive(journey: Journey) -> None:
    """Steps 19 to 25."""
    journey.log("enrol")
    journey.log("oath")
    journey.examine("probation")
    journey.log("probation")
    journey.log("request_conversion")
    journey.log("conversion_meeting")
    journey.pass_on("approve_conversion")
    journey.tell("approve_conversion")
    page = journey.log("archive")
    assert page.get_by_text("案卷已办结").is_visible()
    assert page.get_by_text("已转正归档").first.is_visible()


@pytest.mark.parametrize(
    ("start", "with_consent"),
    [
        pytest.param(IN_2026, True, id="2026"),
        pytest.param(date(2024, 8, 15), False, id="both"),
    ],
)
def test_a_case_goes_through_all_25_steps(
    start: date,
    with_consent: bool,
    browser: Browser,
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Begun under 2014's edition the case is listed by the answer itself, later acts follow
    2026's.
    """
    journey = begin(start, browser, live_server, monkeypatch)
    to_probation(journey, with_consent=with_consent)
    to_archive(journey)
    assert journey.case.state == "archive"
    assert list(Finding.objects.values_list("rule", "message")) == []


def test_return_refusal_extension_and_conversion(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = begin(IN_2026, browser, live_server, monkeypatch)
    case = journey.drive(journey.open_case(), "shortlist")
    journey.number = case.number
    journey.return_and_resubmit("file_activist", "推荐人没有签名，请补正")
    journey.drive(journey.case, "nominate")
    refused_on = journey.day("nominate") + ONE_DAY
    page = journey.refuse(journey.send_up("list_consent"), refused_on, "群众意见不够充分")
    page = journey.case_page(refused_on, journey.secretary, "history")
    assert page.get_by_text("未同意列为发展对象").first.is_visible()
    assert page.get_by_text("群众意见不够充分").first.is_visible()
    assert journey.case.state == "appoint_contacts"
    journey.log("cultivate", on=refused_on + ONE_DAY)
    journey.log("nominate", on=refused_on + 2 * ONE_DAY)
    journey.answer(journey.send_up("list_consent", on=refused_on + 3 * ONE_DAY), journey.decider)
    journey.drive(journey.case, "request_conversion")

    journey.log("conversion_meeting", outcome=ConversionOutcome.EXTEND, months=6)
    item = journey.send_up("approve_conversion")
    journey.deliberate(item)
    page = journey.answer(item, journey.decider, full_from=None)
    page = journey.case_page(journey.day("approve_conversion"), journey.secretary, "history")
    assert page.get_by_text("延长预备期").first.is_visible()
    case = journey.case
    assert (case.state, case.expires_on) == (
        "oath",
        add_months(journey.day("admission_meeting"), 18),
    )

    for code in ("probation", "request_conversion", "conversion_meeting"):
        journey.log(code, on=add_months(journey.day(code), 6))
    item = journey.send_up(
        "approve_conversion", on=add_months(journey.day("conversion_meeting"), 6) + ONE_DAY
    )
    journey.deliberate(item)
    day = add_months(journey.day("approve_conversion"), 6)
    journey.answer(item, journey.decider, on=day, full_from=journey.case.expires_on)
    page = journey.case_page(day, journey.secretary)
    assert page.get_by_text("正式党员").first.is_visible()
    assert (journey.case.state, journey.case.full_on) == ("approve_conversion", case.expires_on)
