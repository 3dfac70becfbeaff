"""The rounds of a step as pages, dossier and record name them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cases.facts.probation import ConversionOutcome
from cases.models import Case, Entry
from cases.procedure import STEP, STEPS, Step
from cases.services.rounds import Round, Rounds, rounds_of
from filings.papers.sheets.kit.values import shown

MEETING = STEP["conversion_meeting"].no
EXTEND, CANCEL = ConversionOutcome.EXTEND, ConversionOutcome.CANCEL
#: `{number: its rows}` of the steps; 8 has two.
STEPS_OF: dict[int, list[Step]] = {}
for _step in STEPS:
    STEPS_OF.setdefault(_step.no, []).append(_step)


class RoundName(NamedTuple):
    """A round of a step. `text` is empty where the step has this one only.

    counts  it was not undone since, and is there or may come next
    """

    number: int
    text: str
    is_begun: bool
    counts: bool

    @property
    def is_only_kept(self) -> bool:
        """Whether there is nothing of it but scans: a round to which the case never came, or
        that was annulled.
        """
        return not self.is_begun and not self.counts


def rounds_in(case: Case) -> Rounds:
    """The rounds of one case; one query, in which nothing is deciphered."""
    return rounds_of(Entry.objects.filter(case=case).order_by("sequence").defer("sealed", "note"))


def round_names(rounds: Rounds, no: int, case: Case, kept: Iterable[int] = ()) -> list[RoundName]:
    """The rounds of the step, with the one that may come next; of a step never taken that one.

    `kept`: numbers of the rounds of which scans were kept; those the case does not have stand last.
    """
    begun = rounds.of.get(no, ())
    can_begin = rounds.can_begin(no) and (not begun or case.closed_on is None)
    known = len(begun) + can_begin
    only_kept = sorted(number for number in set(kept) if number > known)
    if known == 1 and not only_kept:
        return [RoundName(1, "", bool(begun), counts=True)]
    names = [
        RoundName(each.number, f"第{each.number}次（{about(each)}）", True, not each.is_undone)
        for each in begun
    ]
    if can_begin:
        names.append(
            RoundName(len(begun) + 1, f"第{len(begun) + 1}次（尚未办理）", False, counts=True)
        )
    names += [
        RoundName(number, f"第{number}次（没有办理）", False, counts=False) for number in only_kept
    ]
    return names


def usual_round(rounds: Rounds, no: int, case: Case, *, is_drafted: bool = False) -> int:
    """The next one where its turn has come or its worksheet is begun, else the last one that was
    begun.
    """
    names = round_names(rounds, no, case)
    is_next = is_drafted or any(case.state in step.after for step in STEPS_OF[no])
    return (
        names[-1].number if names[-1].is_begun or is_next or len(names) == 1 else names[-2].number
    )


def about(taken: Round) -> str:
    """What tells a round from the others: its day, and how it ended where it did not end well."""
    facts = taken.facts
    day = shown(facts.on) if facts is not None and facts.on is not None else None
    return "，".join(part for part in (day, remark(taken)) if part) or "没有日期"


def remark(taken: Round) -> str | None:
    """How a round ended, where it did not lead on; None: it did."""
    facts, meeting = taken.facts, taken.steps.conversion_meeting
    if taken.entry is None:
        return "未予同意"
    if facts is not None and facts.is_negative:
        return "未通过"
    if taken.no >= MEETING and meeting is not None and meeting.outcome in (EXTEND, CANCEL):
        return meeting.outcome.label
    return "退回后重新办理" if taken.is_undone else None
