"""The arithmetic of a ballot in words; its truth is the rules'."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.facts.admission import AdmissionMeeting
from cases.facts.values import Ballot
from cases.selectors.votes import vote_lines
from tests.cases.rules.build import BALLOT, IN_2014, IN_2026, facts, found

COUNTS = st.integers(0, 12)


def results(**changes: int | None) -> list[tuple[str, str]]:
    lines = vote_lines(msgspec.structs.replace(BALLOT, **changes), IN_2026)
    return [(line.state, line.result) for line in lines]


def test_a_lawful_ballot() -> None:
    assert results() == [("good", "达到法定人数"), ("good", "超过半数"), ("good", "数字相符")]


@pytest.mark.parametrize(
    ("present", "result"), [(5, ("bad", "还差 1 人")), (6, ("good", "达到法定人数"))]
)
def test_quorum_is_more_than_half_of_those_who_should_attend(
    present: int, result: tuple[str, str]
) -> None:
    assert results(present=present)[0] == result


@pytest.mark.parametrize(
    ("in_favour", "result"), [(4, ("bad", "还差 1 票")), (5, ("good", "超过半数"))]
)
def test_written_votes_count_for_the_majority(in_favour: int, result: tuple[str, str]) -> None:
    assert results(in_favour=in_favour)[1] == result


def test_numbers_that_differ_are_told() -> None:
    assert results(taken_back=8)[2] == ("bad", "数字不符")


def test_nothing_is_reckoned_of_what_is_not_there() -> None:
    assert [line.state for line in vote_lines(None, IN_2026)] == ["unknown"] * 3
    assert (
        results(present=None)[0] == results(written_in_favour=None)[1] == ("unknown", "填写后核算")
    )


def test_what_lacks_is_named_and_nothing_else() -> None:
    ballot = msgspec.structs.replace(BALLOT, present=None, in_favour=None)
    quorum, majority, agreement = vote_lines(ballot, IN_2026, {"in_favour"})
    assert quorum.sum == "实到未填"
    assert majority.sum == "赞成票不能读出"
    assert agreement.sum == "实到未填，赞成票不能读出"


@pytest.mark.parametrize(
    ("day", "articles"),
    [(IN_2014, ["第二十条", "第二十一条"]), (IN_2026, ["第十九条", "第二十条"])],
)
def test_the_article_is_that_of_the_edition(day: object, articles: list[str]) -> None:
    assert [line.article for line in vote_lines(BALLOT, day)][:2] == articles  # type: ignore[arg-type]


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_lines_and_the_rules_agree(
    due: int, present: int, in_favour: int, written: int
) -> None:
    ballot = Ballot(
        should_attend=due, present=present, in_favour=in_favour, written_in_favour=written
    )
    quorum, majority, _ = vote_lines(ballot, IN_2026)
    case = facts(admission_meeting=AdmissionMeeting(on=IN_2026, ballot=ballot, is_passed=True))
    assert (quorum.state == "bad") is bool(found(case, "D07"))
    assert (majority.state == "bad") is bool(found(case, "D08"))
