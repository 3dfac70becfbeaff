"""A history told without a database: each act is judged as the service judges it when it is
recorded.

The decisions are the services' own functions, asked of a case that is held in memory; only what
they read and write there is done here. Who acts is not asked: that does not depend on the day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

import msgspec

from branches.identity import Sex
from branches.line import Line, line_among
from branches.models import Organization, Person
from branches.rights import PATH_STEP
from cases import ledger, may
from cases.facts.admission import FileWithDepartment
from cases.facts.base import StepFacts, without_sensitive
from cases.facts.case import CaseFacts, Facts, Sponsor
from cases.facts.cultivation import FileActivist
from cases.facts.profile import NATIONAL, tightened
from cases.facts.values import Deliberation, NamedMember
from cases.ledger import Addition
from cases.may import Answer
from cases.may.acting import organization_of
from cases.models import Case, Sponsorship
from cases.procedure import STEP, TURN, Step
from cases.rules.engine import RULES, Finding, Judgement, Rule, judge
from cases.selectors import sponsors
from cases.services import recording, writing
from cases.services.errors import Refused
from cases.services.writing import TakenTurn
from filings import may as may_file
from filings.demo import plan
from filings.demo.lives import Life
from filings.demo.plan import Team
from filings.demo.story import CALENDAR, Act
from filings.kinds import KINDS
from filings.may import NOTHING_YET
from filings.models import Filing, FilingItem
from filings.services import answering, common

PROFILE = tightened(NATIONAL, plan.LOCAL_RULES)


@cache
def tree() -> dict[str, Organization]:
    """`{code: organization}` of the demo's tree, not stored."""
    found: dict[str, Organization] = {}
    for number, unit in enumerate(plan.UNITS, 1):
        above = found[unit.above].path if unit.above else ""
        path = above + str(number).zfill(PATH_STEP)
        found[unit.code] = Organization(
            pk=number, code=unit.code, name=unit.name, kind=unit.kind, path=path, **unit.fields
        )
    return found


@cache
def line_of(code: str) -> Line:
    """The line above a branch of the demo."""
    lowest_first = sorted(tree().values(), key=lambda each: each.path, reverse=True)
    return line_among(tree()[code], lowest_first)


@cache
def teams(seed: str) -> tuple[Team, ...]:
    """The branches with their people, each member numbered by the place on the list of all."""
    rows = enumerate(plan.member_list(seed), 1)
    return plan.teams(seed, [NamedMember(name=row.name, member=number) for number, row in rows])


@cache
def rules_at(no: int) -> tuple[Rule, ...]:
    """The rules that may find something at the step with this number."""
    return tuple(rule for rule in RULES.values() if rule.step in (no, None))


class Stand(NamedTuple):
    """A case between two acts."""

    state: str
    facts: CaseFacts


