"""The checklist of a filing: every rule on the steps it rests on, as the engine judges it now.

Pure functions of the facts and a day. There is no rule here: the engine finds the breaches, and
the rules say themselves what they did not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
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


@dataclass(frozen=True)
class RedLine:
    """A bad line of the checklist, offered as a reason for a return.

    key   of the rule and the step
    step  code of the step it concerns; "" where the filing does not rest on that
    """

    key: str
    step: str
    text: str

    @property
    def label(self) -> str:
        """The line with the number of its step."""
        return f"第 {STEP[self.step].no} 步：{self.text}" if self.step else self.text


def red_lines(check: Checklist, step: Step) -> list[RedLine]:
    """The bad lines of a filing for `step`; what a rule says of one step several times is one."""
    assert step.route is not None
    codes = {STEP[code].no: code for code in step.route.rests_on}
    found: dict[str, RedLine] = {}
    for line in check.open:
        if line.state != "bad":
            continue
        key, text = f"{line.rule}-{line.step or 0}", f"{line.title}：{line.text}"
        if key in found:
            text = f"{found[key].text}；{line.text}"
        found[key] = RedLine(key, codes.get(line.step or 0, ""), text)
    return list(found.values())


def checklist(facts: Facts, on: date, step: Step) -> Checklist:
    """The checklist of a filing for `step` as the case stands on the day `on`; what is bad
    first, then the unknown.
    """
    assert step.route is not None
    numbers = {STEP[code].no for code in step.route.rests_on}
    looked_at = _LookedAt(facts.as_of(on), on, step, numbers, judge(facts, on))
    found = list(looked_at.broken())
    broken = {check.rule for check in found}
    for rule in RULES.values():
        if rule.id not in broken and (kept := looked_at.kept(rule)):
            found.append(kept)
    order = {"bad": 0, "unknown": 1, "good": 2}
    found.sort(key=lambda check: (order[check.state], check.step or 0, check.rule))
    return Checklist(tuple(found))


@dataclass(frozen=True)
class _LookedAt:
    """A case as it stands on a day, looked at for the filing of a step; `numbers` are those of the
    steps that the filing rests on.
    """

    facts: Facts
    on: date
    step: Step
    numbers: set[int]
    judgement: Judgement

    def broken(self) -> Iterator[Check]:
        """What was found of the steps that the filing rests on, and of the step that it is for."""
        for finding in self.judgement.findings:
            if finding.step in self.numbers or finding.step == self.step.no:
                yield _bad(RULES[finding.rule], finding)

    def kept(self, rule: Rule) -> Check | None:
        """Of a rule that nothing breaks: whether it is known to be kept; None where it does not
        ask.
        """
        if rule.step is not None and rule.step not in self.numbers:
            return None
        edition = edition_on(self._day_of(rule))
        reading = rule.in_edition(edition)
        if reading is None:
            return None
        if reading.article is None and not rule.is_wanted(self.facts.profile):
            return None  # a local rule that nobody switched on
        if rule.step is None and not self._is_asked_about(rule):
            return None
        good = Check(rule.id, rule.step, "good", rule.title, reading.article, edition)
        if rule.step is not None and not self._has_day(rule.step):
            awaited = self._awaited(rule.step, edition)
            return replace(good, state="unknown", text=awaited) if awaited else None
        if lacking := self.judgement.unknown.get(rule.id):
            text = f"没有登记：{'、'.join(dict.fromkeys(lacking))}"
            return replace(good, state="unknown", text=text)
        return good

    def _day_of(self, rule: Rule) -> date:
        """The day of the rule's step, by which its edition is chosen; else the day of looking."""
        if not rule.step:
            return self.on
        return self.facts.first_day_from(rule.step) or self.on

    def _is_asked_about(self, rule: Rule) -> bool:
        """Whether a rule without a step of its own asks about a step of the filing."""
        if rule.is_about_days:
            return True
        there = [code for code in rule.about if self.facts.steps.get(code) is not None]
        return any(NUMBERS[code] in self.numbers for code in there)

    def _has_day(self, no: int) -> bool:
        return any(code in self.facts.days for code in _codes(no))

    def _awaited(self, no: int, edition: int) -> str:
        """What to say of a step without a day; "" where the filing does not need it."""
        assert self.step.route is not None
        codes = _codes(no)
        last = STEP[codes[-1]]
        if any(code in self.facts.case.unknown_steps for code in codes):
            return f"没有登记：第 {no} 步「{last.term_in(edition)}」的日期"
        if PLACE[last.code] > PLACE[self.step.route.follows]:
            return f"第 {no} 步「{last.term_in(edition)}」尚未登记"
        return ""


@cache
def _codes(no: int) -> list[str]:
    """The rows of a step; 8 has two."""
    return [code for code in CODES if NUMBERS[code] == no]


def _bad(rule: Rule, found: Finding) -> Check:
    return Check(
        rule.id,
        found.step,
        "bad",
        rule.title,
        found.article,
        found.edition,
        spelled(found.message),
        found.severity.code,
    )
