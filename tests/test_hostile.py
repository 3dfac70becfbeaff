"""Every address of the site with what nobody means: the answer is clear, and never 500.

Zero bytes, numbers larger than any, names of nothing, broken keys of pages: in the path, in the
query, in what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from branches.acts import Role
from branches.models import User
from cases.forms import step_form
from cases.models import Case, Entry
from config.kit import clock
from config.middleware import ZERO_BYTE
from filings.models import FilingItem
from tests.cases.rules.build import IN_2026
from tests.cases.sent import sent
from tests.cases.services.drive import Drive
from tests.factories import make_user
from tests.test_urls import ALL, SAMPLES

pytestmark = pytest.mark.django_db

TEXTS = ("\0", "2026-0001\0", "' OR 1=1 --", "超" * 300, "9" * 40)
NUMBERS = ("0", str(2**63), "9" * 40)
#: Parameters that a path takes as a number.
NUMERIC = frozenset({"pk", "page"})
#: What pages read of the address, with values that are no answer to anything.
QUERY_NAMES = (
    "after", "before", "case", "chosen", "code", "due", "filter", "finding", "first", "group", "item", "kind", "last",
    "letter", "next", "number", "open", "organization", "page", "q", "rule", "severity", "sort", "stage", "state",
    "todo", "unit", "view", "year", "all", "field_name", "app_label", "model_name", "o", "p", "_popup", "term",
)  # fmt: skip
QUERY_VALUES = (
    "9" * 40, "-1", "WzEsMV0", "W251bGwsOTk5OTk5OTk5OTk5OTk5OTk5OTk5OV0", "organization=%00&q=%00&sort=ｘ'",
)  # fmt: skip


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Drive:
    """A case whose admission waits for the committee, on the day it was sent."""
    drive = Drive(IN_2026)
    drive.submit(drive.to("committee_talk"), "approve")
    monkeypatch.setenv(clock.FIXED_DAY, drive.day_submitted("approve").isoformat())
    return drive


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="branches.backends.AccountBackend")
    client.raise_request_exception = False
    return client


def addresses(known: dict[str, object]) -> Iterator[str]:
    """Each address, with one parameter of its path hostile and the others as they are."""
    for _, pattern in ALL:
        parameters = list(pattern.pattern.regex.groupindex)
        for hostile in parameters:
            for value in NUMBERS if hostile in NUMERIC else TEXTS:
                yield path_of(pattern, {**known, hostile: value})


def path_of(pattern: URLPattern, values: dict[str, object]) -> str:
    """The path, with the values as they are, whether the pattern takes them or not."""
    prefix = PREFIXES[pattern]
    route = str(pattern.pattern)
    for name, value in values.items():
        for kind in ("str", "int", "year", "day", "path", "slug", "uuid"):
            route = route.replace(f"<{kind}:{name}>", quote(str(value), safe=""))
        route = route.replace(f"<{name}>", quote(str(value), safe=""))
    return f"/{prefix}{route}"


def prefixes() -> dict[URLPattern, str]:
    """What stands before the route of each pattern."""
    found: dict[URLPattern, str] = {}

    def walk(resolver: Any, before: str) -> None:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                walk(each, before + str(each.pattern))
            else:
                found[each] = before

    walk(get_resolver(), "")
    return found


PREFIXES = prefixes()


def known_values() -> dict[str, object]:
    """Values of things that are there, so that the hostile one beside them is really looked up."""
    case = Case.objects.get()
    item = FilingItem.objects.latest("pk")
    return {**SAMPLES, "number": case.number, "pk": item.pk, "code": "talk"}


def test_in_the_path(client: Client, world: Drive) -> None:
    faults, asked = [], 0
    signed_in(client, world.secretary)
    for path in addresses(known_values()):
        for ask in (client.get, client.post) if "%00" in path or "999" in path else (client.get,):
            asked += 1
            if (status := ask(path).status_code) >= 500:
                faults.append((path, status))
    assert faults == []
    assert asked > 400


def test_in_the_query(client: Client, world: Drive) -> None:
    """Every page with every name it could read, all with a value that is no answer."""
    faults, asked, seen = [], 0, set()
    pages = [path_of(pattern, known_values()) for _, pattern in ALL]
    administrator = make_user(Role.ADMINISTRATOR, world.tree.city)
    for user in (world.secretary, world.clerk, world.officer, administrator):
        signed_in(client, user)
        for page in pages:
            if page in seen or client.get(page).status_code != 200:
                continue
            seen.add(page)
            for value in QUERY_VALUES:
                asked += 1
                status = client.get(
                    f"{page}?{urlencode(dict.fromkeys(QUERY_NAMES, value))}"
                ).status_code
                if status >= 500:
                    faults.append((page, value, status))
    assert faults == []
    assert asked > 200


def test_in_what_is_sent(client: Client, world: Drive) -> None:
    """The same in forms: most is refused by a field, what has no field by the page of a bad
    request.
    """
    faults, known = [], known_values()
    names = [
        *QUERY_NAMES,
        "on",
        "note",
        "reason",
        "request_id",
        "version",
        "paper",
        "username",
        "password",
        "decision",
    ]
    for user in (world.secretary, world.clerk):
        signed_in(client, user)
        for name, pattern in ALL:
            if name in ("login", "demo_login", "logout"):
                continue  # below, as nobody
            for value in ("\0", "9" * 40):
                path = path_of(pattern, known)
                status = client.post(
                    path, {**dict.fromkeys(names, value), "case": [known["number"], value]}
                ).status_code
                if status >= 500:
                    faults.append((path, value, status))
    client.logout()
    for path in ("/login/", "/login/demo/", "/logout/"):
        for value in ("\0", "9" * 40, "x"):
            assert client.post(path, dict.fromkeys(names, value)).status_code < 500, (path, value)
    assert faults == []


def test_the_answers_are_ours_and_say_what_was_wrong(client: Client, world: Drive) -> None:
    signed_in(client, world.secretary)
    assert "找不到这一页" in client.get("/cases/%00/").text
    answer = client.get("/cases/?organization=%00")
    assert (answer.status_code, ZERO_BYTE in answer.text) == (400, True)
    answer = client.post("/papers/dossiers/", {"case": "\0"})
    assert (answer.status_code, "没有办理，也没有写入任何内容" in answer.text) == (400, True)


def test_the_id_of_another_request_is_refused_and_replaced(client: Client, world: Drive) -> None:
    """The id on the page stands on an entry of another case: nothing is recorded, and the next
    try has a new one.
    """
    taken = Entry.objects.filter(code="talk").get().request_id
    other = world.open_case(seed=90_501)
    signed_in(client, world.secretary)
    data = sent(world.step("talk"), step_form("talk").names, version=1, request_id=str(taken))
    path = f"/cases/{other.number}/steps/talk/"
    answer = client.post(path, data)
    assert (answer.status_code, "这一页的编号已在别处用过" in answer.text) == (422, True)
    assert not other.entries.filter(code="talk").exists()
    assert str(taken) not in answer.text
    assert client.post(path, data | {"request_id": str(uuid4())}).status_code == 302


def test_anothers_filing_is_not_given_back(client: Client, world: Drive) -> None:
    """The id of a filing that somebody else sent is no double click."""
    filing = FilingItem.objects.latest("pk").filing
    case = world.to("appoint_contacts", world.open_case(seed=90_501))
    signed_in(client, world.secretary)
    day = world.day_submitted("file_activist")
    data: dict[str, Any] = {
        "case": case.number, f"version-{case.number}": case.version, "submitted_on": day.isoformat(),
        "request_id": str(filing.request_id),
    }  # fmt: skip
    answer = client.post("/filings/submit/file_activist/", data)
    assert (answer.status_code, "这一页的编号已在别处用过" in answer.text) == (422, True)


def test_a_look_at_an_address_that_takes_forms_leads_to_its_page(
    client: Client, world: Drive
) -> None:
    item = FilingItem.objects.latest("pk")
    signed_in(client, world.decider)
    for act in ("accept", "receive", "draft", "deliberate"):
        answer = client.get(f"/filings/items/{item.pk}/{act}/", follow=True)
        assert (answer.redirect_chain[-1][0], answer.status_code) == (
            f"/filings/items/{item.pk}/",
            200,
        )
        assert "内容没有写入，请再办理一次" in answer.text
    answer = client.get(
        "/me/calendar/revoke/", follow=True
    )  # the address above takes forms only, too
    assert answer.redirect_chain[-1][0] == "/me/"
    assert answer.text.count("内容没有写入，请再办理一次") == 1
    answer = client.put(f"/filings/items/{item.pk}/accept/")
    assert (answer.status_code, "没有写入任何内容" in answer.text, answer.headers["Allow"]) == (
        405,
        True,
        "POST",
    )
