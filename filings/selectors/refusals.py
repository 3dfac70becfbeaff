"""Why something cannot be done with a filing now: one function an act, asked by page and service.

Who may do it is asked apart, with `cases.services.acting`.
"""

from __future__ import annotations

from django.db.models import Q

from branches.actor import Actor
from branches.acts import Act
from branches.line import Line
from branches.models import Organization, User
from cases import may
from cases.may import Reason
from cases.may.acting import Acting, find_acting, organization_of
from cases.models import Case, Entry
from cases.procedure import CLOSED, PLACE, STEP, TURN, Route, Step, Turn
from filings.kinds import APART, KINDS
from filings.models import FilingItem

MOVED = Reason("上级组织已有变动，请重新报送。")
OWN_SUBMISSION = "报送人不能答复自己的报送。"


def route_of(step: Step) -> Route:
    """The route of a step that is a filing."""
    assert step.route is not None
    return step.route


def submit_refusal(case: Case, step: Step, line: Line) -> Reason | None:
    """Why the filing cannot be submitted now."""
    if why := order_refusal(case, step, line):
        return why
    if FilingItem.objects.filter(case=case).open().filter(_same_lane(step)).exists():
        return Reason("已有报送正在等待答复。")
    return None


def order_refusal(case: Case, step: Step, line: Line) -> Reason | None:
    """Why it is not the turn of the filing, as the case stands; asks no query."""
    route = route_of(step)
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


def _same_lane(step: Step) -> Q:
    apart = Q(kind=APART)
    return apart if step.code == APART else ~apart


def _is_early(case: Case, step: Step) -> bool:
    return KINDS[step.code].is_early_cancellation(case.facts, case.state)


def is_next(case: Case, step: Step) -> bool:
    """Whether the filing is what comes, or could be sent up already: a cancellation may be
    early.
    """
    if not case.is_open:
        return False
    route = route_of(step)
    if PLACE[route.follows] <= case.place < PLACE[step.code]:
        return True
    return _is_early(case, step) and case.place < PLACE[step.code]


def resubmit_refusal(item: FilingItem, line: Line) -> Reason | None:
    """Why a returned item cannot be submitted again. Wants case and `filing.receiver` joined."""
    route = route_of(item.step)
    if item.state != FilingItem.State.RETURNED:
        return Reason(f"这项报送{item.get_state_display()}，不能再次报送。")
    if FilingItem.objects.filter(case=item.case_id, kind=item.kind, pk__gt=item.pk).exists():
        return Reason("这项报送退回后已另行报送。")
    if (
        organization_of(line, route.receiver) != item.filing.receiver
        or _way(line, route) != item.filing.through
    ):
        return MOVED
    return None if route.done_on_submission else submit_refusal(item.case, item.step, line)


def _way(line: Line, route: Route) -> list[int]:
    return [organization.pk for organization in line.between] if route.deliberated else []


def open_refusal(item: FilingItem) -> Reason | None:
    """Why nothing can be done with it any more: who answered, returned or withdrew it, and when."""
    if item.is_open:
        return None
    state = item.get_state_display()
    if item.answered_on is not None and item.answered_by is not None:
        return Reason(
            f"这项报送已由{item.answered_by.get_full_name()}于 {item.answered_on} 答复：{state}。"
        )
    last = (
        item.case.entries.filter(kind=Entry.Kind.FILING, facts__item=item.pk)
        .select_related("recorded_by__person")
        .order_by("-sequence")
        .first()
    )
    if last is None or last.recorded_by is None:
        return Reason(f"这项报送{state}，现在不能办理。")
    return Reason(f"这项报送{state}：{last.recorded_by.get_full_name()}于 {last.taken_on} 办理。")


def withdraw_refusal(item: FilingItem) -> Reason | None:
    """Why it cannot be taken back."""
    if why := open_refusal(item):
        return why
    if route_of(item.step).done_on_submission:
        return Reason("向组织部门的备案已完成报送，不能撤回。")
    return None


