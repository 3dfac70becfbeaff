"""The one place that writes an entry and moves a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec
from django.db import IntegrityError

from branches.actor import Actor
from cases import ledger, may
from cases.facts.base import StepFacts, split_sensitive, without_sensitive
from cases.facts.case import CaseFacts, Extension, Facts
from cases.ledger import Addition
from cases.machine import ANNULMENT, Move, way_back
from cases.may.acting import Acting
from cases.models import Case, Entry
from cases.procedure import STEP, STEPS, TURN, Step
from cases.services import effects, moment
from cases.services.effects import STATE, Before, Foreseen, Terms, rejudge_and_save
from cases.services.errors import Refused, Reused
from cases.services.sent import Sent


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry to be written. `facts` None for turns, annulments and filings; `data` holds what
    those keep.
    """

    kind: Entry.Kind
    code: str
    taken_on: date
    facts: StepFacts | None = None
    data: Mapping[str, Any] | None = None
    note: str | None = None
    sealed: Mapping[str, Any] | None = None
    reasons: Mapping[str, str] | None = None
    replaces: Entry | None = None


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who writes an entry, as what, and by which request.

    `acting` is None for the system and an import.
    """

    actor: Actor
    acting: Acting | None
    sent: Sent

    def following(self) -> Author:
        """The same author of the entry that follows in the same request."""
        return replace(self, sent=self.sent.followed("following"))


def append(case: Case, draft: Draft, author: Author, *, state_before: str) -> Entry:
    """Write one entry at the end of the chain. `version` and `head` of the case are sequence and
    digest of the last.
    """
    data, sealed = dict(draft.data or {}), draft.sealed
    if draft.facts is not None:
        data, sealed = split_sensitive(draft.facts)
    entry = Entry(
        case=case,
        sequence=case.version + 1,
        kind=draft.kind,
        code=draft.code,
        pass_number=case.pass_number,
        taken_on=draft.taken_on,
        facts=data,
        sealed=sealed or None,
        reasons=may.reasons_given(draft.reasons or {}),
        note=draft.note or None,
        replaces=draft.replaces,
        state_before=state_before,
        state_after=case.state,
        recorded_by=author.actor.author,
        recorded_at=moment.now(),
        recorded_on=author.actor.today,
        request_id=author.sent.request_id,
        digest_before=case.head,
    )
    if author.acting is not None:
        entry.organization, entry.role = author.acting.organization, author.acting.role
        entry.organization_name = author.acting.organization.name
    entry.digest = entry.compute_digest()
    try:
        entry.save(force_insert=True)
    except IntegrityError as error:
        if is_request_id_taken(error):
            raise Reused from error
        raise
    case.version, case.head = entry.sequence, entry.digest
    return entry


def is_request_id_taken(error: IntegrityError) -> bool:
    """Whether the database refused the row because something else bears the id of this request."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return "request_id" in (getattr(diagnosis, "constraint_name", None) or "")


def move(case: Case, row: Move, day: date, outcome: str = "") -> None:
    """Take one FSM transition. The trigger lets the state change only along an edge, so each is
    written by itself: the last one by `save`, those before it here.

    A row that ends the case closes it on `day`; `outcome` where the row leaves open how.
    """
    if case.is_moved:
        case.save(update_fields=STATE)
    getattr(case, row.method)()
    case.is_moved = True
    if ended := row.outcome or outcome:
        case.outcome, case.closed_on = ended, day


def advance(case: Case, day: date) -> None:
    """Take every next transition whose entry is there already."""
    while step := next_done(case):
        move(case, step, day)


def next_done(case: Case) -> Step | None:
    """The step that comes next, where its entry is there already."""
    state = case.state  # the FSM looks at it anew each time
    for step in STEPS:
        if state in step.after and step.code not in case.facts.earlier_round:
            facts = case.facts.steps.get(step.code)
            if facts is not None and facts.on is not None and not facts.is_negative:
                return step
    return None


