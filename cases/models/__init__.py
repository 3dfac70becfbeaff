"""The models of the app, one module per concept."""

from cases.models.case import Case, CaseNumber, Sponsorship
from cases.models.entry import Entry, Worksheet
from cases.models.finding import Finding, Obligation
from cases.models.local import Holiday, LocalProfile

__all__ = [
    "Case",
    "CaseNumber",
    "Entry",
    "Finding",
    "Holiday",
    "LocalProfile",
    "Obligation",
    "Sponsorship",
    "Worksheet",
]
