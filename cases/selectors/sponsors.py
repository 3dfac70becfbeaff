"""Contacts and introducers as a list of step 5 or 9 leaves them; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable

from branches.models import Member
from cases.facts.base import StepFacts
from cases.facts.case import Sponsor
from cases.facts.values import NamedMember
from cases.models import Case, Sponsorship
from cases.models.case import NAMED_IN, STEP_OF
from cases.selectors.others import member_record


def kind_at(code: str) -> Sponsorship.Kind | None:
    """Whom a step appoints, if anybody."""
    return next((kind for kind, step in STEP_OF.items() if step == code), None)


def foreseen(case: Case, code: str, facts: StepFacts) -> tuple[Sponsor, ...]:
    """The sponsors as `services.sponsors.follow` would leave them, as rules read them; a fixed
    number of queries.
    """
    kind = kind_at(code)
    assert kind is not None, code
    rows = list(case.sponsorships.filter(kind=kind))
    _, begun = changes(case, kind, facts, [row for row in rows if row.until_on is None])
    rows += begun
    members = {row.member_id for row in rows if row.member_id is not None}
    listed = Member.objects.filter(pk__in=members).prefetch_related("disciplines")
    records = {member.pk: member_record(member) for member in listed}
    return tuple(
        Sponsor(
            name=row.name,
            since=row.since_on,
            until=row.until_on,
            member=records.get(row.member_id or 0),
        )
        for row in rows
    )


def changes(
    case: Case, kind: Sponsorship.Kind, facts: StepFacts, standing: Iterable[Sponsorship]
) -> tuple[list[Sponsorship], list[Sponsorship]]:
    """The sponsorships that end with the list of a step, their end set, and those that begin;
    none is saved.
    """
    assert facts.on is not None
    named: tuple[NamedMember, ...] = getattr(facts, NAMED_IN[kind]) or ()
    current = {row.member_id or row.name: row for row in standing}
    wanted = {each.member or each.name: each for each in named}
    ended = [row for who, row in current.items() if who not in wanted]
    for row in ended:
        row.until_on = max(facts.on, row.since_on or facts.on)
    begun = [
        Sponsorship(case=case, kind=kind, member_id=each.member, name=each.name, since_on=facts.on)
        for who, each in wanted.items()
        if who not in current
    ]
    return ended, begun
