"""The pages of the demo world in a real browser, at a desk and on a phone: nothing scrolls inside
a page, and a phone reads the lists.

The pages are read before the browser starts, and answered from memory.
"""

from __future__ import annotations

import mimetypes

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from branches.models import User
from filings.demo.world import World
from tests.browser.looks import WIDTHS, scrolling
from tests.filings.demo.conftest import TODAY
from tests.filings.demo.test_pages import ACCOUNTS, kind_of, signed_in, walk

pytestmark = pytest.mark.xdist_group("demo")  # one process builds the world they share
SITE = "http://jishi.test"
CASES = "/cases/"
#: Pages that differ from account to account; of the others one account's is looked at.
OF_EACH = {"workbench", "cases", "case", "filings", "filings_sent", "filing_item"}
ONE_LINE = 42  # pixels of a row, its line below included
Pages = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def pages(world: World, case_lists: Pages) -> Pages:
    """`{account: {address: HTML}}`: all pages of each account, but for those like others. The
    lists are read first, since the browser that these tests start keeps other tests from the world.
    """
    found: Pages = {}
    seen = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JISHI_TODAY", TODAY.isoformat())
        for user in User.objects.filter(username__in=ACCOUNTS).order_by("pk"):
            own = found[user.username] = {}
            for _, url, _, text in walk(signed_in(user)):
                view = kind_of(url)[0] if text else ""
                if view and not view.startswith("admin:") and (view in OF_EACH or view not in seen):
                    own[url] = text
                    seen.add(view)
    return found


@pytest.fixture(scope="module")
def case_lists(world: World) -> Pages:
    """`{account: {address: HTML}}` of the list of cases alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JISHI_TODAY", TODAY.isoformat())
        found = {}
        for user in User.objects.filter(username__in=ACCOUNTS).order_by("pk"):
            text = signed_in(user).get(CASES).content.decode()
            found[user.username] = {CASES: text}
        return found


@pytest.fixture
def page(case_lists: Pages, browser: Browser, account: str) -> Page:
    """A page for which the account's list of cases is the whole web."""
    return reading(browser, case_lists[account])


def reading(browser: Browser, texts: dict[str, str]) -> Page:
    """A page for which these texts are the whole web."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        name = path.partition("?")[0].removeprefix("/static/")
        if "hx-request" in route.request.headers:
            route.fulfill(status=204)  # a piece of the page, which is looked at as a page
        elif path.startswith("/static/") and isinstance(file := finders.find(name), str):
            route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0] or "")
        elif path in texts:
            route.fulfill(body=texts[path], content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)

    page = browser.new_page()
    page.route("**/*", answer)
    return page


@pytest.mark.walk
@pytest.mark.parametrize("account", ACCOUNTS)
def test_nothing_scrolls_inside_a_page(pages: Pages, browser: Browser, account: str) -> None:
    wrong = []
    page = reading(browser, pages[account])
    for url in pages[account]:
        page.goto(SITE + url)
        for width in WIDTHS:
            wrong += scrolling(page, width)
    assert pages[account]
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("account", ["secretary", "clerk", "contact", "officer"])
def test_a_phone_reads_a_case_in_its_card(page: Page, account: str) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(SITE + CASES)
    card = page.locator("#cases tbody tr").first
    assert card.locator("th a").is_visible()
    assert card.locator("td[data-label=已办到]").is_visible()
    assert card.locator("td[data-label=最近期限]").is_visible()
    button = card.get_by_role("link", name="打开案卷")
    assert button.get_attribute("href") == card.locator("th a").get_attribute("href")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    assert not page.get_by_role("columnheader", name="问题").is_visible()


@pytest.mark.parametrize("account", ["clerk"])
def test_a_desk_reads_most_cases_in_one_line(page: Page, account: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(SITE + CASES)
    heights = page.eval_on_selector_all(
        "#cases tbody tr", "rows => rows.map(row => row.getBoundingClientRect().height)"
    )
    low = [height for height in heights if height <= ONE_LINE]
    assert len(low) >= 0.8 * len(heights) > 0


@pytest.mark.parametrize("account", ["secretary"])
def test_all_rows_are_chosen_and_counted(page: Page, account: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(SITE + CASES)
    boxes = page.locator("#cases tbody input")
    every = page.get_by_role("checkbox", name="全选")
    told = page.locator(".batch-count")
    assert told.inner_text() == "已选 0 件"
    every.check()
    assert told.inner_text() == f"已选 {boxes.count()} 件"
    assert page.locator("#cases tbody input:checked").count() == boxes.count() > 1
    boxes.first.uncheck()
    assert told.inner_text() == f"已选 {boxes.count() - 1} 件"
    assert every.evaluate("box => box.indeterminate && !box.checked")
    boxes.first.focus()
    page.keyboard.press("Space")
    assert every.is_checked()
    button = page.get_by_role("button", name="打印所选案卷")
    assert button.evaluate("each => each.getBoundingClientRect().bottom <= innerHeight")


@pytest.mark.parametrize("account", ["secretary"])
def test_conditions_are_folded_until_asked_for(page: Page, account: str) -> None:
    page.goto(SITE + CASES)
    assert page.get_by_label("姓名、拼音或案卷编号").is_visible()
    assert not page.get_by_role("combobox", name="阶段").is_visible()
    page.get_by_text("筛选", exact=True).click()
    assert page.get_by_role("combobox", name="阶段").is_visible()
