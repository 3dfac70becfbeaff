"""What papers cost: one page beside a bare page of the same text, a whole case, a long roster, and
the web process.

Times are of the processor: what else the machine does counts little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from io import BytesIO
from statistics import median
from time import process_time
from typing import Any

import pikepdf
from pypdfium2 import PdfDocument
from weasyprint import CSS, HTML

from cases.models import Case
from config.kit.clock import today
from filings.papers.kept.models import PrintedPaper
from filings.papers.press.dossier import dossier_of
from filings.papers.press.marks import mark_of
from filings.papers.press.printing import Sheet, pdf_of, sheets_of
from filings.papers.sheets.catalogue import PAPERS, in_order
from filings.papers.sheets.kit.loading import subjects_of
from filings.papers.sheets.kit.registry import Kind

RUNS, WARM = 9, 2
ROWS = 1000
MARK = mark_of(PrintedPaper(code="ABCDEFGHJKMN", digest="0" * 64))
BARE = CSS(string='html { font: 12pt/1.4 "FangSong_GB2312", "Noto Serif CJK SC" } p { margin: 0 }')


def one_page() -> dict[str, Any]:
    """Every paper of an archived case that has one page, official ones with the page of their
    imprint.

    Each beside a page of the same text that WeasyPrint makes by itself: plain paragraphs, nothing
    kept between runs.
    """
    papers = {sheet.paper.code: _beside_bare(sheet) for sheet in _short_sheets()}
    ratios, sizes = ([row[name] for row in papers.values()] for name in ("ratio", "kib_ratio"))
    return {
        "papers": papers,
        "ratio": round(median(ratios), 2),
        "kib_ratio": round(median(sizes), 2),
    }


def _short_sheets() -> Iterator[Sheet]:
    subject = subjects_of([_archived()], today())[0]
    for paper in in_order():
        if paper.fits(subject):
            sheet = sheets_of(paper, [subject])[0]
            if _pages(pdf_of([sheet])) <= (2 if paper.kind is Kind.OFFICIAL else 1):
                yield sheet


def _archived() -> Case:
    rows = Case.objects.filter(state="archive", outcome="completed").select_related(
        "person", "branch"
    )
    return rows.order_by("-version", "pk")[0]


def _beside_bare(sheet: Sheet) -> dict[str, float]:
    made, bare = [], []
    html = _text_of(pdf_of([sheet], mark_of=lambda _: MARK))
    for _ in range(WARM + RUNS):  # in turns, so that both have the same weather
        made.append(_clock(lambda: pdf_of([sheet], mark_of=lambda _: MARK)))
        bare.append(_clock(lambda: HTML(string=html).write_pdf(stylesheets=[BARE])))
    ours, theirs = (median(ms for ms, _ in runs[WARM:]) for runs in (made, bare))
    kib, kib_bare = (runs[-1][1] / 1024 for runs in (made, bare))
    return {
        "ms": round(ours),
        "bare_ms": round(theirs),
        "ratio": round(ours / theirs, 2),
        "kib": round(kib),
        "bare_kib": round(kib_bare),
        "kib_ratio": round(kib / kib_bare, 2),
    }


def _text_of(data: bytes) -> str:
    """The text of a PDF as plain paragraphs, page for page."""
    with PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_range().splitlines() for page in document]
    parts = ["".join(f"<p>{escape(line)}</p>" for line in lines) for lines in pages]
    return "<!doctype html><body>" + '<div style="break-before: page"></div>'.join(parts)


def _clock(make: Callable[[], bytes]) -> tuple[float, int]:
    """(milliseconds of the processor, size)."""
    began = process_time()
    size = len(make())
    return (process_time() - began) * 1000, size


def dossier() -> dict[str, Any]:
    """The whole of a case that came to its end."""
    case = _archived()
    return _figures(lambda: dossier_of(case, today(), mark_of=lambda _: MARK))


def roster() -> dict[str, Any]:
    """A roster of ROWS cases, as the worker makes it."""
    cases = Case.objects.select_related("person", "branch").order_by("branch__path", "pk")[:ROWS]
    began = process_time()
    subjects = subjects_of(cases, today())
    seconds = process_time() - began
    sheet = sheets_of(PAPERS["activist_roster"], subjects)
    return {
        "rows": len(sheet[0].data.rows),
        "reading_s": round(seconds, 1),
        **_figures(lambda: pdf_of(sheet)),
    }


def forms() -> dict[str, Any]:
    """A form for each of 200 cases, as the worker makes them."""
    subjects = subjects_of(
        Case.objects.select_related("person", "branch").order_by("pk")[:200], today()
    )
    return {
        "papers": len(subjects),
        **_figures(lambda: pdf_of(sheets_of(PAPERS["talk_record"], subjects))),
    }


def _figures(make: Callable[[], bytes]) -> dict[str, Any]:
    began = process_time()
    data = make()
    return {"s": round(process_time() - began, 1), "pages": _pages(data), "kib": len(data) // 1024}


def _pages(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages)
