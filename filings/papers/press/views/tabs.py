"""The pages of papers that belong to no case, as tabs."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from branches.access import opens
from branches.actor import Actor

PAGES = (
    ("核对文书", "paper_check"),
    ("发文登记簿", "paper_numbers"),
    ("入党志愿书编号簿", "form_book"),
    ("文书模板", "paper_templates"),
)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool
    count: None = None


def tabs(actor: Actor, current: str) -> list[Tab]:
    """The pages that the user may open; `current` is the name of the one shown."""
    found = []
    for label, view in PAGES:
        url = reverse(view)
        if opens(url, actor):
            found.append(Tab(label, url, view == current))
    return found
