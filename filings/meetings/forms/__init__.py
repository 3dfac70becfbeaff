"""The forms of a meeting: what all persons of it share, and a row for each."""

from filings.meetings.forms.base import RowForm, WholeForm
from filings.meetings.forms.branch import MeetingForm, row_form
from filings.meetings.forms.committee import AnswerRow, CommitteeForm, answer_row

__all__ = [
    "AnswerRow",
    "CommitteeForm",
    "MeetingForm",
    "RowForm",
    "WholeForm",
    "answer_row",
    "row_form",
]
