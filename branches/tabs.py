"""Pages that belong together, as tabs over each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from branches.access import opens
from branches.actor import Actor


@dataclass(frozen=True)
class Tab:
    """A page of several, with its name; `_components/tabs.html` shows it."""

    label: str
    url: str
    is_current: bool
    count: None = None


def tabs_of(pages: Iterable[tuple[str, str]], actor: Actor, current: str) -> list[Tab]:
    """Those of the pages, `(name, view)`, that the user may open; `current` is the view shown."""
    found = []
    for label, view in pages:
        url = reverse(view)
        if opens(url, actor):
            found.append(Tab(label, url, view == current))
    return found
