"""Candidates become cases: persons, cases, entries, sponsorships, findings and obligations, a
batch at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

import msgspec
from django.db import connection
from django.db.models import F

from branches.models import Person, User
from cases import ledger
from cases.facts.arithmetic import Calendar
from cases.facts.base import split_sensitive, without_sensitive
from cases.facts.case import CaseFacts, Extension, Facts, Sponsor
from cases.facts.cultivation import AppointContacts
from cases.facts.target import AppointIntroducers
from cases.facts.values import NamedMember
from cases.importing.histories import Candidate
from cases.importing.references import check_references
from cases.models import Case, CaseNumber, Entry, Finding, Obligation, Sponsorship
from cases.procedure import PLACE, START, TURN
from cases.rules.engine import Judgement, judge
from cases.selectors.context import Profiles
from cases.services import judging

#: Entries written by one statement.
ENTRIES = 2000


@dataclass
class Writer:
    """Writes batches of candidates in the transaction around them.

    form_numbers  those of the cases that were written (志愿书编号)
    """

    today: date
    now: datetime
    user: User | None
    calendar: Calendar
    profiles: Profiles
    form_numbers: set[str] = field(default_factory=set)

    def write(self, candidates: list[Candidate]) -> None:
        new = {id(each.person): each.person for each in candidates if each.person._state.adding}
        Person.objects.bulk_create(list(new.values()))  # one of two applications stands here once
        numbers = _numbers(candidates)
        cases, judgements = [], []
        chains = [list(_drafts(candidate)) for candidate in candidates]
        for candidate, chain in zip(candidates, chains, strict=True):
            case, judgement = self._case(candidate, chain, next(numbers[_year(candidate)]))
            cases.append(case)
            judgements.append(judgement)
            if case.form_number:
                self.form_numbers.add(case.form_number)
        _take_ids(cases)
        entries: list[Entry] = []
        for chain, case in zip(chains, cases, strict=True):
            entries += self._entries(chain, case)
        Case.objects.bulk_create(cases)
        sponsorships: list[Sponsorship] = []
        for candidate, case in zip(candidates, cases, strict=True):
            sponsorships += _sponsorships(candidate, case)
        Sponsorship.objects.bulk_create(sponsorships)
        Entry.objects.bulk_create(entries, batch_size=ENTRIES)
        findings: list[Finding] = []
        obligations: list[Obligation] = []
        for case, judgement in zip(cases, judgements, strict=True):
            findings += judging.finding_rows(case, judgement)
            obligations += judging.obligation_rows(case, judgement)
        Finding.objects.bulk_create(findings)
        Obligation.objects.bulk_create(obligations)
        check_references()

    def _case(
        self, candidate: Candidate, chain: list[_Draft], number: str
    ) -> tuple[Case, Judgement]:
        history = candidate.history
        case = Case(
            number=number,
            person=candidate.person,
            branch=candidate.branch,
            state=history.state,
            outcome=history.outcome,
            closed_on=history.closed_on,
            facts=_document(candidate, chain),
            version=len(chain),
        )
        case.facts = ledger.with_case(case)
        ledger.set_status_days(case)
        judgement = judge(
            Facts(case.facts, self.calendar, self.profiles.of(candidate.branch)), self.today
        )
        case.next_due_on = judging.next_due(judgement)
        return case, judgement

    def _entries(self, chain: list[_Draft], case: Case) -> list[Entry]:
        """The chain of one case: a step each, what is known of steps without a day, and the
        turns. Its end goes into the case.
        """
        entries: list[Entry] = []
        state = START
        for sequence, draft in enumerate(chain, start=1):
            entry = Entry(
                case=case,
                sequence=sequence,
                kind=draft.kind,
                code=draft.code,
                pass_number=1,
                taken_on=draft.taken_on or self.today,
                facts=draft.facts,
                sealed=draft.sealed,
                state_before=state,
                state_after=draft.state or state,
                recorded_by=self.user,
                recorded_at=self.now,
                recorded_on=self.today,
                request_id=uuid4(),
                digest_before=case.head,
            )
            entry.digest = case.head = entry.compute_digest()
            state = entry.state_after
            entries.append(entry)
        return entries


def _take_ids(cases: list[Case]) -> None:
    """Give the cases their ids before they are written: the digests of their entries hold them."""
    query = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(query, [Case._meta.db_table, len(cases)])
        for case, (number,) in zip(cases, cursor.fetchall(), strict=True):
            case.pk = number


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """What an entry holds beside its place; `state` where it leaves the case, None: where it
    was.
    """

    kind: Entry.Kind
    code: str
    taken_on: date | None
    facts: dict[str, object]
    sealed: dict[str, object] | None = None
    state: str | None = None


def _drafts(candidate: Candidate) -> Iterator[_Draft]:
    """In the order of the procedure; an earlier extension stands before the steps of the round
    that followed it.
    """
    history = candidate.history
    extensions = list(history.extensions)
    place = -1
    for code, facts in history.steps.items():
        if PLACE[code] > PLACE["oath"]:
            yield from map(_extension, extensions)
            extensions = []
        data, sealed = split_sensitive(facts)
        if facts.on is None:
            yield _Draft(
                kind=Entry.Kind.SUPPLEMENT,
                code=code,
                taken_on=None,
                facts=data,
                sealed=sealed or None,
            )
            continue
        if not facts.is_negative:
            place = PLACE[code]
        state = next(name for name, at in PLACE.items() if at == place)
        yield _Draft(
            kind=Entry.Kind.STEP,
            code=code,
            taken_on=facts.on,
            facts=data,
            sealed=sealed or None,
            state=state,
        )
    yield from map(_extension, extensions)
    if history.turn is not None:
        yield _Draft(
            kind=Entry.Kind.TURN,
            code=history.turn,
            taken_on=history.turn_on,
            facts={},
            state=history.state,
        )


def _extension(extension: Extension) -> _Draft:
    return _Draft(
        kind=Entry.Kind.TURN,
        code="extend",
        taken_on=None,
        facts={"extension": msgspec.to_builtins(extension)},
        state=TURN["extend"].target,
    )


def _document(candidate: Candidate, chain: list[_Draft]) -> CaseFacts:
    """The document as `ledger.fold` of the entries and the sponsorships give it."""
    history = candidate.history
    book = ledger.Ledger()
    for draft in chain:
        if draft.kind == Entry.Kind.TURN:
            extension = None
            if "extension" in draft.facts:
                extension = msgspec.convert(draft.facts["extension"], Extension)
            book.take_turn(draft.code, extension)
        elif draft.kind == Entry.Kind.STEP:
            book.take_step(draft.code, without_sensitive(history.steps[draft.code]))
        else:
            book.supplement(draft.code, without_sensitive(history.steps[draft.code]))
    contacts = introducers = None
    if isinstance(step := book.steps.get("appoint_contacts"), AppointContacts):
        contacts = _sponsors(candidate, step.contacts, step.on)
    if isinstance(step := book.steps.get("appoint_introducers"), AppointIntroducers):
        introducers = _sponsors(candidate, step.introducers, step.on)
    document = book.write(CaseFacts(unknown_steps=history.unknown_steps))
    return msgspec.structs.replace(document, contacts=contacts, introducers=introducers)


def _sponsors(
    candidate: Candidate, named: tuple[NamedMember, ...] | None, since: date | None
) -> tuple[Sponsor, ...] | None:
    if named is None:
        return None
    if since is None:
        return ()
    sponsors = []
    for each in named:
        member = candidate.records.get(each.member) if each.member else None
        sponsors.append(Sponsor(name=each.name, since=since, member=member))
    return tuple(sponsors)


def _sponsorships(candidate: Candidate, case: Case) -> Iterator[Sponsorship]:
    """Those appointed on a day; a name without a day stays in the facts of its step."""
    for facts in candidate.history.steps.values():
        if isinstance(facts, AppointContacts):
            kind, named = Sponsorship.Kind.CONTACT, facts.contacts
        elif isinstance(facts, AppointIntroducers):
            kind, named = Sponsorship.Kind.INTRODUCER, facts.introducers
        else:
            continue
        if facts.on is None:
            continue
        for each in named or ():
            yield Sponsorship(
                case=case, kind=kind, member_id=each.member, name=each.name, since_on=facts.on
            )


def _year(candidate: Candidate) -> int:
    """The year of the application; of the first step that has a day where that is not known."""
    days = candidate.history.days
    return (days.get("apply") or min(days.values())).year


def _numbers(candidates: list[Candidate]) -> dict[int, Iterator[str]]:
    """Case numbers for these candidates by year, given once. Locks the years until the
    transaction ends.
    """
    counts: dict[int, int] = {}
    for candidate in candidates:
        counts[_year(candidate)] = counts.get(_year(candidate), 0) + 1
    numbers: dict[int, Iterator[str]] = {}
    for year, count in sorted(counts.items()):
        CaseNumber.objects.get_or_create(year=year)
        CaseNumber.objects.filter(year=year).update(last=F("last") + count)
        last = CaseNumber.objects.get(year=year).last
        numbers[year] = iter(
            [str(CaseNumber(year=year, last=each)) for each in range(last - count + 1, last + 1)]
        )
    return numbers
