"""What the pages that print read."""

from filings.papers.press.selectors.overriding import templates_for
from filings.papers.press.selectors.printed import (
    PaperName,
    case_papers,
    check_code,
    choosable,
    one_issuer,
    paper_names,
    printed_by_step,
)

__all__ = [
    "PaperName",
    "case_papers",
    "check_code",
    "choosable",
    "one_issuer",
    "paper_names",
    "printed_by_step",
    "templates_for",
]
