"""A demo world that was loaded, compared with what the trial of each of its cases comes to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cases.models import Case
from cases.services import judging
from filings.demo.lives import CASES, SEED, Lives
from tests.filings.demo.days import Fault
from tests.filings.demo.trial import Trial, teams


def unlike(today: date, cases: int = CASES) -> Iterator[Fault]:
    """The cases of the database, loaded for `today`, that do not stand as their trial says."""
    stored = {case.person.identity_number: case for case in Case.objects.select_related("person")}
    for life in Lives(SEED, teams(SEED)).of(today, cases):
        case = stored.get(life.human.identity_number)
        if case is None:
            yield Fault(today, life.number, life.script.name, "没有载入")
            continue
        trial = Trial.of(SEED, life, today)
        trial.tell(life.acts)
        for what in _unlike(case, trial, today):
            yield Fault(today, life.number, life.script.name, f"{what}和试办的结果不同")


def _unlike(case: Case, trial: Trial, today: date) -> Iterator[str]:
    judgement = trial.judged(today)
    if (case.state, case.closed_on, case.outcome) != (
        trial.case.state,
        trial.case.closed_on,
        trial.case.outcome,
    ):
        yield "状态"
    if set(judging.findings_of(case)) != {judging.key(finding) for finding in judgement.lasting}:
        yield "发现的问题"
    duties = case.obligations.values_list(*judging.OBLIGATION_COLUMNS)
    if set(duties) != {judging.obligation_key(duty) for duty in judgement.obligations}:
        yield "待办事项"
