"""What the page of a case offers of filings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from branches.actor import Actor
from branches.line import Line
from cases.may import Reason
from cases.may.acting import find_acting, organization_of
from cases.models import Case
from cases.procedure import PLACE, Step
from filings import may
from filings.kinds import APART, KINDS
from filings.models import FilingItem
from filings.selectors.queue import Queue
from filings.selectors.standing import resubmit_refusal, submit_refusal


@dataclass(frozen=True)
class Option:
    """Something to do with a filing of the case; with `barred` the button is disabled and says why.

    kind  the filing's kind, a code of a step; `act`: submit, withdraw, resubmit or open
    """

    kind: str
    act: str
    label: str
    url: str
    barred: Reason | None = None

    @property
    def reason(self) -> str:
        return self.barred.text if self.barred else ""

    @property
    def article(self) -> str:
        if self.barred is None:
            return ""
        return self.barred.article or ""


def filings_of(case: Case) -> dict[str, FilingItem]:
    """`{kind: the last filing of it}` of a case; one query."""
    rows = case.filing_items.order_by("kind", "-pk").distinct("kind")
    rows = rows.select_related("filing__sender", "filing__receiver", "holder")
    return {row.kind: row for row in rows}


def filing_options(case: Case, actor: Actor, line: Line) -> list[Option]:
    """What the user may do with filings of this case now, in the order of the procedure; five
    queries at most.
    """
    items = filings_of(case)
    found: list[Option] = []
    for code, kind in KINDS.items():
        last = items.get(code)
        if last is not None:
            last.case = case
        if last is not None and last.is_open:
            found += _open(last, actor)
        elif last is not None and last.state == FilingItem.State.RETURNED and case.is_open:
            found += _returned(last, case, kind.step, actor, line)
        elif may.is_next(case, kind.step):
            found += _submit(case, kind.step, actor, line)
    return found


def answer_options(cases: Collection[int], actor: Actor) -> dict[int, list[Option]]:
    """`{case id: what leads to its open filings}`, for who answers them or prepares the answer; one
    query at most.

    What lies with an organization on the way can only be looked at by who decides at its end.
    """
    if not cases:
        return {}
    items = (
        FilingItem.objects.filter(case__in=cases)
        .open()
        .select_related("filing__receiver", "holder")
    )
    found: dict[int, list[Option]] = {}
    for item in items.order_by("pk"):
        name = item.kind_row.short
        address = Queue().address(item)
        if may.handling_acting(item, actor) or may.answer_acting(item, actor):
            if item.holder_id is None or may.wait_for(item) is None:
                option = Option(item.kind, "open", f"办理「{name}」", address)
            else:
                option = Option(item.kind, "look", f"查看「{name}」", address)
            found.setdefault(item.case_id, []).append(option)
    return found


def _open(item: FilingItem, actor: Actor) -> list[Option]:
    """Who holds it opens the page on which it is answered; who sent it takes it back there."""
    url, name = item.get_absolute_url(), item.kind_row.short
    found = []
    if may.handling_acting(item, actor) or may.answer_acting(item, actor):
        found.append(Option(item.kind, "open", f"办理「{name}」", url))
    if may.submit_acting(item, actor):
        why = may.withdraw(item, may.NOTHING_YET)
        found.append(
            Option(
                item.kind,
                "withdraw",
                f"撤回「{name}」",
                reverse("filing_withdraw", args=[item.pk]),
                barred=why,
            )
        )
    return found


def _returned(item: FilingItem, case: Case, step: Step, actor: Actor, line: Line) -> list[Option]:
    if case.place >= PLACE[step.code] and step.code != APART:
        return []
    if not may.submit_acting(item, actor):
        return []
    if (why := resubmit_refusal(item, line)) and why == may.MOVED:
        return _submit(case, step, actor, line)
    url = reverse("filing_resubmit", args=[item.pk])
    return [Option(item.kind, "resubmit", f"再次报送「{item.kind_row.short}」", url, barred=why)]


def _submit(case: Case, step: Step, actor: Actor, line: Line) -> list[Option]:
    route = KINDS[step.code].route
    if not find_acting(actor, route.submit, [organization_of(line, route.sender)]):
        return []
    url = f"{reverse('filing_submit', args=[step.code])}?case={case.number}"
    why = submit_refusal(case, step, line)
    return [Option(step.code, "submit", f"报送「{KINDS[step.code].short}」", url, barred=why)]
