"""Facts in words: nothing sensitive among the open ones, and every kind of value has words."""

from __future__ import annotations

from datetime import date

import pytest

from cases.facts.application import Apply, Period, Stratum
from cases.facts.base import FACTS, fields_of
from cases.facts.target import Inquiry, PoliticalReview, ReviewMethod
from cases.facts.values import Deliberation, NamedMember
from cases.selectors.wording import Fact, facts_shown, sensitive_labels, spelled, text_of

REVIEW = PoliticalReview(
    on=date(2026, 5, 8),
    methods=(ReviewMethod.TALK, ReviewMethod.LETTER),
    inquiries=(Inquiry(unit="某某单位", replied_on=date(2026, 5, 1), reply="无不良反映"),),
    findings="历史清楚",
    is_qualified=True,
)


def test_open_and_sensitive_facts_are_told_apart() -> None:
    opened = facts_shown(REVIEW)
    assert Fact("形成结论日期", "2026年5月8日") in opened
    assert Fact("政治审查合格", "是") in opened
    assert all("历史清楚" not in fact.value for fact in opened)
    assert Fact("审查情况", "历史清楚") in facts_shown(REVIEW, sensitive=True)


def test_the_sensitive_part_of_a_list_stays_out_of_the_open_words() -> None:
    """Also when the whole facts are at hand, as after a look at what is masked."""
    assert all(
        "某某单位" not in fact.value and "无不良反映" not in fact.value
        for fact in facts_shown(REVIEW)
    )
    told = {fact.label: fact.value for fact in facts_shown(REVIEW, sensitive=True)}
    assert "某某单位" in told["函调、外调"]


@pytest.mark.parametrize("code", FACTS)
def test_whatever_is_sensitive_is_named(code: str) -> None:
    own = [field.label.title for field in fields_of(FACTS[code]) if field.label.sensitive]
    assert set(own) <= set(sensitive_labels(FACTS[code]))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "是"),
        (False, "否"),
        (3, "3"),
        (Stratum.WORKER, Stratum.WORKER.label),
        (date(2026, 12, 1), "2026年12月1日"),
        (
            (ReviewMethod.TALK, ReviewMethod.LETTER),
            f"{ReviewMethod.TALK.label}、{ReviewMethod.LETTER.label}",
        ),
        (NamedMember(name="王一", member=1), "王一"),
        (
            Deliberation(organization="林场党总支", on=date(2026, 1, 2)),
            "林场党总支 2026年1月2日 同意",
        ),
        (
            Period(start="2019.09", what="在校学习"),
            "起始年月 2019.09；在何地、何单位学习或工作，任何职 在校学习",
        ),
    ],
)
def test_a_value_in_words(value: object, text: str) -> None:
    assert text_of(value) == text


def test_nothing_recorded_gives_no_line() -> None:
    assert facts_shown(Apply()) == []


def test_days_in_a_sentence_are_spelled_out_and_numbers_left_alone() -> None:
    assert spelled("应不迟于 2026-07-01，案卷 2026-0031") == "应不迟于 2026年7月1日，案卷 2026-0031"
