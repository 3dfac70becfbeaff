"""The checklist of a filing: every rule on the steps it rests on, as the engine judges it now.

Pure functions of the facts and a day. There is no rule here: the engine finds the breaches; what a
rule asked for and did not get is noted by standing before the facts while the rule runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from types import FunctionType, MethodType
from typing import Any, Literal

import msgspec

from cases.facts.base import NUMBERS, StepFacts, fields_of
from cases.facts.case import CODES, Facts, PersonFacts, Profile, Sponsor, edition_on
from cases.facts.values import OrganizationThen
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
    notes = watch(rule, facts, on)
    if notes.is_off and reading.article is None:
        return  # a local rule that nobody switched on
    if not (rule.step or notes.steps & numbers or notes.asks_days):
        return
    source = reading.article, edition
    if rule.step is not None and (awaited := _awaited(facts, rule.step, step, edition)) is not None:
        if awaited:
            yield Check(rule.id, rule.step, "unknown", rule.title, *source, awaited)
        return
    lacking = "、".join(dict.fromkeys(notes.unknown))
    text = f"没有登记：{lacking}" if lacking else ""
    yield Check(rule.id, rule.step, "unknown" if lacking else "good", rule.title, *source, text)


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


# -- what a rule asks for --------------------------------------------------------------------------


@dataclass
class Notes:
    """What a rule asked for while it ran.

    steps      numbers of the steps whose facts it read
    asks_days  it read the days of all steps
    unknown    labels of what it read and nobody recorded
    is_off     it read a value of the local profile that adds nothing
    """

    steps: set[int] = field(default_factory=set)
    asks_days: bool = False
    unknown: list[str] = field(default_factory=list)
    is_off: bool = False


def watch(rule: Rule, facts: Facts, on: date) -> Notes:
    """Run the rule and note what it asked for."""
    notes = Notes()
    # stands before the facts, answers alike
    for _ in rule.check(_Watched(facts, notes), on):  # type: ignore[arg-type]
        pass
    return notes


#: What has no label of its own but is needed to judge.
_UNLABELLED: dict[tuple[type, str], str] = {
    (PersonFacts, "birth_on"): "出生日期",
    (Sponsor, "member"): "党员名册中的记录",
    (OrganizationThen, "has_approval_power"): "党组织有无审批权限",
    (OrganizationThen, "has_branch_committee"): "党支部是否设支委会",
}


class _Watched:
    """Stands before a value of the facts: gives what the value gives, and notes what is read and
    unknown.
    """

    def __init__(self, value: Any, notes: Notes) -> None:
        self._value, self._notes = value, notes

    def __getattr__(self, name: str) -> Any:
        kind = type(self._value)
        member = getattr(kind, name, None)
        if isinstance(member, FunctionType):
            return MethodType(member, self)
        if isinstance(member, property) and member.fget is not None:
            return member.fget(self)
        found = getattr(self._value, name)
        self._note(kind, name, found)
        return self._wrapped(found)

    def _note(self, kind: type, name: str, found: Any) -> None:
        if kind is Profile:
            self._notes.is_off |= not found
        elif kind is Facts and name == "days":
            self._notes.asks_days = True
        elif name in NUMBERS and found is not None:
            self._notes.steps.add(NUMBERS[name])
        elif found is None and (label := _lacking(kind, name, self._value)):
            self._notes.unknown.append(label)

    def _wrapped(self, found: Any) -> Any:
        if isinstance(found, (msgspec.Struct, Facts)):
            return _Watched(found, self._notes)
        if isinstance(found, tuple) and found and isinstance(found[0], msgspec.Struct):
            return tuple(_Watched(each, self._notes) for each in found)
        return found


def _lacking(kind: type, name: str, value: Any) -> str:
    """The label of what is None although it is always asked for, or because it never was; "" for
    what may be empty.
    """
    if label := _UNLABELLED.get((kind, name)):
        return label
    if name == "on" or not issubclass(kind, msgspec.Struct):
        return ""
    label_of = {each.name: each.label for each in fields_of(kind)}
    if name not in label_of:
        return ""
    asked = value.asked if isinstance(value, StepFacts) else None
    is_wanted = label_of[name].required if asked is None else name not in asked
    return label_of[name].title if is_wanted else ""