def deliberate_refusal(item: FilingItem, organization: Organization) -> Reason | None:
    """Why this organization on the way does not deliberate now."""
    if why := open_refusal(item):
        return why
    if item.holder_id != organization.pk:
        way = [*item.filing.through, item.filing.receiver_id]
        is_past = item.holder_id in way and way.index(item.holder_id) > way.index(organization.pk)
        return Reason(
            f"{organization.name}已经审议并上报。" if is_past else "这项报送不在本组织审议。"
        )
    return None


def receive_refusal(item: FilingItem) -> Reason | None:
    """Why the receipt cannot be noted."""
    if why := open_refusal(item) or arrival_refusal(item):
        return why
    if item.state == FilingItem.State.RECEIVED:
        return Reason(f"这项报送已于 {item.received_on} 接收。")
    return None


def arrival_refusal(item: FilingItem) -> Reason | None:
    """Whether it has come to the receiver at all."""
    if item.is_open and item.holder_id != item.filing.receiver_id:
        return Reason(
            "这项报送还在下级审议，不能答复。", article=item.step.articles[1].partition("、")[0]
        )
    return None


def answer_refusal(item: FilingItem, user: User) -> Reason | None:
    """Why this user, who may decide the kind, does not decide this one. Who submitted does not
    decide.
    """
    if why := open_refusal(item):
        return why
    if has_submitted(item, user):
        return Reason(OWN_SUBMISSION)
    return arrival_refusal(item)


def accept_refusal(item: FilingItem, actor: Actor) -> Reason | None:
    """Why it cannot be accepted: as `answer_refusal`, and where the step has not come."""
    if why := answer_refusal(item, actor.account):
        return why
    if route_of(item.step).done_on_submission:
        return None
    turn = item.kind_row.accepted_turn(item.case.facts)
    return may.record(item.case, item.step, None, actor.today, is_answer=True, turn=turn)


def has_submitted(item: FilingItem, user: User) -> bool:
    """Whether the user submitted it, in this or an earlier round."""
    if user.pk in (item.submitted_by_id, item.filing.submitted_by_id):
        return True
    rounds = item.case.entries.filter(
        kind=Entry.Kind.FILING, facts__item=item.pk, facts__event="submitted"
    )
    return item.round > 2 and rounds.filter(recorded_by=user.pk).exists()


def refusal_turns(item: FilingItem) -> list[Turn]:
    """The turns by which it can be refused as the case stands, the usual one first."""
    return [
        TURN[code] for code in route_of(item.step).refusal if item.case.state in TURN[code].after
    ]


def refuse_refusal(item: FilingItem, user: User) -> Reason | None:
    """Why it cannot be answered in the negative."""
    if why := answer_refusal(item, user):
        return why
    if not refusal_turns(item):
        return Reason(
            "备案只能接收或退回。"
            if not route_of(item.step).refusal
            else "案卷现在的状态不能答复「不同意」。"
        )
    return None


def handling_acting(item: FilingItem, actor: Actor) -> Acting | None:
    """As what the user receives, checks and returns: where it lies, or of one that is closed
    where it lay last.
    """
    route = route_of(item.step)
    if item.holder_id is not None and item.holder_id != item.filing.receiver_id:
        return find_acting(actor, Act.DELIBERATE, [item.holder])
    return find_acting(actor, handling_act(route), [item.filing.receiver])


def handling_act(route: Route) -> Act:
    """The right that receiving, checking and returning needs at the receiver."""
    return Act.RECEIVE_FILING if route.done_on_submission else Act.HANDLE


def answer_acting(item: FilingItem, actor: Actor) -> Acting | None:
    """As what the user decides."""
    return find_acting(actor, route_of(item.step).answer, [item.filing.receiver])


def submit_acting(item: FilingItem, actor: Actor) -> Acting | None:
    """As what the user withdraws, or submits again."""
    return find_acting(actor, route_of(item.step).submit, [item.filing.sender])
