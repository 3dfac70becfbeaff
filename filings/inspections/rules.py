"""The rules a finding may name: those of the catalogue, and those that only a human finds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cases.coverage import all_rules
from cases.rules import TITLES
from cases.rules.engine import Is, Severity


@dataclass(frozen=True)
class HumanRule:
    """A rule that no computation decides."""

    id: str
    title: str
    e2014: Is
    e2026: Is


#: Source: 《细则》第四十一条. The last one is what no rule of the catalogue says; how grave it is the inspector says.
HUMAN_RULES = (
    HumanRule("F07", "伪造材料", Is("第四十一条", Severity.VOID), Is("第四十一条", Severity.VOID)),
    HumanRule("H01", "其他问题", Is(None, Severity.CORRECT), Is(None, Severity.CORRECT)),
)


@cache
def titles() -> dict[str, str]:
    """`{rule: title}`, human ones first."""
    return {rule.id: rule.title for rule in HUMAN_RULES} | TITLES


def reading_of(rule: str, edition: int) -> Is | None:
    """Article and severity of a rule in an edition; None: it is off or unknown."""
    for each in (*HUMAN_RULES, *all_rules()):
        if each.id == rule:
            return each.e2014 if edition == 2014 else each.e2026
    return None
