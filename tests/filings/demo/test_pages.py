"""The pages of the demo world, read as its people: every link opens."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from branches.models import User
from filings.demo.world import World
from tests.filings.demo.conftest import TODAY

pytestmark = pytest.mark.xdist_group("demo")  # one process builds the world they share
ACCOUNTS = (
    "secretary",
    "contact",
    "clerk",
    "committee-secretary",
    "officer",
    "administrator",
)
#: Files, which lead nowhere; drawing them takes long.
FILES = {
    "paper_preview",
    "scan_page",
    "scan_file",
    "made_file",
    "case_export",
    "filings_export",
    "inspection_file",
    "inspection_findings_export",
}


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", TODAY.isoformat())


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="branches.backends.AccountBackend")
    return client


# -- links -----------------------------------------------------------------------------------------


def links(page: str, url: str) -> Iterator[str]:
    """The addresses of this site that a page leads to, also by its pieces and its forms that
    ask.
    """
    found = re.findall(r'(?:href|hx-get)="([^"]+)"', page)
    found += re.findall(r'<form[^>]*method="get"[^>]*action="([^"]+)"', page)
    for each in found:
        address = html.unescape(each)
        if not address.startswith(("#", "http", "data:", "mailto:", "/static/")):
            yield urljoin(url, address).partition("#")[0]


def kind_of(url: str) -> tuple[str, tuple[str, ...]]:
    """The pattern of an address: the view, and the names in its query."""
    match = resolve(urlsplit(url).path)
    return match.view_name or match.route, tuple(sorted(re.findall(r"[?&]([a-z_]+)=", url)))


def walk(client: Client) -> Iterator[tuple[int, str, str, str]]:
    """(status, address, page that leads there, HTML) of what the links lead to from the first
    page; one address of each pattern.
    """
    waiting, seen = deque([("/", "")]), Counter[tuple[str, tuple[str, ...]]]()
    while waiting:
        url, source = waiting.popleft()
        try:
            kind = kind_of(url)
        except Resolver404:
            yield 404, url, source, ""
            continue
        seen[kind] += 1
        if (
            seen[kind] > 1
            or kind[0] in FILES
            or (kind[0].startswith("admin:") and kind[0] != "admin:index")
        ):
            continue
        response = client.get(url)
        text = ""
        if response.status_code in (301, 302):
            waiting.append((urljoin(url, response.headers["Location"]), url))
        elif "text/html" in response.headers["Content-Type"]:
            text = response.content.decode()
            waiting.extend((link, url) for link in links(text, url))
        yield response.status_code, url, source, text


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_link_opens(world: World, account: str) -> None:
    """What would answer 403, 404 or 405 is not offered."""
    user = next(user for user in User.objects.all() if user.username == account)
    wrong = [found[:3] for found in walk(signed_in(user)) if found[0] >= 400]
    assert wrong == []
