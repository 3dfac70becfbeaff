"""A meeting as its working sheets and its minutes print it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cases.facts.probation import ConversionOutcome
from cases.models import Case, Entry
from filings.meetings.kinds import COMMITTEE
from filings.meetings.models import Gathering, Meeting
from filings.meetings.names import prefix_of
from filings.meetings.selectors.known import Voters
from filings.meetings.views.sheet import Row, Sheet
from filings.papers.press.meeting import Matter, MeetingOnPaper

VOTED_ON = {
    "admission_meeting": "接收为中共预备党员",
    "list_consent": "列为发展对象",
    "pre_review": "预审合格",
    "approve": "批准接收为中共预备党员",
}
CONVERSIONS = {
    ConversionOutcome.EXTEND: "延长预备期",
    ConversionOutcome.CANCEL: "取消预备党员资格",
}
#: What is counted of a vote, with the names of its fields in a row.
COUNTS = {
    COMMITTEE.code: (
        ("赞成", "votes-in_favour"),
        ("反对", "votes-against"),
        ("弃权", "votes-abstaining"),
    ),
}
OF_BALLOT = (
    ("赞成票", "ballot-in_favour"),
    ("反对票", "ballot-against"),
    ("弃权票", "ballot-abstaining"),
    ("无效票", "ballot-spoiled"),
    ("会前书面意见", "ballot-written"),
    ("其中书面赞成", "ballot-written_in_favour"),
)
ATTENDED = {COMMITTEE.code: ("votes-should_attend", "votes-present")}
OF_BRANCH = ("ballot-should_attend", "ballot-present")


def before(sheet: Sheet) -> MeetingOnPaper:
    """The draft with those who are ticked."""
    given: dict[str, Any] = {}
    if sheet.judged is not None:
        sheet.judged.is_valid()
        given = sheet.judged.cleaned_data
    return MeetingOnPaper(
        **_head(sheet.of),
        on=given.get("on"),
        place=given.get("place") or None,
        chair=given.get("chair") or None,
        recorder=given.get("recorder") or None,
        expected=given.get(sheet.should_attend) or sheet.voters.count,
        members=sheet.voters.names,
        left_out=_left_out(sheet.voters),
        matters=tuple(_matter_of(row) for row in sheet.chosen),
    )


def after(meeting: Meeting, entries: Iterable[Entry]) -> MeetingOnPaper:
    """A meeting that is closed, with what it decided of the persons whose entries are given."""
    should_attend, present = ATTENDED.get(meeting.kind, OF_BRANCH)
    return MeetingOnPaper(
        **_head(meeting.gathering),
        on=meeting.held_on,
        place=meeting.text("place") or None,
        chair=meeting.text("chair") or None,
        recorder=meeting.text("recorder") or None,
        matters=tuple(_decided(meeting, entry) for entry in entries),
        attended=(("应到", meeting.text(should_attend)), ("实到", meeting.text(present))),
    )


def _head(of: Gathering) -> dict[str, Any]:
    counts = COUNTS.get(of.kind.code, OF_BALLOT)
    return {
        "unit": of.organization.name,
        "meeting": of.kind.label,
        "seal": f"（{of.organization.get_kind_display()}盖章）",
        "counts": tuple(label for label, _ in counts),
    }


def _left_out(voters: Voters) -> tuple[tuple[str, str], ...]:
    return tuple((each.name, each.reason) for each in voters.left_out)


def _matter_of(row: Row) -> Matter:
    code = row.item.kind if row.item is not None else row.step.code
    outcome = None
    if row.item is None and row.judged is not None:
        row.judged.is_valid()
        outcome = row.judged.cleaned_data.get("outcome")
    return _matter(row.case, code, outcome)


def _matter(case: Case, code: str, outcome: ConversionOutcome | None) -> Matter:
    """What is discussed. Of a conversion: what is proposed, or what the branch meeting decided."""
    held = case.facts.steps.conversion_meeting
    if outcome is None and code == "approve_conversion" and held is not None:
        outcome = held.outcome
    vote = VOTED_ON.get(code) or "转为中共正式党员"
    if outcome is not None:
        vote = CONVERSIONS.get(outcome, vote)
    name = case.person.name
    return Matter(name=name, text=f"讨论{name}同志（{case.branch.name}）{vote}", vote=vote)


def _decided(meeting: Meeting, entry: Entry) -> Matter:
    case, prefix = entry.case, prefix_of(entry.case_id)
    facts: Any = entry.step_facts
    code = entry.code
    if facts is None:  # a turn: a listing that was refused
        matter = Matter(name=case.person.name, text=entry.term, vote="")
    else:
        matter = _matter(case, code, getattr(facts, "outcome", None))
    words = []
    for label, name in COUNTS.get(meeting.kind, OF_BALLOT):
        if number := meeting.text(f"{prefix}-{name}"):
            words.append(f"{label} {number}")
    is_negative = facts is None or facts.is_negative
    words.append("决定：未通过" if is_negative else "决定：通过")
    return Matter(name=matter.name, text=matter.text, vote=matter.vote, decided="；".join(words))
