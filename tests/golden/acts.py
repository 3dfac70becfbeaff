"""For a case of each state and outcome: what each account is offered to do, or why not."""

from __future__ import annotations

from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from cases.models import Case
from cases.procedure import STEPS, TURNS
from filings.models import FilingItem
from tests.golden.reading import words
from tests.golden.world import one_of_each, signed_in

#: Who act in cases; the others only read them.
WHO = ("secretary", "contact", "clerk", "committee-secretary", "officer")


def look() -> dict[str, str]:
    """`{account and case: a line for each act}`."""
    found = {}
    for who in WHO:
        client = signed_in(who)
        for case in one_of_each():
            if client.get(case.get_absolute_url()).status_code == 404:
                continue
            found[f"{who} {case.number}"] = "\n".join(lines(client, case))
    return found


def lines(client: Client, case: Case) -> Iterator[str]:
    """A line for each act: its address, the status, and of a refusal its words."""
    for name, address in addresses(case):
        answer = client.get(address)
        said = words(answer) if answer.status_code in (409, 422) else ""
        if answer.status_code == 200:
            said = f"{len(words(answer))} characters"
        yield f"{name} {answer.status_code} {said}"


def addresses(case: Case) -> Iterator[tuple[str, str]]:
    """(name, address) of every act on the case."""
    for code in dict.fromkeys(step.code for step in STEPS):
        yield f"step {code}", reverse("step", args=[case.number, code])
        yield f"supplement {code}", reverse("supplement", args=[case.number, code])
        yield f"submit {code}", reverse("filing_submit", args=[code]) + f"?case={case.number}"
    for turn in TURNS:
        yield f"turn {turn.code}", reverse("turn", args=[case.number, turn.code])
    for entry in case.entries.order_by("sequence"):
        for name in ("correct", "annul"):
            yield f"{name} {entry.sequence}", reverse(name, args=[case.number, entry.pk])
    for sponsorship in case.sponsorships.order_by("pk"):
        yield "replace sponsor", reverse("replace_sponsor", args=[case.number, sponsorship.pk])
    for item in FilingItem.objects.filter(case=case).order_by("pk"):
        for name in (
            "filing_item",
            "filing_accept",
            "filing_refuse",
            "filing_return",
            "filing_resubmit",
        ):
            yield f"{name} {item.kind}", reverse(name, args=[item.pk])
