"""The rules a finding may name: those of the catalogue, and those that only a human finds."""

from __future__ import annotations

from functools import cache

from cases.coverage import all_rules
from cases.procedure import STAGES
from cases.rules import TITLES
from cases.rules.engine import Is
from cases.rules.human import HUMAN_RULES

#: The rules of a stage begin with its letter; those with another belong to no stage.
LETTERS = "ABCDE"
COMMON = "各阶段共同的要求"


@cache
def titles() -> dict[str, str]:
    """`{rule: title}`, human ones first, then as the catalogue orders them."""
    return {rule.id: rule.title for rule in HUMAN_RULES} | dict(sorted(TITLES.items()))


def title_of(rule: str) -> str:
    """What the rule demands; its id where nobody knows it any more."""
    return titles().get(rule, rule)


def group_of(rule: str) -> int:
    """The place of the rule among the stages, from 0 on; after the last: it belongs to none."""
    place = LETTERS.find(rule[:1])
    return place if place >= 0 else len(STAGES)


def group_title(place: int) -> str:
    """What stands over the rules of a stage, or of none."""
    return STAGES[place].work if place < len(STAGES) else COMMON


def reading_of(rule: str, edition: int) -> Is | None:
    """Article and severity of a rule in an edition; None: it is off or unknown."""
    for each in (*HUMAN_RULES, *all_rules()):
        if each.id == rule:
            return each.e2014 if edition == 2014 else each.e2026
    return None
