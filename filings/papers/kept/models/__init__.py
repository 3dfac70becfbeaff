"""The models of the app."""

from filings.papers.kept.models.book import FormBlock, FormGap, FormNumber
from filings.papers.kept.models.numbers import DocumentNumber, NumberRegister
from filings.papers.kept.models.packages import ArchivePackage
from filings.papers.kept.models.printed import PrintedPaper
from filings.papers.kept.models.scans import AnswerFile, Scan, ScanFile, StoredFile

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
