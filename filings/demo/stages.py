"""Stages 1 to 3 of a history, steps 1 to 11, as the regulation wants them unless the script says
otherwise.
"""

from __future__ import annotations

from datetime import date, timedelta

from cases.facts import application, cultivation, target, values
from cases.facts.arithmetic import add_months
from cases.facts.case import EDITION_2026
from cases.facts.probation import Probation
from cases.rules.target import NOTICE_DAYS, notice_full_on
from filings.demo import texts
from filings.demo.filing import file
from filings.demo.plan import LOCAL_RULES
from filings.demo.story import CALENDAR, DAY, Story, weekday, weekday_before


def apply(story: Story) -> None:
    """1: received and opened."""
    rng, on = story.rng("apply"), story.day
    unit, school = rng.choice(texts.UNITS), rng.choice(texts.SCHOOLS)
    strata = application.Stratum
    story.step(
        "apply",
        on,
        letter_on=on - timedelta(rng.randint(0, 3)),
        stratum=rng.choice((strata.WORKER, strata.INTELLECTUAL, strata.FARMER)),
        native_place="广西林城",
        birthplace="广西林城",
        education=rng.choice((application.Education.BACHELOR, application.Education.COLLEGE)),
        school=school,
        post=f"{unit}{rng.choice(texts.POSTS)}",
        political_status=application.PoliticalStatus.MASSES,
        registered_address=f"林城市青秀路{rng.randint(1, 199)}号",
        residence=f"林城市林苑小区{rng.randint(1, 20)}栋{rng.randint(101, 909)}室",
        history=(
            application.Period(start="2008.09", end="2012.06", what=f"{school}学生"),
            application.Period(start="2012.07", what=f"{unit}工作"),
        ),
        relatives=(
            application.Relative(
                relation="父亲",
                name=f"{rng.choice('韦黄李陆')}某",
                born="1964.03",
                unit="林城市务农",
            ),
            application.Relative(
                relation="配偶", name=f"{rng.choice('覃陈梁农')}某", unit="林城市第三小学教师"
            ),
        ),
    )


def talk(story: Story) -> None:
    """2: within the month."""
    rng = story.rng("talk")
    on = story.after("talk", 3, 24, last=add_months(story.days["apply"], 1))
    story.step("talk", on, place=rng.choice(texts.PLACES), summary=rng.choice(texts.TALKS))


def shortlist(story: Story) -> None:
    """3: three months after the application at the earliest, as the local profile has it."""
    rng, team = story.rng("shortlist"), story.cast.team
    waited = add_months(story.days["apply"], LOCAL_RULES["waiting_months"])
    on = story.after("shortlist", 90, 170, first=waited)
    count = rng.randint(5, max(6, len(team.members)))
    ways = cultivation.Recommendation
    story.step(
        "shortlist",
        on,
        recommended_by=rng.choice((ways.MEMBERS, ways.MASS_ORGANIZATION)),
        recommended_on=on - timedelta(rng.randint(3, 12)),
        recommender="党员推荐大会",
        recommender_count=count,
        present=team.decider_count,
    )


def file_activist(story: Story) -> None:
    """4: filed."""
    file(story, "file_activist", (2, 10), (4, 10), on=None)


def appoint_contacts(story: Story) -> None:
    """5: two contacts."""
    on, cast = story.after("appoint_contacts", 1, 8), story.cast
    contacts = cast.contacts
    if story.script.sponsor == "newcomer":
        contacts = (cast.team.newcomer, *contacts[1:])
    story.step("appoint_contacts", on, contacts=contacts)


def examine_activist(story: Story, until: date) -> None:
    """Examinations of 6 every five months from the decision on, with the reports since the last."""
    rng, last = story.rng("examinations"), story.examined or story.days["shortlist"]
    while (on := weekday(last + timedelta(rng.randint(135, 165)))) <= until:
        examine(story, "cultivate", on, last)
        story.examined = last = on


def examine_before_nomination(story: Story, on: date) -> None:
    """One examination more where the last lies so far back that step 7 could not follow within
    six months of it.
    """
    last = story.examined or story.days["shortlist"]
    if add_months(last, 5) <= on:
        examine(story, "cultivate", weekday_before(on - DAY), last)
        story.examined = weekday_before(on - DAY)


