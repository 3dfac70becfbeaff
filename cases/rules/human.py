"""Rules that no computation decides: an inspector finds them by reading the papers."""

from __future__ import annotations

from dataclasses import dataclass

from .engine import Is, Severity


@dataclass(frozen=True)
class HumanRule:
    """What a human may find; it is never judged."""

    id: str
    title: str
    e2014: Is
    e2026: Is


#: Source: 《细则》第四十一条. The last one is what no rule of the catalogue says; how grave it is
#: the inspector says.
HUMAN_RULES = (
    HumanRule("F07", "伪造材料", Is("第四十一条", Severity.VOID), Is("第四十一条", Severity.VOID)),
    HumanRule("H01", "其他问题", Is(None, Severity.CORRECT), Is(None, Severity.CORRECT)),
)
