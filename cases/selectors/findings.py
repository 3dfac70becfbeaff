"""Findings and overdue obligations in words, with what remedies them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import Count, Value

from cases.models import Finding, Obligation
from cases.procedure import STEPS
from cases.rules.engine import RULES, Severity, overdue
from cases.rules.engine import Obligation as Duty
from cases.selectors.wording import spelled


@dataclass(frozen=True)
class ShownFinding:
    """A finding as `_components/findings.html` shows it; `url` leads to the form that remedies
    it.
    """

    severity: str
    title: str
    article: str | None
    edition: int
    message: str
    remedy: str
    is_overdue: bool = False
    url: str = ""
    label: str = "去办理"


@dataclass(frozen=True)
class Found:
    """How much was found in a case: what is overdue, and its findings by severity. False where
    there is nothing.
    """

    overdue: int = 0
    void: int = 0
    correct: int = 0
    advise: int = 0

    def __bool__(self) -> bool:
        return bool(self.overdue or self.severities)

    @property
    def severities(self) -> list[tuple[Severity, int]]:
        """The findings, gravest first."""
        counts = [(each, getattr(self, each.code)) for each in Severity]
        return [(severity, count) for severity, count in counts if count]

    @property
    def words(self) -> list[tuple[str, int]]:
        """What is overdue and what was found, in words, gravest first."""
        said = [(severity.label, count) for severity, count in self.severities]
        if self.overdue:
            said.insert(0, ("已逾期", self.overdue))
        return said


def counted(
    cases: Iterable[int],
    today: date,
    hidden: Mapping[int, Collection[int | None]] = MappingProxyType({}),
) -> dict[int, Found]:
    """`{case id: what was found}`, of every case asked for; two queries. `hidden`: `{case id:
    steps left out}`.
    """
    counts: dict[int, Counter[str]] = {pk: Counter() for pk in cases}
    found = (
        Finding.objects.filter(case__in=counts).order_by().values_list("case", "step", "severity")
    )
    late = (
        Obligation.objects.filter(case__in=counts, until_on__lt=today)
        .order_by()
        .values_list("case", "step")
    )
    both = [
        *found.annotate(count=Count("pk")),
        *late.annotate(severity=Value("overdue"), count=Count("pk")),
    ]
    for case, step, severity, count in both:
        if step not in hidden.get(case, ()):
            counts[case][severity] += count
    return {pk: Found(**counter) for pk, counter in counts.items()}


def shown_findings(
    findings: Iterable[Finding],
    obligations: Iterable[Obligation],
    today: date,
    urls: Mapping[int, str] = MappingProxyType({}),
) -> list[ShownFinding]:
    """What was found and what is overdue, gravest first. `urls`: `{step number: form that the
    user may open}`.
    """
    shown = [_found(row, urls) for row in findings if row.rule in RULES]
    shown += filter(None, (_overdue(row, today, urls) for row in obligations))
    return sorted(shown, key=lambda each: (Severity.of(each.severity).rank, not each.is_overdue))


def _found(row: Finding, urls: Mapping[int, str]) -> ShownFinding:
    is_done = row.actual_on is not None
    return ShownFinding(
        row.severity,
        RULES[row.rule].title,
        row.article,
        row.edition,
        spelled(row.message),
        _remedy(row.severity, row.step, row.edition, is_done=is_done),
        url="" if is_done else urls.get(row.step or 0, ""),
    )


def _overdue(row: Obligation, today: date, urls: Mapping[int, str]) -> ShownFinding | None:
    found = overdue(_duty(row), today)
    if found is None or found.due is None:
        return None
    return ShownFinding(
        found.severity.code,
        RULES[found.rule].title,
        found.article,
        found.edition,
        f"已逾期 {(today - found.due).days} 天。{spelled(found.message)}",
        f"尽快办理第 {row.step} 步并登记，办理日期照实填写。" if row.step else "尽快办理并登记。",
        is_overdue=True,
        url=urls.get(row.step or 0, ""),
    )


def _duty(row: Obligation) -> Duty:
    """A stored obligation as the engine has it."""
    return Duty(
        row.rule,
        row.step,
        row.article,
        row.due_on,
        row.earliest_on,
        row.void_from_on,
        row.text,
        row.is_silent,
    )


def _remedy(severity: str, step: int | None, edition: int, *, is_done: bool) -> str:
    terms = [row.term_in(edition) for row in STEPS if row.no == step]
    what = f"第 {step} 步「{terms[-1]}」" if terms else "这一项"
    if not is_done:
        return f"核对{what}：已经办理的，登记或用「更正」补齐；没有办理的，尽快补办。"
    if severity == Severity.VOID.code:
        return f"登记有误的，用「更正」改正；属实的，{what}无效，须报上级党委研究，依规重新办理。"
    if severity == Severity.CORRECT.code:
        return f"登记有误的，用「更正」改正；属实的，写明{what}的情况并整改。"
    return "登记有误的，用「更正」改正；属实的，今后注意。"
