"""What the pages of papers read."""

from filings.papers.selectors.overriding import templates_for
from filings.papers.selectors.printed import (
    book_places,
    case_papers,
    check_code,
    choosable,
    form_book,
    numbering_places,
    numbers_of,
    one_issuer,
    register_of,
    register_years,
)
from filings.papers.selectors.received import ReceivedLine, lacking, received_lines, versions_of

__all__ = [
    "ReceivedLine",
    "book_places",
    "case_papers",
    "check_code",
    "choosable",
    "form_book",
    "lacking",
    "numbering_places",
    "numbers_of",
    "one_issuer",
    "received_lines",
    "register_of",
    "register_years",
    "templates_for",
    "versions_of",
]
