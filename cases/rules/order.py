"""Rules across steps: order of days (F02, F03), marks on papers (F04), one case a person (F05),
days off (F06), and acts recorded late (F08).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..facts.arithmetic import ONE_DAY
from ..facts.base import NUMBERS
from ..facts.case import Facts, OtherCase
from .engine import Breach, Is, Result, Severity, rule
from .steps import provisional

_ORDERED = (
    ("shortlist", "appoint_contacts"),
    ("nominate", "list_target"),
    ("list_target", "appoint_introducers"),
    ("list_target", "political_review"),
    ("list_target", "train"),
    ("appoint_introducers", "committee_review"),
    ("political_review", "committee_review"),
    ("train", "committee_review"),
    ("fill_form", "admission_meeting"),
    ("admission_meeting", "approve"),
    ("approve", "file_with_department"),
    ("approve", "enrol"),
    ("admission_meeting", "request_conversion"),
    ("request_conversion", "conversion_meeting"),
    ("conversion_meeting", "approve_conversion"),
    ("approve_conversion", "archive"),
)
#: Pairs whose order another rule judges: A05, B04, B03, C01, D01, D04, D18 (two), E02.
_ORDERED_ELSEWHERE = (
    ("apply", "talk"),
    ("talk", "shortlist"),
    ("shortlist", "file_activist"),
    ("shortlist", "nominate"),
    ("committee_review", "pre_review"),
    ("pre_review", "fill_form"),
    ("admission_meeting", "committee_talk"),
    ("committee_talk", "approve"),
    ("approve", "oath"),
)
_SEQUENTIAL = _ORDERED + _ORDERED_ELSEWHERE


def _is_parted(facts: Facts, earlier: str, later: str) -> bool:
    """Whether another step stands between the two: the talk between meeting and approval, which
    has pairs with both.
    """
    return later == "approve" and earlier == "admission_meeting" and "committee_talk" in facts.days


@rule(
    "F02",
    step=None,
    title="各步骤日期符合规定的先后",
    e2014=Is(None, Severity.CORRECT),
    e2026=Is(None, Severity.CORRECT),
    is_about_days=True,
)
def days_in_order(facts: Facts, on: date) -> Iterator[Result]:
    """One finding a pair, at the later step; 15 < 22 strictly, all others may fall on one day."""
    days = facts.days
    for earlier, later in _ORDERED:
        if (second := days.get(later)) is None or (first := days.get(earlier)) is None:
            continue
        due = first
        if later == "request_conversion":
            due += ONE_DAY
        if second < due and not _is_parted(facts, earlier, later):
            no = NUMBERS[later]
            text = f"第 {no} 步应在第 {NUMBERS[earlier]} 步之后：应不早于 {due}，实际 {second}"
            yield Breach(text, due=due, actual=second, act_on=second, step=no)


@rule(
    "F03",
    step=None,
    title="先后相接的步骤不在同一天",
    e2014=Is(None, Severity.ADVISE),
    e2026=Is(None, Severity.ADVISE),
    is_about_days=True,
)
def not_on_one_day(facts: Facts, on: date) -> Iterator[Result]:
    """One finding a pair, at the later step; meeting and approval are no pair where the talk
    between them has a day.
    """
    days = facts.days
    for earlier, later in _SEQUENTIAL:
        if (
            (day := days.get(later)) is not None
            and day == days.get(earlier)
            and not _is_parted(facts, earlier, later)
        ):
            no = NUMBERS[later]
            text = f"第 {NUMBERS[earlier]} 步和第 {no} 步在同一天：{day}，请核对"
            yield Breach(text, actual=day, act_on=day, step=no)


@rule(
    "F04",
    step=None,
    title="每份材料签名、盖章齐全",
    e2014=Is(None, Severity.CORRECT),
    e2026=Is(None, Severity.CORRECT),
    is_about_days=True,
)
def signed_and_sealed(facts: Facts, on: date) -> Iterator[Result]:
    """One finding a step that is done; of papers that did not come in nothing is known."""
    if not facts.case.received:
        return
    for code, day in facts.days.items():
        lacking = []
        for paper in facts.case.received:
            if paper.code == code and paper.lacks and paper.on <= on:
                lacking.append(f"《{paper.title}》缺{'、'.join(paper.lacks)}")
        if lacking:
            yield Breach("；".join(lacking), actual=day, act_on=day, step=NUMBERS[code])


#: Outcomes of a closed case that do not count against another one. Source:
#: `docs/specification/rules.md`, F05.
NOT_COUNTED = frozenset({"not_passed", "not_approved", "withdrew", "cancelled"})


def _overlaps(other: OtherCase, start: date, end: date) -> bool:
    return other.since <= end and (other.until is None or start <= other.until)


@rule(
    "F05",
    step=1,
    title="同一人没有两个在办案卷，也还不是党员",
    e2014=Is(None, Severity.CORRECT),
    e2026=Is(None, Severity.CORRECT),
)
def one_case_a_person(facts: Facts, on: date) -> Iterator[Result]:
    """Names neither the other case nor its organization: the reader may not see it."""
    case = facts.case
    elsewhere = case.elsewhere
    if not elsewhere.open_cases and elsewhere.member_since is None:
        return
    if case.outcome in NOT_COUNTED or (start := facts.first_day_from(1)) is None:
        return
    end = case.closed_on or on
    if elsewhere.member_since is not None and elsewhere.member_since <= start:
        yield Breach("本人在申请入党时已是党员", actual=facts.day("apply"))
    elif any(_overlaps(other, start, end) for other in elsewhere.open_cases):
        yield Breach("同一公民身份号码另有案卷同时在办", actual=facts.day("apply"))


@rule(
    "F06",
    step=None,
    title="材料日期不在休息日和节假日",
    e2014=Is(None, Severity.ADVISE),
    e2026=Is(None, Severity.ADVISE),
    is_about_days=True,
    wanted_by=("flags_days_off",),
)
def not_on_a_day_off(facts: Facts, on: date) -> Iterator[Result]:
    """Off unless the local profile wants it; one finding a step. Source: the local profile."""
    if not facts.profile.flags_days_off:
        return
    seen: set[int] = set()
    for code, day in facts.days.items():
        no = NUMBERS[code]
        if no in seen or facts.calendar.is_working(day):
            continue
        seen.add(no)
        text = f"{day} 是休息日或节假日，请核对"
        if years := facts.calendar.unknown_years(day, day):
            text += f"（{provisional(years)}）"
        yield Breach(text, actual=day, act_on=day, step=no)


#: Days after its act within which an act is recorded in the system. Source:
#: docs/specification/rules.md, F08.
RECORDED_WITHIN = timedelta(30)


@rule(
    "F08",
    step=None,
    title="办理后三十天内登记",
    e2014=Is(None, Severity.ADVISE),
    e2026=Is(None, Severity.ADVISE),
)
def recorded_soon(facts: Facts, on: date) -> Iterator[Result]:
    """Only acts of days on which the case was open in this system; one finding a step, the first
    recorded late.
    """
    opened, closed = facts.case.opened_on, facts.case.closed_on
    if opened is None:
        return
    seen: set[int] = set()
    for each in sorted(facts.case.recorded, key=lambda each: each.recorded_on):
        no, due = NUMBERS[each.code], each.on + RECORDED_WITHIN
        was_open = opened <= each.on and (closed is None or each.on <= closed)
        if no in seen or not was_open or each.recorded_on <= due:
            continue
        seen.add(no)
        text = f"{each.on} 办理的事项应在三十天内登记：应不迟于 {due}，实际 {each.recorded_on}"
        yield Breach(text, due=due, actual=each.recorded_on, act_on=each.on, step=no)
