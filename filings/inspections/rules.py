"""The rules a finding may name: those of the catalogue, and those that only a human finds."""

from __future__ import annotations

from functools import cache

from cases.coverage import all_rules
from cases.rules import TITLES
from cases.rules.engine import Is
from cases.rules.human import HUMAN_RULES


@cache
def titles() -> dict[str, str]:
    """`{rule: title}`, human ones first, then as the catalogue orders them."""
    return {rule.id: rule.title for rule in HUMAN_RULES} | dict(sorted(TITLES.items()))


def title_of(rule: str) -> str:
    """What the rule demands; its id where nobody knows it any more."""
    return titles().get(rule, rule)


def reading_of(rule: str, edition: int) -> Is | None:
    """Article and severity of a rule in an edition; None: it is off or unknown."""
    for each in (*HUMAN_RULES, *all_rules()):
        if each.id == rule:
            return each.e2014 if edition == 2014 else each.e2026
    return None
