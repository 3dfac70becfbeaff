"""Working sheets of a meeting: its agenda, who signs in, ballots and the hand count before it, and
its minutes after. They tell of a draft or of a whole meeting, bear no code and are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from filings.papers.press.printing import Sheet, pdf_of
from filings.papers.sheets.ballots import BallotPaper
from filings.papers.sheets.kit.base import Day, Text
from filings.papers.sheets.kit.registry import Kind, Paper
from filings.papers.sheets.kit.values import Blank

#: More sheets of ballots than these are copied from one of each instead of made.
MOST_SHEETS = 60


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What is discussed about one person.

    text     the line of the agenda
    vote     what is voted on
    decided  votes and outcome in words, once the meeting is closed
    """

    name: str
    text: str
    vote: str
    decided: str = ""


@dataclass(frozen=True, kw_only=True)
class MeetingOnPaper:
    """A meeting as its sheets print it.

    expected  how many should attend, as typed, else those on the list
    members   those on the list; `left_out` (name, reason) who stands on it without a vote
    counts    what is counted of a vote: the kinds of votes
    attended  (label, number) of those who should attend and did, as far as known
    """

    unit: str
    meeting: str
    seal: str
    counts: tuple[str, ...]
    on: Annotated[Day, Blank("会议日期")] = None
    place: Annotated[Text, Blank("地点")] = None
    chair: Annotated[Text, Blank("主持人")] = None
    recorder: Annotated[Text, Blank("记录人")] = None
    expected: int = 0
    members: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    matters: tuple[Matter, ...] = ()
    attended: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The hand count of one vote."""

    unit: str
    meeting: str
    counts: tuple[str, ...]
    matter: Matter
    on: Annotated[Day, Blank("会议日期")] = None


@dataclass(frozen=True, kw_only=True)
class MeetingBallots(BallotPaper):
    """Ballots on one person, with the seal of those who meet."""

    seal: str


def _paper(title: str, template: str, cls: type = MeetingOnPaper) -> Paper:
    code = template.rpartition("/")[2].removesuffix(".html").strip("_")
    return Paper(code=code, step="", kind=Kind.FORM, title=title, cls=cls, template=template)


AGENDA = _paper("会议议程", "filings/papers/meeting_agenda.html")
SIGN_IN = _paper("会议签到表", "filings/papers/meeting_sign_in.html")
TALLY = _paper("计票单", "filings/papers/meeting_tally.html", Tally)
BALLOTS = _paper("表决票", "filings/papers/_ballots.html", MeetingBallots)
MINUTES = _paper("会议记录", "filings/papers/meeting_minutes.html")
#: `{what stands in the address: the sheet}` of those printed before a meeting.
BEFORE = {"agenda": AGENDA, "sign-in": SIGN_IN, "ballots": BALLOTS, "tally": TALLY}


def before_pdf(paper: Paper, meeting: MeetingOnPaper) -> bytes:
    """One of the sheets of `BEFORE`. Of a meeting without matters there are no ballots."""
    return pdf_of([_sheet(paper, data, meeting) for data in data_of(paper, meeting)])


def minutes_pdf(meeting: MeetingOnPaper) -> bytes:
    """The minutes of a meeting that is closed."""
    return pdf_of([_sheet(MINUTES, meeting, meeting)])


def _sheet(paper: Paper, data: Any, meeting: MeetingOnPaper) -> Sheet:
    return Sheet(paper, data, (), title=f"{meeting.meeting}{paper.title}", day=meeting.on)


def data_of(paper: Paper, meeting: MeetingOnPaper) -> Sequence[Any]:
    if paper is TALLY:
        return [_tally(matter, meeting) for matter in meeting.matters]
    if paper is BALLOTS:
        return [_ballots(matter, meeting) for matter in meeting.matters]
    return [meeting]


def _tally(matter: Matter, meeting: MeetingOnPaper) -> Tally:
    return Tally(
        unit=meeting.unit,
        meeting=meeting.meeting,
        counts=meeting.counts,
        matter=matter,
        on=meeting.on,
    )


def _ballots(matter: Matter, meeting: MeetingOnPaper) -> MeetingBallots:
    """One for each who should attend; of very many two, to be copied."""
    on: date | None = meeting.on
    copies: int | None = meeting.expected
    if meeting.expected * len(meeting.matters) > 2 * MOST_SHEETS:
        copies = None
    return MeetingBallots(
        unit=meeting.unit,
        name=matter.name,
        matter=matter.vote,
        on=on,
        copies=copies,
        seal=meeting.seal,
    )
