"""How a history is filed: sent up, deliberated, received, answered; or withdrawn, or returned
and sent again.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import msgspec

from cases.facts.base import StepFacts
from cases.facts.samples import SENT_UP
from cases.procedure import STEP
from cases.rows import Route
from filings.demo import texts
from filings.demo.story import DAY, Story, weekday

#: What may come of a first round.
FAULTS = ("returned", "resubmitted", "withdrawn")


class Desks(NamedTuple):
    """Who sends a filing, who notes its receipt, who answers it: roles of `play.Player.user`."""

    sender: str
    receiver: str
    decider: str


def desks_of(kind: str) -> Desks:
    """Step 18 goes from the committee to the department, all others from branch to committee."""
    if kind == "file_with_department":
        return Desks("clerk", "officer", "officer")
    return Desks("secretary", "clerk", "decider")


def file(
    story: Story, kind: str, waits: tuple[int, int], takes: tuple[int, int], **more: Any
) -> None:
    """Send a filing up and have it accepted, unless the history stops on the way.

    waits  the least and the most days until it is sent; `takes`: from then to the answer
    more   facts of the answer beside the lawful ones
    """
    submitted = story.after(kind, *waits)
    answered = story.after(f"{kind} answer", *takes, since=submitted)
    if send(story, kind, submitted):
        accept(story, kind, answered, story.lawful(kind, answered, **more))


def send(story: Story, kind: str, submitted: date) -> bool:
    """Send a filing up until it is received; False where the history stops on the way
    (`story.stop`).
    """
    desks = desks_of(kind)
    story.add("submit", kind, submitted, desks.sender, papers=papers_of(kind))
    story.day = submitted
    if fault := _fault(story, kind):
        _spoil(story, kind, fault)
    if story.stop in ("submitted", *FAULTS):
        return False
    if _is_deliberated(story, kind):
        note = "总支委员会审议，同意上报。"
        _next(story, "deliberate", kind, (3, 8), "general_branch", note=note)
        if story.stop == "deliberated":
            return False
    is_noted = kind != "file_with_department" and story.rng(f"{kind} noted").random() < 0.4
    if is_noted or story.stop == "received":  # an answer says that it came in
        _next(story, "receive", kind, (1, 3), desks.receiver)
    return story.stop != "received"


def _fault(story: Story, kind: str) -> str:
    """What comes of the round: one of `FAULTS`, or "" where nothing is wrong with it."""
    if story.stop in FAULTS:
        return story.stop
    return story.script.rounds.get(kind, "") if story.rounds == 1 else ""


def papers_of(kind: str) -> tuple[str, ...]:
    """What is sent along."""
    if kind != "approve":
        return ()
    return tuple(paper.value for paper in SENT_UP)


def accept(story: Story, kind: str, on: date, facts: StepFacts) -> None:
    """Accept what was sent, that day or the day after it came in."""
    on = max(on, weekday(story.day + DAY))
    days = ("answered_on", "received_on", "on")
    day = next(name for name in days if getattr(facts, name, None) is not None)
    facts = msgspec.structs.replace(facts, **{day: on})
    story.add("accept", kind, on, desks_of(kind).decider, story.facts(kind, facts))
    story.done(kind, on)


def _spoil(story: Story, kind: str, fault: str) -> None:
    """The first round, and the second unless the history stops before it."""
    sender, receiver, _ = desks_of(kind)
    if fault == "withdrawn":
        note = story.rng(f"{kind} round").choice(texts.WITHDRAWALS)
        _next(story, "withdraw", kind, (1, 2), sender, note=note)
        if story.stop != "withdrawn":
            _next(story, "submit", kind, (1, 4), sender, papers=papers_of(kind))
        return
    by = "general_branch" if _is_deliberated(story, kind) else receiver
    wrong = [code for code in _route(kind).rests_on if code in texts.RETURNS]
    reasons = [{"step": code, "text": texts.RETURNS[code]} for code in wrong[-1:]]
    _next(story, "return", kind, (1, 3), by, reasons=reasons, note="请补正后重新报送。")
    if story.stop != "returned":
        _next(story, "resubmit", kind, (2, 5), sender, note="已按要求补正。")


def _is_deliberated(story: Story, kind: str) -> bool:
    return _route(kind).deliberated and story.cast.team.place == "far"


def _route(kind: str) -> Route:
    route = STEP[kind].route
    assert route is not None
    return route


def _next(story: Story, do: str, kind: str, waits: tuple[int, int], by: str, **more: Any) -> None:
    story.day = story.after(f"{kind} {do}", *waits)
    story.add(do, kind, story.day, by, **more)
