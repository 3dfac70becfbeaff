"""What each account reads: every page its links lead to, one of each kind, and the case pages."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from tests.golden.reading import page_text
from tests.golden.world import WHO, one_of_each, signed_in

#: Files: they lead nowhere, and what is in them is looked at elsewhere.
FILES = {
    "paper_preview",
    "scan_page",
    "scan_file",
    "made_file",
    "inspection_file",
    "rectification_pdf",
}
MOST = 1  # addresses of one kind


def look() -> dict[str, str]:
    """`{account and address: text}`."""
    found = {}
    for who in WHO:
        client = signed_in(who)
        for case in one_of_each():
            found[f"{who} {case.get_absolute_url()}"] = page_text(
                client.get(case.get_absolute_url())
            )
        for address, text in walked(who).items():
            found[f"{who} {address}"] = text
    return found


@cache
def walked(who: str) -> dict[str, str]:
    """`{address: text}` of what `walk` finds for an account, walked once."""
    return dict(walk(signed_in(who)))


def walk(client: Client) -> Iterator[tuple[str, str]]:
    """(address, text) of the pages that links lead to from the first page, at most a few of each
    kind.
    """
    waiting, seen = deque(["/"]), Counter[str]()
    while waiting:
        address = waiting.popleft()
        try:
            kind = kind_of(address)
        except Resolver404:
            yield address, "leads nowhere"
            continue
        if seen[kind] == MOST or kind in FILES:
            continue
        seen[kind] += 1
        answer = client.get(address)
        yield address, page_text(answer)
        if answer.get("Content-Type", "").startswith("text/html"):
            waiting.extend(links(b"".join(answer).decode(), address))


def kind_of(address: str) -> str:
    """The view, and the names in the query."""
    match = resolve(urlsplit(address).path)
    names = sorted(set(re.findall(r"[?&]([a-z_]+)=", address)))
    return " ".join([match.view_name or match.route, *names])


def links(page: str, address: str) -> Iterator[str]:
    """The addresses of this site that a page leads to."""
    for each in re.findall(r'(?:href|hx-get)="([^"]+)"', page):
        link = html.unescape(each)
        if not link.startswith(("#", "http", "data:", "mailto:", "/static/")):
            yield urljoin(address, link).partition("#")[0]
