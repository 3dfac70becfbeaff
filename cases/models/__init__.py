"""The models of the app, one module per concept."""

from cases.models.case import Case, CaseNumber, Sponsorship
from cases.models.disclosure import Disclosure
from cases.models.entry import Entry, Worksheet
from cases.models.finding import Finding, Obligation
from cases.models.local import Holiday, LocalProfile
from cases.models.release import ReleaseNote
from cases.models.saved import ListColumns, SavedView

__all__ = [
    "Case",
    "CaseNumber",
    "Disclosure",
    "Entry",
    "Finding",
    "Holiday",
    "ListColumns",
    "LocalProfile",
    "Obligation",
    "ReleaseNote",
    "SavedView",
    "Sponsorship",
    "Worksheet",
]
