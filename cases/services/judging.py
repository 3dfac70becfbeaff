"""Judging a case and keeping what was found; and judging again when what it depended on changes.

Source: rules.md, "What re-judges a case".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q

from branches.models import Member, Organization, Person
from cases.facts.arithmetic import Calendar
from cases.facts.case import NATIONAL, CaseFacts, Facts, Profile, tightened
from cases.models import Case, Finding, Holiday, LocalProfile, Obligation
from cases.rules import RULES_VERSION
from cases.rules.engine import Finding as Found
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
    findings = {key(finding) for finding in judgement.lasting}
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


def key(finding: Found) -> tuple[Any, ...]:
    """A finding by its values, as `FINDING_COLUMNS` names them."""
    return (
        finding.rule, finding.severity.code, finding.edition, finding.article, finding.step, finding.due,
        finding.actual, finding.message,
    )  # fmt: skip


def findings_of(case: Case) -> Iterable[tuple[Any, ...]]:
    """The stored findings of the case, each as `key` gives it."""
    return case.findings.values_list(*FINDING_COLUMNS)


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


class Shared(NamedTuple):
    """What the judgement of other cases of this person, or with this form number, follows from."""

    applied_on: date | None
    closed_on: date | None
    outcome: str
    form_number: str

    @classmethod
    def of(cls, case: Case) -> Shared:
        return cls(case.applied_on, case.closed_on, case.outcome, case.form_number)

    @classmethod
    def before(cls, case: Case) -> Shared:
        """As the case was last settled: the document still holds the outcome of then."""
        return cls(case.applied_on, case.facts.closed_on, case.facts.outcome or "", case.form_number)

    def lock(self, case: Case) -> None:
        """Let two cases that take one form number at once do so one after the other, so that the second is found."""
        if case.form_number and case.form_number != self.form_number:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 25))", [case.form_number])

    def rejudge_others(self, case: Case, today: date) -> None:
        """Judge the others again when something of this changed; no query otherwise."""
        now = Shared.of(case)
        concerned = Q(pk__in=())
        if now[:-1] != self[:-1]:
            concerned |= Q(person=case.person_id)
        if now.form_number != self.form_number:
            concerned |= Q(form_number__in={now.form_number, self.form_number} - {""})
        if concerned != Q(pk__in=()):
            others = Case.objects.filter(concerned).exclude(pk=case.pk).values_list("pk", flat=True)
            rejudge(case_ids=others, today=today)


@transaction.atomic
def rejudge(*, case_ids: Iterable[int], today: date) -> int:
    """Rebuild what is derived of the cases from sponsorships, member list and other cases, and judge them again.

    Locks them in the order of their ids. Returns how many there were.
    """
    if not (ids := list(case_ids)):
        return 0
    cases = (
        Case.objects.filter(pk__in=ids)
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
