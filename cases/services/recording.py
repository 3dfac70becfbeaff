"""Recording a step, and adding to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_fsm import can_proceed

from branches.actor import Actor
from cases import ledger, may
from cases.facts.base import StepFacts, without_sensitive
from cases.ledger import Addition
from cases.may.acting import right_of
from cases.may.recording import Answer
from cases.models import Case, Entry
from cases.models.sight import sight_of
from cases.procedure import PLACE, STEP, Step
from cases.selectors.acting import acting_for, supplement_acting
from cases.selectors.previewing import candidate
from cases.services import effects, ending, locking, sponsors, writing
from cases.services.effects import Before, Foreseen, Terms
from cases.services.errors import Refused
from cases.services.sent import Sent
from cases.services.writing import Author, Draft, TakenTurn


@transaction.atomic
def record(
    *,
    case_id: int,
    code: str,
    facts: StepFacts,
    by: Actor,
    sent: Sent,
) -> Entry:
    """Record one act of the branch, or of the committee where the table says so. The day of the act
    is `facts.on`.

    Filings go through `filings.services`; here comes only one that the case went past without.
    """
    case = locking.lock_case(case_id, by)
    if entry := locking.repeated(case, sent):
        return entry
    step = STEP[code]
    acting = acting_for(case, by, *right_of(step))
    if step.route is not None and case.place < PLACE[step.code]:
        raise Refused.because(f"「{step.term}」须报上级办理，不能直接登记。")
    author = Author(actor=by, acting=acting, sent=sent)
    return enter(case, prepare(case, step, facts, author), author)


@dataclass(frozen=True)
class Taken:
    """What recording a step comes to: the facts as they are kept, and where the case goes.

    moves  the case goes on along the line
    turn   it takes this turn instead; None: none
    """

    facts: StepFacts
    day: date
    moves: bool
    turn: str | None


def decide(
    case: Case, step: Step, facts: StepFacts, today: date, answer: Answer | None = None
) -> Taken:
    """What recording `facts` today comes to; writes nothing. `answer`: as of `may.record`. Raises
    Refused.
    """
    if why := may.record(case, step, facts, today, answer):
        raise Refused([why])
    facts = ledger.as_it_stood(case, facts)
    assert facts.on is not None
    turn = facts.turn
    if answer is not None and answer.turn is not None:
        turn = answer.turn
    is_in_turn = can_proceed(getattr(case, step.method))
    return Taken(facts, facts.on, is_in_turn and turn is None and not facts.is_negative, turn)


@dataclass(frozen=True)
class Prepared:
    """A step that may be recorded, with how the case is judged before and after it. Nothing is
    written yet.
    """

    step: Step
    taken: Taken
    terms: Terms
    before: Before
    foreseen: Foreseen


def prepare(
    case: Case, step: Step, facts: StepFacts, author: Author, answer: Answer | None = None
) -> Prepared:
    """Judge a step in a locked case, by an author who may, before anything is written. `answer`: as
    of `may.record`. Raises Refused.
    """
    today = author.actor.today
    taken = decide(case, step, facts, today, answer)
    before = Before.of(case, today)
    document = candidate(case, step.code, without_sensitive(taken.facts), today, turn=taken.turn)
    foreseen = Foreseen(document, before.judge(document))
    terms = Terms(
        reasons=author.sent.reasons,
        step=step,
        is_lenient=may.is_lenient(case, taken.facts, taken.day),
        beyond=answer.beyond if answer else (),
    )
    terms.ask(before.judgement, foreseen.judgement)
    return Prepared(step, taken, terms, before, foreseen)


def enter(case: Case, prepared: Prepared, author: Author, *, note: str | None = None) -> Entry:
    """Write the entry of a step, and what follows from it. `note`: the reason of the turn. Raises
    Refused where others changed meanwhile what the case is judged by.
    """
    step, taken, today = prepared.step, prepared.taken, author.actor.today
    state_before, facts, day = case.state, taken.facts, taken.day
    writing.take(case, step.code, facts, today)
    sponsors.follow(case, step.code, facts)
    if taken.moves:
        writing.move(case, step, day)
        writing.advance(case, day)
    draft = Draft(
        kind=Entry.Kind.STEP,
        code=step.code,
        taken_on=day,
        facts=facts,
        reasons=prepared.terms.reasons,
    )
    entry = writing.append(case, draft, author, state_before=state_before)
    if taken.turn is not None:
        turn = TakenTurn(code=taken.turn, taken_on=day, reason=note)
        writing.turn(case, turn, author.following())
    effects.rejudge_and_save(
        case, prepared.before, prepared.terms, step=step.code, foreseen=prepared.foreseen
    )
    ending.end_step(case, step.code, author.actor.author)
    if case.closed_on is not None:
        ending.end_case(case, author.actor.author)
    return entry


@transaction.atomic
def supplement(
    *,
    case_id: int,
    addition: Addition,
    by: Actor,
    sent: Sent,
) -> Entry:
    """Add to a step what arose later, or an examination or report to one that lasts; the `on` of
    its facts stays None.

    Contacts and introducers may add examinations of the case they are named in.
    """
    case = locking.lock_case(case_id, by)
    if entry := locking.repeated(case, sent):
        return entry
    step = STEP[addition.code]
    acting = supplement_acting(case, step, by)
    if acting is None:
        raise PermissionDenied("您没有补充这一步的权限。")
    if why := may.add(case, step, addition.facts, by.today):
        raise Refused([why])
    author = Author(actor=by, acting=acting, sent=sent)
    return writing.add(case, addition, author, unseen=sight_of(case, by).hidden_numbers)
