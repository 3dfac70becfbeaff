"""Judging: every rule over the facts of a case on a day gives findings and obligations.

A rule is a pure function of the facts and the day of judging, and says itself what it did not
know. The engine adds edition, article and severity, lowers what 2026 made stricter in the week
after its issue, and turns duties whose day has passed into findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from ..facts.case import EDITION_2026, TRANSITION_LAST, Facts, edition_on
from ..facts.profile import Profile


class Severity(Enum):
    """What a finding means; see `docs/specification/rules.md`. `rank` 0 is gravest."""

    VOID = "void", "无效", 0
    CORRECT = "correct", "应整改", 1
    ADVISE = "advise", "提示", 2

    def __init__(self, code: str, label: str, rank: int) -> None:
        self.code, self.label, self.rank = code, label, rank

    @classmethod
    def of(cls, code: str) -> Severity:
        return next(severity for severity in cls if severity.code == code)


@dataclass(frozen=True, slots=True)
class Is:
    """Article and severity of a rule in one edition; article None: the regulation has none."""

    article: str | None
    severity: Severity


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule is broken.

    due     last permitted day, or first permitted day of a "not before"; None: the rule knows no
            day
    actual  day of the act or the day written; None: missing
    act_on  day whose edition governs; None: the day of the rule's step, or of the next step with
            one, or of judging
    severity, article, step, is_stricter   where they differ from the rule's own
    years   years without a published calendar that `due` rests on
    """

    text: str
    due: date | None = None
    actual: date | None = None
    act_on: date | None = None
    severity: Severity | None = None
    step: int | None = None
    is_stricter: bool | None = None
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """Something is due, or may be done from a day on. After `due` the engine makes it a finding.

    void_from   last day of the second limit, after which the finding is `void` with this day as
                `due`
    is_silent   the finding is left out between `due` and `void_from` (a reason was recorded)
    """

    text: str
    due: date | None = None
    earliest: date | None = None
    void_from: date | None = None
    is_silent: bool = False
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The rule needs a fact that nobody recorded; `label` names it in words."""

    label: str


#: What a rule may say of a case.
Result = Breach | Duty | Unknown


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    severity: Severity
    edition: int
    article: str | None
    step: int | None
    due: date | None
    actual: date | None
    message: str
    is_overdue: bool = False
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Obligation:
    """What is due and when, with the reasoning in words. `overdue` makes it a finding when its
    day has passed.
    """

    rule: str
    step: int | None
    article: str | None
    due: date | None
    earliest: date | None
    void_from: date | None
    text: str
    is_silent: bool = False

    @property
    def until(self) -> date | None:
        """The last day that counts now: with a recorded reason that of the second limit."""
        if self.is_silent and self.void_from is not None:
            return self.void_from
        return self.due


Check = Callable[[Facts, date], Iterator[Result]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue.

    e2014, e2026    None: the rule is off in that edition
    is_stricter     2026 made it stricter than 2014
    is_found_from_earliest  an open duty is a finding after its earliest day, although it is late
                            only after `due`
    about           codes of the steps that a rule without a step of its own asks about
    is_about_days   it asks about the days of all steps
    wanted_by       names of the values of the local profile that switch it on, all of them, in an
                    edition that has no article for it
    """

    id: str
    step: int | None
    title: str
    e2014: Is | None
    e2026: Is | None
    is_stricter: bool
    is_found_from_earliest: bool
    about: tuple[str, ...]
    is_about_days: bool
    wanted_by: tuple[str, ...]
    check: Check

    def in_edition(self, edition: int) -> Is | None:
        return self.e2014 if edition == 2014 else self.e2026

    def is_wanted(self, profile: Profile) -> bool:
        """Whether the local profile switches it on, where that is asked."""
        return all(getattr(profile, name) for name in self.wanted_by)


RULES: dict[str, Rule] = {}


