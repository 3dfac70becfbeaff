"""What a task takes in a real browser: clicks, fields that are filled in, pages that are loaded."""

from __future__ import annotations

import sys

from playwright.sync_api import Locator, Page


class Acts:
    """Each click, each field and each page, from here on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.fields = self.pages = 0
        page.on("load", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.pages += 1

    def click(self, at: Locator) -> None:
        at.click()
        self.clicks += 1

    def fill(self, at: Locator | str, text: str) -> None:
        """Type into the field, or into that of this name; a list is chosen from."""
        field = self.page.locator(f"[name='{at}']") if isinstance(at, str) else at
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=text)
        else:
            field.fill(text)
        self.fields += 1

    def within(self, task: str, *, clicks: int, fields: int, pages: int) -> None:
        """Print what the task took, and fail where that is more than it may take."""
        self.page.wait_for_load_state()
        told = f"{task}: {self.clicks} clicks, {self.fields} fields, {self.pages} pages"
        sys.stdout.write(f"{told}\n")
        assert (self.clicks <= clicks, self.fields <= fields, self.pages <= pages) == (
            True,
            True,
            True,
        ), told
