"""The code on a printed paper as a picture."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from filings.papers.kept.models import PrintedPaper
from filings.papers.press.printing import Mark

SHOWN = 16  # of the 64 figures of the digest


def spaced(code: str) -> str:
    """A code in groups of four, as it is read and typed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def mark_of(printed: PrintedPaper) -> Mark:
    """What a paper bears: the code, the beginning of its digest, and a QR code that leads to the
    check.
    """
    import segno

    address = f"{settings.SITE_URL}{reverse('paper_check')}?code={printed.code}"
    code = segno.make(address, error="m")
    return Mark(
        code=spaced(printed.code),
        digest=printed.digest[:SHOWN],
        picture=code.png_data_uri(scale=4, border=0),
    )
