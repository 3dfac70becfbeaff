"""Keeping the draft of a meeting, and recording what the meeting decided."""

from filings.meetings.services.closing import Answered, Decided, RefusedOf, close_meeting
from filings.meetings.services.keeping import drop_meeting, keep_meeting, use_aside

__all__ = [
    "Answered",
    "Decided",
    "RefusedOf",
    "close_meeting",
    "drop_meeting",
    "keep_meeting",
    "use_aside",
]
