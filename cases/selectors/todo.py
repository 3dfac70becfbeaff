"""What there is to do for one user, as conditions that the database answers: by last day, or without one.

Built from the table of steps and the table of acts: a step is the user's where he may do its act at the organization
that acts. Reading beyond that makes nothing his.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Case as Numbered
from django.db.models import Exists, Expression, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Left

from branches.acts import Act, Kind
from branches.models import Organization, User
from branches.rights import PATH_STEP, rights_of
from cases.facts.arithmetic import add_months
from cases.models import Case, Obligation, Sponsorship
from cases.procedure import STEPS, Body, Step

DEEPEST = 12  # levels of a tree that are looked through for a nearer committee
#: The groups of the to-do list, in their order.
GROUPS: dict[str, str] = {
    "overdue": "已逾期",
    "week": "本周到期",
    "month": "本月到期",
    "later": "以后",
    "ready": "可以办理",
}


def week_ends(today: date) -> date:
    """The Sunday of this week."""
    return today + timedelta(6 - today.weekday())


def month_ends(today: date) -> date:
    """The last day of this month."""
    first_of_next = (today.replace(day=1) + timedelta(32)).replace(day=1)
    return first_of_next - timedelta(1)


def dated(user: User, today: date) -> dict[str, QuerySet[Obligation]]:
    """`{group: the user's obligations}`, the most pressing first; all groups but `ready`."""
    mine = _is_mine(user, today, "case__", lambda steps: Q(step__in=sorted({step.no for step in steps})))
    own = Obligation.objects.visible_to(user, today).filter(mine)
    week, month = week_ends(today), month_ends(today)
    not_yet = Q(until_on__isnull=True, earliest_on__gt=today)
    return {
        "overdue": own.filter(until_on__lt=today).order_by("until_on", "pk"),
        "week": own.filter(until_on__range=(today, week)).order_by("until_on", "pk"),
        "month": own.filter(until_on__gt=week, until_on__lte=month).order_by("until_on", "pk"),
        "later": own.filter(Q(until_on__gt=max(week, month)) | not_yet).order_by("until_on", "earliest_on", "pk"),
    }


def ready(user: User, today: date) -> QuerySet[Case]:
    """Cases in which a step of the user's is in turn and has no last day, those that wait longest first."""
    mine = _is_mine(user, today, "", lambda steps: _in_turn(steps, today))
    waits = Obligation.objects.filter(Q(until_on__isnull=False) | Q(earliest_on__gt=today), case=OuterRef("pk"))
    rows = Case.objects.visible_to(user, today).open().filter(mine).alias(next_step=_next_step())
    return rows.exclude(Exists(waits.filter(step=OuterRef("next_step")))).order_by("pk")


def cases_in(group: str, user: User, today: date) -> Q:
    """The condition of the list of cases for one of GROUPS."""
    if group == "ready":
        return Q(pk__in=ready(user, today).order_by().values("pk"))
    return Q(pk__in=dated(user, today)[group].order_by().values("case"))


def _in_turn(steps: Iterable[Step], today: date) -> Q:
    """One of the steps comes next, and may be done now."""
    condition = Q(pk__in=())
    for opens, group in groupby(sorted(steps, key=lambda step: step.opens or 0), key=lambda step: step.opens):
        states = Q(state__in=sorted({state for step in group for state in _states_before(step)}))
        if opens is not None:
            states &= Q(expires_on__isnull=True) | Q(expires_on__lte=add_months(today, opens))
        condition |= states
    return condition


def _states_before(step: Step) -> list[str]:
    """The states in which the step comes next, and not by an answer."""
    return [state for state in step.after if state not in step.by_answer_from]


def _next_step() -> Expression:
    """The number of the step that comes next in a case; a state has one."""
    return Numbered(
        *(When(state__in=before, then=Value(step.no)) for step in STEPS if (before := _states_before(step))),
        default=Value(0),
    )


def _is_mine(user: User, today: date, case: str, which: Callable[[list[Step]], Q]) -> Q:
    """That one of the steps is the user's. `case`: lookup of the case; `which`: the condition of some steps.

    Steps of one place stand together: the place is looked for once.
    """
    rights = rights_of(user, today)
    places: dict[tuple[Body, frozenset[int], tuple[str, ...]], list[Step]] = {}
    sponsors: dict[str, list[Step]] = {}
    for step in STEPS:
        act, bodies, resting = _doing(step)
        if held := rights.organizations(act):
            for body in {Body.BRANCH, Body.COMMITTEE}.intersection(bodies):
                places.setdefault((body, held, resting), []).append(step)
        if step.sponsor:
            sponsors.setdefault(step.sponsor, []).append(step)
    condition = Q(pk__in=())
    for (body, held, resting), steps in places.items():
        paths = {grant.path for grant in rights.grants if grant.organization_id in held}
        branches: object = held if body is Body.BRANCH else approved_by(paths, today).values("pk")
        free = ~Q(**{f"{case}locked__overlap": list(resting)}) if resting else Q()
        condition |= Q(**{f"{case}branch__in": branches}) & which(steps) & free
    for kind, steps in sponsors.items() if user.person_id is not None else ():
        named = Sponsorship.objects.on(today).filter(kind=kind, member__person=user.person_id)
        condition |= which(steps) & Q(**{f"{case}pk__in": named.values("case")})
    return condition


def _doing(step: Step) -> tuple[Act, tuple[Body, ...], tuple[str, ...]]:
    """The act of the step, who does it, and the steps that are locked while it is with somebody else."""
    if step.route is None:
        return Act.EXAMINE if step.lasts else step.act, step.bodies, ()
    return step.route.submit, (step.route.sender,), step.route.rests_on


def approved_by(paths: Iterable[str], today: date) -> QuerySet[Organization]:
    """The branches whose committee, as `branches.line` finds it, is at one of these paths."""
    approving = Organization.objects.open_on(today).filter(kind=Kind.COMMITTEE, has_approval_power=True)
    found = Q(pk__in=())
    for path in sorted(paths):
        lengths = range(len(path) + PATH_STEP, DEEPEST * PATH_STEP + 1, PATH_STEP)
        prefixes = [Left(OuterRef("path"), length) for length in lengths]
        nearer = approving.filter(path__in=prefixes).exclude(path=OuterRef("path"))
        found |= Q(path__startswith=path) & Q(Exists(approving.filter(path=path))) & ~Q(Exists(nearer))
    return Organization.objects.filter(found, kind=Kind.BRANCH).order_by()
