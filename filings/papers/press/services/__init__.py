"""The orders to print, and the record of what was printed.

They raise PermissionDenied: who may not.
"""

from filings.papers.press.services.batches import start_prints, takes_long
from filings.papers.press.services.dossiers import start_dossiers
from filings.papers.press.services.inspecting import start_inspection_file
from filings.papers.press.services.registering import PrintRun

__all__ = [
    "PrintRun",
    "start_dossiers",
    "start_inspection_file",
    "start_prints",
    "takes_long",
]
