"""Pictures of the pages of the demonstration, in a browser.

`make screenshots` takes every page that each account's links lead to, one of each kind, at the
width of a desk and of a phone, into `var/screenshots/`, and tells which page did not open or is
wider than the window. `make docs` takes the pages that the manuals tell of (`--manual`), into
`var/manual/`.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

TODAY = date(2026, 11, 24)
#: `{account of the demonstration: code of the manual of its role}`.
ACCOUNTS = {
    "secretary": "branch_secretary",
    "organization-member": "organization_member",
    "contact": "sponsor",
    "general-branch": "general_branch_secretary",
    "clerk": "clerk",
    "committee-secretary": "committee_secretary",
    "committee-member": "committee_member",
    "organizer": "organizer",
    "officer": "department_officer",
    "administrator": "administrator",
}
DESK, PHONE = 1280, 360
HEIGHT = 900


def main() -> int:
    """Make the world, look at it, take the pictures. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--who", choices=ACCOUNTS, action="append", help="an account; else all")
    parser.add_argument("--manual", action="store_true", help="take the pictures of the manuals")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["JISHI_TODAY"] = TODAY.isoformat()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
    import django

    django.setup()
    logging.disable()
    from tests.golden.world import world

    take = take_manual if options.manual else take_all
    wrong: list[str] = []
    with world(TODAY), site() as address, browser() as window:
        for who in options.who or ACCOUNTS:
            wrong += take(window, address, who)
    print("\n".join(wrong))
    return 1 if wrong else 0


@contextmanager
def site() -> Iterator[str]:
    """The site, served to this machine alone."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("127.0.0.1")
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    from django.db import connections
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS
    from tests.conftest import CHROMIUM

    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()
        # under the loop Django kept connections of their own: nobody else closes them
        connections.close_all()


def signed_in(window: Browser, address: str, who: str) -> BrowserContext:
    """A context of the browser in which the account is signed in."""
    from tests.golden import world

    cookie = world.signed_in(who).cookies["sessionid"].value
    context = window.new_context(base_url=address, viewport={"width": DESK, "height": HEIGHT})
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    return context


def pages_of(who: str) -> dict[str, str]:
    """`{view and names of the query: address}` of the pages that the account's links lead to."""
    from tests.golden.pages import kind_of, walked

    found: dict[str, str] = {}
    for address, text in walked(who).items():
        if text.startswith("200\n"):
            found.setdefault(kind_of(address), address)
    return found


def take_all(window: Browser, address: str, who: str) -> Iterator[str]:
    """Take every page at both widths; what is wrong with one is a line."""
    from config.settings import VAR_DIR

    folder = VAR_DIR / "screenshots" / who
    shutil.rmtree(folder, ignore_errors=True)
    context = signed_in(window, address, who)
    for kind, place in pages_of(who).items():
        for width in (DESK, PHONE):
            name = re.sub(r"[^\w-]+", "_", kind)
            wrong = take(context, place, folder / f"{name}-{width}.png", width)
            if wrong:
                yield f"{who} {place} at {width}: {wrong}"
    context.close()
    print(f"{who}: {len(list(folder.glob('*.png')))} pictures in {folder}", flush=True)


def take_manual(window: Browser, address: str, who: str) -> Iterator[str]:
    """Take the pages that the manual of the account's role tells of, as far as there are links."""
    from filings.desk.guide import manual

    reader = manual.READERS[ACCOUNTS[who]]
    places = {kind.split()[0]: place for kind, place in reversed(pages_of(who).items())}
    context = signed_in(window, address, who)
    for chapter in manual.chapters(reader):
        for page in chapter.pages:
            if page.view in places:
                name = manual.file_name(reader, page.view)
                wrong = take(context, places[page.view], manual.PICTURES / name, DESK, whole=False)
                if wrong:
                    yield f"{who} {places[page.view]}: {wrong}"
    context.close()
    print(f"{reader.label}: {len(list(manual.PICTURES.glob(f'{reader.code}-*.jpg')))} pictures")


def take(context: BrowserContext, place: str, path: Path, width: int, *, whole: bool = True) -> str:
    """Take one page; "" where nothing is wrong with it. `whole`: down to its end."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": HEIGHT})
    response = page.goto(place, wait_until="networkidle")
    wide = page.evaluate("document.documentElement.scrollWidth")
    path.parent.mkdir(parents=True, exist_ok=True)
    quality = 75 if path.suffix == ".jpg" else None
    page.screenshot(path=path, full_page=whole, quality=quality)
    page.close()
    if response is None or not response.ok:
        return "did not open"
    return f"is {wide} wide" if wide > width else ""


if __name__ == "__main__":
    sys.exit(main())
