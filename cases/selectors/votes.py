"""The arithmetic of a ballot as `_components/votes.html` shows it: quorum, majority, and whether
the numbers agree.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cases.facts.admission import AdmissionMeeting, Votes
from cases.facts.arithmetic import is_majority, votes_needed
from cases.facts.case import CaseFacts, Facts, Steps, edition_on
from cases.facts.values import Ballot
from cases.rules.engine import RULES, judge

GOOD, BAD, UNKNOWN = "good", "bad", "unknown"
#: The numbers of a ballot as the lines name them, in the order in which a form asks for them.
NUMBERS = {
    "should_attend": "应到",
    "present": "实到",
    "given_out": "发出票",
    "taken_back": "收回票",
    "in_favour": "赞成票",
    "against": "反对票",
    "abstaining": "弃权票",
    "spoiled": "无效票",
    "written_in_favour": "书面赞成",
}
OF_QUORUM = frozenset({"should_attend", "present"})
OF_MAJORITY = frozenset({"should_attend", "in_favour", "written_in_favour"})
OF_AGREEMENT = NUMBERS.keys() - {"should_attend", "written_in_favour"}


@dataclass(frozen=True)
class VoteLine:
    """One line: what, how it was reckoned, how it came out, and the article of which edition."""

    label: str
    sum: str
    state: str
    result: str
    article: str | None = None
    edition: int | None = None


def vote_lines(
    ballot: Ballot | None, day: date, unread: Collection[str] = ()
) -> tuple[VoteLine, VoteLine, VoteLine]:
    """Quorum and majority as `docs/specification/rules.md` reckons them, and what the rule D12
    finds in the numbers.

    unread  the numbers of the ballot that were typed so that they cannot be read

    Source: 《细则》 2014 第二十、二十一条, 2026 第十九、二十条; those of the meeting of step 23 are
    the same.
    """
    ballot = ballot or Ballot()
    return (
        _quorum(ballot, day, _lacking(ballot, OF_QUORUM, unread)),
        _majority(ballot, day, _lacking(ballot, OF_MAJORITY, unread)),
        _agreement(ballot, day, _lacking(ballot, OF_AGREEMENT, unread)),
    )


def committee_vote_lines(votes: Votes) -> tuple[VoteLine, VoteLine, VoteLine]:
    """Quorum and majority of a committee's members, as the rule D28 reckons them, and whether
    those present voted.
    """
    return (
        _of_half("到会", "实到", votes.present, votes),
        _of_half("赞成", "赞成", votes.in_favour, votes),
        _cast(votes),
    )


def _of_half(label: str, name: str, number: int | None, votes: Votes) -> VoteLine:
    """Whether the number is more than half of all members."""
    members = votes.should_attend
    if members is None or number is None:
        return _later(label, "应到、实到、赞成填写后核算", (None, None))
    needed = votes_needed(members)
    text = f"应到委员 {members} 名，{name} {number} 名；须超过应到的半数，至少 {needed} 名"
    if is_majority(number, members):
        return VoteLine(label, text, GOOD, "超过半数")
    return VoteLine(label, text, BAD, f"还差 {needed - number} 名")


def _cast(votes: Votes) -> VoteLine:
    numbers = (votes.in_favour, votes.against, votes.abstaining)
    known = [number for number in numbers if number is not None]
    if votes.present is None or len(known) < len(numbers):
        return _later("票数", "实到、赞成、反对、弃权填写后核算", (None, None))
    text = f"赞成、反对、弃权合计 {sum(known)}，实到 {votes.present}"
    if sum(known) > votes.present:
        return VoteLine("票数", text, BAD, "多于实到")
    if sum(known) < votes.present:
        return VoteLine(
            "票数", text, UNKNOWN, f"有 {votes.present - sum(known)} 名没有表决，请核对"
        )
    return VoteLine("票数", text, GOOD, "数字相符")


def _lacking(ballot: Ballot, wanted: Collection[str], unread: Collection[str]) -> str:
    """Names the numbers that are wanted and not there: 应到未填，实到不能读出. Empty if none."""
    absent = [name for name in NUMBERS if name in wanted and getattr(ballot, name) is None]
    blank = [NUMBERS[name] for name in absent if name not in unread]
    wrong = [NUMBERS[name] for name in absent if name in unread]
    parts = []
    if blank:
        parts.append(f"{'、'.join(blank)}未填")
    if wrong:
        parts.append(f"{'、'.join(wrong)}不能读出")
    return "，".join(parts)


def _later(label: str, lacking: str, source: tuple[str | None, int | None]) -> VoteLine:
    return VoteLine(label, lacking, UNKNOWN, "填写后核算", *source)


def _source(rule: str, day: date) -> tuple[str | None, int]:
    """(article, edition) by which the rule is judged on the day."""
    edition = edition_on(day)
    reading = RULES[rule].in_edition(edition)
    return (reading.article if reading else None), edition


def _quorum(ballot: Ballot, day: date, lacking: str) -> VoteLine:
    due, present, source = ballot.should_attend, ballot.present, _source("D07", day)
    if due is None or present is None:
        return _later("到会", lacking, source)
    needed = votes_needed(due)
    text = f"应到 {due} 人，实到 {present} 人；须超过半数，至少 {needed} 人"
    if is_majority(present, due):
        return VoteLine("到会", text, GOOD, "达到法定人数", *source)
    return VoteLine("到会", text, BAD, f"还差 {needed - present} 人", *source)


def _majority(ballot: Ballot, day: date, lacking: str) -> VoteLine:
    due, for_it, written = ballot.should_attend, ballot.in_favour, ballot.written_in_favour
    source = _source("D08", day)
    if due is None or for_it is None or written is None:
        return _later("赞成", lacking, source)
    total, needed = for_it + written, votes_needed(due)
    text = f"赞成票 {for_it} + 书面赞成 {written} = {total}；须超过应到的半数，至少 {needed} 人"
    if is_majority(total, due):
        return VoteLine("赞成", text, GOOD, "超过半数", *source)
    return VoteLine("赞成", text, BAD, f"还差 {needed - total} 票", *source)


def _agreement(ballot: Ballot, day: date, lacking: str) -> VoteLine:
    meeting = AdmissionMeeting(on=day, ballot=ballot)
    found = judge(
        Facts(CaseFacts(steps=Steps(admission_meeting=meeting))), day, [RULES["D12"]]
    ).findings
    if found:
        return VoteLine("票数", found[0].message.removeprefix("支部大会"), BAD, "数字不符")
    if lacking:
        return _later("票数", lacking, (None, None))
    text = (
        f"各类票合计 {ballot.taken_back} = 收回 {ballot.taken_back} ≤ 发出 {ballot.given_out} ≤"
        f" 实到 {ballot.present}"
    )
    return VoteLine("票数", text, GOOD, "数字相符")
