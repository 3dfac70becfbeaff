"""What may be wrong with the looks of a page, whatever it shows."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from branches.models import User

#: Of a desk and of a phone, in pixels.
WIDTHS = (1280, 360)


def flaws(page: Page, width: int) -> list[str]:
    """Violations of WCAG that axe finds at the width, and what is wider than it. Style sheets
    are not read again.
    """
    page.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(page, options={"preload": False})
    wrong = [f"{page.url} {width}: {found.generate_report()}"] if found.violations_count else []
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        wrong.append(f"{page.url} is {wide} wide at {width}")
    return wrong


#: What scrolls by itself, beside the boxes that texts are typed in.
SCROLLS = """() => Array.from(
    document.querySelectorAll("body *:not(textarea, select)")
).filter(each => {
    const style = getComputedStyle(each);
    const scrolls = value => value === "auto" || value === "scroll";
    return (scrolls(style.overflowY) && each.scrollHeight > each.clientHeight)
        || (scrolls(style.overflowX) && each.scrollWidth > each.clientWidth);
}).map(each => `${each.tagName.toLowerCase()}.${each.className}`)"""


def scrolling(page: Page, width: int) -> list[str]:
    """What scrolls inside the page at the width, and the page where it is wider than that."""
    page.set_viewport_size({"width": width, "height": 900})
    wrong = [f"{page.url} {width}: {each} scrolls" for each in page.evaluate(SCROLLS)]
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        wrong.append(f"{page.url} is {wide} wide at {width}")
    return wrong


def page_of(browser: Browser, live_server: LiveServer, user: User) -> Page:
    """A page in a window of its own, signed in."""
    client = Client()
    client.force_login(user, backend="branches.backends.AccountBackend")
    context = browser.new_context(base_url=live_server.url)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()
