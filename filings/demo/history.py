"""One history from one script: written on any days, then moved so that it ends where the script
wants it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import msgspec

from filings.demo.conversion import examine_probationer
from filings.demo.plan import Cast
from filings.demo.stages import examine_activist
from filings.demo.story import DAY, FIRST, Act, Script, Story, weekday, weekday_before
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
STRAIGHT = 6  # tries to come near, before the days are tried one by one
KEPT = 40  # histories of one script that are kept at hand, those of the days about
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
    """Writes the histories of one script, each that is soon asked for again only once.

    known  {first day and pause: the history}
    near   the first day that was right last
    """

    seed: str
    script: Script
    cast: Cast
    known: dict[tuple[date, int], Written] = field(default_factory=dict)
    near: date = FIRST

    def history(self, today: date) -> tuple[Act, ...]:
        """The acts of the case up to `today`, in their order; the last one `script.rest` or a
        few more days ago.
        """
        acts = (
            act for act in self.moved(today - timedelta(self.script.rest)).acts if act.on <= today
        )
        return tuple(sorted(acts, key=lambda act: act.on))

    def moved(self, wanted: date) -> Written:
        """The history that ends on that day, or as few days before it as can be.

        A day of the beginning may move the end by weeks, as where the edition changes between two:
        as long as the end then lies too early, the branch waits before the political review.
        """
        start = self._latest_start(wanted)
        written = self._write(start)
        early = (wanted - written.end).days
        for pause in range(early, NEAR, -1):
            waited = self._write(start, pause)
            if waited.end == written.end:
                break  # it does not come as far as that
            if waited.end <= wanted:
                return waited
        return written

    def _latest_start(self, wanted: date) -> date:
        """The latest weekday to begin on for an end by `wanted`: who begins later ends later, or
        on the same day.
        """
        start = self.near
        for _ in range(STRAIGHT):
            early = (wanted - self._write(start).end).days
            if 0 <= early <= NEAR:
                break
            start = weekday(start + timedelta(early))
        while self._write(start).end > wanted:
            start = weekday_before(start - DAY)
        while self._write(following := weekday(start + DAY)).end <= wanted:
            start = following
        self.near = start
        return start

    def _write(self, start: date, pause: int = 0) -> Written:
        key = start, pause
        if key not in self.known:
            if len(self.known) == KEPT:
                del self.known[next(iter(self.known))]
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
        story.add("worksheet", code, weekday(end + DAY), "secretary")
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
    """The day on which the case is opened in the system: its first, or after the step that
    `history` names.
    """
    if not script.history:
        return acts[0].on
    last = max(act.on for act in acts if act.code == script.history and act.do != "supplement")
    later = [act.on for act in acts if act.on > last]
    return min([last + DAY, *later])
