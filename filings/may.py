"""Why something may not be done with a filing now: one function an act, and as what somebody does
it. Pure: what must be read for it, `filings.selectors.standing` reads.
"""

from __future__ import annotations

from dataclasses import dataclass

from branches.actor import Actor
from branches.acts import Act
from branches.line import Line
from branches.models import Organization, User
from cases.facts.base import StepFacts
from cases.may import Answer, Reason
from cases.may.acting import Acting, find_acting, organization_of
from cases.may.recording import record
from cases.models import Case, Entry
from cases.procedure import CLOSED, PLACE, STEP, TURN, Route, Step, Turn
from filings.kinds import KINDS
from filings.models import FilingItem

MOVED = Reason("上级组织已有变动，请重新报送。")
OWN_SUBMISSION = "报送人不能答复自己的报送。"


@dataclass(frozen=True)
class Past:
    """What the entries of a filing tell of an item.

    last     the last entry, of one that is not answered and not open
    senders  ids of the accounts that submitted it, in whatever round
    """

    last: Entry | None = None
    senders: frozenset[int] = frozenset()


NOTHING_YET = Past()


def submit(case: Case, step: Step, line: Line, *, is_waiting: bool) -> Reason | None:
    """Why the filing cannot be submitted now; `is_waiting`: another one of the case waits that it
    cannot wait beside.
    """
    if why := order(case, step, line):
        return why
    if is_waiting:
        return Reason("已有报送正在等待答复。")
    return None


def order(case: Case, step: Step, line: Line) -> Reason | None:
    """Why it is not the turn of the filing, as the case stands; asks no query."""
    route = KINDS[step.code].route
    if case.state == CLOSED:
        return Reason("案卷已经办结。")
    if organization_of(line, route.receiver) is None and not route.done_on_submission:
        return Reason("上级没有具有审批权限的党委，不能报送。")
    done, own = case.facts.steps.get(route.follows), case.facts.steps.get(step.code)
    rounds = case.facts.earlier_round
    if own is not None and own.on is not None and not own.is_negative and step.code not in rounds:
        return Reason(f"「{step.term}」已经办理。")
    follows = STEP[route.follows]
    if done is None or done.on is None or done.is_negative or route.follows in rounds:
        return Reason(f"须先完成第 {follows.no} 步「{follows.term}」。")
    if PLACE[case.state] < PLACE[route.follows] and not _is_early(case, step):
        return Reason(f"须先完成第 {follows.no} 步「{follows.term}」之前的步骤。")
    if PLACE[case.state] >= PLACE[step.code]:
        return Reason(f"「{step.term}」已经办理。")
    return None


def _is_early(case: Case, step: Step) -> bool:
    return KINDS[step.code].is_early_cancellation(case.facts, case.state)


def is_next(case: Case, step: Step) -> bool:
    """Whether the filing is what comes, or could be sent up already: a cancellation may be
    early.
    """
    if not case.is_open:
        return False
    route = KINDS[step.code].route
    if PLACE[route.follows] <= case.place < PLACE[step.code]:
        return True
    return _is_early(case, step) and case.place < PLACE[step.code]


def resubmit(
    item: FilingItem, line: Line, *, is_waiting: bool, is_overtaken: bool
) -> Reason | None:
    """Why a returned item cannot be submitted again. Wants case and `filing.receiver` joined.

    is_waiting    see `submit`
    is_overtaken  another filing of the kind went up instead
    """
    route = item.kind_row.route
    if item.state != FilingItem.State.RETURNED:
        return Reason(f"这项报送{item.get_state_display()}，不能再次报送。")
    if is_overtaken:
        return Reason("这项报送退回后已另行报送。")
    is_same_receiver = organization_of(line, route.receiver) == item.filing.receiver
    through = [organization.pk for organization in between(line, route)]
    if not is_same_receiver or through != item.filing.through:
        return MOVED
    if route.done_on_submission:
        return None
    return submit(item.case, item.step, line, is_waiting=is_waiting)


def between(line: Line, route: Route) -> tuple[Organization, ...]:
    """The organizations that deliberate on the way to the receiver, lowest first."""
    if not route.deliberated:
        return ()
    return line.between


def act_on(item: FilingItem, past: Past) -> Reason | None:
    """Why nothing can be done with it any more: who answered, returned or withdrew it, and when."""
    if item.is_open:
        return None
    state, last = item.get_state_display(), past.last
    if item.answered_on is not None and item.answered_by is not None:
        name = item.answered_by.get_full_name()
        return Reason(f"这项报送已由{name}于 {item.answered_on} 答复：{state}。")
    if last is None or last.recorded_by is None:
        return Reason(f"这项报送{state}，现在不能办理。")
    return Reason(f"这项报送{state}：{last.recorded_by.get_full_name()}于 {last.taken_on} 办理。")


def withdraw(item: FilingItem, past: Past) -> Reason | None:
    """Why it cannot be taken back."""
    if why := act_on(item, past):
        return why
    if item.kind_row.route.done_on_submission:
        return Reason("向组织部门的备案已完成报送，不能撤回。")
    return None


