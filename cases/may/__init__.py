"""Why something may not be done now, and as what somebody may do it. Pure: services, selectors,
previews and pages ask here, and nobody else decides.

A function that is called as the act returns the reason against it, None where there is none:

    if why := may.record(case, step, facts, today):
        raise Refused([why])
"""

from cases.may.acting import Acting
from cases.may.changing import annul, correct, replace_sponsor, turn
from cases.may.reasons import (
    Ask,
    Question,
    Reason,
    brought_about,
    is_reason,
    open_questions,
    questions,
    reasons_given,
)
from cases.may.recording import Answer, add, is_lenient, leave_line, record, supplement

__all__ = [
    "Acting",
    "Answer",
    "Ask",
    "Question",
    "Reason",
    "add",
    "annul",
    "brought_about",
    "correct",
    "is_lenient",
    "is_reason",
    "leave_line",
    "open_questions",
    "questions",
    "reasons_given",
    "record",
    "replace_sponsor",
    "supplement",
    "turn",
]
