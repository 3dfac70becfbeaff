"""The writes of what is kept: keyword-only, one transaction each.

They raise PermissionDenied (who) and Refused (why not).
"""

from filings.papers.kept.services.booking import explain_gap, issue_form, receive_block, spoil_form
from filings.papers.kept.services.numbering import issue_number, set_word, void_number
from filings.papers.kept.services.packing import start_package
from filings.papers.kept.services.proving import answer_notice
from filings.papers.kept.services.scanning import receive_scan, withdraw_scan

__all__ = [
    "answer_notice",
    "explain_gap",
    "issue_form",
    "issue_number",
    "receive_block",
    "receive_scan",
    "set_word",
    "spoil_form",
    "start_package",
    "void_number",
    "withdraw_scan",
]
