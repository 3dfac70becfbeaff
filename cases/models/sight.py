"""What somebody sees of a case: all of it, or what a contact or introducer sees.

Who only stands by a person sees nothing of the steps 10 and 12–18. Until step 19 is recorded the
state reads as the last step that they see, followed by 上级办理中: the same whether the hidden step
after it is still to come, is done, or several of them are. What is recorded of later steps before
19 is hidden with them, as it comes of the approval.
Source: docs/specification/procedure.md, "Who may do what".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from branches.actor import Actor
from cases.facts.base import StepFacts
from cases.facts.case import CaseFacts
from cases.models.case import Case, sponsored_cases
from cases.procedure import CLOSED, PLACE, STAGES, START, STEP, STEPS, TURN, Outcome, Stage

#: Steps that a contact or introducer does not see.
HIDDEN_FROM_SPONSORS = frozenset(step.code for step in STEPS if step.hidden)
#: With this step it is told that the hidden ones are done: it comes after the last of them.
SHOWN_AGAIN = STEPS[max(PLACE[code] for code in HIDDEN_FROM_SPONSORS) + 1].code
LATER = frozenset(step.code for step in STEPS[PLACE[SHOWN_AGAIN] :])
#: Turns that only an approved case takes.
AFTER_APPROVAL = frozenset(
    code
    for code, turn in TURN.items()
    if min(map(PLACE.__getitem__, turn.after)) >= PLACE["approve"]
)
#: Outcomes that tell what a hidden step gave.
TELLING = frozenset({Outcome.NOT_PASSED, Outcome.NOT_APPROVED, Outcome.CANCELLED})
ELSEWHERE = "上级办理中"
ENDED = "已办结"


@dataclass(frozen=True)
class Sight:
    """What is seen of one case.

    state      code of the step up to which everything that is seen is done, START or CLOSED
    hidden     codes of the steps and turns of which nothing is seen
    label      that step in words
    outcome    how the case ended, in words; empty while it is open
    stage      as far as the person's status is told
    is_whole   everything is seen
    """

    state: str
    hidden: frozenset[str]
    label: str
    outcome: str
    stage: Stage
    is_open: bool = True
    is_whole: bool = True

    @property
    def place(self) -> int:
        """The place of the state on the line, -1 before step 1; of a closed case -1 too."""
        return PLACE.get(self.state, -1)

    @property
    def hidden_numbers(self) -> frozenset[int | None]:
        """The numbers of the hidden steps; with them what is found or due in no step, as it may
        be about them.
        """
        if not self.hidden:
            return frozenset()
        return frozenset({STEP[code].no for code in self.hidden if code in STEP} | {None})

    @property
    def is_elsewhere(self) -> bool:
        """Whether others are at a hidden step, or will be next."""
        after = self.place + 1
        return self.is_open and 0 < after < len(STEPS) and STEPS[after].code in self.hidden

    @property
    def state_label(self) -> str:
        """The state in words: the last step done that is seen, or how the case ended."""
        if not self.is_open:
            return self.outcome
        return f"{self.label}，{ELSEWHERE}" if self.is_elsewhere else self.label


def whole(case: Case) -> Sight:
    """The sight of who reads the case."""
    label = _label(case, case.state)
    return Sight(
        case.state, frozenset(), label, case.get_outcome_display(), case.stage, case.is_open
    )


def of_sponsor(case: Case) -> Sight:
    """The sight of a contact or introducer; reads the facts of the case."""
    is_past = _is_past(case)
    hidden = HIDDEN_FROM_SPONSORS | {code for code, turn in TURN.items() if turn.seen_as}
    if not is_past:
        hidden |= LATER | AFTER_APPROVAL
    is_told = is_past or case.outcome not in TELLING
    outcome = case.get_outcome_display() if is_told else ENDED
    stage = case.stage if is_past else min(case.stage, STAGES[2], key=lambda stage: stage.no)
    state = _seen_state(case)
    return Sight(state, hidden, _label(case, state), outcome, stage, case.is_open, is_whole=False)


def _label(case: Case, state: str) -> str:
    return case.step_label(state) if state in STEP else "尚未登记"


def _is_past(case: Case) -> bool:
    return case.place >= PLACE[SHOWN_AGAIN] or _is_done(case.facts, SHOWN_AGAIN)


def _seen_state(case: Case) -> str:
    """The state as the line reads without the hidden steps."""
    first = min(PLACE[code] for code in HIDDEN_FROM_SPONSORS)
    if case.state in (CLOSED, START) or case.place < first - 1 or case.place >= PLACE[SHOWN_AGAIN]:
        return str(case.state)
    state = STEPS[first - 1].code
    for step in STEPS[first:]:
        if step.code in HIDDEN_FROM_SPONSORS:
            continue
        if not _is_done(case.facts, step.code):
            break
        state = step.code
    return state


def _is_done(facts: CaseFacts, code: str) -> bool:
    step: StepFacts | None = facts.steps.get(code)
    return (
        step is not None
        and step.on is not None
        and not step.is_negative
        and code not in facts.earlier_round
    )


def sight_of(case: Case, actor: Actor) -> Sight:
    """What the user sees of a case that they see, whose branch is joined."""
    return whole(case) if actor.rights.reads(case.branch.path) else of_sponsor(case)


def sponsor_sights(actor: Actor) -> dict[int, Sight]:
    """`{case id: sight}` of the cases that the user sees as contact or introducer only; one
    query, none without.
    """
    if not sponsored_cases(actor):
        return {}
    rights = actor.rights
    rows = (
        Case.objects.filter(pk__in=sponsored_cases(actor).keys())
        .about_others(actor.account)
        .select_related("branch")
    )
    return {case.pk: of_sponsor(case) for case in rows if not rights.reads(case.branch.path)}


def look_at(cases: Iterable[Case], sights: dict[int, Sight]) -> None:
    """Let the cases read as they are seen: `Case.sight` is what their labels ask."""
    for case in cases:
        case.sight = sights.get(case.pk)


def version_of(case: Case) -> int:
    """What a page carries to tell whether the case changed since: its version, of whom hidden steps
    are hidden from the number of the entries that they see, so that it tells nothing of the others.
    """
    return case.version if case.sight is None or case.sight.is_whole else len(_seen(case))


def real_version(case: Case, sent: int) -> int:
    """The version of the case that a page carried as `version_of` has it."""
    if case.sight is None or case.sight.is_whole:
        return sent
    seen = _seen(case)
    if sent == len(seen):
        return case.version
    return seen[sent - 1] if 0 < sent < len(seen) else 0


def _seen(case: Case) -> list[int]:
    """The sequences of the entries that the user sees, in order."""
    assert case.sight is not None
    rows = case.entries.exclude(code__in=case.sight.hidden).order_by("sequence")
    return list(rows.values_list("sequence", flat=True))
