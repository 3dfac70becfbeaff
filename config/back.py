"""The way back: a link may carry, as `back=`, the address of the list from which it leads away,
with the place on it; the page it leads to offers to return there.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

MOST = 1000  # characters of an address
#: The lists that may be returned to, by the names of their views: nothing else is linked.
LISTS = {
    "inspection": "检查结果",
    "inspection_findings": "检查发现的问题",
    "inspected_case": "检查的案卷",
    "rectification": "整改通知",
}


class Back(NamedTuple):
    """Where to return to, as the link says it."""

    url: str
    label: str


def back_to(address: str) -> Back | None:
    """The list of this site at the address; None for anything else."""
    if not address.startswith("/") or len(address) > MOST:
        return None
    try:
        parts = urlsplit(address)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    label = LISTS.get(match.view_name)
    if label is None or parts.netloc:
        return None
    return Back(address, label)
