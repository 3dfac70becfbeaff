"""The writes of the app: submit, withdraw, deliberate, receive, return, answer. Each leaves an entry in the case.

All raise Case.DoesNotExist or FilingItem.DoesNotExist (outside the user's scope), Stale, PermissionDenied and Refused,
as `cases.services` does. Lock order: cases by id, then items.
"""

from filings.services.answering import accept, receive, refuse, return_item
from filings.services.submitting import resubmit, submit, withdraw
from filings.services.through import deliberate

__all__ = ["accept", "deliberate", "receive", "refuse", "resubmit", "return_item", "submit", "withdraw"]
