"""How the engine adds edition, article and severity, and turns duties into findings."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import pytest

from cases.facts.application import Apply, Talk
from cases.facts.case import CODES, Facts
from cases.rules import engine
from cases.rules.engine import RULES, Breach, Duty, Is, Result, Rule, Severity, Unknown, judge
from cases.rules.engine import rule as register

from .build import brief, change, facts, lawful, of_case

D = date
ON = D(2027, 1, 1)
IN_BOTH = (Is("第一条", Severity.CORRECT), Is("第二条", Severity.VOID))


@pytest.fixture(autouse=True)
def rules_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test may add rules; an obligation looks up its rule by id."""
    monkeypatch.setattr("cases.rules.engine.RULES", dict(RULES))


def _rule(
    *results: Result,
    id: str = "Z01",
    step: int | None = 3,
    editions: tuple[Is | None, Is | None] = IN_BOTH,
    is_stricter: bool = False,
) -> Rule:
    def check(facts: Facts, on: date) -> Iterator[Result]:
        yield from results

    decorate = register(
        id, step=step, title="试", e2014=editions[0], e2026=editions[1], is_stricter=is_stricter
    )
    engine.RULES.pop(id, None)
    decorate(check)
    return engine.RULES[id]


def _judged(case: Facts, *rules: Rule, on: date = ON) -> list[tuple[object, ...]]:
    return [*brief(judge(case, on, rules).findings)]


@pytest.mark.parametrize(
    ("day", "severity", "edition", "article"),
    [(D(2026, 5, 10), "correct", 2014, "第一条"), (D(2026, 5, 11), "void", 2026, "第二条")],
)
def test_a_breach_is_of_the_edition_of_the_day_of_its_step(
    day: date, severity: str, edition: int, article: str
) -> None:
    case = change(facts(), "shortlist", on=day)
    breach = Breach("错", due=D(2026, 1, 1), actual=day)
    assert _judged(case, _rule(breach)) == [(severity, edition, article, 3, D(2026, 1, 1), day)]


def test_a_missing_step_is_of_the_edition_of_the_next_step_with_a_day() -> None:
    case = change(facts(), "appoint_contacts", on=D(2026, 5, 10))
    case = change(case, "nominate", on=D(2026, 5, 11))
    assert [each[1] for each in _judged(case, _rule(Breach("缺")))] == [2014]
    assert [each[1] for each in _judged(case, _rule(Breach("缺"), step=6))] == [2026]
    consent_only = change(facts(), "list_consent", on=D(2026, 5, 10))
    assert [each[1] for each in _judged(consent_only, _rule(Breach("缺"), step=8))] == [2026]


def test_with_no_day_at_all_the_day_of_judging_governs() -> None:
    assert [each[1] for each in _judged(facts(), _rule(Breach("缺")), on=D(2026, 5, 10))] == [2014]
    assert [
        each[1] for each in _judged(facts(), _rule(Breach("缺"), step=None), on=D(2026, 5, 11))
    ] == [2026]


def test_a_breach_may_name_day_severity_and_step() -> None:
    breach = Breach("错", act_on=D(2026, 5, 10), severity=Severity.ADVISE, step=7)
    case = change(facts(), "nominate", on=D(2026, 6, 1))
    assert _judged(case, _rule(breach, step=None)) == [("advise", 2014, "第一条", 7, None, None)]


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        (D(2026, 5, 10), "correct"),
        (D(2026, 5, 11), "advise"),
        (D(2026, 5, 17), "advise"),
        (D(2026, 5, 18), "void"),
    ],
)
def test_what_2026_made_stricter_only_advises_in_the_week_after_its_issue(
    day: date, severity: str
) -> None:
    case = change(facts(), "shortlist", on=day)
    assert [each[0] for each in _judged(case, _rule(Breach("错"), is_stricter=True))] == [severity]
    assert [each[0] for each in _judged(case, _rule(Breach("错", is_stricter=True)))] == [severity]
    full = "correct" if day == D(2026, 5, 10) else "void"
    assert [each[0] for each in _judged(case, _rule(Breach("错")))] == [full]
    assert [
        each[0] for each in _judged(case, _rule(Breach("错", is_stricter=False), is_stricter=True))
    ] == [full]


