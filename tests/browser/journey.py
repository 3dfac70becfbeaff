"""Drives a case in a real browser, each person signed in as himself, day by day.

What is typed are the lawful facts of the rules' tests; what is looked for is what a person would
see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Locator, Page

from branches.actor import Actor
from branches.acts import Role
from branches.models import User
from cases.facts.base import StepFacts, fields_of
from cases.facts.cultivation import Cultivate
from cases.facts.probation import Probation
from cases.models import Case, Entry
from cases.procedure import STEP
from cases.services.sent import Sent
from filings import services
from filings.models import FilingItem
from tests.cases.sent import typed_facts
from tests.factories import PASSWORD, identity_number, make_tree, make_user
from tests.filings.services.build import FilingWorld

#: Seed of the applicant's identity number; another than those of members and users.
APPLICANT = 700
#: The button that acts; the first of a form keeps the draft.
SUBMIT = "main form button[type=submit]:not(.hidden-text)"


class Journey(FilingWorld):
    """A case of a branch below a general branch."""

    def __init__(
        self, start: date, *, browser: Browser, site: str, set_today: Callable[[date], None]
    ) -> None:
        tree = make_tree()
        super().__init__(start, replace(tree, branch=tree.far_branch))
        self.elder = make_user(Role.GENERAL_BRANCH_SECRETARY, tree.general_branch)
        self.organizer = make_user(Role.ORGANIZER, tree.bureau)
        self.browser, self.site, self.set_today = browser, site, set_today
        self.pages: dict[int, Page] = {}
        self.number = ""

    def page(self, user: User) -> Page:
        """The page of a user, who signs in the first time."""
        if user.pk not in self.pages:
            page = self.browser.new_context(locale="zh-CN").new_page()
            page.goto(f"{self.site}/login/")
            page.fill("[name=username]", user.username)
            page.fill("[name=password]", PASSWORD)
            click(page, page.locator("form:has([name=password]) button[type=submit]"))
            self.pages[user.pk] = page
        return self.pages[user.pk]

    def on(self, day: date, user: User, path: str) -> Page:
        """Open a path as a user on a day."""
        self.set_today(day)
        page = self.page(user)
        answer = page.goto(f"{self.site}{path}")
        assert answer is not None
        assert answer.ok, (path, answer.status, page.locator("main").inner_text())
        return page

    @property
    def case(self) -> Case:
        return Case.objects.get(number=self.number)

    def case_page(self, day: date, user: User, tab: str = "now") -> Page:
        return self.on(day, user, f"/cases/{self.number}/?tab={tab}")

    def open(self) -> Page:
        """The branch secretary opens the case with step 1."""
        day = self.day("apply")
        page = self.on(day, self.secretary, "/cases/new/")
        person = {
            "name": "周文静",
            "identity_number": identity_number(APPLICANT),
            "ethnicity": "汉族",
        }
        person["phone"] = "13800000000"
        facts = self.step("apply")
        fill(page, person | typed_facts(facts, names_of(facts)))
        send(page)
        self.number = Case.objects.latest("pk").number
        return page

    def log(
        self, code: str, *, user: User | None = None, day: date | None = None, **changes: Any
    ) -> Page:
        """Log a step on its day; by the button of the page of the case where it is offered."""
        facts = self.step(code, **changes)
        day = day or facts.on or self.start
        user = user or self.secretary
        page = self.case_page(day, user)
        link = page.locator(f'a[href$="/steps/{code}/"]').first
        assert link.count(), f"{code} is not offered: {page.locator('main').inner_text()[:500]}"
        click(page, link)
        fill(page, typed_facts(facts, names_of(facts)))
        send(page)
        return page

    def examine(self, code: str) -> None:
        """The contact or introducer adds each examination on its day."""
        facts = self.step(code)
        assert isinstance(facts, Cultivate | Probation)
        for each in facts.examinations or ():
            page = self.on(each.on, self.contact, f"/cases/{self.number}/steps/{code}/supplement/")
            typed = {"on": each.on.isoformat(), "by": "联系人", "conclusion": "表现良好。"}
            fill(page, {f"examinations-0-{name}": text for name, text in typed.items()})
            send(page)

    def send_up(self, kind: str, *, user: User | None = None, on: date | None = None) -> FilingItem:
        day = on or self.day_submitted(kind)
        sender = user or (self.clerk if kind == "file_with_department" else self.secretary)
        page = self.case_page(day, sender)
        click(page, page.locator(f'a[href*="/filings/submit/{kind}/"]').first)
        send(page, SUBMIT)
        return FilingItem.objects.filter(case=self.case).latest("pk")

    def accept(
        self, item: FilingItem, *, by: User | None = None, today: date | None = None, **changes: Any
    ) -> Entry:
        """Without the browser: as in the services' tests, after the general branch has
        deliberated.
        """
        if item.filing.through:
            services.deliberate(
                item_id=item.pk,
                on=item.submitted_on,
                note="同意上报",
                by=Actor(self.elder, item.submitted_on),
                sent=Sent(uuid4()),
            )
        return super().accept(item, by=by, today=today, **changes)

    def deliberate(self, item: FilingItem) -> None:
        page = self.on(item.submitted_on, self.elder, item.get_absolute_url())
        form = page.locator('form[action*="/deliberate/"]')
        form.locator("textarea").fill("党总支审议，同意上报。")
        form.locator("button[type=submit]:not(.hidden-text)").click()
        page.get_by_text("审议意见已登记").wait_for()

    def receive(self, item: FilingItem, user: User) -> None:
        page = self.on(item.submitted_on, user, item.get_absolute_url())
        page.locator('form[action*="/receive/"] button[type=submit]:not(.hidden-text)').click()
        page.get_by_text("已登记收到").wait_for()

    def answer(self, item: FilingItem, user: User, **changes: Any) -> Page:
        """Accept on the day of the step, confirming where it is asked."""
        facts = self.step(item.kind, **(dict.fromkeys(self.later_facts(item.kind)) | changes))
        day = facts.on if item.kind != "file_activist" else self.day("file_activist")
        assert day is not None
        page = self.on(day, user, item.get_absolute_url())
        typed = typed_facts(facts, names_of(facts))
        if item.kind == "file_with_department":
            typed = {"received_on": day.isoformat(), "number": "备2026-1"}
        fill(page, typed, within='form[action*="/accept/"]')
        click(
            page,
            page.locator(
                'form[action*="/accept/"] button[type=submit]:not([formaction], .hidden-text)'
            ),
        )
        if (confirm := page.locator("button", has_text="确认")).count():
            click(page, confirm.first)
        page.get_by_text("已答复").first.wait_for()
        return page

    def refuse(self, item: FilingItem, day: date, reason: str) -> Page:
        """The decider refuses, with a reason."""
        page = self.on(day, self.decider, item.get_absolute_url())
        page.get_by_role("link", name="不同意").click()
        page.locator("#act").wait_for()
        fill(page, {"on": day.isoformat(), "note": reason}, within="#act")
        click(page, page.get_by_role("button", name="确认不同意"))
        page.get_by_text("：不同意。理由已告知报送组织。").first.wait_for()
        return page

    def return_and_resubmit(self, kind: str, reason: str) -> None:
        """The clerk returns a filing, the branch reads why and submits again, the clerk accepts."""
        item = self.send_up(kind)
        page = self.on(item.submitted_on, self.clerk, item.get_absolute_url())
        page.get_by_role("link", name="退回补正").click()
        page.locator("#act textarea").first.fill(reason)
        click(page, page.locator("#act").get_by_role("button", name="退回", exact=True))
        page.get_by_text("已退回").first.wait_for()
        page = self.on(item.submitted_on, self.secretary, item.get_absolute_url())
        assert page.get_by_text(reason).first.is_visible()
        click(page, page.get_by_role("link", name="再次报送"))
        click(page, page.locator(SUBMIT).first)
        item.refresh_from_db()
        assert (item.state, item.round) == ("submitted", 2)
        self.answer(item, self.clerk)

    def pass_on(self, kind: str, *, decider: User | None = None) -> Page:
        """Submit, deliberate where somebody stands between, receive and accept."""
        item = self.send_up(kind)
        route = STEP[kind].route
        assert route is not None
        if route.deliberated:
            self.deliberate(item)
        receiver = self.officer if route.done_on_submission else self.clerk
        self.receive(item, receiver)
        answering = {"file_activist": self.clerk, "file_with_department": self.officer}
        return self.answer(item, decider or answering.get(kind, self.decider))

    def tell(self, code: str) -> Page:
        """Add what follows an approval: told and announced."""
        more = self.later_facts(code)
        page = self.on(
            max(more.values()), self.secretary, f"/cases/{self.number}/steps/{code}/supplement/"
        )
        fill(page, {name: day.isoformat() for name, day in more.items()})
        send(page)
        return page


def names_of(facts: StepFacts) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(type(facts)) if not field.label.system)


def fill(page: Page, typed: dict[str, Any], *, within: str = "main") -> None:
    """Type what the form asks for; rows are added by their button."""
    area = page.locator(within).first
    for name, value in typed.items():
        if name.endswith("-TOTAL_FORMS"):
            _add_rows(page, area, name.removesuffix("-TOTAL_FORMS"), int(value))
    for name, value in typed.items():
        field = area.locator(f'[name="{name}"]')
        if not name.endswith("_FORMS") and field.count():
            _fill_field(field, value)


def _add_rows(page: Page, area: Locator, prefix: str, count: int) -> None:
    total = area.locator(f'[name="{prefix}-TOTAL_FORMS"]')
    while total.count() and int(total.input_value()) < count:
        click(page, area.locator(f'[name="{prefix}-ADD"]'))


def _fill_field(field: Locator, value: Any) -> None:
    first = field.first
    kind = first.get_attribute("type") or first.evaluate("each => each.tagName").lower()
    if kind in ("radio", "checkbox"):
        wanted = value if isinstance(value, list) else [value]
        for number in range(field.count()):
            each = field.nth(number)
            if each.get_attribute("value") in wanted:
                each.check()
            elif kind == "checkbox" and each.is_checked():
                each.uncheck()
    elif kind == "select":
        first.select_option(value)
    elif kind != "hidden":
        first.fill(value)


def click(page: Page, button: Locator) -> None:
    """Click what leads to another page, and wait for it."""
    with page.expect_navigation():
        button.click()


def send(page: Page, button: str = "main .buttons [name=record]") -> None:
    """Send a form; a form that comes back is shown with its errors."""
    before = page.url
    click(page, page.locator(button).first)
    errors = page.locator(".error-summary, .error")
    assert not errors.count(), f"{before}: {page.locator('main').inner_text()[:1500]}"
