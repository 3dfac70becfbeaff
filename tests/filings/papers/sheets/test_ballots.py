"""The count of a ballot says no more than its numbers do."""

from __future__ import annotations

import pytest

from cases.facts.values import Ballot
from filings.papers.sheets.ballots import counted

PASSED, FAILED = "赞成人数超过半数", "赞成人数未超过半数"


@pytest.mark.parametrize(
    ("ballot", "total", "outcome"),
    [
        (
            Ballot(should_attend=10, present=9, in_favour=5, written=1, written_in_favour=1),
            6,
            PASSED,
        ),
        (
            Ballot(should_attend=10, present=9, in_favour=5, written=1, written_in_favour=0),
            5,
            FAILED,
        ),
        (Ballot(should_attend=10, present=9, in_favour=5, written=0), 5, FAILED),
        (Ballot(should_attend=10, present=10, in_favour=5), 5, FAILED),
        (Ballot(should_attend=10, present=9, in_favour=5), None, None),
        (Ballot(should_attend=10, present=9, in_favour=6), None, PASSED),
        (Ballot(should_attend=10, in_favour=5, written=2), None, None),
        (Ballot(should_attend=10, present=9), None, None),
        (Ballot(in_favour=5, written_in_favour=1), None, None),
    ],
)
def test_an_outcome_is_said_where_it_is_certain(
    ballot: Ballot, total: int | None, outcome: str | None
) -> None:
    """A workbook may not know the written opinions: those of absent members might have made the
    majority.
    """
    found = counted(ballot)
    assert (found.get("total"), found.get("outcome")) == (total, outcome)
    assert counted(None) == {}
