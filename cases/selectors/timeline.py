"""The timeline of a case: every entry, with what was corrected, annulled and undone since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from cases.models import Entry
from cases.models.entry import EVENTS
from cases.models.sight import Sight
from cases.procedure import OUTCOMES, PLACE, SAME, STEP, TURN, Outcome
from cases.rules import TITLES
from cases.selectors.other_acts import Link
from cases.selectors.wording import Fact, covered, facts_shown, spelled

SHAPES = {Entry.Kind.TURN: "turn", Entry.Kind.FILING: "filing"}


@dataclass(frozen=True)
class Change:
    """A correction or an annulment, under the entry that it names."""

    kind: str
    day: date
    recorded_at: datetime
    by: str
    text: str


@dataclass
class Line:
    """An entry as `_components/timeline.html` shows it."""

    entry: Entry
    title: str
    text: str
    facts: list[Fact]
    is_sealed: bool
    kind: str = "step"
    void: str = ""
    author: str = ""
    changes: list[Change] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def day(self) -> date:
        return self.entry.taken_on

    @property
    def recorded_at(self) -> datetime:
        return self.entry.recorded_at

    @property
    def masked(self) -> str:
        return covered(where="见“事实”") if self.is_sealed else ""

    @property
    def by(self) -> str:
        return self.author or author_of(self.entry)


def author_of(entry: Entry) -> str:
    """Who recorded it, and as what: the organization and the role of that time; `author` is
    annotated by the page.
    """
    # annotated; without it nobody is named wrongly
    name = entry.author or "系统"  # type: ignore[attr-defined]
    post = " ".join(filter(None, (entry.organization_name, entry.role_label)))
    return f"{name}（{post}）" if post else name


def shows(entry: Entry, sight: Sight) -> bool:
    """Whether an entry is seen. Of a turn that a hidden step led to it is told that, and nothing
    of why.
    """
    return entry.code not in sight.hidden or bool(_turned(entry))


def _turned(entry: Entry) -> str:
    """What a hidden turn is called; empty for what is no turn, and for one that changed nothing
    to be seen.
    """
    turn = TURN.get(entry.code)
    if turn is None or turn.target == SAME:
        return ""
    return turn.seen_as or turn.term


def timeline(
    entries: Iterable[Entry],
    links: Mapping[int, list[Link]] = MappingProxyType({}),
    hidden: Collection[str] = (),
) -> list[Line]:
    """The lines, latest first; `entries` in their sequence, each with its author annotated.

    `links`: `{id of an entry: what may be done to it}`; `hidden`: codes of turns of which only the
    effect is told.
    """
    lines: dict[int, Line] = {}
    named: dict[int, Line] = {}  # a correction is under the entry that it leads back to
    for entry in entries:
        line = named.get(entry.replaces_id or 0)
        if line is None:
            line = named[entry.pk] = lines[entry.pk] = (
                _covered(entry) if entry.code in hidden else _line(entry)
            )
            line.links += links.get(entry.pk, ())
            if entry.kind == Entry.Kind.TURN:
                _undo(lines.values(), entry)
            continue
        named[entry.pk] = line
        line.links += links.get(entry.pk, ())
        _change(line, entry)
    return list(reversed(lines.values()))


def _line(entry: Entry) -> Line:
    return Line(
        entry,
        title=_title(entry),
        text=_text(entry),
        facts=facts_shown(entry.open_facts),
        is_sealed=getattr(entry, "has_sealed", False),
        kind=SHAPES.get(Entry.Kind(entry.kind), "step"),
    )


def _covered(entry: Entry) -> Line:
    return Line(
        entry, _turned(entry), _pass(entry), [], is_sealed=False, kind="turn", author="党组织"
    )


def _pass(entry: Entry) -> str:
    """The pass of the entry in words, from the second on."""
    return f"第 {entry.pass_number} 轮" if entry.pass_number > 1 else ""


def _title(entry: Entry) -> str:
    title = entry.term
    if entry.code in STEP:
        title = f"{STEP[entry.code].no} {title}"
    if entry.kind == Entry.Kind.SUPPLEMENT:
        return f"{title}（补充）"
    if entry.kind == Entry.Kind.FILING:
        event, times = EVENTS.get(entry.facts.get("event", ""), "报送"), entry.facts.get("round", 1)
        title += f"：{event}"
        if times > 1:
            title += f"（第 {times} 次）"
    return title


def _text(entry: Entry) -> str:
    parts = [_pass(entry)]
    if entry.kind == Entry.Kind.TURN and (outcome := entry.facts.get("outcome")):
        parts.append(OUTCOMES[Outcome(outcome)])
    if entry.kind == Entry.Kind.TURN and (months := entry.facts.get("months")):
        parts.append(f"延长 {months} 个月")
    if entry.kind == Entry.Kind.FILING and (number := entry.facts.get("number")):
        parts.append(f"报送编号 {number}")
    parts.append(str(entry.note or ""))
    parts += _why_returned(entry)
    parts += [
        f"{TITLES[rule]}：{reason}" for rule, reason in entry.reasons.items() if rule in TITLES
    ]
    return "；".join(part.rstrip("。；") for part in parts if part)


def _why_returned(entry: Entry) -> Iterator[str]:
    """The reasons per step with which a filing came back; `returned` is annotated by the page."""
    for reason in (getattr(entry, "returned", None) or {}).get("reasons", ()):
        step = STEP.get(reason.get("step", ""))
        yield f"{step.term}：{reason['text']}" if step else reason["text"]


def _change(line: Line, entry: Entry) -> None:
    if entry.kind == Entry.Kind.ANNULMENT:
        if entry.replaces_id == line.entry.pk:
            line.void = "已作废"
    else:
        line.facts = facts_shown(entry.open_facts)
        line.is_sealed = line.is_sealed or getattr(entry, "has_sealed", False)
    text = f"理由：{entry.note}" if entry.note else ""
    line.changes.append(
        Change(
            entry.get_kind_display(),
            entry.taken_on,
            entry.recorded_at,
            author_of(entry),
            spelled(text),
        )
    )


def _undo(lines: Iterable[Line], entry: Entry) -> None:
    """Mark the steps that a turn took back; examinations and reports stay."""
    turn = TURN[entry.code]
    if not turn.undoes:
        return
    for line in lines:
        code = line.entry.code
        is_after = (
            code in STEP and PLACE[code] > PLACE[turn.last_kept] and line.entry.pk != entry.pk
        )
        if is_after and not line.void and not STEP[code].lasts:
            line.void = "已不作数（退回）"
