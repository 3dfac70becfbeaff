"""The models of the app."""

from filings.models.filing import Filing, FilingItem

__all__ = ["Filing", "FilingItem"]
