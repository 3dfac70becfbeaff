"""What may come next in a case: by whom, by when, on what ground; and why not, where it may not.

A page asks here what the services would refuse, by the services' own functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from branches.actor import Actor
from branches.acts import MAY, Act, Role
from branches.line import Line
from cases import may
from cases.facts.base import StepFacts, fields_of
from cases.facts.case import edition_on
from cases.may import Reason
from cases.may.acting import Acting, bodies_of, find_acting, organization_of, right_of
from cases.may.recording import is_missing
from cases.models import Case, Obligation, Sponsorship
from cases.procedure import PLACE, STEPS, Body, Step
from cases.selectors import links
from cases.selectors.acting import supplement_acting
from cases.selectors.wording import spelled

TAKING_BACK = "withdraw"
NOT_MAY = Reason("您没有办理这一步的权限。")


@dataclass(frozen=True, kw_only=True)
class NextAct:
    """One act that may come next, as `_components/next_step.html` and the to-do list show it.

    code, no  of the step
    kind      record | supplement, or what `filings` names: submit | resubmit | withdraw | open
    label     of the button
    who       organization, roles and responsibility
    due_on    last day; `earliest_on` first lawful day; `text` the rule's sentence about them
    reason    why the user cannot do it now, "" when he can; `is_mine`: he has the right to it
    is_in_turn  it is the next one on the line
    """

    code: str
    no: int
    kind: str
    title: str
    label: str
    who: str
    due_on: date | None = None
    earliest_on: date | None = None
    article: str | None = None
    text: str = ""
    url: str = ""
    reason: str = ""
    is_mine: bool = False
    is_in_turn: bool = False

    @property
    def button(self) -> str:
        """The label where there is a button: one that leads somewhere, or a barred one that says
        why.
        """
        return self.label if self.url or self.reason else ""


class FilingOption(Protocol):
    """What may be done with a filing of the case: `filings.selectors.options.Option`, which this
    module cannot see.
    """

    @property
    def kind(self) -> str: ...
    @property
    def act(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True)
class Situation:
    """A case with what deciding about its acts needs; `options`: those of its filings."""

    case: Case
    actor: Actor
    line: Line
    obligations: tuple[Obligation, ...]
    options: Sequence[FilingOption] = ()

    def with_options(self, options: Sequence[FilingOption]) -> Situation:
        """The same with what may be done with its filings."""
        return replace(self, options=options)

    def find_acting(self, act: Act, bodies: Iterable[Body]) -> Acting | None:
        """As what the user may do the act at one of the bodies, first choice first."""
        return find_acting(self.actor, act, bodies_of(self.line, bodies))

    def duty(self, step: Step) -> Obligation | None:
        """The most pressing obligation of the step."""
        own = [row for row in self.obligations if row.step == step.no]
        return min(own, key=lambda row: (row.until_on or date.max, row.pk), default=None)

    def facts(self, step: Step) -> StepFacts | None:
        """The facts in force of the step."""
        facts: StepFacts | None = self.case.facts.steps.get(step.code)
        return facts

    def is_done(self, step: Step) -> bool:
        """Whether the step has a good result that counts in this round."""
        facts = self.facts(step)
        is_good = facts is not None and facts.on is not None and not facts.is_negative
        return is_good and step.code not in self.case.facts.earlier_round


def next_acts(situation: Situation, steps: Iterable[Step] = STEPS) -> tuple[NextAct, ...]:
    """Every act of these steps that may come next; the one in turn first, then by its last day."""
    if not situation.case.is_open:
        return ()
    found = [act for step in steps for act in _acts_of(situation, step)]
    return tuple(
        sorted(found, key=lambda act: (not act.is_in_turn, act.due_on or date.max, act.no))
    )


def _acts_of(situation: Situation, step: Step) -> Iterator[NextAct]:
    case = situation.case
    is_in_turn = case.state in step.after and case.state not in step.by_answer_from
    if step.route is not None:
        yield from _filing_acts(situation, step, is_in_turn=is_in_turn)
    elif _goes_on(situation, step):
        yield supplement_act(situation, step, is_in_turn=is_in_turn)
    if is_missing(case, step) or (
        step.route is None and (is_in_turn or _may_come_early(situation, step))
    ):
        yield record_act(situation, step, is_in_turn=is_in_turn)
    elif _lacks_later(situation, step):
        yield supplement_act(situation, step)


def _goes_on(situation: Situation, step: Step) -> bool:
    """A step that lasts has begun, and is not done or has something due."""
    if not step.lasts or step.early is None or situation.case.place < PLACE[step.early]:
        return False
    return not situation.is_done(step) or situation.duty(step) is not None


def _may_come_early(situation: Situation, step: Step) -> bool:
    """Before its turn and not recorded yet. Of one that wants certain facts for that the form
    alone can tell.
    """
    case = situation.case
    if step.early is None or step.lasts or step.early_if is not None or situation.is_done(step):
        return False
    return PLACE[step.early] <= case.place < PLACE[step.code]


def _lacks_later(situation: Situation, step: Step) -> bool:
    """Done, but something that arises later is not there yet."""
    facts = situation.facts(step)
    if facts is None or facts.on is None or facts.is_negative or step.lasts:
        return False
    return bool(lacking(facts))


def lacking(facts: StepFacts) -> list[str]:
    """The labels of what is added later and was not yet; of what nobody asked for nothing."""
    later = [field for field in fields_of(type(facts)) if field.label.later]
    return [field.label.title for field in later if facts.missing(field.name)]


def record_act(situation: Situation, step: Step, *, is_in_turn: bool = False) -> NextAct:
    """Recording the step."""
    case, today = situation.case, situation.actor.today
    act, bodies = right_of(step)
    is_mine = situation.find_acting(act, bodies) is not None
    why = may.record(case, step, None, today) if is_mine else NOT_MAY
    missing = "" if is_in_turn or PLACE[step.code] > case.place else "补登："
    term = case.term_of(step.code, today)
    found = NextAct(
        code=step.code,
        no=step.no,
        kind="record",
        title=f"{missing}{step.no} {term}",
        label=f"完成「{term}」" if step.lasts else f"登记「{term}」",
        who=who_does(situation.line, act, bodies),
        url=links.step_url(case, step.code),
        reason=_said(why),
        is_mine=is_mine,
        is_in_turn=is_in_turn,
    )
    # what is due of a step that lasts is its examinations, see `supplement_act`
    duty = None if step.lasts else situation.duty(step)
    return _with_limits(found, step, duty, today)


def supplement_act(situation: Situation, step: Step, *, is_in_turn: bool = False) -> NextAct:
    """Adding to the step: examinations and reports, or what arose later."""
    case, today = situation.case, situation.actor.today
    is_mine = supplement_acting(case, step, situation.actor, situation.line) is not None
    why = may.supplement(case, step) if is_mine else NOT_MAY
    what = _what_is_added(situation, step)
    act, bodies = (Act.EXAMINE, step.bodies) if step.lasts else _adds(step)
    who = who_does(situation.line, act, bodies)
    if step.sponsor:
        who += f"；{Sponsorship.Kind(step.sponsor).label}（直接责任）"
    found = NextAct(
        code=step.code,
        no=step.no,
        kind="supplement",
        title=f"{step.no} {case.term_of(step.code, today)}：{what}",
        label=f"补充「{what}」",
        who=who,
        url=links.supplement_url(case, step.code),
        reason=_said(why),
        is_mine=is_mine,
        is_in_turn=is_in_turn,
    )
    duty = situation.duty(step) if step.lasts else None
    return _with_limits(found, step, duty, today)


def _what_is_added(situation: Situation, step: Step) -> str:
    """What a supplement of the step holds, in words."""
    if step.lasts:
        return "考察、思想汇报"
    facts = situation.facts(step)
    return "" if facts is None else "、".join(lacking(facts))


def _adds(step: Step) -> tuple[Act, tuple[Body, ...]]:
    """Who commonly adds what arose later: the branch; to the archive the committee."""
    if step.adds is not None:
        act, body = step.adds
        return act, (body,)
    if step.bodies == (Body.COMMITTEE,):
        return Act.HANDLE, (Body.COMMITTEE,)
    return Act.RECORD, (Body.BRANCH,)


def _filing_acts(situation: Situation, step: Step, *, is_in_turn: bool) -> Iterator[NextAct]:
    """A step that is a filing: what the user may do with it; in turn, who does it where he cannot
    lead it on.

    Taking a filing back does not: it is offered beside.
    """
    route, today = step.route, situation.actor.today
    assert route is not None
    own = [option for option in situation.options if option.kind == step.code]
    if not own and not is_in_turn:
        return
    title, who = f"{step.no} {step.term}", who_files(situation.line, step)
    if any(code in situation.case.locked for code in route.rests_on):
        title += "：已报送，等待答复"
        who = who_does(situation.line, route.answer, [route.receiver])
    awaited = NextAct(
        code=step.code, no=step.no, kind="submit", title=title, label="", who=who, is_in_turn=True
    )
    awaited = _with_limits(awaited, step, situation.duty(step), today)
    for option in own:
        yield replace(
            awaited,
            kind=option.act,
            label=option.label,
            url=option.url,
            reason=spelled(option.reason),
            is_mine=True,
            is_in_turn=is_in_turn and option.act != TAKING_BACK,
        )
    if is_in_turn and all(option.act == TAKING_BACK for option in own):
        yield awaited


def _said(why: Reason | None) -> str:
    """A reason as the page says it, "" where there is none."""
    return "" if why is None else spelled(str(why))


def _with_limits(act: NextAct, step: Step, duty: Obligation | None, today: date) -> NextAct:
    """The act with the article of its step, and with the days and the sentence of its duty; where
    it has none, with the limit in the table.
    """
    act = replace(act, article=step.article(edition_on(today)), text=step.limit)
    if duty is None:
        return act
    return replace(act, due_on=duty.until_on, earliest_on=duty.earliest_on, text=spelled(duty.text))


def who_does(line: Line, act: Act, bodies: Iterable[Body]) -> str:
    """The organizations that may act, with the roles and what they answer for."""
    return "；".join(filter(None, (_holders(line, act, body) for body in bodies)))


def who_files(line: Line, step: Step) -> str:
    """Who sends it up, and who answers."""
    route = step.route
    assert route is not None
    sends = _holders(line, route.submit, route.sender)
    answers = _holders(line, route.answer, route.receiver)
    return f"{sends}报送；{answers}答复" if answers else f"{sends}报送"


def _holders(line: Line, act: Act, body: Body) -> str:
    organization = organization_of(line, body)
    if organization is None:
        return ""
    roles = [role for role in Role if role in MAY[act] and organization.kind in role.held_at]
    duties = "、".join(dict.fromkeys(role.responsibility.label for role in roles))
    return f"{organization.name} {'、'.join(role.label for role in roles)}（{duties}）"
