"""One history from one script: written on any days, then moved so that it ends where the script wants it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import msgspec

from filings.demo.conversion import examine_probationer
from filings.demo.stages import examine_activist
from filings.demo.story import FIRST, Act, Cast, Script, Story, weekday
from filings.demo.turns import LINE, TURNS

#: The filing that follows a step.
FOLLOWS = {
    "shortlist": "file_activist",
    "nominate": "list_consent",
    "committee_review": "pre_review",
    "admission_meeting": "committee_talk",
    "approve": "file_with_department",
    "conversion_meeting": "approve_conversion",
}
NEAR = 3  # days by which a history may end too early
STRAIGHT, TRIES = 6, 40
LONG = 120  # days after the last act for which examinations are written
#: Turns after which the person is cultivated on: the contacts went on examining meanwhile.
CULTIVATED_ON = frozenset(
    {"refused_at_8", "adverse_notice", "sent_back", "refused_at_13", "not_passed", "refused_at_17"}
)


@dataclass(frozen=True)
class Written:
    """A history that begins on some day: its acts, and the day from which `Script.rest` counts."""

    acts: tuple[Act, ...]
    end: date


@dataclass
class Teller:
    """Writes the histories of one script, each that is asked for again only once."""

    seed: str
    script: Script
    cast: Cast
    known: dict[tuple[date, int], Written] = field(default_factory=dict)

    def history(self, today: date) -> tuple[Act, ...]:
        """The acts of the case up to `today`, in their order; the last one `script.rest` or a few more days ago."""
        acts = (act for act in self._moved(today - timedelta(self.script.rest)).acts if act.on <= today)
        return tuple(sorted(acts, key=lambda act: act.on))

    def _moved(self, wanted: date) -> Written:
        """The history that ends on that day or as few days before it as can be.

        It moves by more than it was asked to at weekends, and where the edition changes, so the days about are tried.
        What still lies between, as between the editions, the branch waits before the political review.
        """
        best: tuple[int, date, Written] | None = None
        start = FIRST
        for attempt in range(TRIES):
            written = self._write(start)
            off = (wanted - written.end).days
            if off >= 0 and (best is None or off < best[0]):
                best = off, start, written
            if 0 <= off <= NEAR:
                break
            start += timedelta(off if attempt < STRAIGHT else 3 if attempt == STRAIGHT else -1)
        while best is None:  # far from the beginning: step back until it fits
            start -= timedelta(7)
            written = self._write(start)
            if written.end <= wanted:
                best = (wanted - written.end).days, start, written
        off, start, written = best
        for pause in range(off, NEAR, -1):
            waited = self._write(start, pause)
            if written.end < waited.end <= wanted:
                return waited
        return written

    def _write(self, start: date, pause: int = 0) -> Written:
        key = weekday(start), pause
        if key not in self.known:
            self.known[key] = write(self.seed, self.script, self.cast, *key)
        return self.known[key]


def write(seed: str, script: Script, cast: Cast, start: date, pause: int = 0) -> Written:
    """The history that begins on `start`; `pause` as `Story` has it."""
    story = Story(seed=seed, script=script, cast=cast, day=start, pause=pause)
    for code, step in LINE.items():
        step(story)
        if code == script.until:
            break
    if script.tail and script.tail != "worksheet":
        story.stop = script.tail
        LINE[FOLLOWS[script.until]](story)
        story.stop = ""
    if script.then:
        TURNS[script.then](story)
    end = story.day
    last = end + timedelta(script.rest + LONG)
    if not script.idle:
        if script.then in CULTIVATED_ON or (script.until == "appoint_contacts" and not script.then):
            examine_activist(story, last)
        elif script.until == "oath" and not script.then:
            examine_probationer(story, last)
    if script.tail == "worksheet":
        code = list(LINE)[list(LINE).index(script.until) + 1]
        story.add("worksheet", code, weekday(end + timedelta(1)), "secretary")
    return Written(tuple(_dated(story)), end)


def _dated(story: Story) -> list[Act]:
    """The acts, those with the day that the script wants written in them."""
    acts = []
    for act in story.acts:
        if act.facts is not None and act.do == "record" and act.code in story.script.dated:
            other, days = story.script.dated[act.code]
            facts = msgspec.structs.replace(act.facts, on=story.days[other] + timedelta(days))
            act = replace(act, facts=facts)
        acts.append(act)
    return acts


def opened_on(script: Script, acts: tuple[Act, ...]) -> date:
    """The day on which the case is opened in the system: its first, or after the step that `history` names."""
    if not script.history:
        return acts[0].on
    last = max(act.on for act in acts if act.code == script.history and act.do != "supplement")
    later = [act.on for act in acts if act.on > last]
    return min([last + timedelta(1), *later])
