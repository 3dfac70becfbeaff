"""The lines of the to-do list: a person, the step, its day, and the button that does it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import prefetch_related_objects

from branches.actor import Actor
from branches.line import lines_of
from branches.models.person import sealed
from cases.models import Case, Obligation
from cases.models.sight import look_at, sponsor_sights
from cases.procedure import PLACE, STEP, STEPS, Step
from cases.selectors import links
from cases.selectors.acting import SPONSORSHIPS
from cases.selectors.acts import FilingOption, NextAct, Situation, next_acts
from cases.selectors.wording import spelled

#: What a button says in a line that names person and step already.
WORDS = {"record": "登记", "supplement": "补充", "submit": "报送", "open": "办理", "look": "查看"}
#: Finds what may be done with the filings of cases that wait: of what is above this module.
Answers = Callable[[Collection[int], Actor], Mapping[int, Sequence[FilingOption]]]


@dataclass(frozen=True)
class Button:
    """The button of a line; barred where there is a reason."""

    label: str = ""
    url: str = ""
    reason: str = ""


def button_of(act: NextAct | None, case: Case) -> Button:
    """That of the act; none where nothing can be opened. Examinations have a page of their own."""
    if act and act.button and act.kind == "supplement" and STEP[act.code].lasts:
        return Button("登记考察", links.examination_url(case), act.reason)
    return Button(WORDS[act.kind], act.url, act.reason) if act and act.button else Button()


@dataclass(frozen=True)
class Task:
    """A line of `_components/task_list.html`."""

    person: str
    person_url: str
    note: str
    what: str
    due_on: date | None = None
    earliest_on: date | None = None
    article: str | None = None
    button: Button = Button()
    no_day: str = "无期限"  # said where there is no day

    @property
    def url(self) -> str:
        return self.button.url

    @property
    def label(self) -> str:
        return self.button.label

    @property
    def reason(self) -> str:
        return self.button.reason


@dataclass(frozen=True)
class Found:
    """The ids of a row of some group: its obligation where it has one, and its case."""

    group: str
    obligation: int | None
    case: int


@dataclass(frozen=True)
class Shown:
    """The cases of the rows shown, each with what deciding about its next acts needs."""

    obligations: Mapping[int, Obligation]
    situations: Mapping[int, Situation]

    @classmethod
    def of(cls, found: Iterable[Found], actor: Actor, answers: Answers) -> Shown:
        """Read them; four queries, and those of `answers`."""
        rows = Case.objects.filter(pk__in={row.case for row in found}).select_related(
            "person", "branch"
        )
        cases = {case.pk: case for case in rows.defer(*sealed("person"))}
        if actor.person_id is not None:
            look_at(cases.values(), sponsor_sights(actor))
        duties: dict[int, list[Obligation]] = {pk: [] for pk in cases}
        for duty in Obligation.objects.filter(case__in=cases):
            duties[duty.case_id].append(duty)
        if actor.person_id is not None:
            prefetch_related_objects(list(cases.values()), SPONSORSHIPS)
        lines = lines_of((case.branch for case in cases.values()), actor.today)
        waiting = answers({pk for pk, case in cases.items() if case.locked}, actor)
        situations = {}
        for pk, case in cases.items():
            situation = Situation(case, actor, lines[case.branch_id], tuple(duties[pk]))
            options = (*submissions(situation), *waiting.get(pk, ()))
            situations[pk] = situation.with_options(options)
        return cls({duty.pk: duty for own in duties.values() for duty in own}, situations)

    def task(self, row: Found) -> Task:
        """The line of one row: the user's act of its step."""
        duty = self.obligations.get(row.obligation or 0)
        case = self.situations[row.case].case
        act = self._act(case, duty)
        task = Task(
            person=case.person.name,
            person_url=case.get_absolute_url(),
            note=f"{case.number} {case.branch.name}",
            what=_what(duty, act),
            article=act.article if act else None,
            button=button_of(act, case),
        )
        if duty is None:
            return task
        return replace(
            task, due_on=duty.until_on, earliest_on=duty.earliest_on, article=duty.article
        )

    def person(self, pk: int) -> Task:
        """The line of a case that the user sponsors, with the nearest day of what they see."""
        case = self.situations[pk].case
        hidden = case.hidden_numbers
        days = [
            duty.until_on
            for duty in self.obligations.values()
            if duty.case_id == pk and duty.until_on and duty.step not in hidden
        ]
        adds = [act for act in self._own_acts(case, STEPS) if act.kind == "supplement"]
        return Task(
            person=case.person.name,
            person_url=case.get_absolute_url(),
            note=f"{case.number} {case.branch.name}",
            what=f"{case.stage_label}，已办到 {case.state_label}",
            due_on=min(days, default=None),
            button=button_of(adds[0] if adds else None, case),
            no_day="可见部分无",
        )

    def _act(self, case: Case, duty: Obligation | None) -> NextAct | None:
        """The user's act of the step of the duty; without one that of a step in turn."""
        if duty is not None:
            own = self._own_acts(case, [step for step in STEPS if step.no == duty.step])
        else:
            in_turn = self._own_acts(case, [step for step in STEPS if case.state in step.after])
            own = [act for act in in_turn if act.is_in_turn and not act.reason]
        return own[0] if own else None

    def _own_acts(self, case: Case, steps: Iterable[Step]) -> list[NextAct]:
        """What the user may do of these steps, as far as they see them."""
        shown = [step for step in steps if step.code not in case.hidden]
        return [act for act in next_acts(self.situations[case.pk], shown) if act.is_mine]


def _what(duty: Obligation | None, act: NextAct | None) -> str:
    if act is not None:
        return act.title
    if duty is None:
        return ""
    for step in reversed(STEPS):
        if step.no == duty.step:
            return f"{step.no} {step.terms}"
    return spelled(duty.text)


@dataclass(frozen=True)
class Submission:
    """Sending a step up; the form asks the rest. A `cases.selectors.acts.FilingOption`."""

    kind: str
    label: str
    url: str
    act: str = "submit"
    reason: str = ""


def submissions(situation: Situation) -> Iterator[Submission]:
    """What the user may send up, since the step that it follows is there, and does not wait
    already.
    """
    case = situation.case
    for step in STEPS:
        route = step.route
        if route is None or not PLACE[route.follows] <= case.place < PLACE[step.code]:
            continue
        is_waiting = any(code in case.locked for code in route.rests_on)
        if not is_waiting and situation.find_acting(route.submit, [route.sender]):
            yield Submission(step.code, f"报送「{step.term}」", links.submit_url(case, step.code))
