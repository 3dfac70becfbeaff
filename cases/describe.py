"""The procedure in Markdown, as `docs/procedure.md` has it: printed from the tables, so that it
cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from branches.acts import MAY, Act, Role
from cases.facts.base import FACTS, FactField, fields_of
from cases.procedure import CLOSED, OUTCOMES, STAGES, START, STEP, STEPS, TURNS, Step, Turn

#: A turn possible from more states than this is left to its table; the diagram would drown in
#: arrows.
DRAWN = 2

HEAD = """\
# The procedure

Printed by `manage.py print_procedure` from `cases/procedure.py`, `branches/acts.py` and `cases/facts/`; a test
compares. Terms: [glossary](glossary.md). The *state* of a case is the last step up to which everything is done."""


def describe() -> str:
    """The whole page."""
    parts = (
        HEAD,
        "## State diagram",
        (
            "Arrows to the right number are steps, the others turns. Turns possible from more than"
            " two states, and the\nway back of an annulment, are not drawn; the tables below have"
            " the turns."
        ),
        "```mermaid\n" + "\n".join(_diagram()) + "\n```",
        "## Stages",
        _table(
            ("no", "person", "work"),
            ((str(stage.no), stage.person, stage.work) for stage in STAGES),
        ),
        "## Steps",
        (
            "*Early*: the state from which the act, or of a step that lasts its examinations and"
            " reports, may be recorded\nbefore its turn. *Who*: the right it needs and the"
            " organizations that may use it, first choice first."
        ),
        _table(
            ("no", "code", "name", "★", "2014", "2026", "taken from", "early", "who", "limit"),
            map(_step_row, STEPS),
        ),
        "## Turns",
        _table(("code", "name", "from", "to", "who", "undoes", "outcome"), map(_turn_row, TURNS)),
        "## Filings",
        (
            "*Locks*: the steps whose entries wait with the filing, and once it is accepted, only"
            " its decider corrects."
        ),
        _table(
            ("step", "follows", "submits", "answers", "passes through", "refused by", "locks"),
            (_filing_row(step) for step in STEPS if step.route),
        ),
        "## Who may do what",
        (
            "A right is asked at the organization that acts and is never inherited; reading reaches"
            " the subtree below."
        ),
        _table(("act", *(role.label for role in Role)), map(_act_row, Act)),
        "## Facts",
        (
            "What each step records. † stored encrypted and masked; + added later, by supplement; °"
            " filled by the system."
        ),
        *(_facts(step) for step in STEPS),
    )
    return "\n\n".join(parts) + "\n"


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    for step in STEPS:
        yield f'    state "{step.no} {step.term}{"★" if step.star else ""}" as {step.code}'
    yield f'    state "办结" as {CLOSED}'
    yield f"    [*] --> {STEPS[0].code}"
    for step in STEPS:
        for state in step.after:
            if state != START:
                yield f"    {state} --> {step.code}: {step.no}"
    for turn in TURNS:
        if len(turn.after) <= DRAWN and turn.target:
            for state in turn.after:
                yield f"    {state} --> {turn.target}: {turn.term}"
    yield f"    {STEPS[-1].code} --> [*]"
    yield f"    {CLOSED} --> [*]"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _states(codes: Sequence[str]) -> str:
    """The states as numbers, runs of the line as from–to: `3, 8–11`."""
    order = [START, *STEP]
    runs: list[list[str]] = []
    for code in codes:
        if runs and order.index(code) == order.index(runs[-1][-1]) + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    written = []
    for run in runs:
        first, last = _state(run[0]), _state(run[-1])
        written.append(first if len(run) == 1 else f"{first}–{last}")
    return ", ".join(written)


def _state(code: str) -> str:
    if code not in STEP:
        return f"`{code}`"
    step = STEP[code]
    with_this_number = [each for each in STEPS if each.no == step.no]
    return f"{step.no} `{code}`" if len(with_this_number) > 1 else str(step.no)


def _step_row(step: Step) -> Sequence[str]:
    early = _state(step.early) if step.early else ""
    who = f"`{step.act}` {', '.join(step.bodies)}"
    if step.sponsor:
        who += f", {step.sponsor}"
    return (
        str(step.no),
        f"`{step.code}`",
        step.term,
        f"★{step.star}" if step.star else "",
        "—" if step.only_2026 else step.article(2014),
        step.article(2026),
        _states(step.after),
        f"{early} (取消)" if step.early_if else early,
        who,
        step.limit,
    )


def _turn_row(turn: Turn) -> Sequence[str]:
    chosen = "chosen" if turn.target == CLOSED else ""
    return (
        f"`{turn.code}`",
        turn.term,
        _states(turn.after),
        _state(turn.target) if turn.target else "same",
        f"`{turn.act}` {turn.body}" if turn.act else "the answer",
        f"after {_state(turn.last_kept)}" if turn.undoes else "",
        OUTCOMES[turn.outcome] if turn.outcome else chosen,
    )


def _filing_row(step: Step) -> Sequence[str]:
    route = step.route
    assert route is not None
    return (
        f"{step.no} {step.term}",
        _state(route.follows),
        f"`{route.submit}` {route.sender}",
        f"`{route.answer}` {route.receiver}"
        + (", holds nothing up" if route.done_on_submission else ""),
        "general branches, committees without power" if route.deliberated else "",
        ", ".join(f"`{code}`" for code in route.refusal),
        _states(route.rests_on),
    )


def _act_row(act: Act) -> Sequence[str]:
    marks = []
    for role in Role:
        marks.append("✓" if role in MAY[act] else "")
    return (f"`{act}`", *marks)


def _facts(step: Step) -> str:
    fields = (field for field in fields_of(FACTS[step.code]) if field.name != "asked")
    return f"**{step.no} {step.term}** (`{step.code}`): " + "、".join(map(_fact, fields))


def _fact(field: FactField) -> str:
    label = field.label
    marks = (
        "†" if label.sensitive else "",
        "+" if label.later else "",
        "°" if label.system else "",
    )
    return f"{label.title}{''.join(marks)}"
