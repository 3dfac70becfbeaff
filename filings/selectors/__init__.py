"""The reads of the app, each with a fixed number of queries."""

from filings.selectors.inbox import returned_to, waiting_for
from filings.selectors.options import filing_options, filings_of

__all__ = ["filing_options", "filings_of", "returned_to", "waiting_for"]