def test_a_rule_that_is_off_in_the_edition_finds_and_asks_nothing() -> None:
    new = _rule(Breach("错"), Duty("做", due=D(2026, 1, 1)), editions=(None, IN_BOTH[1]))
    case = change(facts(), "shortlist", on=D(2026, 5, 10))
    assert judge(case, D(2026, 5, 10), [new]).findings == ()
    assert judge(case, D(2026, 5, 10), [new]).obligations == ()
    assert [each[1] for each in _judged(change(case, "shortlist", on=D(2026, 5, 11)), new)] == [
        2026,
        2026,
    ]


def test_a_duty_is_overdue_after_its_day_by_the_edition_of_the_check() -> None:
    duty = _rule(Duty("做", due=D(2026, 5, 9)))
    case = change(facts(), "shortlist", on=D(2026, 4, 1))
    assert _judged(case, duty, on=D(2026, 5, 9)) == []
    assert _judged(case, duty, on=D(2026, 5, 10)) == [
        ("correct", 2014, "第一条", 3, D(2026, 5, 9), None)
    ]
    assert _judged(case, duty, on=D(2026, 5, 11)) == [
        ("void", 2026, "第二条", 3, D(2026, 5, 9), None)
    ]
    (obligation,) = judge(case, D(2026, 5, 9), [duty]).obligations
    assert (obligation.rule, obligation.step, obligation.article, obligation.due) == (
        "Z01",
        3,
        "第一条",
        D(2026, 5, 9),
    )


def test_an_overdue_duty_of_a_stricter_rule_only_advises_in_the_week() -> None:
    duty = _rule(Duty("做", due=D(2026, 5, 1)), is_stricter=True)
    found = [_judged(facts(), duty, on=D(2026, 5, day))[0][0] for day in (10, 11, 17, 18)]
    assert found == ["correct", "advise", "advise", "void"]


@pytest.mark.parametrize(
    ("on", "is_silent", "wanted"),
    [
        (D(2025, 4, 1), False, []),
        (D(2025, 4, 2), False, [("correct", D(2025, 4, 1))]),
        (D(2025, 7, 1), False, [("correct", D(2025, 4, 1))]),
        (D(2025, 7, 2), False, [("void", D(2025, 7, 1))]),
        (D(2025, 4, 2), True, []),
        (D(2025, 7, 1), True, []),
        (D(2025, 7, 2), True, [("void", D(2025, 7, 1))]),
    ],
)
def test_void_from_the_second_limit_reason_or_not(
    on: date, is_silent: bool, wanted: list[object]
) -> None:
    duty = Duty("批", due=D(2025, 4, 1), void_from=D(2025, 7, 1), is_silent=is_silent)
    judged = judge(facts(), on, [_rule(duty)])
    assert [(each.severity.code, each.due) for each in judged.findings] == wanted
    assert [(each.due, each.void_from) for each in judged.obligations] == [
        (D(2025, 4, 1), D(2025, 7, 1))
    ]


def test_a_duty_with_only_an_earliest_day_is_never_overdue() -> None:
    judged = judge(facts(), ON, [_rule(Duty("可办", earliest=D(2020, 1, 1)))])
    assert judged.findings == ()
    assert [each.earliest for each in judged.obligations] == [D(2020, 1, 1)]


def test_an_open_duty_may_be_a_finding_from_its_earliest_day() -> None:
    def check(facts: Facts, on: date) -> Iterator[Result]:
        yield Duty("开会", earliest=D(2025, 6, 1), due=D(2025, 7, 1))

    decorate = register(
        "Z01", step=3, title="试", e2014=IN_BOTH[0], e2026=None, is_found_from_earliest=True
    )
    decorate(check)
    for on, wanted in (
        (D(2025, 6, 1), []),
        (D(2025, 6, 2), [D(2025, 6, 1)]),
        (D(2025, 7, 2), [D(2025, 6, 1)]),
    ):
        assert [each.due for each in judge(facts(), on, [engine.RULES["Z01"]]).findings] == wanted


