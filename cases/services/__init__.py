"""The writes of the app: keyword-only, one transaction each. The only way a case moves.

All raise Case.DoesNotExist (outside the user's scope), Stale (the page was older than the case),
PermissionDenied (who), Refused (order, a void finding, a reason not given) and Reused (the id of
the request stands on something else).
"""

from cases.services.annulling import annul, correct
from cases.services.disclosing import disclose
from cases.services.ending import drop_unused, end_pages
from cases.services.errors import Refused, Reused, Stale
from cases.services.examining import Opinion, examine
from cases.services.judging import rejudge
from cases.services.opening import Applicant, open_case
from cases.services.recording import record, supplement
from cases.services.saving import choose_columns, drop_view, save_view
from cases.services.sponsors import replace_sponsor
from cases.services.training import record_class
from cases.services.turning import take_turn
from cases.services.worksheets import end_draft, save_draft, save_worksheet
from cases.services.writing import TakenTurn

__all__ = [
    "Applicant",
    "Opinion",
    "Refused",
    "Reused",
    "Stale",
    "TakenTurn",
    "annul",
    "choose_columns",
    "correct",
    "disclose",
    "drop_unused",
    "drop_view",
    "end_draft",
    "end_pages",
    "examine",
    "open_case",
    "record",
    "record_class",
    "rejudge",
    "replace_sponsor",
    "save_draft",
    "save_view",
    "save_worksheet",
    "supplement",
    "take_turn",
]
