"""The state machine made of the tables: its moves, its way back, and the FSM transitions of a
model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django_fsm import transition

from cases.procedure import CLOSED, PLACE, START, STEP, STEPS, TURNS, Step, Turn

if TYPE_CHECKING:
    from django.db.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Annulment:
    """The way back to a state when the last entry is annulled."""

    target: str
    after: tuple[str, ...]
    outcome: None = None

    @property
    def method(self) -> str:
        return f"fsm_annul_to_{self.target}"


Move = Step | Turn | Annulment


def _annulments() -> Iterator[Annulment]:
    """Back from what somebody recorded by himself; the answer to a filing is never annulled."""
    own: list[Step | Turn] = [step for step in STEPS if step.route is None]
    own += [turn for turn in TURNS if turn.act is not None]
    for state in (START, *STEP):
        moves = (move for move in own if state in move.after and not _is_answer(move, state))
        reached = tuple(dict.fromkeys(move.target for move in moves))
        if reached:
            yield Annulment(target=state, after=reached)


def _is_answer(move: Step | Turn, state: str) -> bool:
    return isinstance(move, Step) and state in move.by_answer_from


ANNULMENT: dict[str, Annulment] = {annulment.target: annulment for annulment in _annulments()}
MOVES: tuple[Move, ...] = (*STEPS, *TURNS, *ANNULMENT.values())


def edges() -> list[tuple[str, str]]:
    """All (from, to) a state may change by, for the trigger: steps, turns, and their annulment."""
    return sorted({(state, move.target) for move in MOVES for state in move.after if move.target})


def way_back(state: str, to: str) -> tuple[str, ...]:
    """The states to pass when the move from `to` to `state` is annulled, `to` last.

    A turn goes back at once, steps go back along the line.
    """
    if state == CLOSED or PLACE[state] <= PLACE[to]:
        return (to,)
    line = [START, *STEP]
    return tuple(reversed(line[PLACE[to] + 1 : PLACE[state] + 1]))


class Procedure:
    """Gives a model one FSM transition a move; declared in the model like a manager."""

    def __init__(self, moves: tuple[Move, ...], *, field: str) -> None:
        self.moves = moves
        self.field = field

    def contribute_to_class(self, model: type[Model], name: str) -> None:
        """Attach the transitions. Django calls this while it builds the class."""
        setattr(model, name, self)
        for move in self.moves:
            setattr(model, move.method, self._transition(model, move))

    def _transition(self, model: type[Model], move: Move) -> Any:
        def take(case: Model) -> None:
            """Order is the FSM's; who and what are the service's."""

        take.__name__, take.__qualname__ = move.method, f"{model.__qualname__}.{move.method}"
        return transition(self.field, source=list(move.after), target=move.target or None)(take)
