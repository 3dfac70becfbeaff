"""One history from one script: written on any days, then moved so that it ends where the script wants it."""

from __future__ import annotations

from datetime import date, timedelta

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
STRAIGHT, TRIES, NEAR = 6, 40, 3


def history(seed: str, script: Script, cast: Cast, today: date) -> list[Act]:
    """The acts of a case up to `today`, in their order; the last one `script.rest` days ago or a few days more."""
    wanted, start = today - timedelta(script.rest), FIRST
    best: tuple[int, Story] | None = None
    for attempt in range(TRIES):
        story, end = _write(seed, script, cast, today, start)
        off = (wanted - end).days
        if off >= 0 and (best is None or off < best[0]):
            best = off, story
        if 0 <= off <= NEAR:
            break
        # A history moves by more than it was asked to at weekends, and where the edition changes: try the days about.
        start += timedelta(off if attempt < STRAIGHT else 3 if attempt == STRAIGHT else -1)
    assert best is not None, script
    acts = [act for act in best[1].acts if act.on <= today]
    return sorted(acts, key=lambda act: act.on)


def opened_on(script: Script, acts: list[Act]) -> date:
    """The day on which the case is opened in the system: its first, or after the step that `history` names."""
    if not script.history:
        return acts[0].on
    last = max(act.on for act in acts if act.code == script.history)
    later = [act.on for act in acts if act.on > last]
    return min([last + timedelta(1), *later])


def _write(seed: str, script: Script, cast: Cast, today: date, start: date) -> tuple[Story, date]:
    """The story that begins on `start`, and the day that is to be moved."""
    story = Story(seed=seed, script=script, cast=cast, today=today, day=weekday(start))
    for code, write in LINE.items():
        write(story)
        if code == script.until:
            break
    if script.tail and script.tail != "worksheet":
        story.stop = script.tail
        LINE[FOLLOWS[script.until]](story)
        story.stop = ""
    if script.then:
        TURNS[script.then](story)
    end = story.days[script.anchor] if script.anchor else story.day
    if not script.idle:
        if script.until == "appoint_contacts" and not script.then:
            examine_activist(story, today)
        elif script.until == "oath" and not script.then:
            examine_probationer(story, today)
    if script.tail == "worksheet":
        code = list(LINE)[list(LINE).index(script.until) + 1]
        story.add("worksheet", code, weekday(end + timedelta(1)), "secretary")
    return story, end