def go_back(case: Case, to: str, day: date) -> None:
    """Undo the moves of an annulled entry; a closed case is open again."""
    case.outcome, case.closed_on = "", None
    for state in way_back(case.state, to):
        if state != case.state:
            move(case, ANNULMENT[state], day)


@dataclass(frozen=True, kw_only=True)
class TakenTurn:
    """A turn of the table as it is taken.

    reason   in words; None where the entry that brings the turn says why
    outcome  how the case ends, where the turn leaves that open
    """

    code: str
    taken_on: date
    reason: str | None = None
    outcome: str = ""


def turn(case: Case, taken: TakenTurn, author: Author) -> Entry:
    """Take a turn and write its entry; a new pass when it undoes something. Raises Refused.

    The entry of an extension keeps what it extended by.
    """
    before = case.state
    extension = leave_line(case, taken)
    data: Mapping[str, Any] | None = None
    if extension is not None:
        data = msgspec.to_builtins(extension)
    elif taken.outcome:
        data = {"outcome": taken.outcome}
    draft = Draft(
        kind=Entry.Kind.TURN,
        code=taken.code,
        taken_on=taken.taken_on,
        data=data,
        note=taken.reason,
    )
    entry = append(case, draft, author, state_before=before)
    if TURN[taken.code].undoes:
        case.pass_number += 1
    return entry


def leave_line(case: Case, taken: TakenTurn) -> Extension | None:
    """Move the case and its facts as the turn says; returns what it extends by. Raises Refused."""
    row = TURN[taken.code]
    if why := may.leave_line(case, row):
        raise Refused([why])
    extension = Facts(case.facts).extension_in_force if row.extends else None
    move(case, row, taken.taken_on, taken.outcome)
    case.facts = ledger.with_turn(case.facts, row.code)
    return extension


def take(case: Case, code: str, facts: StepFacts, today: date) -> None:
    """Put the facts of a step in force, as recorded today."""
    case.facts = ledger.with_step(case.facts, code, without_sensitive(facts), today)


def refold(case: Case) -> None:
    """Read all entries again: for corrections and annulments."""
    case.facts = ledger.fold(case.entries.order_by("sequence")).write(case.facts)


def add(
    case: Case,
    addition: Addition,
    author: Author,
    *,
    has_own_reason: bool = False,
    unseen: Collection[int | None] = (),
) -> Entry:
    """Write a supplement in a locked case, by an author who may. Raises Refused.

    has_own_reason  that stands for all it brings about
    unseen          numbers of the steps that the author does not see, about which nothing is told
                    or asked
    """
    before = Before.of(case, author.actor.today)
    document = ledger.with_supplement(case.facts, addition, author.actor.today)
    foreseen = Foreseen(document, before.judge(document))
    terms, reasons = effects.ITS_OWN, None
    if not has_own_reason:
        terms, reasons = _terms_of(case, addition, document, author, unseen), author.sent.reasons
        terms.ask(before.judgement, foreseen.judgement)
    case.facts = document
    draft = Draft(
        kind=Entry.Kind.SUPPLEMENT,
        code=addition.code,
        taken_on=addition.taken_on,
        facts=addition.facts,
        reasons=reasons,
    )
    entry = append(case, draft, author, state_before=case.state)
    rejudge_and_save(case, before, terms, step=addition.code, foreseen=foreseen)
    return entry


def _terms_of(
    case: Case,
    addition: Addition,
    document: CaseFacts,
    author: Author,
    unseen: Collection[int | None],
) -> Terms:
    """On what terms a supplement is written that leaves the case with this document."""
    added_to = document.steps.get(addition.code)
    assert added_to is not None, addition.code
    return Terms(
        reasons=author.sent.reasons,
        step=STEP[addition.code],
        is_lenient=may.is_lenient(case, added_to, addition.taken_on),
        unseen=unseen,
    )
