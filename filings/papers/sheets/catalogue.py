"""All papers: importing this module attaches every one to the registry."""

from filings.papers.sheets import (
    activist,
    admission,
    applicant,
    approval,
    archive,
    ballots,
    conversion,
    cultivation,
    department,
    meetings,
    nomination,
    probation,
    target,
    vetting,
)
from filings.papers.sheets.kit.registry import PAPERS, Kind, Paper, in_order

__all__ = [
    "PAPERS",
    "Kind",
    "Paper",
    "activist",
    "admission",
    "applicant",
    "approval",
    "archive",
    "ballots",
    "conversion",
    "cultivation",
    "department",
    "in_order",
    "meetings",
    "nomination",
    "probation",
    "target",
    "vetting",
]
