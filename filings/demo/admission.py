"""Stage 4 of a history, steps 12 to 18."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import msgspec

from cases.facts import admission, samples, values
from cases.facts.arithmetic import add_months
from filings.demo import texts
from filings.demo.filing import accept, file, send
from filings.demo.forms import number_of
from filings.demo.plan import Cast
from filings.demo.story import DAY, Story, weekday

#: Of the lawful approval what comes after the day of the vote, and is added later.
NOT_YET_TOLD = dict.fromkeys(("branch_told_on", "person_told_on", "announced_on"))


def committee_review(story: Story) -> None:
    """12: reviewed together."""
    on, remarks = story.after("committee_review", 3, 12), "手续完备，材料齐全，同意报上级党委预审。"
    story.step("committee_review", on, present=story.cast.team.decider_count, remarks=remarks)


def pre_review(story: Story) -> None:
    """13: passed in writing."""
    remarks = "经审查，同意发展，请按程序召开支部大会。"
    file(story, "pre_review", (1, 5), (5, 12), remarks=remarks)


def fill_form(story: Story) -> None:
    """14: issued after the pre-review, then filled."""
    issued = story.day + DAY
    on = story.after("fill_form", 2, 6)
    number = number_of(issued.year, int(story.seed.rsplit("/", 1)[-1]))
    story.step("fill_form", on, form_number=number, issued_on=issued)


def meeting_facts(rng: Random, cast: Cast, text: str, *, is_passed: bool = True) -> dict[str, Any]:
    """The facts of a branch meeting: a secret ballot with its numbers in order, and a resolution
    that tells them.
    """
    electorate = len(cast.team.members)
    absent = rng.randint(0, electorate // 7)
    present, written = electorate - absent, rng.randint(0, absent)
    if is_passed:
        against, abstaining, written_in_favour = 0, rng.randint(0, 1), written
    else:
        against, abstaining, written_in_favour = present * 2 // 3, 1, 0
    favour = present - against - abstaining
    ballot = msgspec.structs.replace(
        samples.BALLOT,
        should_attend=electorate,
        present=present,
        given_out=present,
        taken_back=present,
        in_favour=favour,
        against=against,
        abstaining=abstaining,
        written=written,
        written_in_favour=written_in_favour,
    )
    told = text.format(expected=electorate, present=present, favour=favour)
    return {"ballot": ballot, "chair": cast.team.secretary, "resolution_text": told}


def names(members: tuple[values.NamedMember, ...]) -> str:
    """Members as a minute names them."""
    return "、".join(each.name for each in members)


def admission_meeting(story: Story) -> None:
    """15: passed."""
    rng, cast = story.rng("admission_meeting"), story.cast
    on = story.after("admission_meeting", 6, 20, last=add_months(story.days["pre_review"], 1))
    story.step(
        "admission_meeting",
        on,
        tellers=names(cast.contacts),
        recorder=cast.spare.name,
        **meeting_facts(rng, cast, texts.RESOLUTIONS),
    )


def committee_talk(story: Story) -> None:
    """16: talked to while the filing of 17 waits."""
    met = story.days["admission_meeting"]
    if send(story, "approve", story.after("approve", 1, 5)):
        on = max(story.after("committee_talk", 10, 28, since=met), story.day)
        opinion = story.rng("committee_talk").choice(texts.COMMITTEE_TALKS)
        story.step("committee_talk", on, by="organizer", opinion=opinion)


def approve(story: Story) -> None:
    """17: approved within three months, then told and announced."""
    met, rng = story.days["admission_meeting"], story.rng("approve")
    on = story.after("approve answer", 8, 40, last=add_months(met, 3))
    start = on if "probation from approval" in story.script.gaps else met
    facts = story.lawful(
        "approve",
        on,
        votes=votes(rng),
        probation_from=start,
        probation_to=add_months(start, 12) - DAY,
        remarks="党委会集体讨论、逐个表决，批准为中共预备党员。",
        **NOT_YET_TOLD,
    )
    accept(story, "approve", on, facts)
    if story.script.until == "approve" and rng.random() < 0.5:
        return  # nobody was told yet
    announced = weekday(story.day + timedelta(rng.randint(4, 9)))
    more = admission.Approve(
        branch_told_on=story.day + DAY, person_told_on=story.day + 2 * DAY, announced_on=announced
    )
    story.add("supplement", "approve", announced, "secretary", more)


def votes(rng: Random) -> admission.Votes:
    """The vote of the committee."""
    present = rng.randint(7, 9)
    return admission.Votes(
        should_attend=9, present=present, in_favour=present, against=0, abstaining=0
    )


def file_with_department(story: Story) -> None:
    """18: filed, and received by the department where there is one."""
    on = story.after("file_with_department", 2, 10)
    if story.cast.team.place == "provisional":
        story.add("submit", "file_with_department", on, "clerk", papers=())
    elif send(story, "file_with_department", on):
        received = story.after("file_with_department receipt", 3, 9, since=on)
        number = f"林组备〔{on.year}〕{story.rng('number').randint(1, 300)}号"
        facts = admission.FileWithDepartment(received_on=received, number=number)
        accept(story, "file_with_department", received, facts)
    story.done("file_with_department", on)


STAGE_4 = {
    "committee_review": committee_review,
    "pre_review": pre_review,
    "fill_form": fill_form,
    "admission_meeting": admission_meeting,
    "committee_talk": committee_talk,
    "approve": approve,
    "file_with_department": file_with_department,
}
