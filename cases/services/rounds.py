"""The rounds of each step: every time it was taken, and how the record stood while that time
counted.

A step is taken again after a meeting that did not pass, after a return to an earlier state, after
an extension of the probation. Its earlier entries stay; papers that were made and came in then
belong to the round in which they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cases.facts.base import StepFacts
from cases.facts.case import CODES, Extension, Steps
from cases.ledger import Ledger, standing
from cases.models import Entry
from cases.procedure import STEP, STEPS, TURN

#: Events of a filing after which what was sent is out no more, until it is sent again.
TAKEN_BACK = ("returned", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class Round:
    """One time that a step was taken. Both rows of step 8 are one step here.

    no, number   of the step; of the round, from 1
    entry        the last entry of the step in it; None: it was sent up and refused, and only the
                 filing tells of it
    sent_on      day on which it was sent up, of a step that is a filing
    steps        the facts that stood last while the round counted
    extensions   the extensions decided by then, its own included
    ended_at     moment of the entry that put it out of force; None: it is in force
    ended_by     sequence of the entry that put it out of force, or of the extension that began
                 another; 0: neither
    is_undone    it counts no more; an earlier round of a conversion that was extended still does
    """

    no: int
    number: int
    entry: Entry | None
    sent_on: date | None
    steps: Steps
    extensions: tuple[Extension, ...]
    ended_at: datetime | None = None
    ended_by: int = 0
    is_undone: bool = False

    @property
    def facts(self) -> StepFacts | None:
        """The facts of its last entry."""
        return self.steps.get(self.entry.code) if self.entry is not None else None

    def was_open_at(self, moment: datetime) -> bool:
        """Whether it had not ended by then."""
        return self.ended_at is None or moment <= self.ended_at


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """All rounds of a case.

    of       `{number of the step: its rounds}`, the last one in force unless the step was undone
             since
    now      the facts in force
    ahead    the facts in force that a round not yet begun builds on: without those of an extended
             conversion that wait
             to be replaced, and without those of an act that ended badly and may be done again
    waiting  numbers of the steps whose facts in force wait to be replaced
    sent     `{number of the step: day}` of what was sent up and is not answered
    """

    of: Mapping[int, tuple[Round, ...]]
    now: Steps
    ahead: Steps
    extensions: tuple[Extension, ...]
    waiting: frozenset[int]
    sent: Mapping[int, date]

    def can_begin(self, no: int) -> bool:
        """Whether a round that has no entry yet is the next of the step; the state of the case
        is not asked.
        """
        rounds = self.of.get(no, ())
        return not rounds or rounds[-1].ended_at is not None or no in self.waiting

    def at(self, no: int, moment: datetime) -> int:
        """The number of the round that was open then: for what was kept before rounds were
        counted.
        """
        rounds = self.of.get(no, ())
        return next((each.number for each in rounds if each.was_open_at(moment)), len(rounds) + 1)

    def in_order(self) -> list[Round]:
        """All of them in the order of the work: what was undone or extended stands before what
        followed it.
        """
        found = [each for rounds in self.of.values() for each in rounds]
        first: dict[int, int] = {}
        for each in found:
            if each.ended_by:
                first[each.ended_by] = min(first.get(each.ended_by, each.no), each.no)

        def place(each: Round) -> tuple[int, int, int]:
            if each.ended_by:
                return each.ended_by, 0, each.no
            return (
                max((ended for ended, no in first.items() if no <= each.no), default=0),
                1,
                each.no,
            )

        return sorted(found, key=place)


@dataclass
class _Begun:
    """A round that has an entry. `extended_by`: sequence of the extension after which another is
    to come.
    """

    entry: Entry
    codes: set[str]
    extended_by: int = 0


@dataclass
class _Walk:
    """The rounds while entries are read one by one."""

    book: Ledger = field(default_factory=Ledger)
    begun: dict[int, _Begun] = field(default_factory=dict)
    ended: dict[int, list[Round]] = field(default_factory=dict)
    sent: dict[int, date] = field(default_factory=dict)

    def file(self, row: Entry) -> None:
        """Note what was sent up."""
        no, event = STEP[row.code].no, row.facts.get("event")
        if event == "submitted":
            self.sent[no] = row.taken_on
        elif event in TAKEN_BACK:
            self.sent.pop(no, None)

    def take(self, row: Entry, facts: StepFacts | None) -> None:
        """Go on with an entry that stands."""
        before = replace(self.book, steps=dict(self.book.steps), round=set(self.book.round))
        self.book.take(row, facts)
        if row.kind == Entry.Kind.STEP:
            self._take_step(row, before)
        if row.kind == Entry.Kind.TURN:
            self._end_refused(row, before)
        for no in [no for no in self.begun if self._is_gone(no)]:
            self._end(no, row, before)
        if row.kind == Entry.Kind.TURN and TURN[row.code].extends:
            for no in {STEP[code].no for code in self.book.round} & set(self.begun):
                self.begun[no].extended_by = row.sequence

    def _take_step(self, row: Entry, before: Ledger) -> None:
        no = STEP[row.code].no
        if no in self.begun and row.code in self.begun[no].codes:
            self._end(no, row, before)
        begun = self.begun.setdefault(no, _Begun(row, set()))
        begun.entry = row
        begun.codes.add(row.code)

    def _is_gone(self, no: int) -> bool:
        """Whether none of its acts stands any more; of a step that lasts the completion."""
        left = [self.book.steps.get(code) for code in self.begun[no].codes]
        return all(facts is None or facts.on is None for facts in left)

    def _end_refused(self, row: Entry, before: Ledger) -> None:
        """A filing that was refused without an entry of its step was a round as well."""
        for step in STEPS:
            if (
                step.route is not None
                and row.code in step.route.refusal
                and step.no not in self.begun
            ):
                self._append(step.no, None, row, before)

    def _end(self, no: int, row: Entry, before: Ledger) -> None:
        self._append(no, self.begun.pop(no), row, before)

    def _append(self, no: int, begun: _Begun | None, row: Entry, stood: Ledger) -> None:
        """Note the round that `row` put out of force, as the facts stood before that; `begun` None:
        it was refused without an entry.
        """
        extended_by = begun.extended_by if begun is not None else 0
        rounds = self.ended.setdefault(no, [])
        rounds.append(
            Round(
                no=no,
                number=len(rounds) + 1,
                entry=begun.entry if begun is not None else None,
                sent_on=self.sent.pop(no, None),
                steps=_steps(stood.steps),
                extensions=stood.extensions + stood.extended,
                ended_at=row.recorded_at,
                ended_by=extended_by or row.sequence,
                is_undone=not extended_by,
            )
        )

    def result(self) -> Rounds:
        """What was found, once all entries are read."""
        now, extensions = _steps(self.book.steps), self.book.extensions + self.book.extended
        found = {no: list(rounds) for no, rounds in self.ended.items()}
        for no, begun in self.begun.items():
            rounds = found.setdefault(no, [])
            rounds.append(
                Round(
                    no=no,
                    number=len(rounds) + 1,
                    entry=begun.entry,
                    sent_on=self.sent.pop(no, None),
                    steps=now,
                    extensions=extensions,
                    ended_by=begun.extended_by,
                )
            )
        kept, waiting = _kept(self.book)
        return Rounds(
            of={no: tuple(rounds) for no, rounds in found.items()},
            now=now,
            ahead=kept,
            extensions=extensions,
            waiting=waiting,
            sent=dict(self.sent),
        )


def _kept(book: Ledger) -> tuple[Steps, frozenset[int]]:
    """What a round not yet begun builds on, and the numbers of the steps that are left out of
    it.
    """
    rest = replace(book, steps=dict(book.steps))
    ended_badly = {code for code, facts in book.steps.items() if facts.is_negative}
    leaving = book.round | ended_badly
    for code in leaving:
        rest.undo(code)
    return _steps(rest.steps), frozenset(STEP[code].no for code in leaving)


def _steps(facts: Mapping[str, StepFacts]) -> Steps:
    # a field per code
    return Steps(**{code: facts[code] for code in CODES if code in facts})  # type: ignore[arg-type]


def rounds_of(entries: Iterable[Entry], *, sealed: bool = False) -> Rounds:
    """The rounds of one case, from all its `entries` in their sequence; `sealed`: with the
    sensitive facts.
    """
    rows = list(entries)
    facts = {row.pk: (row, facts) for row, facts in standing(rows, sealed=sealed)}
    walk = _Walk()
    for row in rows:
        if row.kind == Entry.Kind.FILING:
            walk.file(row)
        elif row.pk in facts:
            walk.take(*facts[row.pk])
    return walk.result()
