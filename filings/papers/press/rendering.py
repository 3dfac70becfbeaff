"""From HTML to PDF.

Source: GB/T 9704-2012 for the layout of official papers; the measures stand in
`static/css/papers*.css`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings

from filings.papers.press.engine import load_weasyprint
from filings.papers.press.fonts import slim_fonts

if TYPE_CHECKING:
    from filings.papers.press.engine import CSS, Document, FontConfiguration

STYLES = settings.BASE_DIR / "static" / "css"


@cache
def fonts() -> FontConfiguration:
    """The fonts found on this machine, once a process."""
    return load_weasyprint().text.fonts.FontConfiguration()


@cache
def _style(name: str) -> CSS:
    return load_weasyprint().CSS(filename=str(STYLES / name), font_config=fonts())


def lay_out(html: str, styles: Sequence[str]) -> Document:
    """The pages of one document; `styles` are files of `static/css`.

    It may load the pictures that stand in it. Nothing is fetched from a network or from the disk.
    """
    weasyprint = load_weasyprint()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["data"])
    sheets = [_style(name) for name in styles]
    written = weasyprint.HTML(string=html, url_fetcher=fetcher)
    return written.render(stylesheets=sheets, font_config=fonts())


def lay_out_even(write: Callable[[int], str], styles: Sequence[str]) -> Document:
    """The pages of a document whose last page has to be an even one (版记).

    `write(blank)` gives the HTML with that many page breaks before the imprint. One page of text
    wants one, and where the imprint fell to a page of its own after an even one, two do. A unit's
    own template may take no breaks: then the document stays as it is.
    """
    first = document = lay_out(write(0), styles)
    for breaks in (1, 2):
        if len(document.pages) % 2 == 0:
            return document
        document = lay_out(write(breaks), styles)
    if len(document.pages) % 2 == 0:
        return document
    return first


def join(documents: Sequence[Document]) -> Document:
    """Several documents as one, each with its own page numbers."""
    first, *_ = documents
    return first.copy([page for document in documents for page in document.pages])


def append(parts: Sequence[bytes], *, title: str) -> bytes:
    """Several PDFs as one."""
    import pikepdf

    with pikepdf.new() as pdf:
        for part in parts:
            with pikepdf.open(BytesIO(part)) as each:
                pdf.pages.extend(each.pages)
        pdf.docinfo["/Title"] = title
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


#: The kind of PDF that is kept for long: ISO 19005-3, level B. Fonts and colour profile are inside.
ARCHIVAL = "pdf/a-3b"


def to_pdf(document: Document, *, title: str, variant: str | None = None) -> bytes:
    """The document as PDF, its text readable by machines; `variant` ARCHIVAL for what is kept
    for long.
    """
    document.metadata.title = title
    document.metadata.lang = "zh-CN"
    data = document.write_pdf(pdf_variant=variant, finisher=slim_fonts)
    assert isinstance(data, bytes)
    return data
