"""What an act brings about, and whether that lets it be recorded. Pure: services, previews and
pages ask here.

Source: docs/specification/rules.md, "Severity says what a finding means, and what the system does
when the act is being logged".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from cases.rules.engine import Finding, Judgement, Severity
from config.kit import is_ditto, says_nothing

#: Rules that find several faults at one step with the same days: only the words tell those apart.
#: Source: docs/specification/rules.md, "How many".
TOLD_APART_BY_WORDS = frozenset({"B06", "D02", "D04", "D28", "E08", "F02", "F03"})


class Ask(Enum):
    """What a finding asks of who records the act that brings it about."""

    REFUSED = "refused"  # the act is not recorded
    REASON = "reason"  # the act is recorded with a reason for the rule
    NOTHING = "nothing"  # the finding is shown


@dataclass(frozen=True, slots=True)
class Question:
    """A finding that an act brings about, and what it asks."""

    finding: Finding
    ask: Ask

    @property
    def rule(self) -> str:
        return self.finding.rule

    def is_open(self, given: Mapping[str, str]) -> bool:
        """Whether it stands in the way of the act; `given`: see `reasons_given`."""
        return self.ask is Ask.REFUSED or (self.ask is Ask.REASON and self.rule not in given)


def wants_reason(finding: Finding, *, step: int | None, is_lenient: bool) -> Ask:
    """What a finding asks that an act at the step number `step` brings about; `step` None: of no
    step of its own.

    is_lenient  the act is history, or ended badly: it is recorded as it was

    A duty that is late already is shown: the act does not break it, and the next entry may fulfil
    it.
    """
    if finding.is_overdue or finding.severity is Severity.ADVISE:
        return Ask.NOTHING
    if (
        finding.severity is Severity.VOID
        and finding.step == step
        and step is not None
        and not is_lenient
    ):
        return Ask.REFUSED
    return Ask.REASON


def brought_about(before: Judgement, after: Judgement) -> list[Finding]:
    """The findings that are there after an act and were not before it, whatever step they name,
    gravest first.

    A duty that was overdue before and is broken for good after the act counts as brought about.
    """
    there = {_identity(each) for each in before.findings}
    found = [each for each in after.findings if _identity(each) not in there]
    return sorted(
        found, key=lambda each: (each.is_overdue, each.severity.rank, each.step or 0, each.rule)
    )


def _identity(finding: Finding) -> tuple[object, ...]:
    """What makes it the same finding, although its words may name one paper fewer."""
    text = finding.message if finding.rule in TOLD_APART_BY_WORDS else ""
    return (
        finding.rule,
        finding.severity,
        finding.edition,
        finding.step,
        finding.due,
        finding.actual,
        finding.is_overdue,
        text,
    )


def questions(findings: Iterable[Finding], *, step: int | None, is_lenient: bool) -> list[Question]:
    """What each of the findings asks."""
    return [
        Question(each, wants_reason(each, step=step, is_lenient=is_lenient)) for each in findings
    ]


def open_questions(asked: Iterable[Question], reasons: Mapping[str, str]) -> list[Question]:
    """Those that stand in the way of the act; where the act is refused, only what it is refused
    for.
    """
    given = reasons_given(reasons)
    standing = [each for each in asked if each.is_open(given)]
    refused = [each for each in standing if each.ask is Ask.REFUSED]
    return refused or standing


def reasons_given(reasons: Mapping[str, str]) -> dict[str, str]:
    """`{rule id: reason}` of the reasons that are words."""
    return {rule: text for rule, text in reasons.items() if is_reason(text)}


def is_reason(text: str) -> bool:
    """Whether a reason is words: 无, 同上, strokes, dashes, dots and other signs or figures
    alone are none.
    """
    return any(map(str.isalpha, text)) and not says_nothing(text) and not is_ditto(text)


@dataclass(frozen=True)
class Reason:
    """One sentence of a refusal.

    field    the form field it belongs to, "" for the whole
    article  《细则》 article that demands it
    rule     rule whose finding it is; `wants_reason` when giving a reason lets the act be recorded
    question what the act brings about and that asks, None for the others
    """

    text: str
    field: str = ""
    article: str | None = None
    rule: str = ""
    wants_reason: bool = False
    question: Question | None = None

    def __str__(self) -> str:
        return f"{self.text}（《细则》{self.article}）" if self.article else self.text


def reason_of(question: Question) -> Reason:
    """The sentence of what an act brings about."""
    found = question.finding
    return Reason(
        text=found.message,
        article=found.article,
        rule=found.rule,
        wants_reason=question.ask is Ask.REASON,
        question=question,
    )