def deliberate(item: FilingItem, organization: Organization, past: Past) -> Reason | None:
    """Why this organization on the way does not deliberate now."""
    if why := act_on(item, past):
        return why
    if item.holder_id == organization.pk:
        return None
    way = [*item.filing.through, item.filing.receiver_id]
    if item.holder_id in way and way.index(item.holder_id) > way.index(organization.pk):
        return Reason(f"{organization.name}已经审议并上报。")
    return Reason("这项报送不在本组织审议。")


def receive(item: FilingItem, past: Past) -> Reason | None:
    """Why the receipt cannot be noted."""
    if why := prepare(item, past):
        return why
    if item.state == FilingItem.State.RECEIVED:
        return Reason(f"这项报送已于 {item.received_on} 接收。")
    return None


def prepare(item: FilingItem, past: Past) -> Reason | None:
    """Why no answer can be prepared: nothing can be done with it, or it has not arrived."""
    return act_on(item, past) or wait_for(item)


def wait_for(item: FilingItem) -> Reason | None:
    """Why the receiver has to wait for it: it lies on the way still."""
    if item.is_open and item.holder_id != item.filing.receiver_id:
        article = item.step.articles[1].partition("、")[0]
        return Reason("这项报送还在下级审议，不能答复。", article=article)
    return None


def answer(item: FilingItem, user: User, past: Past) -> Reason | None:
    """Why this user, who may decide the kind, does not decide this one. Who submitted does not
    decide.
    """
    if why := act_on(item, past):
        return why
    if has_submitted(item, user, past):
        return Reason(OWN_SUBMISSION)
    return wait_for(item)


def has_submitted(item: FilingItem, user: User, past: Past) -> bool:
    """Whether the user submitted it, in this or an earlier round."""
    return user.pk in {item.submitted_by_id, item.filing.submitted_by_id, *past.senders}


def accept(
    item: FilingItem, actor: Actor, past: Past, facts: StepFacts | None = None
) -> Reason | None:
    """Why it cannot be accepted: as `answer`, and where the step has not come, or is not taken with
    these facts.
    """
    if why := answer(item, actor.account, past):
        return why
    kind = item.kind_row
    if kind.route.done_on_submission:
        return None
    given = Answer(turn=kind.accepted_turn(item.case.facts))
    return record(item.case, kind.step, facts, actor.today, given)


def refuse(item: FilingItem, user: User, past: Past) -> Reason | None:
    """Why it cannot be answered in the negative."""
    if why := answer(item, user, past):
        return why
    if not item.kind_row.route.refusal:
        return Reason("备案只能接收或退回。")
    if not refusal_turns(item):
        return Reason("案卷现在的状态不能答复「不同意」。")
    return None


def refusal_turns(item: FilingItem) -> list[Turn]:
    """The turns by which it can be refused as the case stands, the usual one first."""
    turns = [TURN[code] for code in item.kind_row.route.refusal]
    return [turn for turn in turns if item.case.state in turn.after]


def handling_acting(item: FilingItem, actor: Actor) -> Acting | None:
    """As what the user receives, checks and returns: where it lies, or of one that is closed
    where it lay last.
    """
    route = item.kind_row.route
    if item.holder_id is not None and item.holder_id != item.filing.receiver_id:
        return find_acting(actor, Act.DELIBERATE, [item.holder])
    return find_acting(actor, handling_act(route), [item.filing.receiver])


def handling_act(route: Route) -> Act:
    """The right that receiving, checking and returning needs at the receiver."""
    return Act.RECEIVE_FILING if route.done_on_submission else Act.HANDLE


#: The rights of whoever attends to filings somewhere.
ATTENDING = (Act.DELIBERATE, Act.HANDLE, Act.FILE, Act.DECIDE, Act.RECEIVE_FILING)


def attending_rights(item: FilingItem) -> list[tuple[Act, int]]:
    """(right, id of the organization) of whoever may attend to it where it lies now."""
    holder, route = item.holder_id, item.kind_row.route
    if holder is None:
        return []
    if holder != item.filing.receiver_id:
        return [(Act.DELIBERATE, holder)]
    return [(handling_act(route), holder), (route.answer, holder)]


def attends(item: FilingItem, actor: Actor) -> bool:
    """Whether the user may attend to it where it lies now."""
    rights = attending_rights(item)
    return any(actor.rights.may(act, organization) for act, organization in rights)


def assign(item: FilingItem, actor: Actor, whom: Actor | None, past: Past) -> Reason | None:
    """Why the user cannot let somebody attend to it; `whom` is None where nobody shall."""
    if why := act_on(item, past):
        return why
    if not attends(item, actor):
        return wait_for(item) or Reason("这项报送现在不在本组织办理。")
    if whom is None:
        return None
    is_about_them = whom.person_id is not None and whom.person_id == item.case.person_id
    if is_about_them or not attends(item, whom):
        return Reason(f"{whom.account.get_full_name()}不能办理这项报送，请选别人。", "to")
    return None


def answer_acting(item: FilingItem, actor: Actor) -> Acting | None:
    """As what the user decides."""
    return find_acting(actor, item.kind_row.route.answer, [item.filing.receiver])


def submit_acting(item: FilingItem, actor: Actor) -> Acting | None:
    """As what the user withdraws, or submits again."""
    return find_acting(actor, item.kind_row.route.submit, [item.filing.sender])
