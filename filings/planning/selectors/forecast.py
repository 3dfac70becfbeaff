"""What if: which cases could come to the branch meeting within this year, and from which day on.

The day is the earliest lawful one: step 7 one year after step 3 (C01), five working days of notice
before the listing (C05), three days of training (C14); nothing else between has a least length. A
target waits for its training alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from branches.actor import Actor
from branches.models import Organization
from cases.facts.arithmetic import Calendar, add_months
from cases.models import Case
from cases.selectors.context import load_calendar
from cases.selectors.paging import capped_count
from filings.kinds import RESERVING

NOTICE_DAYS, TRAINING = 5, timedelta(2)  # the last of three days
SHOWN = 100
#: `{state past the training: what is awaited still before the meeting}`.
WAITS = {
    "committee_review": "预审和志愿书",
    "pre_review": "填写志愿书",
    "fill_form": "支部大会",
}
#: States in which the meeting has decided.
DISCUSSED = tuple(state for state in RESERVING if state not in WAITS)
EARLIEST_CHANGE = timedelta(400)  # more than the year and all that follows it


@dataclass(frozen=True)
class Candidate:
    case: Case
    earliest: date
    waits_for: str


@dataclass(frozen=True)
class Forecast:
    """Those who could be admitted until the end of the year; the lists hold the first SHOWN, the
    counts up to 1,001.
    """

    until: date
    targets: list[Candidate]
    target_count: int
    activists: list[Candidate]
    activist_count: int

    @property
    def total(self) -> int:
        return self.target_count + self.activist_count


def forecast(organization: Organization, actor: Actor) -> Forecast:
    """Of the cases below that the user sees; six queries."""
    calendar, until = load_calendar(), date(actor.today.year, 12, 31)
    open_cases = (
        Case.objects.visible_to(actor)
        .filter(
            branch__path__startswith=organization.path,
            probation_on__isnull=True,
            activist_on__isnull=False,
        )
        .open()
        .select_related("person", "branch")
    )
    targets = (
        open_cases.filter(target_on__isnull=False)
        .exclude(state__in=DISCUSSED)
        .order_by("target_on", "pk")
    )
    if actor.today + TRAINING > until:
        targets = targets.filter(
            Q(facts__steps__train__on__isnull=False) | Q(state__in=list(WAITS))
        )
    activists = open_cases.filter(
        target_on__isnull=True, activist_on__lte=last_start(actor.today, until, calendar)
    )
    return Forecast(
        until,
        [of_target(case, actor.today) for case in targets[:SHOWN]],
        capped_count(targets),
        [of_activist(case, actor.today, calendar) for case in _by_start(activists)[:SHOWN]],
        capped_count(activists),
    )


def _by_start(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.order_by("activist_on", "pk")


def of_target(case: Case, today: date) -> Candidate:
    """A target may be discussed at once when trained or past it, else after three days of
    training.
    """
    if (waits := WAITS.get(case.state)) is not None:
        return Candidate(case, today, waits)
    train = case.facts.steps.train
    if train is not None and train.on is not None:
        return Candidate(case, max(today, train.on), "支委会审查、预审和志愿书")
    return Candidate(case, today + TRAINING, "集中培训")


def of_activist(case: Case, today: date, calendar: Calendar) -> Candidate:
    """An activist, by the day of step 3."""
    assert case.activist_on is not None
    full = add_months(case.activist_on, 12)
    waits = f"培养满一年（{full}）" if full > today else "确定发展对象"
    return Candidate(case, earliest_meeting(case.activist_on, today, calendar), waits)


def earliest_meeting(activist_on: date, today: date, calendar: Calendar) -> date:
    """The first day on which the branch meeting can lawfully discuss an activist of this day."""
    nominated = max(today, add_months(activist_on, 12))
    listed = calendar.nth_working_day_after(nominated, NOTICE_DAYS) + timedelta(1)
    return listed + TRAINING


def last_start(today: date, until: date, calendar: Calendar) -> date:
    """The latest day of step 3 from which the meeting can be held by `until`; the earliest date
    when none is.
    """
    if earliest_meeting(date.min, today, calendar) > until:
        return date.min
    day = until - EARLIEST_CHANGE
    while earliest_meeting(day + timedelta(1), today, calendar) <= until:
        day += timedelta(1)
    return day
