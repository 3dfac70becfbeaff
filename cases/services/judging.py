"""Judging a case and keeping what was found; and judging again when what it depended on changes.

Source: docs/specification/rules.md, "What re-judges a case".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q

from branches.memory import remembered
from branches.models import Member, Organization, Person
from cases import ledger
from cases.facts.case import CaseFacts, Facts
from cases.models import Case, Entry, Finding, Obligation
from cases.models.case import CaseQuerySet
from cases.rules import RULES_VERSION
from cases.rules.engine import Finding as Found
from cases.rules.engine import Judgement, judge
from cases.rules.engine import Obligation as Due
from cases.selectors import others
from cases.selectors.context import Profiles, load_calendar

BATCH = 500


def store(case: Case, judgement: Judgement) -> None:
    """Rewrite the findings and obligations that changed, and the next due day on the case (not
    saved here).
    """
    _store_all({case.pk: judgement})
    case.next_due_on = next_due(judgement)


def next_due(judgement: Judgement) -> date | None:
    """The day that the case is next due on."""
    days = (obligation.until for obligation in judgement.obligations)
    return min(filter(None, days), default=None)


FINDING_COLUMNS = (
    "rule",
    "severity",
    "edition",
    "article",
    "step",
    "due_on",
    "actual_on",
    "message",
)
OBLIGATION_COLUMNS = (
    "rule",
    "article",
    "step",
    "due_on",
    "earliest_on",
    "void_from_on",
    "is_silent",
    "text",
)


def key(finding: Found) -> tuple[Any, ...]:
    """A finding by its values, as `FINDING_COLUMNS` names them."""
    return (
        finding.rule,
        finding.severity.code,
        finding.edition,
        finding.article,
        finding.step,
        finding.due,
        finding.actual,
        finding.message,
    )


def obligation_key(obligation: Due) -> tuple[Any, ...]:
    """An obligation by its values, as `OBLIGATION_COLUMNS` names them."""
    return (
        obligation.rule,
        obligation.article,
        obligation.step,
        obligation.due,
        obligation.earliest,
        obligation.void_from,
        obligation.is_silent,
        obligation.text,
    )


def findings_of(case: Case) -> Iterable[tuple[Any, ...]]:
    """The stored findings of the case, each as `key` gives it."""
    return case.findings.values_list(*FINDING_COLUMNS)


def rows_of(
    case_id: int, model: Any, columns: tuple[str, ...], wanted: Iterable[Any], **more: str
) -> list[Any]:
    """Findings or obligations of the case, not saved, in an order that the same values always
    have.
    """
    return [
        model(case_id=case_id, **dict(zip(columns, values, strict=True)), **more)
        for values in sorted(wanted, key=str)
    ]


def finding_rows(case: Case, judgement: Judgement) -> list[Finding]:
    """The findings that last as rows, not saved."""
    wanted = {key(finding) for finding in judgement.lasting}
    return rows_of(case.pk, Finding, FINDING_COLUMNS, wanted, rules_version=RULES_VERSION)


def obligation_rows(case: Case, judgement: Judgement) -> list[Obligation]:
    """The obligations as rows, not saved."""
    return rows_of(
        case.pk, Obligation, OBLIGATION_COLUMNS, set(map(obligation_key, judgement.obligations))
    )


def judge_and_store(case: Case, today: date, context: Facts) -> Judgement:
    """Judge the case as its facts stand, store what was found. `context`: any of `context_for`
    this case.
    """
    judgement = judge(replace(context, case=case.facts), today)
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
        return cls(
            case.applied_on, case.facts.closed_on, case.facts.outcome or "", case.form_number
        )

    def lock(self, case: Case) -> None:
        """Let two cases that take one form number at once do so one after the other, so that the
        second is found.
        """
        if case.form_number and case.form_number != self.form_number:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 25))", [case.form_number]
                )

    def rejudge_others(self, case: Case, today: date, *, is_numbered: bool) -> None:
        """Judge the others again when something of this changed; no query otherwise.

        `is_numbered`: the day on which the form was filled may have changed.
        """
        now = Shared.of(case)
        concerned = Q(pk__in=())
        if now[:-1] != self[:-1]:
            concerned |= Q(person=case.person_id)
        if now.form_number != self.form_number or (is_numbered and now.form_number):
            concerned |= Q(form_number__in={now.form_number, self.form_number} - {""})
        if concerned != Q(pk__in=()):
            others = Case.objects.filter(concerned).exclude(pk=case.pk)
            if ids := list(others.values_list("pk", flat=True)):
                rejudge(case_ids=ids, today=today)


@transaction.atomic
def rebuild(*, case_ids: Iterable[int], today: date) -> int:
    """As `rejudge`, with the facts read again from the entries: when a release keeps them
    otherwise than before.
    """
    case_ids = list(case_ids)
    rows = (
        Entry.objects.filter(case__in=case_ids)
        .order_by("case_id", "sequence")
        .defer("sealed", "note")
    )
    books = {
        case: ledger.fold(entries) for case, entries in groupby(rows, key=attrgetter("case_id"))
    }
    return rejudge(case_ids=case_ids, today=today, books=books)


@transaction.atomic
def rejudge(
    *, case_ids: Iterable[int], today: date, books: Mapping[int, ledger.Ledger] | None = None
) -> int:
    """Rebuild what is derived of the cases from sponsorships, member list and other cases, and
    judge them again.

    `books`: `{case id: its ledger read anew}`, where the facts of the steps are to be written
    again. Locks them in the order of their ids; a fixed number of queries. Returns how many there
    were.
    """
    columns = (
        "person_id",
        "branch_id",
        "state",
        "facts",
        "opened_on",
        "closed_on",
        "outcome",
        "form_number",
        "next_due_on",
    )
    cases = list(_locked(case_ids).only(*columns))  # the state, because the FSM reads it
    branches = _branches(case.branch_id for case in cases)
    people = Person.objects.only("birth_on", "sex").in_bulk({case.person_id for case in cases})
    for case in cases:
        case.branch, case.person = branches[case.branch_id], people[case.person_id]
    stored = {case.pk: case.facts for case in cases}
    for case in cases:
        if book := (books or {}).get(case.pk):
            case.facts = book.write(case.facts)
    sponsors = others.sponsors_of(*cases)
    rebuilt = [
        (case, ledger.with_sponsors(ledger.with_case(case), sponsors.get(case.pk, ())))
        for case in cases
    ]
    elsewhere = others.elsewhere_of(rebuilt)
    documents = []
    for case, facts in rebuilt:
        facts = msgspec.structs.replace(facts, elsewhere=elsewhere[case.pk])
        documents.append(_Document(case.pk, case.branch, facts, stored[case.pk], case.next_due_on))
    return _judge_all(documents, today)


@transaction.atomic
def judge_again(*, case_ids: Iterable[int], today: date) -> int:
    """Judge the cases by their documents as they stand: for new rules, a local profile, days
    off. As `rejudge`.
    """
    rows = list(_locked(case_ids).values_list("pk", "branch_id", "facts", "next_due_on"))
    branches = _branches(branch for _, branch, _, _ in rows)
    return _judge_all(
        [_Document(pk, branches[branch], facts, facts, due) for pk, branch, facts, due in rows],
        today,
    )


class _Document(NamedTuple):
    """What a locked case is judged by, and what is stored of it."""

    pk: int
    branch: Organization
    facts: CaseFacts
    stored: CaseFacts
    next_due_on: date | None


def _locked(case_ids: Iterable[int]) -> CaseQuerySet:
    """The cases, locked in the order of their ids."""
    return Case.objects.filter(pk__in=list(case_ids)).select_for_update(no_key=True).order_by("pk")


def _branches(ids: Iterable[int]) -> dict[int, Organization]:
    return Organization.objects.in_bulk(set(ids))


def _judge_all(documents: Sequence[_Document], today: date) -> int:
    """Judge the cases, and write what changed."""
    calendar, profiles = remembered("calendar", load_calendar), remembered("profiles", Profiles)
    judgements, changed = {}, []
    for each in documents:
        judgement = judgements[each.pk] = judge(
            Facts(each.facts, calendar, profiles.of(each.branch)), today
        )
        due = next_due(judgement)
        if (each.facts, due) != (each.stored, each.next_due_on):
            changed.append(Case(pk=each.pk, facts=each.facts, next_due_on=due))
    _store_all(judgements)
    Case.objects.bulk_update(changed, ["facts", "next_due_on"], batch_size=BATCH)
    return len(documents)


def _store_all(judgements: Mapping[int, Judgement]) -> None:
    """Rewrite what changed of the findings and obligations: `{case id: judgement}`; two queries,
    more where it did.
    """
    findings = {pk: set(map(key, judgement.lasting)) for pk, judgement in judgements.items()}
    obligations = {
        pk: set(map(obligation_key, judgement.obligations)) for pk, judgement in judgements.items()
    }
    _rewrite_all(Finding, FINDING_COLUMNS, findings, rules_version=RULES_VERSION)
    _rewrite_all(Obligation, OBLIGATION_COLUMNS, obligations)


def _rewrite_all(
    model: Any, columns: tuple[str, ...], wanted: dict[int, set[Any]], **more: str
) -> None:
    kept: dict[int, set[Any]] = {pk: set() for pk in wanted}
    gone = []
    for row in (
        model.objects.filter(case__in=wanted).order_by().values_list("pk", "case_id", *columns)
    ):
        pk, case_id, *values = row
        if (found := tuple(values)) in wanted[case_id] and found not in kept[case_id]:
            kept[case_id].add(found)
        else:
            gone.append(pk)
    if gone:
        model.objects.filter(pk__in=gone).delete()
    news = ((pk, values - kept[pk]) for pk, values in wanted.items() if len(values) > len(kept[pk]))
    model.objects.bulk_create(
        [row for pk, values in news for row in rows_of(pk, model, columns, values, **more)],
        batch_size=2000,
    )


def rejudge_member(member: Member, today: date) -> None:
    """A member's status or discipline changed: the cases he is named in, and a case about
    himself.
    """
    named = Case.objects.filter(Q(sponsorships__member=member) | Q(person_id=member.person_id))
    rejudge(case_ids=set(named.values_list("pk", flat=True)), today=today)


def rejudge_person(person: Person, today: date) -> None:
    """An identity number or birth date changed: the cases of that person."""
    rejudge(case_ids=Case.objects.filter(person=person).values_list("pk", flat=True), today=today)


def refuse_close_with_open_cases(organization: Organization, _until: date) -> None:
    """A branch with open cases is not closed. Raises ValidationError."""
    if Case.objects.filter(branch=organization).open().exists():
        raise ValidationError("该党支部还有未办结的案卷，不能撤销。")
