"""Which sheet a kind of meeting has."""

from __future__ import annotations

from branches.actor import Actor
from filings.meetings.kinds import BRANCH_MEETING, COMMITTEE
from filings.meetings.models import Gathering
from filings.meetings.names import Texts
from filings.meetings.views.branch_sheet import BranchSheet
from filings.meetings.views.committee_sheet import CommitteeSheet
from filings.meetings.views.sheet import Sheet

SHEETS: dict[str, type[Sheet]] = {
    BRANCH_MEETING.code: BranchSheet,
    COMMITTEE.code: CommitteeSheet,
}


def sheet_of(
    of: Gathering, actor: Actor, texts: Texts, *, is_sent: bool = False, is_fresh: bool = False
) -> Sheet:
    """The meeting with these texts."""
    return SHEETS[of.kind.code](of, actor, texts, is_sent=is_sent, is_fresh=is_fresh)
