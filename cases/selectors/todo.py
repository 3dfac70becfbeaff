"""What there is to do for one user, as conditions that the database answers: by last day, or without one.

Built from the table of steps and the table of acts: a step is the user's where he may do its act at the organization
that acts. Reading beyond that makes nothing his.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    own = Obligation.objects.visible_to(user, today).filter(_is_mine(user, today, "case__", Q()))
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
    condition = Q(pk__in=())
    for step in STEPS:
        states = [state for state in step.after if state not in step.by_answer_from]
        own = Obligation.objects.filter(case=OuterRef("pk"), step=step.no)
        dated_or_early = own.filter(Q(until_on__isnull=False) | Q(earliest_on__gt=today))
        mine = _is_mine(user, today, "", Q(state__in=states), only=step)
        if step.opens is not None:
            mine &= Q(expires_on__isnull=True) | Q(expires_on__lte=add_months(today, step.opens))
        condition |= mine & ~Q(Exists(dated_or_early))
    return Case.objects.visible_to(user, today).open().filter(condition).order_by("pk")


def cases_in(group: str, user: User, today: date) -> Q:
    """The condition of the list of cases for one of GROUPS."""
    if group == "ready":
        return Q(pk__in=ready(user, today).order_by().values("pk"))
    return Q(pk__in=dated(user, today)[group].order_by().values("case"))


def _is_mine(user: User, today: date, case: str, also: Q, *, only: Step | None = None) -> Q:
    """Whose steps are the user's. `case`: lookup of the case. Steps by their number, or `only` one, and `also`."""
    rights = rights_of(user, today)
    condition = Q(pk__in=())
    for step in [only] if only else STEPS:
        which = also if only else Q(step=step.no)
        for place in _places(step, rights, today, case):
            condition |= which & place
        if step.sponsor and user.person_id is not None:
            named = Sponsorship.objects.on(today).filter(kind=step.sponsor, member__person=user.person_id)
            condition |= which & Q(Exists(named.filter(case=OuterRef(f"{case}pk"))))
    return condition


def _places(step: Step, rights: Rights, today: date, case: str) -> Iterator[Q]:
    """Where the case has to lie for the step to be done by an organization of the user's."""
    bodies: tuple[Body, ...]
    if step.route is not None:
        act, bodies = step.route.submit, (step.route.sender,)
        free = ~Q(**{f"{case}locked__overlap": list(step.route.rests_on)})
    else:
        act, bodies = Act.EXAMINE if step.lasts else step.act, step.bodies
        free = Q()
    held = rights.organizations(act)
    if Body.BRANCH in bodies and held:
        yield free & Q(**{f"{case}branch__in": held})
    if Body.COMMITTEE in bodies:
        paths = sorted({grant.path for grant in rights.grants if grant.organization_id in held})
        for path in paths:
            yield free & _approves(path, today, case)


def _approves(path: str, today: date, case: str) -> Q:
    """The branch lies below the organization at `path`, a committee with power of approval, and none is nearer.

    As `branches.line` finds it, but for many cases at once.
    """
    approving = Organization.objects.open_on(today).filter(kind=Kind.COMMITTEE, has_approval_power=True)
    branch = f"{case}branch__path"
    prefixes = [Left(OuterRef(branch), length) for length in _lengths(path)]
    nearer = approving.filter(path__in=prefixes).exclude(path=OuterRef(branch))
    return Q(**{f"{branch}__startswith": path}) & Q(Exists(approving.filter(path=path))) & ~Q(Exists(nearer))


def _lengths(path: str) -> Iterable[int]:
    """The lengths of paths below `path`, down to the deepest level."""
    return range(len(path) + PATH_STEP, DEEPEST * PATH_STEP + 1, PATH_STEP)
