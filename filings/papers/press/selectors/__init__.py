"""What the pages that print read."""

from filings.papers.press.selectors.overriding import templates_for
from filings.papers.press.selectors.printed import case_papers, check_code, choosable, one_issuer

__all__ = [
    "case_papers",
    "check_code",
    "choosable",
    "one_issuer",
    "templates_for",
]