def rule(
    id: str,
    *,
    step: int | None,
    title: str,
    e2014: Is | None,
    e2026: Is | None,
    is_stricter: bool = False,
    is_found_from_earliest: bool = False,
    about: tuple[str, ...] = (),
    is_about_days: bool = False,
    wanted_by: tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Register a rule of the catalogue. `step` None: the step is named by each breach."""

    def register(check: Check) -> Check:
        assert id not in RULES, id
        RULES[id] = Rule(
            id,
            step,
            title,
            e2014,
            e2026,
            is_stricter,
            is_found_from_earliest,
            about,
            is_about_days,
            wanted_by,
            check,
        )
        return check

    return register


@dataclass(frozen=True, slots=True)
class Judgement:
    """`findings` include the overdue obligations of the day of judging; stored are only the
    others. `unknown` is `{rule id: labels}` of what rules needed and nobody recorded.
    """

    findings: tuple[Finding, ...]
    obligations: tuple[Obligation, ...]
    unknown: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def lasting(self) -> tuple[Finding, ...]:
        """The findings that do not come and go with the day of judging."""
        return tuple(finding for finding in self.findings if not finding.is_overdue)


def judge(facts: Facts, on: date, rules: Iterable[Rule] | None = None) -> Judgement:
    """Judge the case as it stood at the end of `on`; findings ordered by step, rule, due,
    actual, message.
    """
    facts = facts.as_of(on)
    findings: list[Finding] = []
    obligations: list[Obligation] = []
    unknown: dict[str, list[str]] = {}
    if rules is None:
        rules = RULES.values()
    for each in rules:
        for result in each.check(facts, on):
            if isinstance(result, Breach):
                findings.extend(_finding(each, result, facts, on))
            elif isinstance(result, Unknown):
                unknown.setdefault(each.id, []).append(result.label)
            elif facts.case.closed_on is None and (obligation := _obligation(each, result, on)):
                obligations.append(obligation)
                if finding := overdue(obligation, on):
                    findings.append(finding)
    findings.sort(key=_order)
    return Judgement(tuple(findings), tuple(obligations), unknown)


def _order(finding: Finding) -> tuple[object, ...]:
    far = date.max
    return (
        finding.step or 0,
        finding.rule,
        finding.due or far,
        finding.actual or far,
        finding.message,
    )


def _finding(rule: Rule, breach: Breach, facts: Facts, on: date) -> Iterator[Finding]:
    step = breach.step or rule.step
    act_on = breach.act_on
    if act_on is None and step is not None:
        act_on = facts.first_day_from(step)
    if act_on is None:
        act_on = on
    edition = edition_on(act_on)
    if (reading := rule.in_edition(edition)) is None:
        return
    severity = breach.severity or reading.severity
    is_stricter = breach.is_stricter
    if is_stricter is None:
        is_stricter = rule.is_stricter
    if is_stricter and EDITION_2026 <= act_on <= TRANSITION_LAST:
        severity = Severity.ADVISE
    yield Finding(
        rule.id,
        severity,
        edition,
        reading.article,
        step,
        breach.due,
        breach.actual,
        breach.text,
        years=breach.years,
    )


def _obligation(rule: Rule, duty: Duty, on: date) -> Obligation | None:
    if (reading := rule.in_edition(edition_on(on))) is None:
        return None
    step = duty.step or rule.step
    return Obligation(
        rule.id,
        step,
        reading.article,
        duty.due,
        duty.earliest,
        duty.void_from,
        duty.text,
        duty.is_silent,
    )


def overdue(obligation: Obligation, on: date) -> Finding | None:
    """The finding an open obligation is on the day `on`; None while there is time. `actual` is
    None: not done.
    """
    rule, edition = RULES[obligation.rule], edition_on(on)
    if (reading := rule.in_edition(edition)) is None:
        return None
    due, severity = obligation.due, reading.severity
    if rule.is_found_from_earliest:
        due = obligation.earliest
    if obligation.void_from is not None and on > obligation.void_from:
        due, severity = obligation.void_from, Severity.VOID
    elif due is None or on <= due or obligation.is_silent:
        return None
    elif rule.is_stricter and EDITION_2026 <= on <= TRANSITION_LAST:
        severity = Severity.ADVISE
    return Finding(
        rule.id,
        severity,
        edition,
        reading.article,
        obligation.step,
        due,
        None,
        obligation.text,
        is_overdue=True,
    )
