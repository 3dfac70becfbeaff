"""The writes of the app: submit, withdraw, deliberate, receive, return, draft, answer. Each leaves
an entry; saying who attends to an item (assign) leaves none.

All raise Case.DoesNotExist or FilingItem.DoesNotExist (outside the user's scope), Stale,
PermissionDenied and Refused, as `cases.services` does. Lock order: cases by id, then items.
"""

from filings.services.answering import (
    NegativeAnswer,
    accept,
    receive,
    refuse,
    return_item,
)
from filings.services.assigning import assign
from filings.services.batch import accept_clean, accept_one_clean
from filings.services.drafting import draft, rehearse
from filings.services.submitting import Submission, resubmit, submit, withdraw
from filings.services.through import deliberate

__all__ = [
    "NegativeAnswer",
    "Submission",
    "accept",
    "accept_clean",
    "accept_one_clean",
    "assign",
    "deliberate",
    "draft",
    "receive",
    "refuse",
    "rehearse",
    "resubmit",
    "return_item",
    "submit",
    "withdraw",
]
