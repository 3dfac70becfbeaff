"""The dossier of an item: what was sent, and what changed from one round to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from cases import ledger
from cases.facts.base import StepFacts, fields_of
from cases.facts.case import edition_on
from cases.models import Entry
from cases.models.entry import EVENTS
from cases.procedure import STEP, STEPS, Step
from cases.selectors.timeline import Line, author_of, timeline
from cases.selectors.wording import Fact, facts_shown, sensitive_labels, text_of
from filings.models import FilingItem
from filings.selectors.inbox import Returned


@dataclass(frozen=True)
class SentStep:
    """The facts in force of one step as they were sent; `masked` are the labels of what is
    covered.
    """

    title: str
    facts: list[Fact]
    masked: list[str]


@dataclass(frozen=True)
class FieldChange:
    """One field that differs; "" where there was, or is, nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class StepDifference:
    """The fields of one step that were sent otherwise the last time; `has_covered`: what is
    encrypted was written anew too.
    """

    title: str
    fields: list[FieldChange]
    has_covered: bool


@dataclass(frozen=True)
class Changed:
    """An entry written between two submissions, or since the last one."""

    title: str
    on: date
    by: str
    note: str
    fields: list[FieldChange]
    is_sealed: bool


@dataclass(frozen=True)
class Event:
    """Something that happened to the item."""

    word: str
    on: date
    by: str
    note: str
    returned: Returned | None = None


@dataclass
class Round:
    """One submission with what followed; `changes` are those before it, since the round before."""

    no: int
    changes: list[Changed] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True)
class Dossier:
    """The left pane: what the filing rests on, what went before, rounds, and what was written
    since it was sent.

    differences  from what was sent the time before; None in the first round
    """

    differences: list[StepDifference] | None
    resting: list[SentStep]
    earlier: list[SentStep]
    rounds: list[Round]
    since: list[Changed]
    timeline: list[Line]


def dossier(item: FilingItem, entries: Sequence[Entry], returns: Mapping[int, Returned]) -> Dossier:
    """The dossier.

    entries  all of the case in their sequence, as `cases.selectors.page.entries_of` joins them
    returns  `{entry id: why}` of the item's returns; the reasons are encrypted and read apart
    """
    route = item.step.route
    assert route is not None
    sent = [entry for entry in entries if entry.sequence <= item.version]
    steps = ledger.fold(sent).steps
    sealed = {entry.code for entry in sent if getattr(entry, "has_sealed", False)}
    resting: list[SentStep] = []
    earlier: list[SentStep] = []
    for step in STEPS:
        if step.code in steps:
            group = resting if step.code in route.rests_on else earlier
            group.append(_sent(step, steps[step.code], sealed))
    last = entries[-1].sequence if entries else 0
    return Dossier(
        differences=_differences(item, entries),
        resting=resting,
        earlier=earlier,
        rounds=rounds_of(item, entries, returns),
        since=changes(entries, item.version, last),
        timeline=timeline(entries),
    )


def _differences(item: FilingItem, entries: Sequence[Entry]) -> list[StepDifference] | None:
    """What the last submission tells otherwise than the one before it; None where it is the
    first.
    """
    submitted = [row.sequence for row in own_entries(item, entries) if _is_submission(row)]
    if len(submitted) < 2:
        return None
    then = [row for row in entries if row.sequence <= submitted[-2]]
    between = [row for row in entries if submitted[-2] < row.sequence <= submitted[-1]]
    covered = {row.code for row in between if getattr(row, "has_sealed", False)}
    old, new = ledger.fold(then).steps, ledger.fold([*then, *between]).steps
    found = []
    for step in STEPS:
        fields = _step_difference(old.get(step.code), new.get(step.code))
        has_covered = step.code in covered
        if fields or has_covered:
            found.append(StepDifference(f"{step.no} {step.term}", fields, has_covered))
    return found


def _step_difference(old: StepFacts | None, new: StepFacts | None) -> list[FieldChange]:
    """The fields of one step that differ, also of one that is new or was taken back."""
    if new is not None:
        return difference(old or type(new)(), new)
    return difference(old, type(old)()) if old is not None else []


def own_entries(item: FilingItem, entries: Iterable[Entry]) -> list[Entry]:
    """The entries of what happened to the item."""
    return [
        row for row in entries if row.kind == Entry.Kind.FILING and row.facts.get("item") == item.pk
    ]


def _is_submission(entry: Entry) -> bool:
    return bool(entry.facts["event"] == "submitted")


def _sent(step: Step, facts: StepFacts, sealed: set[str]) -> SentStep:
    masked = sensitive_labels(type(facts)) if step.code in sealed else []
    term = step.term_in(edition_on(facts.on)) if facts.on else step.term
    return SentStep(f"{step.no} {term}", facts_shown(facts), masked)


def rounds_of(
    item: FilingItem, entries: Iterable[Entry], returns: Mapping[int, Returned]
) -> list[Round]:
    """The rounds of an item, first to last."""
    rows = list(entries)
    own = own_entries(item, rows)
    found: dict[int, Round] = {}
    for row in own:
        each = found.setdefault(row.facts["round"], Round(row.facts["round"]))
        each.events.append(_event(row, returns.get(row.pk)))
    submissions = [row for row in own if _is_submission(row)]
    for before, after in pairwise(submissions):
        found[after.facts["round"]].changes = changes(rows, before.sequence, after.sequence)
    return list(found.values())


def _event(entry: Entry, returned: Returned | None) -> Event:
    note = entry.note or ""
    if returned:
        note = ""  # it stands among the reasons
    return Event(EVENTS[entry.facts["event"]], entry.taken_on, author_of(entry), note, returned)


def changes(entries: Iterable[Entry], after: int, until: int) -> list[Changed]:
    """What was written in the case after the entry number `after` up to `until`, but what
    happened to filings.
    """
    rows = list(entries)
    by_pk = {row.pk: row for row in rows}
    found = []
    for row in rows:
        if row.kind == Entry.Kind.FILING or not after < row.sequence <= until:
            continue
        change = Changed(
            title=f"{_title(row)}（{row.get_kind_display()}）",
            on=row.taken_on,
            by=author_of(row),
            note=row.note or "",
            fields=_fields(row, by_pk.get(row.replaces_id or 0)),
            is_sealed=bool(getattr(row, "has_sealed", False)),
        )
        found.append(change)
    return found


def _title(entry: Entry) -> str:
    if entry.code not in STEP:
        return entry.term
    return f"{STEP[entry.code].no} {entry.term}"


def _fields(entry: Entry, replaced: Entry | None) -> list[FieldChange]:
    new = entry.open_facts
    old = replaced.open_facts if replaced else None
    if entry.kind == Entry.Kind.ANNULMENT and old is not None:
        return difference(old, type(old)())
    if new is None:
        return []
    return difference(old or type(new)(), new)


def difference(old: StepFacts, new: StepFacts) -> list[FieldChange]:
    """The fields that differ between two facts of one step, in the order of the form."""
    found = []
    for each in fields_of(type(new)):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if before != after and each.name != "asked":
            found.append(FieldChange(each.label.title, _text(before), _text(after)))
    return found


def _text(value: object) -> str:
    if value is None or value == ():
        return ""
    return text_of(value)
