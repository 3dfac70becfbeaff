"""Inspections: the frozen result of a yearly check, what was read by hand, and how what was
found is put right.
"""

from filings.inspections.models.finding import InspectionFinding
from filings.inspections.models.inspection import InspectedCase, Inspection
from filings.inspections.models.rectification import Rectification, RectificationAnswer

__all__ = [
    "InspectedCase",
    "Inspection",
    "InspectionFinding",
    "Rectification",
    "RectificationAnswer",
]
