"""The pages of papers that belong to no case, as tabs."""

from __future__ import annotations

from branches.actor import Actor
from branches.tabs import Tab, tabs_of

PAGES = (
    ("核对文书", "paper_check"),
    ("发文登记簿", "paper_numbers"),
    ("入党志愿书编号簿", "form_book"),
    ("文书模板", "paper_templates"),
)


def tabs(actor: Actor, current: str) -> list[Tab]:
    """The pages that the user may open; `current` is the name of the one shown."""
    return tabs_of(PAGES, actor, current)
