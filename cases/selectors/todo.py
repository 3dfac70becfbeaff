"""What there is to do for one user, as conditions that the database answers: by last day, or without one.

Built from the table of steps and the table of acts: a step is the user's where he may do its act at the organization
that acts. Reading beyond that makes nothing his.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from branches.acts import Act, Kind
from branches.models import Organization, User
from branches.rights import PATH_STEP, Rights, rights_of
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
    mine = _is_mine(user, today, "case__", {step: Q(step=step.no) for step in STEPS})
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
    steps = {step: _in_turn(step, today) for step in STEPS}
    return Case.objects.visible_to(user, today).open().filter(_is_mine(user, today, "", steps)).order_by("pk")


def cases_in(group: str, user: User, today: date) -> Q:
    """The condition of the list of cases for one of GROUPS."""
    if group == "ready":
        return Q(pk__in=ready(user, today).order_by().values("pk"))
    return Q(pk__in=dated(user, today)[group].order_by().values("case"))


def _in_turn(step: Step, today: date) -> Q:
    """The step comes next, may be done now, and no day is set for it."""
    own = Obligation.objects.filter(case=OuterRef("pk"), step=step.no)
    condition = Q(state__in=[state for state in step.after if state not in step.by_answer_from])
    if step.opens is not None:
        condition &= Q(expires_on__isnull=True) | Q(expires_on__lte=add_months(today, step.opens))
    return condition & ~Q(Exists(own.filter(Q(until_on__isnull=False) | Q(earliest_on__gt=today))))


def _is_mine(user: User, today: date, case: str, steps: Mapping[Step, Q]) -> Q:
    """That one of the steps, each with its own condition, is the user's. `case`: lookup of the case.

    Steps of one place stand together: the place is looked for once.
    """
    rights = rights_of(user, today)
    places: dict[tuple[Body, frozenset[int]], Q] = {}
    condition = Q(pk__in=())
    for step, which in steps.items():
        act, bodies, free = _doing(step, case)
        if held := rights.organizations(act):
            for body in {Body.BRANCH, Body.COMMITTEE}.intersection(bodies):
                key = (body, held)
                places[key] = places[key] | (which & free) if key in places else which & free
        if step.sponsor and user.person_id is not None:
            named = Sponsorship.objects.on(today).filter(kind=step.sponsor, member__person=user.person_id)
            condition |= which & Q(**{f"{case}pk__in": named.values("case")})
    for (body, held), which in places.items():
        branches: object = held if body is Body.BRANCH else _approved_by(held, rights, today).values("pk")
        condition |= Q(**{f"{case}branch__in": branches}) & which
    return condition


def _doing(step: Step, case: str) -> tuple[Act, tuple[Body, ...], Q]:
    """The act of the step, who does it, and the condition under which it is not with somebody else."""
    if step.route is None:
        return Act.EXAMINE if step.lasts else step.act, step.bodies, Q()
    waiting = Q(**{f"{case}locked__overlap": list(step.route.rests_on)})
    return step.route.submit, (step.route.sender,), ~waiting


def _approved_by(held: frozenset[int], rights: Rights, today: date) -> QuerySet[Organization]:
    """The branches whose committee, as `branches.line` finds it, is one of those held."""
    approving = Organization.objects.open_on(today).filter(kind=Kind.COMMITTEE, has_approval_power=True)
    paths = {grant.path for grant in rights.grants if grant.organization_id in held}
    found = Q(pk__in=())
    for path in sorted(paths):
        lengths = range(len(path) + PATH_STEP, DEEPEST * PATH_STEP + 1, PATH_STEP)
        prefixes = [Left(OuterRef("path"), length) for length in lengths]
        nearer = approving.filter(path__in=prefixes).exclude(path=OuterRef("path"))
        found |= Q(path__startswith=path) & Q(Exists(approving.filter(path=path))) & ~Q(Exists(nearer))
    return Organization.objects.filter(found, kind=Kind.BRANCH).order_by()
