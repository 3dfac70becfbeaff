"""What the pages of what is kept read."""

from filings.papers.kept.selectors.received import (
    ReceivedLine,
    lacking,
    received_lines,
    versions_of,
)
from filings.papers.kept.selectors.registers import (
    book_places,
    form_book,
    numbering_places,
    numbers_of,
    register_of,
    register_years,
)

__all__ = [
    "ReceivedLine",
    "book_places",
    "form_book",
    "lacking",
    "numbering_places",
    "numbers_of",
    "received_lines",
    "register_of",
    "register_years",
    "versions_of",
]
