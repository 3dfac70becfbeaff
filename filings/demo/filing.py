"""How a history is filed: sent up, deliberated, received, answered; or withdrawn, or returned
and sent again.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from cases.facts.base import StepFacts
from cases.facts.samples import SENT_UP
from cases.procedure import STEP
from filings.demo import texts
from filings.demo.story import Story, weekday
from filings.demo.texts import pick

#: What may come of a first round.
FAULTS = ("returned", "resubmitted", "withdrawn")


def file(
    story: Story,
    kind: str,
    submitted: date,
    answered: date,
    facts: StepFacts,
    *,
    by: str = "decider",
    as_step: str = "",
) -> None:
    """Send a filing up and have it accepted, unless the history stops on the way."""
    if send(story, kind, submitted):
        accept(story, kind, answered, facts, by=by, as_step=as_step)


def send(story: Story, kind: str, submitted: date) -> bool:
    """Send a filing up until it is received; False where the history stops on the way
    (`story.stop`).
    """
    story.add("submit", kind, submitted, _sender(kind), papers=papers_of(kind))
    story.day = submitted
    fault = (
        story.stop
        if story.stop in FAULTS
        else story.script.rounds.get(kind, "")
        if story.rounds == 1
        else ""
    )
    if fault:
        _spoil(story, kind, fault)
    if story.stop in ("submitted", *FAULTS):
        return False
    if _is_deliberated(story, kind):
        note = "总支委员会审议，同意上报。"
        _next(story, "deliberate", kind, 3, 8, "general_branch", note=note)
        if story.stop == "deliberated":
            return False
    is_noted = kind != "file_with_department" and story.rng(f"{kind} noted").random() < 0.4
    if is_noted or story.stop == "received":  # an answer says that it came in
        _next(
            story, "receive", kind, 1, 3, "officer" if kind == "file_with_department" else "clerk"
        )
    return story.stop != "received"


def papers_of(kind: str) -> tuple[str, ...]:
    """What is sent along."""
    return tuple(paper.value for paper in SENT_UP) if kind == "approve" else ()


def accept(
    story: Story, kind: str, on: date, facts: StepFacts, *, by: str = "decider", as_step: str = ""
) -> None:
    """Accept what was sent, that day or the day after it came in."""
    on = max(on, weekday(story.day + timedelta(1)))
    day = next(
        name
        for name in ("answered_on", "received_on", "on")
        if getattr(facts, name, None) is not None
    )
    facts = msgspec.structs.replace(facts, **{day: on})
    story.add("accept", kind, on, by, story.facts(kind, facts))
    story.done(as_step or kind, on)


def _spoil(story: Story, kind: str, fault: str) -> None:
    """The first round, and the second unless the history stops before it."""
    rng = story.rng(f"{kind} round")
    if fault == "withdrawn":
        _next(story, "withdraw", kind, 1, 2, _sender(kind), note=pick(rng, texts.WITHDRAWALS))
        if story.stop != "withdrawn":
            _next(story, "submit", kind, 1, 4, _sender(kind), papers=papers_of(kind))
        return
    by = (
        "general_branch"
        if _is_deliberated(story, kind)
        else "officer"
        if kind == "file_with_department"
        else "clerk"
    )
    route = STEP[kind].route
    assert route is not None
    reasons = [
        {"step": code, "text": texts.RETURNS[code]}
        for code in route.rests_on
        if code in texts.RETURNS
    ][-1:]
    _next(story, "return", kind, 1, 3, by, reasons=reasons, note="请补正后重新报送。")
    if story.stop != "returned":
        _next(story, "resubmit", kind, 2, 5, _sender(kind), note="已按要求补正。")


def _is_deliberated(story: Story, kind: str) -> bool:
    route = STEP[kind].route
    return route is not None and route.deliberated and story.cast.far


def _sender(kind: str) -> str:
    return "clerk" if kind == "file_with_department" else "secretary"


def _next(story: Story, do: str, kind: str, low: int, high: int, by: str, **more: Any) -> None:
    story.day = story.after(f"{kind} {do}", low, high)
    story.add(do, kind, story.day, by, **more)
