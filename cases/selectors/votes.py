"""The arithmetic of a ballot as `_components/votes.html` shows it: quorum, majority, and whether
the numbers agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.facts.admission import AdmissionMeeting
from cases.facts.arithmetic import is_majority, votes_needed
from cases.facts.case import CaseFacts, Facts, Steps, edition_on
from cases.facts.values import Ballot
from cases.rules.engine import RULES, judge

GOOD, BAD, UNKNOWN = "good", "bad", "unknown"


@dataclass(frozen=True)
class VoteLine:
    """One line: what, how it was reckoned, how it came out, and the article of which edition."""

    label: str
    sum: str
    state: str
    result: str
    article: str | None = None
    edition: int | None = None


def vote_lines(ballot: Ballot | None, day: date) -> tuple[VoteLine, VoteLine, VoteLine]:
    """Quorum and majority as `docs/specification/rules.md` reckons them, and what the rule D12
    finds in the numbers.

    Source: 《细则》 2014 第二十、二十一条, 2026 第十九、二十条; those of the meeting of step 23 are
    the same.
    """
    ballot = ballot or Ballot()
    return _quorum(ballot, day), _majority(ballot, day), _agreement(ballot, day)


def _source(rule: str, day: date) -> tuple[str | None, int]:
    """(article, edition) by which the rule is judged on the day."""
    edition = edition_on(day)
    reading = RULES[rule].in_edition(edition)
    return (reading.article if reading else None), edition


def _quorum(ballot: Ballot, day: date) -> VoteLine:
    due, present, source = ballot.should_attend, ballot.present, _source("D07", day)
    if due is None or present is None:
        return VoteLine("到会", "应到、实到未填", UNKNOWN, "填写后核算", *source)
    needed = votes_needed(due)
    text = f"应到 {due} 人，实到 {present} 人；须超过半数，至少 {needed} 人"
    if is_majority(present, due):
        return VoteLine("到会", text, GOOD, "达到法定人数", *source)
    return VoteLine("到会", text, BAD, f"还差 {needed - present} 人", *source)


def _majority(ballot: Ballot, day: date) -> VoteLine:
    due, for_it, source = ballot.should_attend, ballot.in_favour, _source("D08", day)
    if due is None or for_it is None or ballot.written_in_favour is None:
        return VoteLine("赞成", "应到、赞成票、书面赞成未填", UNKNOWN, "填写后核算", *source)
    total, needed = for_it + ballot.written_in_favour, votes_needed(due)
    text = (
        f"赞成票 {for_it} + 书面赞成 {ballot.written_in_favour} = {total}；须超过应到的半数，至少"
        f" {needed} 人"
    )
    if is_majority(total, due):
        return VoteLine("赞成", text, GOOD, "超过半数", *source)
    return VoteLine("赞成", text, BAD, f"还差 {needed - total} 票", *source)


def _agreement(ballot: Ballot, day: date) -> VoteLine:
    meeting = AdmissionMeeting(on=day, ballot=ballot)
    found = judge(
        Facts(CaseFacts(steps=Steps(admission_meeting=meeting))), day, [RULES["D12"]]
    ).findings
    if found:
        return VoteLine("票数", found[0].message.removeprefix("支部大会"), BAD, "数字不符")
    counted = (
        ballot.in_favour,
        ballot.against,
        ballot.abstaining,
        ballot.spoiled,
        ballot.taken_back,
    )
    if None in (*counted, ballot.given_out, ballot.present):
        return VoteLine("票数", "各类票、收回票、发出票未填全", UNKNOWN, "填写后核算")
    text = (
        f"各类票合计 {ballot.taken_back} = 收回 {ballot.taken_back} ≤ 发出 {ballot.given_out} ≤"
        f" 实到 {ballot.present}"
    )
    return VoteLine("票数", text, GOOD, "数字相符")