def test_what_is_overdue_does_not_last() -> None:
    judged = judge(
        facts(), ON, [_rule(Duty("做", due=D(2026, 7, 1))), _rule(Breach("错"), id="Z02")]
    )
    assert [(each.rule, each.is_overdue) for each in judged.findings] == [
        ("Z01", True),
        ("Z02", False),
    ]
    assert [each.rule for each in judged.lasting] == ["Z02"]
    (obligation,) = judged.obligations
    assert engine.overdue(obligation, D(2026, 7, 1)) is None
    assert engine.overdue(obligation, D(2026, 7, 2)) == judged.findings[0]


def test_a_closed_case_has_no_duties_until_it_is_closed_they_run() -> None:
    case = of_case(facts(), closed_on=D(2026, 8, 1), outcome="withdrew")
    duty, breach = _rule(Duty("做", due=D(2026, 7, 1))), _rule(Breach("错"), id="Z02")
    judged = judge(case, D(2026, 8, 1), [duty, breach])
    assert judged.obligations == ()
    assert [each.rule for each in judged.findings] == ["Z02"]
    before = judge(case, D(2026, 7, 31), [duty, breach])
    assert len(before.obligations) == 1
    assert [each.rule for each in before.findings] == ["Z01", "Z02"]


def test_what_a_rule_did_not_know_is_neither_finding_nor_duty() -> None:
    rules = [_rule(Unknown("谈话人"), Breach("错"), Unknown("谈话内容")), _rule(id="Z02")]
    judged = judge(facts(), ON, rules)
    assert [each.message for each in judged.findings] == ["错"]
    assert judged.obligations == ()
    assert judged.unknown == {"Z01": ["谈话人", "谈话内容"]}


def test_findings_are_in_order() -> None:
    days = (D(2026, 7, 1), D(2026, 6, 1))
    rules = [
        _rule(Breach("乙"), Breach("甲"), id="Z03", step=9),
        *(
            _rule(*(Breach("迟", due=day) for day in days), Breach("缺"), id=id, step=2)
            for id in ("Z02", "Z01")
        ),
        _rule(Breach("无"), id="Z09", step=None),
    ]
    judged = judge(facts(), ON, rules)
    assert [(each.step, each.rule, each.due, each.message) for each in judged.findings] == [
        (None, "Z09", None, "无"),
        *(
            (2, id, due, text)
            for id in ("Z01", "Z02")
            for due, text in ((days[1], "迟"), (days[0], "迟"), (None, "缺"))
        ),
        (9, "Z03", None, "乙"),
        (9, "Z03", None, "甲"),
    ]


def test_rules_see_the_case_as_it_stood() -> None:
    seen: list[Facts] = []

    def check(facts: Facts, on: date) -> Iterator[Result]:
        seen.append(facts)
        yield from ()

    case = facts(apply=Apply(on=D(2026, 6, 1)), talk=Talk(on=D(2026, 6, 2)))
    register("Z01", step=1, title="试", e2014=IN_BOTH[0], e2026=IN_BOTH[1])(check)
    judge(case, D(2026, 6, 1), [engine.RULES["Z01"]])
    assert [list(each.days) for each in seen] == [["apply"]]


def test_a_rule_is_registered_once() -> None:
    decorate = register("A01", step=1, title="试", e2014=None, e2026=None)
    with pytest.raises(AssertionError):
        decorate(lambda facts, on: iter(()))


def test_every_severity_is_found_by_its_code() -> None:
    assert [Severity.of(code) for code in ("void", "correct", "advise")] == list(Severity)
    assert [severity.rank for severity in Severity] == [0, 1, 2]


@pytest.mark.parametrize("start", [D(2019, 3, 1), D(2024, 6, 1), D(2025, 3, 11), D(2026, 6, 1)])
@pytest.mark.parametrize("until", CODES)
def test_a_lawful_case_has_no_finding_at_any_step(until: str, start: date) -> None:
    """In 2014, in 2026, and in cases that straddle both."""
    case = lawful(until, start=start)
    day = case.day(until)
    assert day is not None
    assert judge(case, day).findings == ()


def test_rules_and_facts_import_no_django() -> None:
    code = "import sys, cases.rules, cases.facts.case; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_rule_has_a_title_and_a_severity_in_some_edition() -> None:
    for id, each in RULES.items():
        assert each.id == id
        assert each.title
        assert each.e2014 or each.e2026
