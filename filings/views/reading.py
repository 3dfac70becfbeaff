"""The pages on which filings are read: what waits, what was sent up, one item."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from branches.access import audience
from branches.acts import Act
from cases.selectors.paging import capped_count, page_of
from cases.selectors.workbench import COUNTED, capped
from config.kit.clock import today
from config.kit.listing import as_file
from filings.forms import AssignForm
from filings.kinds import KINDS
from filings.selectors import exporting, inbox
from filings.selectors.people import people_beside
from filings.selectors.queue import MINE, NOBODY, Queue
from filings.selectors.waiting import Tab, Waits, answers_some, waiting
from filings.selectors.waiting import tabs as tabs_of
from filings.views.common import show_item

if TYPE_CHECKING:
    from branches.access import SignedInRequest
    from branches.actor import Actor


@dataclass(frozen=True)
class TabLink:
    """A tab as `_components/tabs.html` shows it."""

    label: str
    url: str
    is_current: bool
    count: str | None = None


@audience(Act.READ)
@require_GET
def filings(request: SignedInRequest) -> HttpResponse:
    """What waits for the user, by kind, worst first; who has nobody below finds what they sent."""
    if not answers_some(request.actor):
        return redirect("filings_sent")
    day, kind = today(), request.GET.get("kind", "")
    row = KINDS.get(kind)
    queue = Queue.of({"kind": kind, "who": request.GET.get("who", "")})
    every = waiting(request.actor)
    tabs = tabs_of(every)
    shown = queue.of_list(every, request.actor)
    page = shown.page(request.GET, inbox.PAGE_SIZE)
    items = inbox.joined_in_order([row.pk for row in page.rows], with_facts=True)
    rows = inbox.with_checks(inbox.rows_of(items, day), day)
    context: dict[str, Any] = {
        "page": page,
        "rows": rows,
        "kind_label": row.label if row else "",
        "queue": queue,
        "links": _inbox_links(tabs, kind),
        "may_batch": any(each.may_be_batched for each in rows),
        "count": len(shown.rows),
        "by_person": _by_person(queue, every, request.actor),
        "assign": AssignForm(people=people_beside(request.actor)),
    }
    return render(request, "filings/filings.html", context)


def _by_person(queue: Queue, every: list[Waits], actor: Actor) -> list[TabLink]:
    """The lists of the same kind: of all, of what the user attends to, of what nobody does."""
    found = []
    for who, label in (("", "全部"), (MINE, "我的"), (NOBODY, "未分")):
        other = replace(queue, who=who)
        count = len(other.of_list(every, actor).rows)
        found.append(TabLink(label, other.url, who == queue.who, str(count)))
    return found


def _inbox_links(tabs: list[Tab], kind: str) -> list[TabLink]:
    url = reverse("filings")
    total = str(sum(tab.count for tab in tabs))
    links = [
        TabLink(tab.label, f"{url}?kind={tab.kind}", tab.kind == kind, str(tab.count))
        for tab in tabs
    ]
    return [
        TabLink("待我办理", url, kind not in KINDS, total),
        *links,
        TabLink("已报送", reverse("filings_sent"), False),
    ]


@audience(Act.READ)
@require_GET
def filings_sent(request: SignedInRequest) -> HttpResponse:
    """What the user's organizations sent up: waiting, returned, answered."""
    day, state = today(), request.GET.get("state", "waiting")
    if state not in inbox.SENT:
        state = "waiting"
    queue = Queue(state)
    items = inbox.sent_items(request.actor, state)
    page = page_of(inbox.joined(items), inbox.order_of(state), request.GET, inbox.PAGE_SIZE)
    rows = inbox.rows_of(page.rows, day)
    if state == "returned":
        rows = inbox.with_reasons(rows)
    context: dict[str, Any] = {
        "page": page,
        "rows": rows,
        "state": state,
        "queue": queue,
        "label": inbox.SENT[state][0],
        "links": _sent_links(request, state),
        "count": capped_count(items),
    }
    return render(request, "filings/filings_sent.html", context)


def _sent_links(request: SignedInRequest, state: str) -> list[TabLink]:
    url = reverse("filings_sent")
    counts = {}
    for name in ("waiting", "returned"):
        count = capped_count(inbox.sent_items(request.actor, name), COUNTED)
        counts[name] = capped(count)
    links = [
        TabLink(label, f"{url}?state={name}", name == state, counts.get(name))
        for name, (label, _) in inbox.SENT.items()
    ]
    if not answers_some(request.actor):
        return links
    return [TabLink("待我办理", reverse("filings"), False), *links]


@audience(Act.READ)
@require_GET
def filings_export(request: SignedInRequest) -> HttpResponseBase:
    """The list that the address names, as a file: what waits, or one of the tabs of what was sent
    up.
    """
    queue = Queue.of(request.GET)
    label = inbox.SENT[queue.name][0] if queue.name in inbox.SENT else "待我办理"
    return as_file(
        request.GET.get("format", ""),
        f"报送-{label}-{today():%Y%m%d}",
        exporting.COLUMNS[queue.name],
        exporting.rows_of_list(queue, request.actor),
    )


@audience(Act.READ)
@require_GET
def filing_item(request: SignedInRequest, pk: int) -> HttpResponse:
    """One item: what was sent, what the rules say of it, and what the user may do with it."""
    return show_item(request, pk)
