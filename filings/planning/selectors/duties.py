"""What a user's own organizations owe by the rules about organizations: the yearly analysis (B07).

The year's facts of one organization are asked of its own cases alone, where `findings` adds up a
whole subtree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from branches.actor import Actor
from branches.acts import Act, Kind
from branches.models import Organization
from branches.rights import PATH_STEP
from cases.facts.values import Kind as KindThen
from cases.models import Case
from cases.rules.organization import OrganizationFacts, judge_organization
from cases.selectors.agenda import LATE, Day, uid_of
from cases.selectors.tasks import Button, Task
from cases.selectors.todo import GROUPS, WITHIN, approved_by
from filings.planning.models import YearlyAnalysis
from filings.planning.selectors.analyses import reach_of

WHAT = "分析入党积极分子队伍"
PART = 50  # committees looked through at once for one with activists


def organization_duties(actor: Actor) -> list[Task]:
    """The analyses of this and the last year not yet recorded, as lines of the to-do list; the
    oldest first.
    """
    own = actor.rights.organizations(Act.ANALYSE)
    if not own:
        return []
    organizations = Organization.objects.open_on(actor.today).filter(pk__in=own).order_by("path")
    held: dict[int, dict[int, date]] = defaultdict(dict)
    recorded = YearlyAnalysis.objects.filter(organization__in=own)
    for pk, year, day in recorded.values_list("organization_id", "year", "held_on"):
        held[pk][year] = day
    rows = list(organizations)
    tasks: list[Task] = []
    for year in (actor.today.year - 1, actor.today.year):
        for organization in rows:
            years = held[organization.pk]
            if year not in years:
                has_others = any(each < year for each in years)
                tasks += _owed(organization, year, actor.today, has_others=has_others)
    return tasks


def _owed(
    organization: Organization, year: int, today: date, *, has_others: bool
) -> Iterator[Task]:
    on = min(today, date(year, 12, 31))
    below = Case.objects.filter(branch__path__startswith=reach_of(organization)).order_by()
    if not has_others and not below.filter(opened_on__year__lte=year).exists():
        return  # nothing is known: imported cases say nothing of analyses
    facts = OrganizationFacts(
        kind=KindThen.of(organization.kind),
        year=year,
        owes_analysis=_has_ranks(organization, on),
        analyses=(),
    )
    judgement = judge_organization(facts, today)
    url = reverse("analysis", args=[year, organization.code])
    found = [(each.rule, each.due, each.article) for each in judgement.obligations]
    found += [(each.rule, each.due, each.article) for each in judgement.findings]
    for rule, due, article in found:
        if rule == "B07":
            yield Task(
                person=organization.name,
                person_url="",
                note=f"{year}年",
                what=WHAT,
                due_on=due,
                article=article,
                button=Button("登记", url),
            )


def _has_ranks(organization: Organization, on: date) -> bool:
    """Whether somebody is an activist or a target on the day in a branch that the organization
    answers for.

    A committee with power of approval answers for the branches it approves for; a department for
    those of the committees straight below its own.
    """
    ranks = (
        Case.objects.filter(activist_on__lte=on)
        .exclude(closed_on__lte=on)
        .exclude(probation_on__lte=on)
    )
    paths: list[str] = []
    if organization.kind == Kind.DEPARTMENT:
        paths = _next_below(organization.parent_path, on)
    elif organization.has_approval_power:
        paths = [organization.path]
    for at in range(0, len(paths), PART):
        branches = approved_by(paths[at : at + PART], on)
        if ranks.filter(branch__in=branches.values("pk")).exists():
            return True
    return False


def _next_below(path: str | None, on: date) -> list[str]:
    """The committees with power of approval whose next committee above is the one at the path."""
    if not path:
        return []
    committees = Organization.objects.open_on(on).filter(
        Q(path__startswith=path), kind=Kind.COMMITTEE
    )
    power = dict(
        committees.exclude(path=path).order_by("path").values_list("path", "has_approval_power")
    )
    found = []
    for each, approves in power.items():
        ends_between = range(len(path) + PATH_STEP, len(each), PATH_STEP)
        if approves and not any(each[:end] in power for end in ends_between):
            found.append(each)
    return found


def duty_days(actor: Actor) -> Iterator[Day]:
    """The duties as days of the user's calendar."""
    for task in organization_duties(actor):
        if task.due_on is not None:
            mark = LATE if task.due_on < actor.today else ""
            summary = f"{mark}{task.person} {task.note}{task.what}"
            yield Day(
                uid_of(task.url),
                task.due_on,
                summary,
                task.article or "",
                f"{settings.SITE_URL}{task.url}",
            )


def duty_reminder(actor: Actor) -> str:
    """What of the duties is overdue or due within seven days; empty when nothing is."""
    lines = []
    for task in organization_duties(actor):
        if task.due_on is None or task.due_on > actor.today + WITHIN["week"]:
            continue
        group = "overdue" if task.due_on < actor.today else "week"
        lines.append(f"{GROUPS[group]}：{task.person}{task.note}{task.what}")
    return "；".join(lines)
