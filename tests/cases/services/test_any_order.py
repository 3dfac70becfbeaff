"""In whatever order the acts of a case were entered, the same is found in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.facts.base import FACTS, StepFacts
from cases.facts.case import CODES, Facts
from cases.ledger import Ledger
from cases.rules.engine import judge
from tests.cases.rules.build import change, day_of
from tests.cases.rules.test_generated import lawful_cases

#: What is added to a step one by one.
LISTS = {"cultivate": ("examinations", "reports"), "probation": ("examinations",)}
#: An act as it is entered: the step, its facts, and whether they complete it.
Act = tuple[str, StepFacts, bool]

delays = st.lists(st.tuples(st.sampled_from(CODES), st.integers(-400, 400)), max_size=4)


def acts_of(case: Facts) -> list[Act]:
    """The case as entries: a step each, and one for each examination and report."""
    acts: list[Act] = []
    for code in CODES:
        step = case.steps.get(code)
        assert step is not None
        lists = {name: getattr(step, name) or () for name in LISTS.get(code, ())}
        acts.append((code, msgspec.structs.replace(step, **dict.fromkeys(lists)), False))
        for name, parts in lists.items():
            acts += [
                (code, msgspec.structs.replace(FACTS[code](), **{name: (each,)}), True)
                for each in parts
            ]
    return acts


def entered(case: Facts, acts: list[Act]) -> Facts:
    book = Ledger()
    for code, facts, is_more in acts:
        (book.supplement if is_more else book.take_step)(code, facts)
    return replace(case, case=book.write(case.case))


@given(lawful_cases(), delays, st.data())
def test_findings_do_not_depend_on_the_order_of_entry(
    judged: tuple[Facts, date], late: list[tuple[str, int]], data: st.DataObject
) -> None:
    case, on = judged
    for code, by in late:  # so that there is something to find
        case = change(case, code, on=day_of(case, code) + timedelta(by))
    found = judge(case, on).findings
    acts = acts_of(case)
    assert judge(entered(case, acts), on).findings == found
    assert judge(entered(case, data.draw(st.permutations(acts))), on).findings == found


def test_the_delays_that_are_tried_are_found() -> None:
    """Else the property above would prove little."""

    @settings(max_examples=30)
    @given(lawful_cases(), delays.filter(bool))
    def count(judged: tuple[Facts, date], late: list[tuple[str, int]]) -> None:
        case, _ = judged
        for code, by in late:
            case = change(case, code, on=day_of(case, code) + timedelta(by))
        found.append(len(judge(case, date(2050, 1, 1)).findings))

    found: list[int] = []
    count()
    assert sum(map(bool, found)) > len(found) / 2
