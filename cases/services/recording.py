"""Recording a step, and adding to one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_fsm import can_proceed

from branches.actor import Actor
from branches.acts import Act
from branches.line import Line, line_of
from cases.facts.arithmetic import add_months
from cases.facts.base import StepFacts, Value, fields_of
from cases.facts.case import Facts, edition_on
from cases.models import Case, Entry
from cases.models.sight import sight_of
from cases.procedure import PLACE, STEP, TURN, Body, Step
from cases.rules.engine import Finding
from cases.services import ending, ledger, sponsors, writing
from cases.services.acting import Acting, acting_for, find_acting, organization_of, sponsor_kinds
from cases.services.errors import Reason, Refused
from cases.services.sent import Sent
from cases.services.writing import Author, Draft

ALREADY = "这一步已经登记；要修改请用「更正」。"


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
    case = writing.lock_case(case_id, by)
    if entry := writing.repeated(case, sent):
        return entry
    step = STEP[code]
    acting = acting_for(case, by, *right_of(step))
    if step.route is not None and case.place < PLACE[step.code]:
        raise Refused.because(f"「{step.term}」须报上级办理，不能直接登记。")
    author = Author(actor=by, acting=acting, sent=sent)
    return enter(case, step, facts, author)


def right_of(step: Step) -> tuple[Act, tuple[Body, ...]]:
    """The right to record the step by itself, and the bodies that have it.

    What a filing records is its answer, so that of whoever answers; of one done on submission, of
    whoever submits.
    """
    if step.route is None:
        return step.act, step.bodies
    if step.route.done_on_submission:
        return step.route.submit, (step.route.sender,)
    return step.route.answer, (step.route.receiver,)


def is_missing(case: Case, step: Step) -> bool:
    """Whether the case went past the step without its entry, as imported cases do. Source:
    docs/specification/procedure.md, "Order".
    """
    present = case.facts.steps.get(step.code)
    if case.place < PLACE[step.code] or (present is not None and present.on is not None):
        return False
    day = Facts(case.facts).first_day_from(step.no)
    return not step.only_2026 or (day is not None and edition_on(day) == 2026)


def is_recorded(case: Case, step: Step) -> bool:
    """Whether the step stands recorded and is not recorded again."""
    present = case.facts.steps.get(step.code)
    if present is None or present.on is None or step.code in case.facts.earlier_round:
        return False
    may_come_again = can_proceed(getattr(case, step.method)) or (
        present.is_negative and case.place < PLACE[step.code]
    )
    return not may_come_again


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
    case: Case,
    step: Step,
    facts: StepFacts,
    today: date,
    *,
    is_answer: bool = False,
    turn: str | None = None,
) -> Taken:
    """What recording `facts` today comes to; writes nothing. Arguments as of `enter`. Raises
    Refused.
    """
    if why := refusal(case, step, facts, today, is_answer=is_answer, turn=turn):
        raise Refused([why])
    facts = ledger.as_it_stood(case, step.code, facts)
    assert facts.on is not None
    turn = turn or facts.turn
    is_in_turn = can_proceed(getattr(case, step.method))
    return Taken(facts, facts.on, is_in_turn and turn is None and not facts.is_negative, turn)


def enter(
    case: Case,
    step: Step,
    facts: StepFacts,
    author: Author,
    *,
    is_answer: bool = False,
    turn: str | None = None,
    note: str | None = None,
    beyond: Iterable[Finding] = (),
) -> Entry:
    """Write the entry of a step in a locked case, by an author who may. Raises Refused.

    is_answer  it answers a filing
    turn       the answer takes this turn in place of the step's own move
    note       reason of the turn
    beyond     findings that the act brings about elsewhere, about an organization; they want a
               reason as the case's do
    """
    today, reasons = author.actor.today, author.sent.reasons
    taken = decide(case, step, facts, today, is_answer=is_answer, turn=turn)
    before, state_before = writing.Before.of(case, today), case.state
    facts, day = taken.facts, taken.day
    writing.take(case, step.code, facts, today)
    sponsors.follow(case, step.code, facts)
    if taken.moves:
        writing.move(case, step, day)
        writing.advance(case, day)
    draft = Draft(kind=Entry.Kind.STEP, code=step.code, taken_on=day, facts=facts, reasons=reasons)
    entry = writing.append(case, draft, author, state_before=state_before)
    if taken.turn is not None:
        writing.turn(case, taken.turn, day, author.following(), note=note)
    is_lenient = writing.is_lenient(case, facts, day)
    writing.rejudge_and_save(case, before, reasons, step=step, is_lenient=is_lenient, beyond=beyond)
    ending.end_step(case, step.code, author.actor.author)
    if case.closed_on is not None:
        ending.end_case(case, author.actor.author)
    return entry


def refusal(
    case: Case,
    step: Step,
    facts: StepFacts | None,
    today: date,
    *,
    is_answer: bool = False,
    turn: str | None = None,
) -> Reason | None:
    """Why the step cannot be recorded now, None when it can. Page and service ask here.

    `facts` None: nothing typed yet. With a `turn` the order is the turn's, and `writing.turn` asks
    it.
    """
    if case.closed_on is not None:
        return Reason("案卷已经办结，不再登记新的步骤。")
    if facts is not None and facts.on is None:
        return Reason("请填写办理日期。", "on")
    if turn is None and (why := _order_refusal(case, step, facts, today, is_answer=is_answer)):
        return why
    if facts is not None and (why := future_refusal(facts, today)):
        return why
    if facts is not None and facts.contradiction is not None:
        field, text = facts.contradiction
        return Reason(text, field)
    if (
        turn is None
        and facts is not None
        and facts.turn
        and (why := writing.turn_refusal(case, TURN[facts.turn]))
    ):
        return why
    return _opening_refusal(case, step, facts, today)


def _order_refusal(
    case: Case, step: Step, facts: StepFacts | None, today: date, *, is_answer: bool
) -> Reason | None:
    if case.state in step.by_answer_from and not is_answer:
        return Reason("须先报上级党委，答复后才能列为发展对象。", article=step.article(2026))
    if can_proceed(getattr(case, step.method)):
        return None
    present = case.facts.steps.get(step.code)
    is_recorded = (
        present is not None and present.on is not None and step.code not in case.facts.earlier_round
    )
    if case.place >= PLACE[step.code]:
        if is_recorded:
            return Reason(ALREADY)
        return None if is_missing(case, step) else Reason("这份案卷按 2014 年版办理，没有这一步。")
    if step.early is not None and not step.lasts and case.place >= PLACE[step.early]:
        if is_recorded and present is not None and not present.is_negative:
            return Reason(ALREADY)
        if step.early_if is None or (facts is not None and step.early_if(facts)):
            return None
    awaited = next((STEP[state] for state in step.after if state in STEP), None)
    if awaited is None:
        return Reason(ALREADY)
    return Reason(
        f"还没有轮到这一步：须先完成第 {awaited.no} 步「{case.term_of(awaited.code, today)}」。"
    )


def _opening_refusal(case: Case, step: Step, facts: StepFacts | None, today: date) -> Reason | None:
    """Steps 21 and 22 open three months before the expiry. Source: docs/specification/rules.md,
    Arithmetic.
    """
    if step.opens is None:
        return None
    expiry = Facts(case.facts).expiry
    day = facts.on if facts is not None and facts.on is not None else today
    if expiry is None or add_months(day, step.opens) >= expiry:
        return None
    if facts is not None and writing.is_history(case, day):
        return None
    return Reason(f"预备期 {expiry} 期满，期满前三个月起才能办理。", "on", step.article(2026))


def future_refusal(facts: StepFacts, today: date) -> Reason | None:
    """Why facts with a day after `today` are not taken."""
    late = next(later_than(facts, today), None)
    return None if late is None else Reason(f"日期不能晚于今天（{today}）。", late)


def later_than(facts: StepFacts | Value, today: date, prefix: str = "") -> Iterator[str]:
    """The names of fields with a day after `today` that may have none; `inquiries` for a day
    inside one.
    """
    for field in fields_of(type(facts)):
        value: Any = getattr(facts, field.name)
        if isinstance(value, date) and value > today and not field.label.written:
            yield prefix or field.name
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, Value):
                    yield from later_than(part, today, prefix or field.name)


@transaction.atomic
def supplement(
    *,
    case_id: int,
    code: str,
    facts: StepFacts,
    taken_on: date,
    by: Actor,
    sent: Sent,
) -> Entry:
    """Add to a step what arose later, or an examination or report to one that lasts; `facts.on`
    stays None.

    Contacts and introducers may add examinations of the case they are named in.
    """
    case = writing.lock_case(case_id, by)
    if entry := writing.repeated(case, sent):
        return entry
    step = STEP[code]
    acting = supplement_acting(case, step, by)
    if acting is None:
        raise PermissionDenied("您没有补充这一步的权限。")
    if why := addition_refusal(case, step, facts, by.today):
        raise Refused([why])
    author = Author(actor=by, acting=acting, sent=sent)
    before = writing.Before.of(case, by.today)
    unseen = sight_of(case, by).hidden_numbers
    return writing.add(case, step, facts, taken_on, author, before, sent.reasons, unseen=unseen)


def supplement_refusal(case: Case, step: Step) -> Reason | None:
    """Why nothing can be added to the step now."""
    if case.closed_on is not None and step.code != "archive":
        return Reason("案卷已经办结，只能更正。")
    present = case.facts.steps.get(step.code)
    if present is not None and present.on is not None:
        return None
    if step.lasts and step.early is not None and case.place >= PLACE[step.early]:
        return None
    return Reason("这一步还没有登记，不能补充。")


def addition_refusal(case: Case, step: Step, facts: StepFacts, today: date) -> Reason | None:
    """Why these facts cannot be added to the step now; page and service ask here.

    Only what arises later is added, and nothing that is there already is replaced; that would be a
    correction.
    """
    if why := supplement_refusal(case, step):
        return why
    present = case.facts.steps.get(step.code)
    for field in fields_of(type(facts)):
        value = getattr(facts, field.name)
        if value is None:
            continue
        if not field.label.later:
            return Reason(
                f"「{field.label.title}」不是事后补充的内容；要修改请用「更正」。", field.name
            )
        if not isinstance(value, tuple) and getattr(present, field.name, None) is not None:
            return Reason(f"「{field.label.title}」已经登记；要修改请用「更正」。", field.name)
    return future_refusal(facts, today)


def supplement_acting(
    case: Case, step: Step, actor: Actor, line: Line | None = None
) -> Acting | None:
    """As what the user may add to the step: who records it, sent it up or answered it; contact
    and introducer.
    """
    line = line or line_of(case.branch, actor.today)
    wanted = [(step.act, step.bodies)]
    if step.lasts:
        wanted = [(Act.EXAMINE, step.bodies)]
    elif step.route is not None:
        wanted = [(Act.RECORD, (Body.BRANCH,)), (Act.HANDLE, (Body.COMMITTEE,))]
    elif step.code == "archive":
        wanted = [(Act.FILE, (Body.COMMITTEE,))]
    for act, bodies in wanted:
        if acting := find_acting(actor, act, (organization_of(line, body) for body in bodies)):
            return acting
    stands_by = step.sponsor is not None and step.sponsor in sponsor_kinds(case, actor)
    if stands_by and step.code not in sight_of(case, actor).hidden:
        return Acting(case.branch, str(step.sponsor))
    return None
