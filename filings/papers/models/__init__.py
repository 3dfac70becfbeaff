"""The models of the app."""

from filings.papers.models.book import FormBlock, FormGap, FormNumber
from filings.papers.models.numbers import DocumentNumber, NumberRegister
from filings.papers.models.packages import ArchivePackage
from filings.papers.models.printed import PrintedPaper
from filings.papers.models.scans import AnswerFile, Scan, ScanFile, StoredFile

__all__ = [
    "AnswerFile",
    "ArchivePackage",
    "DocumentNumber",
    "FormBlock",
    "FormGap",
    "FormNumber",
    "NumberRegister",
    "PrintedPaper",
    "Scan",
    "ScanFile",
    "StoredFile",
]
