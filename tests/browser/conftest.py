"""A real browser for the tests of this folder."""

import os
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def launched(chromium: str) -> Iterator[Browser]:
    """One browser for the module. Playwright runs an event loop in this thread, under which
    Django wants to be told.
    """
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
        # under the loop Django kept connections of their own: nobody else closes them
        connections.close_all()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser(launched: Browser) -> Iterator[Browser]:
    """The browser, whose pages are let finish and are closed after the test: what the server still
    answers would hold the database.
    """
    yield launched
    for context in launched.contexts:
        for page in context.pages:
            page.wait_for_load_state("networkidle")
        context.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Page:
    """A page of the site in a window of its own."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    return context.new_page()
