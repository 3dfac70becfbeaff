"""What recording would give, without recording it: findings of the candidate, and the lawful range of its days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import msgspec

from branches.models import Member
from cases.facts.arithmetic import add_months
from cases.facts.base import FACTS, StepFacts, fields_of, without_sensitive
from cases.facts.case import CaseFacts, Facts, Sponsor
from cases.facts.values import NamedMember
from cases.models import Case
from cases.procedure import STEP, Step
from cases.rules.engine import Finding, judge
from cases.rules.ranges import Bound, DayRange, day_ranges
from cases.services import ledger, writing

#: The field of the facts of 5 and 9 that names the sponsors.
NAMING = {"appoint_contacts": "contacts", "appoint_introducers": "introducers"}


def preview(*, case: Case, code: str, facts: StepFacts, context: Facts, today: date) -> tuple[Finding, ...]:
    """The findings of the step if `facts` were recorded today, gravest first; writes nothing.

    `context`: facts of the case with calendar and profile, from `judging.context_for`.
    """
    if facts.on is None or facts.on > today:
        return ()
    document = ledger.as_it_stood(case, code, without_sensitive(facts))
    trial = replace(context, case=candidate(case, code, document))
    own = [each for each in judge(trial, today).lasting if each.step == STEP[code].no]
    return tuple(sorted(own, key=lambda each: (each.severity.rank, each.rule)))


def candidate(case: Case, code: str, facts: StepFacts) -> CaseFacts:
    """The document of the case with the step taken, as `recording.enter` would leave it."""
    book = ledger.Ledger.of(case.facts)
    book.take_step(code, facts)
    if facts.turn is not None:
        book.take_turn(facts.turn)
    document = book.write(case.facts)
    if code in NAMING:
        named = getattr(facts, NAMING[code]) or ()
        document = msgspec.structs.replace(document, **{NAMING[code]: _sponsors(named, facts.on)})
    elif code in writing.WIDE:
        document = ledger.with_elsewhere(case, document)
    return document


def _sponsors(named: Iterable[NamedMember], since: date | None) -> tuple[Sponsor, ...]:
    listed = Member.objects.filter(pk__in=[each.member for each in named if each.member is not None])
    records = {member.pk: ledger.member_record(member) for member in listed.prefetch_related("disciplines")}
    return tuple(
        Sponsor(name=each.name, since=since, member=records.get(each.member) if each.member else None) for each in named
    )


def lawful_ranges(
    *, case: Case, code: str, facts: StepFacts | None, context: Facts, today: date
) -> Mapping[str, DayRange]:
    """`{field: range}` of the days of a step; of rules and of the procedure."""
    step = STEP[code]
    so_far = without_sensitive(facts) if facts is not None else FACTS[code]()
    names = [each.name for each in fields_of(FACTS[code]) if each.type is date and not each.label.written]
    found = day_ranges(context, code, so_far, names, today)
    if opening := opens_on(step, context):
        old = found.get("on", DayRange())
        if old.first is None or old.first.day < opening.day:
            found["on"] = replace(old, first=opening)
    return found


def opens_on(step: Step, facts: Facts) -> Bound | None:
    """The first day from which the step is open: so many months before the expiry, counted forward."""
    if step.opens is None or (expiry := facts.expiry) is None:
        return None
    day = add_months(expiry, -step.opens)
    while add_months(day, step.opens) < expiry:
        day += timedelta(days=1)
    return Bound(day, step.article(2026))
