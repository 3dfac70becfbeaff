"""What may be wrong with the looks of a page, whatever it shows."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: Of a desk and of a phone, in pixels.
WIDTHS = (1280, 360)


def flaws(page: Page, width: int) -> list[str]:
    """Violations of WCAG that axe finds at the width, and what is wider than it. Style sheets are not read again."""
    page.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(page, options={"preload": False})
    wrong = [f"{page.url} {width}: {found.generate_report()}"] if found.violations_count else []
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        wrong.append(f"{page.url} is {wide} wide at {width}")
    return wrong
