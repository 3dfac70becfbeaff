"""The lawful range of a day in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from cases.facts.base import StepFacts
from cases.facts.case import Facts
from cases.models import Case
from cases.procedure import STEP
from cases.rules.engine import RULES, judge
from cases.rules.ranges import Bound, DayRange
from cases.rules.steps import provisional
from cases.selectors.previewing import lawful_ranges
from cases.selectors.wording import written


def range_texts(ranges: Mapping[str, DayRange]) -> dict[str, str]:
    """`{field: 最早 …；最迟 …}` with the articles."""
    texts = {name: range_text(each) for name, each in ranges.items()}
    return {name: text for name, text in texts.items() if text}


#: The rule whose duty says when the next of a list is due, by the list.
NEXT_DUE = {"examinations": ("B06", "E17"), "reports": ("B10",)}


def addition_ranges(
    case: Case, code: str, names: Iterable[str], context: Facts, today: date
) -> dict[str, str]:
    """`{field: text}` of what is added to a step: the range of a day; of a list the last, and
    when the next is due.
    """
    facts, names = case.facts.steps.get(code), tuple(names)
    ranges = lawful_ranges(code=code, facts=facts, context=context, today=today, names=names)
    lists = {
        name: _list_text(facts, name, context, code, today) for name in names if name in NEXT_DUE
    }
    return range_texts(ranges) | {name: text for name, text in lists.items() if text}


def _list_text(facts: StepFacts | None, name: str, context: Facts, code: str, today: date) -> str:
    """上次 2026年4月7日；下次最迟 2026年10月7日（第十一条），已逾期 3 天."""
    parts = []
    days = [each.on for each in getattr(facts, name, None) or ()]
    if days:
        parts.append(f"上次 {written(max(days))}")
    duties = judge(context, today, [RULES[rule] for rule in NEXT_DUE[name]]).obligations
    due = next(
        (each for each in duties if each.step == STEP[code].no and each.due is not None), None
    )
    if due is not None and due.due is not None:
        late = f"，已逾期 {(today - due.due).days} 天" if due.due < today else ""
        parts.append(
            f"{'下次' if days else '首次'}最迟 {_bound(Bound(due.due, due.article))}{late}"
        )
    return "；".join(parts)


def range_text(each: DayRange) -> str:
    """One range: 最早 2026年6月1日（第七条）；最迟 2026年7月1日（第七条）."""
    parts = []
    if each.first:
        parts.append(f"最早 {_bound(each.first)}")
    if each.last:
        parts.append(f"最迟 {_bound(each.last)}")
    if each.last_of_all:
        parts.append(f"特殊情况写明理由的不超过 {written(each.last_of_all)}")
    return "；".join(parts)


def _bound(bound: Bound) -> str:
    said = [bound.article] if bound.article else []
    if bound.years:
        said.append(provisional(bound.years))
    return written(bound.day) + (f"（{'；'.join(said)}）" if said else "")
