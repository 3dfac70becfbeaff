"""Stage 4 of a history, steps 12 to 18."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from cases.facts import admission, values
from cases.facts.arithmetic import add_months
from filings.demo import texts
from filings.demo.filing import accept, file, send
from filings.demo.forms import number_of
from filings.demo.story import Cast, Story, weekday
from filings.demo.texts import pick

DAY = timedelta(1)


def committee_review(story: Story) -> None:
    """12: reviewed together."""
    on = story.after("committee_review", 3, 12)
    present = 5 if story.cast.has_committee else story.cast.electorate
    remarks = "手续完备，材料齐全，同意报上级党委预审。"
    facts = story.lawful("committee_review", on, present=present, remarks=remarks)
    story.step("committee_review", on, facts)


def pre_review(story: Story) -> None:
    """13: passed in writing."""
    submitted = story.after("pre_review", 1, 5)
    on = story.after("pre_review answer", 5, 12, since=submitted)
    facts = story.lawful("pre_review", on, remarks="经审查，同意发展，请按程序召开支部大会。")
    file(story, "pre_review", submitted, on, facts)


def fill_form(story: Story) -> None:
    """14: issued after the pre-review, then filled."""
    issued = story.day + DAY
    on = story.after("fill_form", 2, 6)
    number = number_of(issued.year, int(story.seed.rsplit("/", 1)[-1]))
    story.step("fill_form", on, story.lawful("fill_form", on, form_number=number, issued_on=issued))


def ballot(rng: Random, cast: Cast, *, is_passed: bool = True) -> values.Ballot:
    """A secret ballot of the branch, its numbers in order."""
    absent = rng.randint(0, cast.electorate // 7)
    present, written = cast.electorate - absent, rng.randint(0, absent)
    against, abstaining = (0, rng.randint(0, 1)) if is_passed else (present * 2 // 3, 1)
    return values.Ballot(
        should_attend=cast.electorate,
        present=present,
        given_out=present,
        taken_back=present,
        in_favour=present - against - abstaining,
        against=against,
        abstaining=abstaining,
        spoiled=0,
        written=written,
        written_in_favour=written if is_passed else 0,
        is_secret=True,
        is_one_by_one=True,
    )


def told(text: str, count: values.Ballot) -> str:
    """A resolution with its numbers."""
    return text.format(expected=count.should_attend, present=count.present, favour=count.in_favour)


def admission_meeting(story: Story) -> None:
    """15: passed."""
    rng = story.rng("admission_meeting")
    on = story.after("admission_meeting", 6, 20, last=add_months(story.days["pre_review"], 1))
    count = ballot(rng, story.cast)
    facts = story.lawful(
        "admission_meeting",
        on,
        ballot=count,
        chair=story.cast.secretary,
        tellers="、".join(each.name for each in story.cast.contacts),
        recorder=story.cast.spare.name,
        resolution_text=told(texts.RESOLUTIONS, count),
    )
    story.step("admission_meeting", on, facts)


def committee_talk(story: Story) -> None:
    """16: talked to while the filing of 17 waits."""
    meeting = story.days["admission_meeting"]
    if not send(story, "approve", story.after("approve", 1, 5)):
        return
    rng, on = story.rng("committee_talk"), story.after("committee_talk", 10, 28, since=meeting)
    on = max(on, story.day)
    facts = story.lawful("committee_talk", on, opinion=pick(rng, texts.COMMITTEE_TALKS))
    story.step("committee_talk", on, facts, by="organizer")


def approve(story: Story) -> None:
    """17: approved within three months, then told and announced."""
    meeting, rng = story.days["admission_meeting"], story.rng("approve")
    on = story.after("approve answer", 8, 40, last=add_months(meeting, 3))
    start = on if "probation from approval" in story.script.gaps else meeting
    facts = story.lawful(
        "approve",
        on,
        votes=votes(rng),
        probation_from=start,
        probation_to=add_months(start, 12) - DAY,
        remarks="党委会集体讨论、逐个表决，批准为中共预备党员。",
        **dict.fromkeys(("branch_told_on", "person_told_on", "announced_on")),  # that comes after
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
    approved = story.days["approve"]
    on = story.after("file_with_department", 2, 10, since=approved)
    if not story.cast.has_department:
        story.add("submit", "file_with_department", on, "clerk", papers=())
        story.done("file_with_department", on)
        return
    received = story.after("file_with_department receipt", 3, 9, since=on)
    number = f"林组备〔{on.year}〕{story.rng('number').randint(1, 300)}号"
    facts = admission.FileWithDepartment(received_on=received, number=number)
    file(story, "file_with_department", on, received, facts, by="officer")
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
