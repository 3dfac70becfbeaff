"""Stage 5 of a history, steps 19 to 25."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from cases.facts import probation, samples, values
from cases.facts.arithmetic import add_months
from filings.demo import texts
from filings.demo.admission import meeting_facts, names, votes
from filings.demo.filing import accept, send
from filings.demo.stages import examine
from filings.demo.story import DAY, Story, months_after, weekday

EXAMINED = (3, 6, 9, 11)  # months of probation


def enrol(story: Story) -> None:
    """19: within days of the approval."""
    on = story.after("enrol", 2, 9, since=story.days["approve"])
    on = max(on, story.days.get("file_with_department", on))
    story.step("enrol", on, group=story.rng("enrol").choice(texts.GROUPS))


def oath(story: Story) -> None:
    """20: within a month of the approval."""
    approved = story.days["approve"]
    on = max(story.after("oath", 8, 25, since=approved, last=add_months(approved, 1)), story.day)
    by = "clerk" if story.rng("oath").random() < 0.3 else "secretary"
    story.step("oath", on, by=by, place="林城市革命烈士纪念园", organizer="林业局党委")


def expiry(story: Story) -> date:
    """The day from which conversion may be discussed."""
    first = add_months(story.days["admission_meeting"], 12)
    # From the expiry, not from the meeting: that differs after 29 February.
    return add_months(first, story.extended)


def examine_probationer(story: Story, until: date) -> None:
    """Examinations of 21, each quarter."""
    last = met = story.days["admission_meeting"]
    for months in EXAMINED:
        on = months_after(met, months)
        if story.days["oath"] < on <= until:
            examine(story, "probation", on, last)
            last = on


def probation_(story: Story) -> None:
    """21: full, from three months before the expiry."""
    on = weekday(expiry(story) - timedelta(story.rng("probation").randint(12, 25)))
    on = max(on, story.day)
    if story.rounds == 1:
        examine_probationer(story, on)
    story.step("probation", on, examinations=None)


def request_conversion(story: Story) -> None:
    """22: in writing, about the expiry."""
    on = weekday(expiry(story) - timedelta(story.rng("request_conversion").randint(2, 9)))
    story.step("request_conversion", max(on, story.day))


def conversion_meeting(story: Story) -> None:
    """23: in the weeks after the expiry."""
    full = expiry(story)
    on = story.after("conversion_meeting", 0, 18, since=full, first=full, last=add_months(full, 1))
    meet(story, max(on, weekday(story.day + DAY)))


def meet(story: Story, on: date, **more: Any) -> None:
    """Hold the meeting of 23; it converts in time unless `more` says otherwise."""
    rng, cast = story.rng("conversion_meeting"), story.cast
    facts = meeting_facts(rng, cast, texts.CONVERSIONS)
    opinions = []
    for each in story.lawful("conversion_meeting", on).opinions:
        opinions.append(msgspec.structs.replace(each, summary=rng.choice(texts.OPINIONS)))
    facts |= {"opinions": tuple(opinions), "tellers": names(cast.introducers)}
    story.step("conversion_meeting", on, recorder=cast.spare.name, **(facts | more))


def approve_conversion(story: Story) -> None:
    """24: approved, told and announced."""
    submitted = story.after("approve_conversion", 1, 5)
    if not send(story, "approve_conversion", submitted):
        return
    last = add_months(story.days["conversion_meeting"], 3)
    on = story.after("approve_conversion answer", 8, 40, last=last)
    accept(story, "approve_conversion", on, approval(story, on, full_from=expiry(story)))
    announced = weekday(story.day + timedelta(story.rng("announced").randint(3, 9)))
    more = probation.ApproveConversion(
        branch_told_on=story.day + DAY,
        secretary_talk_on=story.day + 2 * DAY,
        announced_on=announced,
    )
    story.add("supplement", "approve_conversion", announced, "secretary", more)


def approval(story: Story, on: date, **more: Any) -> Any:
    """The committee's decision; who is told of it is added later."""
    facts = {
        "votes": votes(story.rng("conversion votes")),
        "remarks": "党委会集体讨论、逐个表决，同意支部大会决议。",
        "secretary_talk_on": None,
        "announced_on": None,
    }
    return story.lawful("approve_conversion", on, **(facts | more))


def archive(story: Story) -> None:
    """25: handed over, and confirmed by the committee."""
    rng, on = story.rng("archive"), story.after("archive", 14, 35)
    papers = tuple(
        values.ArchivedPaper(kind=kind, pages=rng.randint(2, 16)) for kind in samples.ARCHIVED
    )
    story.step("archive", on, papers=papers, kept_in=probation.Keeping.PERSONNEL)
    confirmed = weekday(on + timedelta(rng.randint(2, 9)))
    more = probation.Archive(confirmed_on=confirmed)
    story.add("supplement", "archive", confirmed, "clerk", more)


STAGE_5 = {
    "enrol": enrol,
    "oath": oath,
    "probation": probation_,
    "request_conversion": request_conversion,
    "conversion_meeting": conversion_meeting,
    "approve_conversion": approve_conversion,
    "archive": archive,
}
