"""The checklist of a filing: every rule on the steps it rests on, as the engine judges it now.

Pure functions of the facts and a day. There is no rule here: the engine finds the breaches, and
the rules say themselves what they did not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cases.facts.base import NUMBERS
from cases.facts.case import CODES, Facts, edition_on
from cases.procedure import PLACE, STEP, Step
from cases.rules.engine import RULES, Finding, Judgement, Rule, judge
from cases.selectors.wording import spelled

State = Literal["good", "bad", "unknown"]


@dataclass(frozen=True)
class Check:
    """One line of `_components/checklist.html`.

    severity  of what was found, "" where nothing was
    """

    rule: str
    step: int | None
    state: State
    title: str
    article: str | None
    edition: int
    text: str = ""
    severity: str = ""


@dataclass(frozen=True)
class Checklist:
    items: tuple[Check, ...]

    def count(self, state: State) -> int:
        return sum(item.state == state for item in self.items)

    @property
    def open(self) -> list[Check]:
        """What is bad or unknown."""
        return [item for item in self.items if item.state != "good"]

    @property
    def passed(self) -> list[Check]:
        """What is good."""
        return [item for item in self.items if item.state == "good"]

    @property
    def good(self) -> int:
        return self.count("good")

    @property
    def bad(self) -> int:
        return self.count("bad")

    @property
    def unknown(self) -> int:
        return self.count("unknown")

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found and nothing is left open."""
        return self.good == len(self.items)


def checklist(facts: Facts, on: date, step: Step) -> Checklist:
    """The checklist of a filing for `step` as the case stands on the day `on`; what is bad
    first, then the unknown.
    """
    judgement = judge(facts, on)
    seen = facts.as_of(on)
    assert step.route is not None
    numbers = {STEP[code].no for code in step.route.rests_on}
    found = [
        check
        for rule in RULES.values()
        for check in _checks(rule, judgement, seen, on, step, numbers)
    ]
    order = {"bad": 0, "unknown": 1, "good": 2}
    return Checklist(
        tuple(sorted(found, key=lambda check: (order[check.state], check.step or 0, check.rule)))
    )


def _checks(
    rule: Rule, judgement: Judgement, facts: Facts, on: date, step: Step, numbers: set[int]
) -> Iterator[Check]:
    """What the rule says of the steps the filing rests on; of the step it is for, only what is
    found already.
    """
    bad = [
        each
        for each in judgement.findings
        if each.rule == rule.id and each.step in numbers | {step.no}
    ]
    if bad:
        yield from (_bad(rule, each) for each in bad)
        return
    if rule.step is not None and rule.step not in numbers:
        return
    edition = edition_on((facts.first_day_from(rule.step) if rule.step else None) or on)
    reading = rule.in_edition(edition)
    if reading is None:
        return
    if reading.article is None and not rule.is_wanted(facts.profile):
        return  # a local rule that nobody switched on
    if rule.step is None and not _is_about(rule, facts, numbers):
        return
    source = reading.article, edition
    if rule.step is not None and (awaited := _awaited(facts, rule.step, step, edition)) is not None:
        if awaited:
            yield Check(rule.id, rule.step, "unknown", rule.title, *source, awaited)
        return
    lacking = "、".join(dict.fromkeys(judgement.unknown.get(rule.id, ())))
    text = f"没有登记：{lacking}" if lacking else ""
    yield Check(rule.id, rule.step, "unknown" if lacking else "good", rule.title, *source, text)


def _is_about(rule: Rule, facts: Facts, numbers: set[int]) -> bool:
    """Whether a rule without a step of its own asks about a step of the filing."""
    if rule.is_about_days:
        return True
    there = [code for code in rule.about if facts.steps.get(code) is not None]
    return any(NUMBERS[code] in numbers for code in there)


def _bad(rule: Rule, found: Finding) -> Check:
    text = spelled(found.message)
    return Check(
        rule.id,
        found.step,
        "bad",
        rule.title,
        found.article,
        found.edition,
        text,
        found.severity.code,
    )


def _awaited(facts: Facts, no: int, step: Step, edition: int) -> str | None:
    """What to say of a step without a day; "" where the filing does not need it, None where it
    has one.
    """
    codes = [code for code in CODES if NUMBERS[code] == no]
    if any(code in facts.days for code in codes):
        return None
    assert step.route is not None
    last = STEP[codes[-1]]
    if any(code in facts.case.unknown_steps for code in codes):
        return f"没有登记：第 {no} 步「{last.term_in(edition)}」的日期"
    return (
        f"第 {no} 步「{last.term_in(edition)}」尚未登记"
        if PLACE[last.code] > PLACE[step.route.follows]
        else ""
    )
