"""A manual as PDF, made by the press of the papers."""

from __future__ import annotations

import base64
from typing import Any

from django.template.loader import render_to_string

from filings.desk.guide.manual import PICTURES
from filings.papers.press import rendering

STYLES = ("papers.css", "papers_form.css", "papers_manual.css")


def manual_as_pdf(context: dict[str, Any]) -> bytes:
    """What the page of a manual tells (`views.manual`), with the pictures that are there."""
    title = f"{context['reader'].label}使用手册"
    pictures = {}
    for chapter in context["chapters"]:
        for page in chapter.pages:
            if page.picture:
                pictures[page.view] = _inline(page.picture)
    html = render_to_string(
        "help/manual_print.html", context | {"title": title, "pictures": pictures}
    )
    return rendering.to_pdf(rendering.lay_out(html, STYLES), title=title)


def _inline(name: str) -> str:
    """The picture as an address that holds it: the press fetches nothing from the disk."""
    content = base64.b64encode((PICTURES / f"{name}.jpg").read_bytes()).decode()
    return f"data:image/jpeg;base64,{content}"
