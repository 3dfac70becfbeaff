"""What an act brings about, and what of it wants a reason: the table of
docs/specification/rules.md, "Severity says".
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.facts.base import FACTS, StepFacts
from cases.facts.target import NoticeResult
from cases.may.reasons import (
    Ask,
    brought_about,
    is_reason,
    open_questions,
    questions,
    reasons_given,
    wants_reason,
)
from cases.may.recording import is_lenient
from cases.models import Case
from cases.procedure import STEP
from cases.rules.engine import RULES, Finding, Judgement, Severity

VOID, CORRECT, ADVISE = Severity.VOID, Severity.CORRECT, Severity.ADVISE
DAY = date(2026, 6, 1)


def finding(
    rule: str = "A05", severity: Severity = CORRECT, step: int | None = 2, **more: Any
) -> Finding:
    values: dict[str, Any] = {
        "edition": 2026,
        "article": "第七条",
        "due": DAY,
        "actual": None,
        "message": "晚了",
    }
    return Finding(rule=rule, severity=severity, step=step, **(values | more))


def judgement(*findings: Finding) -> Judgement:
    return Judgement(findings, ())


@pytest.mark.parametrize(
    ("severity", "step", "is_lenient", "ask"),
    [
        (VOID, 2, False, Ask.REFUSED),
        (
            VOID,
            2,
            True,
            Ask.REASON,
        ),  # history, or an act that ended badly: taken, and carries the finding
        (VOID, 10, False, Ask.REASON),  # of another step
        (VOID, 10, True, Ask.REASON),
        (VOID, None, False, Ask.REASON),
        (CORRECT, 2, False, Ask.REASON),
        (CORRECT, 2, True, Ask.REASON),
        (CORRECT, 6, False, Ask.REASON),
        (ADVISE, 2, False, Ask.NOTHING),
        (ADVISE, 6, True, Ask.NOTHING),
    ],
)
def test_the_table(severity: Severity, step: int | None, is_lenient: bool, ask: Ask) -> None:
    assert wants_reason(finding(severity=severity, step=step), step=2, is_lenient=is_lenient) is ask


def test_an_act_of_no_step_is_never_refused_by_a_finding() -> None:
    assert (
        wants_reason(finding(severity=VOID, step=None), step=None, is_lenient=False) is Ask.REASON
    )


@pytest.mark.parametrize("severity", [VOID, CORRECT])
def test_a_duty_that_is_late_already_is_only_shown(severity: Severity) -> None:
    assert (
        wants_reason(finding(severity=severity, is_overdue=True), step=2, is_lenient=False)
        is Ask.NOTHING
    )


def test_only_what_was_not_there_before_is_brought_about() -> None:
    old, new = finding("B06", step=6), finding("C01", VOID, 7)
    assert brought_about(judgement(old), judgement(old, new)) == [new]
    assert brought_about(judgement(old, new), judgement(old)) == []


def test_the_gravest_comes_first_and_what_is_only_late_last() -> None:
    late, hint = finding("D06", step=15, is_overdue=True), finding("F03", ADVISE, 9)
    grave, plain = finding("C07", VOID, 9), finding("B06", step=6)
    assert brought_about(judgement(), judgement(late, hint, plain, grave)) == [
        grave,
        plain,
        hint,
        late,
    ]


def test_a_duty_overdue_before_and_broken_for_good_after_is_brought_about() -> None:
    """B06 at step 7: the examination was overdue; with the nomination the gap stays."""
    overdue, gap = finding("B06", step=6, is_overdue=True), finding("B06", step=6)
    assert brought_about(judgement(overdue), judgement(gap)) == [gap]


def test_a_finding_that_names_one_paper_fewer_is_the_same() -> None:
    before, after = (
        finding("D24", step=17, message="没有甲、乙的记录"),
        finding("D24", step=17, message="没有乙的记录"),
    )
    assert brought_about(judgement(before), judgement(after)) == []


@pytest.mark.parametrize("rule", ["D02", "D04", "D28", "E08", "F02", "F03"])
def test_of_a_rule_with_several_reasons_another_reason_is_another_finding(rule: str) -> None:
    before, after = finding(rule, message="甲"), finding(rule, message="乙")
    assert brought_about(judgement(before), judgement(after)) == [after]


def test_a_graver_one_is_another() -> None:
    before, after = finding("D20", CORRECT, 17), finding("D20", VOID, 17)
    assert brought_about(judgement(before), judgement(after)) == [after]


def test_one_reason_a_rule_and_a_refusal_before_all() -> None:
    first, second = finding("F02", message="甲"), finding("F02", message="乙")
    asked = questions([first, second, finding("C09", ADVISE)], step=2, is_lenient=False)
    assert [each.finding for each in open_questions(asked, {})] == [first, second]
    assert open_questions(asked, {"F02": "补登时核对过原件"}) == []
    refusing = questions([first, finding("A01", VOID)], step=2, is_lenient=False)
    assert [
        each.rule for each in open_questions(refusing, {"A01": "特殊情况", "F02": "有原因"})
    ] == ["A01"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "无",
        "/",
        "//",
        "—",
        "——",
        "－",
        "-",
        "...",
        "。",
        "…",
        "·",
        "无。",
        "同上",
        "〃",
        "1",
        "？？",
        "***",
    ],
)
def test_what_is_no_reason(text: str) -> None:
    assert not is_reason(text)
    assert reasons_given({"A05": text, "B06": "因疫情"}) == {"B06": "因疫情"}


@pytest.mark.parametrize(
    "text", ["外出", "无法联系本人", "2026年5月在外地务工", "同上级沟通后补办"]
)
def test_what_is_one(text: str) -> None:
    assert is_reason(text)


#: The fact of each step that says how it went, with its bad value.
BAD = {
    "shortlist": {"is_agreed": False},
    "nominate": {"is_agreed": False},
    "list_target": {"result": NoticeResult.ADVERSE},
    "political_review": {"has_document": False},
    "train": {"is_passed": False},
    "committee_review": {"is_passed": False},
    "pre_review": {"is_qualified": False},
    "admission_meeting": {"is_passed": False},
    "committee_talk": {"is_favourable": False},
    "approve": {"is_approved": False},
    "conversion_meeting": {"is_passed": False},
    "approve_conversion": {"is_approved": False},
}


def test_every_step_that_can_end_badly_is_in_the_table() -> None:
    can = {code for code, facts in FACTS.items() if "is_negative" in dir_of(facts)}
    assert can == set(BAD)


def dir_of(facts: type[StepFacts]) -> set[str]:
    """The names that a facts class or one between it and `StepFacts` defines."""
    classes = facts.__mro__[: facts.__mro__.index(StepFacts)]
    return {name for each in classes for name in vars(each)}


@pytest.mark.parametrize("code", BAD)
def test_what_ended_badly_is_recorded_as_it_was_whatever_rule_is_broken(code: str) -> None:
    """Each void rule of the step in both editions: it refuses a good result, and of a bad one asks
    the reason. So does history.
    """
    step, opened = STEP[code], date(2027, 1, 1)
    case = Case(opened_on=opened)
    bad, good = FACTS[code](**BAD[code]), FACTS[code]()  # type: ignore[arg-type]
    own = [rule for rule in RULES.values() if rule.step == step.no]
    seen = 0
    for rule in own:
        for edition in (2014, 2026):
            reading = rule.in_edition(edition)
            if reading is None or reading.severity is not VOID:
                continue
            seen += 1
            broken = finding(rule.id, VOID, step.no, edition=edition)
            for facts, day, ask in (
                (good, opened, Ask.REFUSED),
                (bad, opened, Ask.REASON),
                (good, opened - timedelta(1), Ask.REASON),
                (bad, opened - timedelta(1), Ask.REASON),
            ):
                lenient = is_lenient(case, facts, day)
                (asked,) = questions([broken], step=step.no, is_lenient=lenient)
                assert asked.ask is ask, (rule.id, edition, facts.is_negative, day)
                given = open_questions([asked], {rule.id: "当时情况特殊"})
                assert bool(given) is (ask is Ask.REFUSED)
    assert seen or code in WITHOUT_VOID


#: Steps no rule of which makes void what is recorded.
WITHOUT_VOID = {"committee_talk"}
