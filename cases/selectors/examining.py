"""Who is to be examined: activists and probationary members."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q, prefetch_related_objects

from branches.actor import Actor
from branches.acts import Act
from branches.line import lines_of
from branches.models.person import sealed
from cases import may
from cases.facts.cultivation import Cultivate
from cases.facts.probation import Probation
from cases.models import Case, Obligation
from cases.models.case import sponsored_cases
from cases.models.sight import look_at, sponsor_sights
from cases.procedure import PLACE, STEPS, Step
from cases.selectors.acting import SPONSORSHIPS, supplement_acting

MOST = 200
#: The steps that last, during which people are examined and report.
LASTING = tuple(step for step in STEPS if step.lasts)


@dataclass(frozen=True)
class ToExamine:
    """A person, the step during which they are examined, when they last were, and until when
    they must be again.
    """

    case: Case
    step: Step
    last_on: date | None = None
    last_by: str = ""
    due_on: date | None = None


def to_examine(actor: Actor) -> list[ToExamine]:
    """Those whom the user may examine, the most pressing first; at most `MOST`. The number of
    queries is fixed.
    """
    rows = (
        Case.objects.visible_to(actor)
        .open()
        .filter(_in_reach(actor), state__in=_states())
        .select_related("person", "branch")
        .defer(*sealed("person"))
        .order_by("pk")
    )
    cases = list(rows[:MOST])
    if actor.person_id is not None:
        look_at(cases, sponsor_sights(actor))
        prefetch_related_objects(cases, SPONSORSHIPS)
    lines = lines_of((case.branch for case in cases), actor.today)
    due = _due(cases)
    found = []
    for case in cases:
        step = _step_of(case)
        if supplement_acting(case, step, actor, lines[case.branch_id]) is None:
            continue
        if may.supplement(case, step) is None:
            found.append(_row(case, step, due.get((case.pk, step.no))))
    return sorted(found, key=lambda row: (row.due_on or date.max, row.case.pk))


def _states() -> list[str]:
    """The states during which a step lasts."""
    return [code for step in LASTING for code in PLACE if _is_during(code, step)]


def _is_during(state: str, step: Step) -> bool:
    assert step.early is not None
    return PLACE[step.early] <= PLACE[state] < PLACE[step.code]


def _step_of(case: Case) -> Step:
    return next(step for step in LASTING if _is_during(case.state, step))


def _in_reach(actor: Actor) -> Q:
    """The cases of the branches where the user examines, and of those they stand by."""
    here = Q(branch__in=actor.rights.organizations(Act.EXAMINE))
    return here | Q(pk__in=sponsored_cases(actor).keys())


def _due(cases: Iterable[Case]) -> dict[tuple[int, int | None], date]:
    """`{(case id, number of the step): its first last day}`; one query."""
    rows = Obligation.objects.filter(case__in=list(cases), until_on__isnull=False).order_by()
    found = {}
    for case, step, day in rows.values_list("case", "step").annotate(Min("until_on")):
        found[case, step] = day
    return found


def _row(case: Case, step: Step, due: date | None) -> ToExamine:
    facts = case.facts.steps.get(step.code)
    assert facts is None or isinstance(facts, (Cultivate, Probation))
    examinations = (facts.examinations if facts else None) or ()
    if not examinations:
        return ToExamine(case, step, due_on=due)
    last = max(examinations, key=lambda each: each.on)
    return ToExamine(case, step, last.on, last.by or "", due)