def examine(story: Story, code: str, on: date, last: date) -> None:
    """One examination by a contact or introducer, with two reports of the time since the last."""
    rng = story.rng(f"{code} {len(story.acts)}")
    facts_class: type[cultivation.Cultivate | Probation]
    if code == "cultivate":
        who, sponsors, facts_class = "contact", story.cast.contacts, cultivation.Cultivate
    else:
        who, sponsors, facts_class = "introducer", story.cast.introducers, Probation
    by = "、".join(each.name for each in sponsors)
    examination = values.Examination(on=on, by=by, conclusion=rng.choice(texts.EXAMINED))
    reports = tuple(
        values.Report(on=last + (on - last) * part // 2 - DAY, note=rng.choice(texts.REPORTS))
        for part in (1, 2)
    )
    story.add(
        "supplement", code, on, who, facts_class(examinations=(examination,), reports=reports)
    )


def cultivate(story: Story) -> None:
    """6: a full year. What the contacts examined was added before."""
    full = add_months(story.days["shortlist"], 12)
    since = full if story.rounds == 1 else story.day + timedelta(90)
    on = story.after("cultivate", 1, 12, since=since, first=full)
    if not story.script.idle:
        examine_activist(story, on - DAY)
        examine_before_nomination(story, on)
    activities = None
    if story.rng("cultivate").random() < 0.7:
        activities = (cultivation.Activity(on=on - timedelta(40), what="参加入党积极分子党课"),)
    story.step("cultivate", on, examinations=None, reports=None, activities=activities)


def nominate(story: Story) -> None:
    """7: heard and decided."""
    rng, last = story.rng("nominate"), None
    if not story.script.idle:
        last = add_months(story.examined or story.days["shortlist"], 6)
    on = story.after("nominate", 5, 25, last=last)
    opinions = tuple(
        values.Opinion(
            kind=kind, on=on - timedelta(rng.randint(1, 4)), summary=rng.choice(texts.OPINIONS)
        )
        for kind in values.Heard
    )
    story.step("nominate", on, opinions=opinions, present=story.cast.team.decider_count)


def list_consent(story: Story) -> None:
    """8: filed as 2014 has it, or the consent of 2026, by the day of the answer."""
    file(story, "list_consent", (2, 8), (4, 12), remarks="同意列为发展对象人选。")


def list_target(story: Story) -> None:
    """8: listed after the notice of 2026; under 2014 the answer has listed already."""
    if story.days["list_consent"] < EDITION_2026:
        story.days["list_target"] = story.days.pop("list_consent")
        return
    posted = story.after("notice", 1, 4)
    ended = notice_end(story, posted)
    on, reactions = (
        story.after("list_target", 1, 5, since=ended + DAY),
        "公示期间没有收到不同意见。",
    )
    story.step("list_target", on, notice_from=posted, notice_to=ended, reactions=reactions)


def notice_end(story: Story, posted: date) -> date:
    """The last day of a public notice: about two weeks on and full by then, unless the script
    wants it too short.
    """
    working_days = story.script.gaps.get("notice working days")
    if working_days is not None:
        return notice_full_on(posted, working_days, CALENDAR)
    return max(posted + timedelta(13), notice_full_on(posted, NOTICE_DAYS, CALENDAR))


def appoint_introducers(story: Story) -> None:
    """9: two introducers."""
    on, cast = story.after("appoint_introducers", 3, 12), story.cast
    introducers = cast.introducers
    if story.script.sponsor in ("punished", "suspended"):
        introducers = (introducers[0], getattr(cast.team, story.script.sponsor))
    story.step("appoint_introducers", on, introducers=introducers)


def political_review(story: Story) -> None:
    """10: concluded after the replies."""
    rng = story.rng("political_review")
    on = story.after("political_review", 15, 35, since=story.day + timedelta(story.pause))
    sent = on - timedelta(14)
    if "review before replies" in story.script.gaps:
        replied = on + timedelta(6)
    else:
        replied = sent + timedelta(rng.randint(4, 12))
    inquiry = target.Inquiry(
        unit="林城市青秀街道办事处",
        sent_on=sent,
        replied_on=replied,
        is_sealed=True,
        reply=rng.choice(texts.REPLIES),
    )
    findings = rng.choice(texts.REVIEWED)
    story.step("political_review", on, inquiries=(inquiry,), findings=findings)


def train(story: Story) -> None:
    """11: a class of the committee."""
    rng, on = story.rng("train"), story.after("train", 6, 25)
    story.step(
        "train",
        on,
        by="clerk",
        class_name=f"{on.year}年发展对象培训班",
        mode=target.TrainingMode.ONSITE,
        certificate=f"LC{on:%Y%m}-{rng.randint(1, 99):02d}",
    )


STAGES_1_TO_3 = {
    "apply": apply,
    "talk": talk,
    "shortlist": shortlist,
    "file_activist": file_activist,
    "appoint_contacts": appoint_contacts,
    "cultivate": cultivate,
    "nominate": nominate,
    "list_consent": list_consent,
    "list_target": list_target,
    "appoint_introducers": appoint_introducers,
    "political_review": political_review,
    "train": train,
}