@dataclass
class Trial:
    """One case while it is told.

    today      the day of the world, by which the member list is made
    sponsors   contacts and introducers, none of them stored
    before     how the case stood before each of its acts
    """

    seed: str
    today: date
    case: Case
    line: Line
    item: FilingItem | None = None
    deliberations: list[Deliberation] = field(default_factory=list)
    sponsors: list[Sponsorship] = field(default_factory=list)
    before: list[Stand] = field(default_factory=list)

    @classmethod
    def of(cls, seed: str, life: Life, today: date) -> Trial:
        """The case of a life before its first act."""
        sex = Sex.MALE if life.human.is_male else Sex.FEMALE
        person = Person(name=life.human.name, birth_on=life.human.born_on, sex=sex)
        case = Case(person=person, branch=tree()[life.team.code], opened_on=life.opened_on)
        return cls(seed, today, case, line_of(life.team.code))

    def tell(self, acts: tuple[Act, ...]) -> None:
        """All acts in their order. Raises Refused, as the service would."""
        assert self.case.opened_on is not None
        for act in acts:
            self.before.append(Stand(self.case.state, self.case.facts))
            do: Callable[[Act, date], None] = getattr(self, f"_{act.do}")
            do(act, act.recorded_on(self.case.opened_on))
            self.case.is_moved = False  # nothing is written here

    def judged(self, today: date) -> Judgement:
        """All that the rules find in the case as it stands."""
        return judge(self._context(), today)

    def _context(self) -> Facts:
        self.case.facts = ledger.with_case(self.case)
        return Facts(self.case.facts, CALENDAR, PROFILE)

    def _findings(self, step: Step, day: date) -> list[Finding]:
        """What the rules find that may find something at the step, and lasts."""
        return list(judge(self._context(), day, rules_at(step.no)).lasting)

    def _enter(
        self, step: Step, facts: StepFacts, today: date, answer: Answer | None = None
    ) -> None:
        """As `recording.enter`."""
        case = self.case
        taken = recording.decide(case, step, facts, today, answer)
        facts, day = taken.facts, taken.day
        writing.take(case, step.code, facts, today)
        self._appoint(step.code, facts)
        if taken.moves:
            self._move(step, day)
            while following := writing.next_done(case):
                self._move(following, day)
        if taken.turn is not None:
            writing.leave_line(case, TakenTurn(code=taken.turn, taken_on=day))
        own = [finding for finding in self._findings(step, today) if finding.step == step.no]
        asked = may.questions(own, step=step.no, is_lenient=may.is_lenient(case, facts, day))
        given = {
            each.rule: "情况属实" for each in asked
        }  # whoever acts gives the reasons that are wanted
        if standing := may.open_questions(asked, given):
            raise Refused.by(standing)

    def _move(self, step: Step, day: date) -> None:
        writing.move(self.case, step, day)
        self.case.is_moved = False

    def _appoint(self, code: str, facts: StepFacts) -> None:
        """As `sponsors.follow`: who is no longer named ends, who is new begins."""
        kind = sponsors.kind_at(code)
        if kind is None:
            return
        standing = [row for row in self.sponsors if row.kind == kind and row.until_on is None]
        _, begun = sponsors.changes(self.case, kind, facts, standing)
        self.sponsors += begun
        self._read_sponsors()

    def _read_sponsors(self) -> None:
        rows = []
        for row in self.sponsors:
            record = plan.record_of(self.seed, row.member_id or 0, self.today)
            sponsor = Sponsor(name=row.name, since=row.since_on, until=row.until_on, member=record)
            rows.append((row.kind, sponsor))
        self.case.facts = ledger.with_sponsors(self.case.facts, rows)

    # The acts, each named as its service.

    def _record(self, act: Act, today: date) -> None:
        assert act.facts is not None
        self._enter(STEP[act.code], act.facts, today)

    _open = _record

    def _supplement(self, act: Act, today: date) -> None:
        case, step, facts = self.case, STEP[act.code], act.facts
        assert facts is not None
        common.refuse_for(may.add(case, step, facts, today))
        self._add(Addition(act.code, facts, act.on), today)

    def _add(self, addition: Addition, today: date) -> None:
        """As `writing.add`."""
        self.case.facts = ledger.with_supplement(self.case.facts, addition, today)

    def _turn(self, act: Act, today: date) -> None:
        turn = TURN[act.code]
        common.refuse_for(may.turn(self.case, turn))
        common.check_day(act.on, today, field="taken_on")
        writing.leave_line(self.case, TakenTurn(code=act.code, taken_on=act.on, **act.more))

    def _correct(self, act: Act, today: date) -> None:
        """Of a text that no rule reads: what it was before is what it is."""
        facts = self.case.facts.steps.get(act.code)
        assert facts is not None
        changed = without_sensitive(msgspec.structs.replace(facts, **act.more["changes"]))
        steps = msgspec.structs.replace(self.case.facts.steps, **{act.code: changed})
        self.case.facts = msgspec.structs.replace(self.case.facts, steps=steps)

    def _annul(self, act: Act, today: date) -> None:
        """The last entry, which was a step of the branch: the case stands as before it."""
        before = self.before[-2]
        writing.go_back(self.case, before.state, today)
        self.case.facts = before.facts

    def _replace(self, act: Act, today: date) -> None:
        old, new = act.more["old"], act.more["new"]
        if not plan.record_of(self.seed, new.member, self.today).is_full_on(act.on):
            raise Refused.because(f"{new.name}在 {act.on} 不是正式党员。")
        common.check_day(act.on, today)
        for row in self.sponsors:
            if row.kind == act.code and row.member_id == old.member and row.until_on is None:
                row.until_on = act.on
        self.sponsors.append(
            Sponsorship(
                case=self.case, kind=act.code, member_id=new.member, name=new.name, since_on=act.on
            )
        )
        self._read_sponsors()

    def _worksheet(self, act: Act, today: date) -> None:
        """Nothing is judged in what is being written."""

    def _submit(self, act: Act, today: date) -> None:
        step = STEP[act.code]
        route = KINDS[step.code].route
        common.check_day(act.on, today, field="submitted_on")
        if self.item is not None and self.item.is_open:
            raise Refused.because("已有报送正在等待答复。")
        common.refuse_for(may_file.order(self.case, step, self.line))
        receiver = organization_of(self.line, route.receiver)
        between = may_file.between(self.line, route)
        filing = Filing(
            kind=act.code,
            sender=organization_of(self.line, route.sender),
            receiver=receiver,
            through=[each.pk for each in between],
            papers=list(act.more["papers"]),
        )
        self.item = FilingItem(filing=filing, case=self.case, kind=act.code)
        self._send(act.on)
        if route.done_on_submission:
            name = receiver.name if receiver else None
            self._enter(step, FileWithDepartment(on=act.on, body=name), today, Answer())
        if receiver is None:
            self.item = None

    def _send(self, day: date) -> None:
        item = self._item
        item.state, item.submitted_on, item.received_on = FilingItem.State.SUBMITTED, day, None
        item.holder_id = item.filing.first_holder_id
        self.deliberations = []

    @property
    def _item(self) -> FilingItem:
        assert self.item is not None
        return self.item

    def _resubmit(self, act: Act, today: date) -> None:
        if self._item.state != FilingItem.State.RETURNED:
            raise Refused.because("这项报送不能再次报送。")
        if not self._item.kind_row.route.done_on_submission:
            common.refuse_for(may_file.order(self.case, self._item.step, self.line))
        common.check_day(act.on, today, not_before=self._item.submitted_on)
        self._send(act.on)

    def _withdraw(self, act: Act, today: date) -> None:
        common.refuse_for(may_file.withdraw(self._item, NOTHING_YET))
        self._item.state = FilingItem.State.WITHDRAWN

    def _return(self, act: Act, today: date) -> None:
        common.refuse_for(may_file.act_on(self._item, NOTHING_YET))
        self._item.state = FilingItem.State.RETURNED

    def _deliberate(self, act: Act, today: date) -> None:
        organization = next(each for each in self.line.between if each.pk == self._item.holder_id)
        common.refuse_for(may_file.deliberate(self._item, organization, NOTHING_YET))
        common.check_day(act.on, today, not_before=self._item.submitted_on)
        way = [*self._item.filing.through, self._item.filing.receiver_id]
        self._item.holder_id = way[way.index(self._item.holder_id) + 1]
        self.deliberations.append(Deliberation(organization=organization.name, on=act.on))

    def _receive(self, act: Act, today: date) -> None:
        common.refuse_for(may_file.receive(self._item, NOTHING_YET))
        common.check_day(act.on, today, not_before=self._item.submitted_on)
        self._item.state, self._item.received_on = FilingItem.State.RECEIVED, act.on

    def _accept(self, act: Act, today: date) -> None:
        item, facts = self._item, act.facts
        assert facts is not None
        self._begin_answer()
        if isinstance(facts, FileWithDepartment):
            assert facts.received_on is not None
            common.check_day(facts.received_on, today, not_before=item.submitted_on)
            self._close(FilingItem.State.ACCEPTED, facts.received_on)
            self._add(Addition(act.code, facts, facts.received_on), today)
            return
        day = facts.answered_on if isinstance(facts, FileActivist) else facts.on
        assert day is not None
        common.check_answer_day(item, day, today)
        step, facts = answering.step_taken(item, facts, day)
        facts = answering.completed(item, facts, self.line, self.deliberations)
        turn = item.kind_row.accepted_turn(self.case.facts)
        self._close(FilingItem.State.ACCEPTED, day)
        self._enter(step, facts, today, Answer(turn=turn))

    def _refuse(self, act: Act, today: date) -> None:
        item, turn = self._item, act.more["turn"]
        self._begin_answer()
        if turn not in {each.code for each in may_file.refusal_turns(item)}:
            raise Refused.because("请选择不同意后的处理。")
        common.check_answer_day(item, act.on, today)
        self._close(FilingItem.State.REFUSED, act.on)
        if act.facts is None:
            writing.leave_line(self.case, TakenTurn(code=turn, taken_on=act.on))
            return
        facts = msgspec.structs.replace(act.facts, on=act.on)
        facts = answering.completed(item, facts, self.line, self.deliberations)
        self._enter(item.step, facts, today, Answer(turn=turn))

    def _begin_answer(self) -> None:
        common.refuse_for(may_file.prepare(self._item, NOTHING_YET))

    def _close(self, state: FilingItem.State, day: date) -> None:
        self._item.state, self._item.answered_on, self._item.holder = state, day, None
        if self._item.received_on is None:
            self._item.received_on = day
