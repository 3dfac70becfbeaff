"""What there is to do for one user, as conditions that the database answers: by last day, or
without one.

Built from the table of steps and the table of acts: a step is the user's where he may do its act at
the organization that acts. Reading beyond that makes nothing his.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from django.db.models import Case as Numbered
from django.db.models import Exists, Expression, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Left
from django.db.models.lookups import In

from branches.actor import Actor
from branches.acts import Act, Kind
from branches.models import Organization
from branches.rights import outermost, under
from cases.facts.arithmetic import add_months
from cases.models import Case, Obligation
from cases.models.case import sponsored_cases
from cases.models.sight import Sight, sponsor_sights
from cases.procedure import STEPS, Body, Step

#: The groups of the to-do list, in their order. The codes are kept in saved views, hence their
#: names: they count days from today, not weeks and months of the calendar.
GROUPS: dict[str, str] = {
    "overdue": "已逾期",
    "week": "7 天内",
    "month": "30 天内",
    "later": "以后",
    "ready": "可以办理",
}

#: Beside them: the cases of the persons the user stands by, whether there is something to do or
#: not.
SPONSORED = "sponsored"


#: {group: how many days after today are its last}
WITHIN = {"week": timedelta(7), "month": timedelta(30)}


@dataclass(frozen=True)
class Todo:
    """What there is to do for `user` on `today`. Building it reads his rights; at most two queries
    more.

    Who acts at an organization reads its cases, so that being his is condition enough; never a case
    about himself.
    """

    actor: Actor

    def dated(self) -> dict[str, QuerySet[Obligation]]:
        """`{group: the user's obligations}`, the most pressing first; all groups but `ready`."""
        own = Obligation.objects.filter(
            self._is_mine("case__", lambda steps: Q(step__in=sorted({step.no for step in steps})))
            | self._is_to_be_answered()
        )
        if self.actor.person_id is not None:
            own = own.exclude(case__person=self.actor.person_id)
        today = self.actor.today
        week, month = today + WITHIN["week"], today + WITHIN["month"]
        later = own.alias(day=Coalesce("until_on", "earliest_on")).filter(day__gt=today)
        return {
            "overdue": own.filter(until_on__lt=today).order_by("until_on", "pk"),
            "week": own.filter(until_on__range=(today, week)).order_by("until_on", "pk"),
            "month": own.filter(until_on__gt=week, until_on__lte=month).order_by("until_on", "pk"),
            "later": (
                later.filter(Q(until_on__isnull=True) | Q(until_on__gt=month)).order_by("day", "pk")
            ),
        }

    def ready(self) -> QuerySet[Case]:
        """Cases in which a step of the user's is in turn and has no last day, those that wait
        longest first.
        """
        mine = self._is_mine("", lambda steps: _in_turn(steps, self.actor.today))
        waits = Obligation.objects.filter(
            Q(until_on__isnull=False) | Q(earliest_on__gt=self.actor.today), case=OuterRef("pk")
        )
        rows = (
            Case.objects.about_others(self.actor.account)
            .open()
            .filter(mine)
            .alias(next_step=_next_step())
        )
        return rows.exclude(Exists(waits.filter(step=OuterRef("next_step")))).order_by("pk")

    def cases_in(self, group: str) -> Q:
        """The condition of the list of cases for one of GROUPS, or those he stands by."""
        if group == SPONSORED:
            return Q(pk__in=self._sponsored.keys())
        if group == "ready":
            return Q(pk__in=self.ready().order_by().values("pk"))
        return Q(pk__in=self.dated()[group].order_by().values("case"))

    def _is_mine(self, case: str, which: Callable[[list[Step]], Q]) -> Q:
        """That one of the steps is the user's. `case`: lookup of the case; `which`: the condition
        of some steps.

        Steps of one place stand together: the place is looked for once.
        """
        rights = self.actor.rights
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
            if body is Body.BRANCH:
                there = Q(**{f"{case}branch__in": held})
            else:
                paths = {grant.path for grant in rights.grants if grant.organization_id in held}
                there = under_nearest(paths, self._committees, f"{case}branch__path")
            free = ~Q(**{f"{case}locked__overlap": list(resting)}) if resting else Q()
            condition |= there & which(steps) & free
        for kind, steps in sponsors.items():
            for step in steps:
                named = [
                    pk
                    for pk, kinds in self._sponsored.items()
                    if kind in kinds and self._shows(pk, step)
                ]
                if named:
                    condition |= which([step]) & Q(**{f"{case}pk__in": named})
        return condition

    def _is_to_be_answered(self) -> Q:
        """Obligations of a step whose filing waits, where the user answers it or prepares the
        answer.

        While it waits the steps it rests on are locked; the limit is then the committee's.
        """
        rights = self.actor.rights
        condition = Q(pk__in=())
        for step in STEPS:
            route = step.route
            if route is None or route.receiver is not Body.COMMITTEE:
                continue
            held = rights.organizations(route.answer) | rights.organizations(Act.HANDLE)
            if not held:
                continue
            paths = {grant.path for grant in rights.grants if grant.organization_id in held}
            there = under_nearest(paths, self._committees, "case__branch__path")
            condition |= there & Q(step=step.no, case__locked__overlap=list(route.rests_on))
        return condition

    @cached_property
    def _sponsored(self) -> Mapping[int, frozenset[str]]:
        return sponsored_cases(self.actor)

    @cached_property
    def _sights(self) -> dict[int, Sight]:
        return sponsor_sights(self.actor)

    def _shows(self, case: int, step: Step) -> bool:
        """Whether the step may be told of, to who stands by the person."""
        return case not in self._sights or step.code not in self._sights[case].hidden

    @cached_property
    def _committees(self) -> frozenset[str]:
        return approving_under({grant.path for grant in self.actor.rights.grants}, self.actor.today)


def _in_turn(steps: Iterable[Step], today: date) -> Q:
    """One of the steps comes next, and may be done now."""
    condition = Q(pk__in=())
    for opens, group in groupby(
        sorted(steps, key=lambda step: step.opens or 0), key=lambda step: step.opens
    ):
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
    numbers = []
    for step in STEPS:
        if before := _states_before(step):
            numbers.append(When(state__in=before, then=Value(step.no)))
    return Numbered(*numbers, default=Value(0))


def _doing(step: Step) -> tuple[Act, tuple[Body, ...], tuple[str, ...]]:
    """The act of the step, who does it, and the steps that are locked while it is with somebody
    else.
    """
    if step.route is None:
        return Act.EXAMINE if step.lasts else step.act, step.bodies, ()
    return step.route.submit, (step.route.sender,), step.route.rests_on


def approved_by(paths: Collection[str], today: date) -> QuerySet[Organization]:
    """The branches whose committee, as `branches.line` finds it, is at one of these paths."""
    there = under_nearest(paths, approving_under(paths, today), "path")
    return Organization.objects.filter(there, kind=Kind.BRANCH).order_by()


def approving_under(paths: Iterable[str], today: date) -> frozenset[str]:
    """The paths of the committees with power of approval in these subtrees; one query."""
    approving = Organization.objects.open_on(today).filter(
        kind=Kind.COMMITTEE, has_approval_power=True
    )
    return frozenset(
        approving.filter(under(outermost(paths))).order_by().values_list("path", flat=True)
    )


def under_nearest(paths: Iterable[str], committees: frozenset[str], field: str) -> Q:
    """A condition: of the committees, the nearest above the path in `field` is at one of `paths`.

    Nearer ones are compared by as many characters as their own path has: one comparison a level.
    """
    condition = Q(pk__in=())
    for path in sorted(committees.intersection(paths)):
        there = Q(**{f"{field}__startswith": path})
        nearer = outermost(each for each in committees if each != path and each.startswith(path))
        for length, level in groupby(sorted(nearer, key=len), key=len):
            there &= ~Q(In(Left(field, length), list(level)))
        condition |= there
    return condition
