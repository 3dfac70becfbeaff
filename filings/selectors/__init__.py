"""The reads of the app, each with a fixed number of queries."""

from filings.selectors.inbox import on_the_desk
from filings.selectors.options import filing_options, filings_of

__all__ = ["filing_options", "filings_of", "on_the_desk"]
