"""Rules of stage 3, second part: introducers, political review and training, steps 9 to 11, and
C13 of step 15.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.arithmetic import add_months
from ..facts.case import DisciplineSpan, Facts, Sponsor
from ..facts.target import ReviewPlace, TrainingBody
from .engine import Breach, Is, Result, Severity, Unknown, rule
from .steps import is_migrant, is_missing, unknown_of_migrant
from .unknown import INTRODUCERS, MEMBER_RECORD, unrecorded

#: Least training, in days or in class hours. Source: 《细则》第十七条.
TRAINING_DAYS, TRAINING_HOURS = 3, 24


def _introducers(facts: Facts, day: date) -> list[Sponsor] | None:
    """Those of `day`, a name once; None: unknown."""
    if facts.case.introducers is None:
        return None
    there = {}
    for each in facts.case.introducers:
        if (each.since is None or each.since <= day) and (each.until is None or day < each.until):
            there[each.name, each.member] = each
    return list(there.values())


@rule(
    "C07",
    step=9,
    title="有两名正式党员作入党介绍人",
    e2014=Is("第十四条", Severity.VOID),
    e2026=Is("第十四条", Severity.VOID),
)
def two_full_introducers(facts: Facts, on: date) -> Iterator[Result]:
    """Exactly two, both full members on the day of step 9; who is not on the list of members is
    unknown and no fault.
    """
    if is_missing(facts, "appoint_introducers", since=12):
        yield Breach("没有确定入党介绍人的记录")
        return
    step = facts.steps.appoint_introducers
    if step is None or step.on is None:
        return
    introducers = _introducers(facts, step.on)
    if introducers is None and not step.missing("introducers"):
        yield INTRODUCERS
        return
    if not introducers:
        yield Breach("没有记录入党介绍人")
        return
    if len(introducers) != 2:
        yield Breach(f"入党介绍人应为两名：实际 {len(introducers)} 名", actual=step.on)
        return
    for each in introducers:
        if each.member is None:
            yield MEMBER_RECORD
        elif each.member.is_full_on(step.on) is False:
            text = f"入党介绍人应为正式党员：{each.name} {step.on} 还不是正式党员"
            yield Breach(text, actual=step.on)
            return


def _unknown_introducers(facts: Facts) -> Iterator[Unknown]:
    """What is not known of those of step 9: who they are, or what the list of members says of
    them.
    """
    step = facts.steps.appoint_introducers
    if step is None or step.on is None:
        return
    introducers = _introducers(facts, step.on)
    if introducers is None:
        yield INTRODUCERS
    elif any(each.member is None for each in introducers):
        yield MEMBER_RECORD


def _disciplined(facts: Facts, kinds: frozenset[str]) -> tuple[date, Sponsor] | None:
    """The day of step 9 and the first introducer then under a discipline of these kinds."""
    if (day := facts.day("appoint_introducers")) is None:
        return None
    for each in _introducers(facts, day) or ():
        if each.member is None:
            continue
        for discipline in each.member.disciplines:
            if discipline.kind in kinds and _is_in_force(discipline, day):
                return day, each
    return None


def _is_in_force(discipline: DisciplineSpan, day: date) -> bool:
    """From–to, both included; without a known beginning it is unknown, without a known end it
    still holds.
    """
    if discipline.since is None or day < discipline.since:
        return False
    return discipline.until is None or day <= discipline.until


#: Kinds as `branches.models.Discipline.Kind`.
_PROBATION_WITHIN_PARTY = frozenset({"probation_within_party"})
_LIGHTER = frozenset({"warning", "serious_warning", "removal"})


@rule(
    "C08",
    step=9,
    title="受留党察看处分、尚未恢复党员权利的不能作入党介绍人",
    e2014=Is("第十四条", Severity.VOID),
    e2026=Is("第十四条", Severity.VOID),
)
def introducer_has_rights(facts: Facts, on: date) -> Iterator[Result]:
    """On the day of step 9; from the first day of the discipline to its last, both included."""
    yield from _unknown_introducers(facts)
    if found := _disciplined(facts, _PROBATION_WITHIN_PARTY):
        day, introducer = found
        yield Breach(
            f"受留党察看处分的不能作入党介绍人：{introducer.name} {day} 在处分期内", actual=day
        )


@rule(
    "C09",
    step=9,
    title="受警告、严重警告、撤销党内职务处分，在影响期内的不宜作入党介绍人",
    e2014=None,
    e2026=Is("第十四条", Severity.ADVISE),
)
def introducer_without_discipline(facts: Facts, on: date) -> Iterator[Result]:
    """A warning, a serious warning or removal from office; the days are counted as in C08."""
    yield from _unknown_introducers(facts)
    if found := _disciplined(facts, _LIGHTER):
        day, introducer = found
        yield Breach(
            f"处分影响期内的党员不宜作入党介绍人：{introducer.name} {day} 在影响期内", actual=day
        )


@rule(
    "C10",
    step=10,
    title="预审前政治审查合格并形成结论性材料",
    e2014=Is("第十六条", Severity.VOID),
    e2026=Is("第十六条", Severity.VOID),
)
def reviewed_and_qualified(facts: Facts, on: date) -> Iterator[Result]:
    """Late comes before a bad result; a bad result counts only when the case went on to step 12."""
    due = facts.day("pre_review")
    if is_missing(facts, "political_review", since=12):
        yield Breach("没有政治审查的记录", due=due)
        return
    step = facts.steps.political_review
    if step is None or step.on is None:
        return
    if due is not None and step.on > due:
        yield Breach(
            f"政治审查应在预审之前形成结论：应不迟于 {due}，实际 {step.on}", due=due, actual=step.on
        )
        return
    if not facts.went_past(12):
        return
    yield from unrecorded(step, "is_qualified", "has_document")
    if step.is_qualified is False:
        yield Breach(f"政治审查不合格，案卷却继续办理：{step.on}", actual=step.on)
    elif step.missing("is_qualified"):
        yield Breach("政治审查没有结论", due=due)
    elif step.has_document is False:
        yield Breach("政治审查没有形成结论性材料", due=due)


@rule(
    "C11",
    step=10,
    title="流动人员的政治审查征求户籍地和居住地基层党组织意见",
    e2014=Is("第十六条", Severity.CORRECT),
    e2026=Is("第十六条", Severity.CORRECT),
)
def both_places_asked(facts: Facts, on: date) -> Iterator[Result]:
    """Both places, of a person known to be a migrant, where the places were asked."""
    step = facts.steps.political_review
    if step is None or step.on is None:
        return
    yield from unknown_of_migrant(facts)
    if not is_migrant(facts):
        return
    if step.places is None and not step.missing("places"):
        yield from unrecorded(step, "places")
        return
    asked = step.places or ()
    lacking = [place.label for place in ReviewPlace if place not in asked]
    if lacking:
        yield Breach(f"流动人员没有征求党组织意见的记录：{'、'.join(lacking)}")


@rule(
    "C12",
    step=10,
    title="函调、外调回复之后形成政治审查结论",
    e2014=Is(None, Severity.CORRECT),
    e2026=Is(None, Severity.CORRECT),
)
def replies_before_conclusion(facts: Facts, on: date) -> Iterator[Result]:
    """The latest reply, as far as known on the day of judging, not later than the conclusion."""
    step = facts.steps.political_review
    if step is None or step.on is None:
        return
    if not step.inquiries:
        yield from unrecorded(step, "inquiries")
        return
    days = [inquiry.replied_on for inquiry in step.inquiries if inquiry.replied_on is not None]
    latest = max((day for day in days if day <= on), default=step.on)
    if latest > step.on:
        text = f"应在收到全部复函之后形成结论：复函应不迟于 {step.on}，实际 {latest}"
        yield Breach(text, due=step.on, actual=latest)


@rule(
    "C13",
    step=15,
    title="支部大会时政治审查不超过有效期（一年）",
    e2014=Is(None, Severity.ADVISE),
    e2026=Is(None, Severity.ADVISE),
)
def review_still_valid(facts: Facts, on: date) -> Iterator[Result]:
    """The meeting within so many calendar months after the conclusion, the last day included.
    Source: the local profile, which names the months.
    """
    concluded, met = facts.day("political_review"), facts.day("admission_meeting")
    if concluded is None or met is None:
        return
    months = facts.profile.review_valid_months
    if met > (due := add_months(concluded, months)):
        text = (
            f"政治审查结论（{concluded}）有效期 {months} 个月：支部大会应不迟于 {due}，实际 {met}"
        )
        yield Breach(text, due=due, actual=met)


@rule(
    "C14",
    step=11,
    title="集中培训不少于三天或二十四个学时，由基层党委或县级党委组织部门组织",
    e2014=Is("第十七条", Severity.CORRECT),
    e2026=Is("第十七条", Severity.CORRECT),
)
def trained_long_enough(facts: Facts, on: date) -> Iterator[Result]:
    """Days and hours are judged without a day of the step as well. A recorded special case does not
    silence this.

    0 days and 0 hours are no training: C15.
    """
    if (step := facts.steps.train) is None or step.is_none:
        return
    yield from unrecorded(step, "days", "hours", "organizer")
    days, hours = step.days, step.hours
    if (
        (days is not None or hours is not None)
        and (days is None or days < TRAINING_DAYS)
        and (hours is None or hours < TRAINING_HOURS)
    ):
        actual = []
        if days is not None:
            actual.append(f"{days} 天")
        if hours is not None:
            actual.append(f"{hours} 学时")
        text = (
            f"集中培训应不少于 {TRAINING_DAYS} 天或 {TRAINING_HOURS} 个学时：实际"
            f" {'、'.join(actual)}"
        )
        yield Breach(text, actual=step.on)
    elif step.organizer is TrainingBody.OTHER and step.on is not None:
        yield Breach("集中培训应由基层党委或县级党委组织部门组织：由其他单位组织", actual=step.on)


@rule(
    "C15",
    step=11,
    title="没有经过培训的，除个别特殊情况外，不能接收",
    e2014=Is("第十七条", Severity.VOID),
    e2026=Is("第十七条", Severity.VOID),
)
def trained_at_all(facts: Facts, on: date) -> Iterator[Result]:
    """Neither a day nor a measure once the case went past it; and 0 days and 0 hours, whatever
    day the step has.
    """
    step = facts.steps.train
    if step is not None:
        if step.is_excused:
            return
        yield from unrecorded(step, "special_case", "days")
        if step.days == 0:
            yield from unrecorded(step, "hours")
    if step is not None and step.is_none and (step.on is not None or facts.went_past(12)):
        yield Breach("集中培训 0 天、0 学时，等于没有培训，也没有写明特殊情况")
    elif is_missing(facts, "train", since=12) and (step is None or not (step.days or step.hours)):
        yield Breach("没有参加集中培训的记录，也没有写明特殊情况")


@rule(
    "C16",
    step=10,
    title="政治审查采取同本人谈话、查阅档案、找有关单位和人员了解情况、函调外调等基本方法",
    e2014=Is("第十六条", Severity.CORRECT),
    e2026=Is("第十六条", Severity.CORRECT),
)
def reviewed_by_a_method(facts: Facts, on: date) -> Iterator[Result]:
    """At least one of the basic methods, where the step asked for them."""
    step = facts.steps.political_review
    if step is None or step.on is None:
        return
    yield from unrecorded(step, "methods")
    if step.was_asked("methods") and not step.methods:
        yield Breach("政治审查没有采取任何一种基本方法的记录")
