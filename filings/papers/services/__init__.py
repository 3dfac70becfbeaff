"""The writes of the app: keyword-only, one transaction each.

They raise PermissionDenied (who) and Refused (why not).
"""

from filings.papers.services.batches import start_prints, takes_long
from filings.papers.services.booking import explain_gap, issue_form, receive_block, spoil_form
from filings.papers.services.dossiers import start_dossiers
from filings.papers.services.inspecting import start_inspection_file
from filings.papers.services.numbering import issue_number, set_word, void_number
from filings.papers.services.packing import start_package
from filings.papers.services.proving import answer_notice
from filings.papers.services.registering import PrintRun
from filings.papers.services.scanning import receive_scan, withdraw_scan

__all__ = [
    "PrintRun",
    "answer_notice",
    "explain_gap",
    "issue_form",
    "issue_number",
    "receive_block",
    "receive_scan",
    "set_word",
    "spoil_form",
    "start_dossiers",
    "start_inspection_file",
    "start_package",
    "start_prints",
    "takes_long",
    "void_number",
    "withdraw_scan",
]
