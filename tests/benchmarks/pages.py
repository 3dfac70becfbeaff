"""What is measured: the pages people work on, as those who see the most on them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse

from branches.actor import Actor
from branches.models import User
from cases.facts.application import Talk, TalkerCapacity, TalkTopic
from cases.forms import step_form
from cases.models import Case
from filings.models import FilingItem
from tests.benchmarks.measure import Request
from tests.cases.sent import sent

BEYOND = base64.urlsafe_b64encode(json.dumps(["9999-12-31", 2**60]).encode()).decode()


def requests(today: date) -> Iterator[Request]:
    """All requests of a run."""
    users = {user.username: user for user in User.objects.select_related("person")}
    secretary, clerk, officer, decider = (
        users[name] for name in ("secretary", "clerk", "officer", "committee-secretary")
    )
    for user in (secretary, clerk, officer):
        yield Request(f"workbench, {user.username}", user, reverse("workbench"))
    cases = reverse("cases")
    yield Request("case list, first page", officer, cases)
    yield Request("case list, last page", officer, cases, {"before": BEYOND})
    yield Request("case list, overdue", officer, cases, {"due": "overdue"})
    yield Request("case list, stage and finding", clerk, cases, {"stage": "4", "finding": "any"})
    yield Request("case list, by pinyin", officer, cases, {"q": "wei", "open": "all"})
    yield Request("case page", secretary, _longest(secretary, today).get_absolute_url())
    inbox = reverse("filings")
    yield Request("filings inbox, clerk", clerk, inbox)
    yield Request("filings inbox, officer", officer, inbox)
    yield Request("filing item", decider, _waiting(decider, today).get_absolute_url())
    yield Request("filings sent", secretary, reverse("filings_sent"))
    yield Request(
        "step form",
        secretary,
        _address(_case_at(secretary, "fill_form", today), "admission_meeting"),
    )
    case = _case_at(secretary, "apply", today)
    yield Request("recording a step", secretary, _address(case, "talk"), data=_talk(case, today))


def _longest(user: User, today: date) -> Case:
    """The case of the user with the most entries."""
    return (
        Case.objects.visible_to(Actor(user, today))
        .annotate(entries_=Count("entries"))
        .order_by("-entries_", "pk")[0]
    )


def _case_at(user: User, state: str, today: date) -> Case:
    return (
        Case.objects.visible_to(Actor(user, today))
        .filter(state=state, locked=[])
        .order_by("-applied_on", "pk")[0]
    )


def _waiting(user: User, today: date) -> FilingItem:
    return (
        FilingItem.objects.visible_to(Actor(user, today))
        .open()
        .filter(kind="approve")
        .order_by("pk")[0]
    )


def _address(case: Case, code: str) -> str:
    return reverse("step", args=[case.number, code])


def _talk(case: Case, today: date) -> dict[str, object]:
    """What a browser sends of a talk held within its month."""
    assert case.applied_on is not None
    facts = Talk(
        on=case.applied_on,
        talker="韦建国",
        capacity=TalkerCapacity.SECRETARY,
        place="支部会议室",
        topics=tuple(TalkTopic),
        summary="申请人学习工作经历清楚，入党动机端正。",
    )
    return sent(facts, step_form("talk").names, version=case.version)
