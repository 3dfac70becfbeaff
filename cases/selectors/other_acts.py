"""What may be done beside the next step: correct, annul, close, send back, replace a contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cases import may
from cases.may import changing
from cases.models import Entry, Sponsorship
from cases.models.case import STEP_OF
from cases.procedure import PLACE, STEP, STEPS, TURNS
from cases.selectors import links
from cases.selectors.acting import correct_acting
from cases.selectors.acts import Situation
from cases.selectors.standing import has_other_open_case


@dataclass(frozen=True)
class Link:
    label: str
    url: str


def other_acts(situation: Situation) -> list[Link]:
    """The turns that the user may take now, and the replacements."""
    return [*_replacements(situation), *_cancellation(situation), *_turns(situation)]


def _cancellation(situation: Situation) -> Iterable[Link]:
    """A meeting that cancels may come before its turn; the form takes no other result then."""
    case = situation.case
    for step in STEPS:
        if (
            step.early_if is None
            or step.early is None
            or not PLACE[step.early] <= case.place < PLACE[step.code]
        ):
            continue
        is_awaited = case.state not in step.after and not situation.is_done(step)
        if is_awaited and situation.find_acting(step.act, step.bodies):
            yield Link("讨论取消预备党员资格", links.step_url(case, step.code))


def _replacements(situation: Situation) -> Iterable[Link]:
    case = situation.case
    for row in case.sponsorships.all():
        step = STEP[STEP_OF[Sponsorship.Kind(row.kind)]]
        is_current = case.is_open and row.until_on is None
        if is_current and situation.find_acting(step.act, step.bodies):
            yield Link(f"更换{row}", links.replace_url(case, row))


def _turns(situation: Situation) -> Iterable[Link]:
    for turn in TURNS:
        if turn.act is None or may.turn(situation.case, turn) is not None:
            continue
        if situation.find_acting(turn.act, [turn.body]):
            yield Link(turn.term, links.turn_url(situation.case, turn.code))


def changes_of(situation: Situation, entries: Sequence[Entry]) -> Mapping[int, list[Link]]:
    """`{id of an entry: what the user may do to it}`, of all entries of the case; the services
    refuse the others.
    """
    case, replaced = situation.case, changing.replaced_in(entries)
    found: dict[int, list[Link]] = {}
    for entry in entries:
        if may.correct(case, entry, replaced) is None and _may_correct(situation, entry):
            link = Link("更正", links.correct_url(case, entry))
            found.setdefault(entry.pk, []).append(link)
    last = changing.last_standing(entries)
    if last is not None and changing.annul_role(last, situation.actor) is not None:
        has_other_case = has_other_open_case(case)
        if may.annul(case, last, last, has_other_case=has_other_case) is None:
            link = Link("作废", links.annul_url(case, last))
            found.setdefault(last.pk, []).append(link)
    return found


def _may_correct(situation: Situation, entry: Entry) -> bool:
    return correct_acting(situation.case, entry, situation.actor, situation.line) is not None
