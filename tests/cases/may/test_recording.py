"""Why a step may not be recorded, and why nothing may be added to it; asked of cases that are in no
database.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import may
from cases.facts.application import Apply, Talk
from cases.facts.arithmetic import add_months
from cases.facts.base import FACTS
from cases.facts.probation import ConversionMeeting, ConversionOutcome
from cases.models import Case
from cases.procedure import PLACE, START, STEP, STEPS
from tests.cases.rules.build import IN_2026, days, lawful

TODAY = date(2035, 1, 1)
DAY = timedelta(1)


def case_at(state: str) -> Case:
    """A lawful case with the steps up to the state."""
    until = STEPS[0].code if state == START else state
    facts = lawful(until, IN_2026).case
    return Case(
        state=state,
        facts=facts,
        closed_on=facts.closed_on if state == STEPS[-1].code else None,
        opened_on=IN_2026,
    )


def why(case: Case, code: str, **facts: object) -> str | None:
    """The reason against the step with these facts, in words."""
    typed = FACTS[code](**facts) if facts else None  # type: ignore[arg-type]
    found = may.record(case, STEP[code], typed, TODAY)
    return str(found) if found else None


def test_the_next_step_may_be_recorded_and_none_behind_or_far_ahead() -> None:
    case = case_at("talk")
    assert why(case, "shortlist") is None
    assert why(case, "talk") == "这一步已经登记；要修改请用「更正」。"
    assert why(case, "enrol") == "还没有轮到这一步：须先完成第 18 步「再上一级党委组织部门备案」。"


@pytest.mark.parametrize("code", [step.code for step in STEPS if step.route is None])
def test_a_step_waits_for_the_step_before_it(code: str) -> None:
    step = STEP[code]
    if step.early is not None:
        return  # may come before its turn
    before = PLACE[code] - 1
    state = STEPS[before - 1].code if before > 0 else START
    if state in step.after or state in step.by_answer_from:
        return
    found = may.record(case_at(state), step, None, TODAY)
    assert found is not None
    assert "还没有轮到这一步" in found.text


def test_a_closed_case_takes_no_step_but_what_comes_later_of_the_last() -> None:
    case = case_at("archive")
    assert why(case, "talk") == "案卷已经办结，不再登记新的步骤。"
    assert str(may.supplement(case, STEP["talk"])) == "案卷已经办结，只能更正。"
    assert may.supplement(case, STEP["archive"]) is None


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (None, "请填写办理日期。"),
        (TODAY, None),
        (TODAY + DAY, f"日期不能晚于今天（{TODAY}）。"),
    ],
)
def test_the_day_is_given_and_not_ahead(on: date | None, text: str | None) -> None:
    assert why(case_at("apply"), "talk", on=on) == text


def test_22_opens_three_months_before_the_expiry() -> None:
    case = case_at("probation")
    expiry = add_months(days(IN_2026)["admission_meeting"], 12)
    early = expiry - timedelta(100)
    found = may.record(case, STEP["request_conversion"], None, early)
    assert found is not None
    assert "期满前三个月起才能办理" in found.text
    assert may.record(case, STEP["request_conversion"], None, expiry) is None
    assert why(case, "request_conversion", on=IN_2026 - DAY) is None, "history"


def test_a_meeting_that_cancels_may_come_early_and_no_other() -> None:
    case = case_at("enrol")
    step = STEP["conversion_meeting"]
    cancels = ConversionMeeting(on=TODAY, outcome=ConversionOutcome.CANCEL)
    converts = ConversionMeeting(on=TODAY, outcome=ConversionOutcome.ON_TIME)
    assert may.record(case, step, cancels, TODAY) is None
    found = may.record(case, step, converts, TODAY)
    assert found is not None
    assert "还没有轮到这一步" in found.text


def test_an_answer_takes_what_waits_for_it() -> None:
    case, step = case_at("nominate"), STEP["list_target"]
    assert may.record(case, step, None, TODAY) is not None
    assert may.record(case, step, None, TODAY, may.Answer()) is None


def test_only_what_arises_later_is_added_and_nothing_replaced() -> None:
    case = case_at("talk")
    assert "请用「更正」" in str(may.add(case, STEP["apply"], Apply(is_migrant=True), TODAY))
    assert str(may.supplement(case, STEP["shortlist"])) == "这一步还没有登记，不能补充。"
    assert may.supplement(case, STEP["talk"]) is None
    assert may.add(case, STEP["talk"], Talk(), TODAY) is None
