"""Judging a case and keeping what was found; and judging again when what it depended on changes.

Source: rules.md, "What re-judges a case".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from branches.models import Member, Organization, Person
from cases.facts.arithmetic import Calendar
from cases.facts.case import NATIONAL, CaseFacts, Facts, Profile, tightened
from cases.models import Case, Finding, Holiday, LocalProfile, Obligation
from cases.rules import RULES_VERSION
from cases.rules.engine import Judgement, judge
from cases.services import ledger


def load_calendar() -> Calendar:
    """The loaded days off and make-up days; one query."""
    rows = list(Holiday.objects.values_list("day", "is_working", "name"))
    days = {day: is_working for day, is_working, _ in rows}
    return Calendar(days, frozenset(day.year for day in days), {day: name for day, _, name in rows if name})


def profile_for(branch: Organization) -> Profile:
    """The local profile that holds for a branch: each level tightens what holds above; one query."""
    paths = (branch.path, *branch.ancestor_paths)
    rows = LocalProfile.objects.filter(organization__path__in=paths).order_by("organization__path")
    profile = NATIONAL
    for rules in rows.values_list("rules", flat=True):
        profile = tightened(profile, rules)
    return profile


def context_for(case: Case, facts: CaseFacts) -> Facts:
    """The facts with calendar and profile, as rules read them; two queries."""
    return Facts(facts, load_calendar(), profile_for(case.branch))


def store(case: Case, judgement: Judgement) -> None:
    """Rewrite the findings and obligations that changed, and the next due day on the case (not saved here)."""
    findings = {
        (f.rule, f.severity.code, f.edition, f.article, f.step, f.due, f.actual, f.message) for f in judgement.lasting
    }
    obligations = {
        (o.rule, o.article, o.step, o.due, o.earliest, o.void_from, o.is_silent, o.text) for o in judgement.obligations
    }
    _rewrite(case, Finding, FINDING_COLUMNS, findings, rules_version=RULES_VERSION)
    _rewrite(case, Obligation, OBLIGATION_COLUMNS, obligations)
    case.next_due_on = min((day for o in judgement.obligations if (day := o.until)), default=None)


FINDING_COLUMNS = ("rule", "severity", "edition", "article", "step", "due_on", "actual_on", "message")
OBLIGATION_COLUMNS = (
    "rule", "article", "step", "due_on", "earliest_on", "void_from_on", "is_silent", "text",
)  # fmt: skip


def _rewrite(case: Case, model: Any, columns: tuple[str, ...], wanted: set[Any], **more: str) -> None:
    rows = model.objects.filter(case=case)
    kept = {row[1:]: row[0] for row in rows.values_list("pk", *columns)}
    if gone := [pk for values, pk in kept.items() if values not in wanted]:
        rows.filter(pk__in=gone).delete()
    new = sorted((values for values in wanted if values not in kept), key=str)
    model.objects.bulk_create(model(case=case, **dict(zip(columns, values, strict=True)), **more) for values in new)


def judge_and_store(case: Case, today: date) -> Judgement:
    """Judge the case as its facts stand, store what was found."""
    judgement = judge(context_for(case, case.facts), today)
    store(case, judgement)
    return judgement


@transaction.atomic
def rejudge(*, case_ids: Iterable[int], today: date) -> int:
    """Rebuild what is derived of the cases from sponsorships, member list and other cases, and judge them again.

    Locks them in the order of their ids. Returns how many there were.
    """
    cases = (
        Case.objects.filter(pk__in=list(case_ids))
        .select_related("person", "branch")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    for case in cases:
        facts = ledger.with_case(case)
        case.facts = ledger.with_elsewhere(case, ledger.with_sponsors(facts, ledger.sponsorships_of(case)))
        judge_and_store(case, today)
        case.save(update_fields=["facts", "next_due_on"])
    return len(cases)


def rejudge_member(member: Member, today: date) -> None:
    """A member's status or discipline changed: the cases he is named in, and a case about himself."""
    named = Case.objects.filter(Q(sponsorships__member=member) | Q(person_id=member.person_id))
    rejudge(case_ids=set(named.values_list("pk", flat=True)), today=today)


def rejudge_person(person: Person, today: date) -> None:
    """An identity number or birth date changed: the cases of that person."""
    rejudge(case_ids=Case.objects.filter(person=person).values_list("pk", flat=True), today=today)


def refuse_close_with_open_cases(organization: Organization, _until: date) -> None:
    """A branch with open cases is not closed. Raises ValidationError."""
    if Case.objects.filter(branch=organization).open().exists():
        raise ValidationError("该党支部还有未办结的案卷，不能撤销。")
