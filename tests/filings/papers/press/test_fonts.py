"""Fonts are cut down to what a document draws, and it looks and reads as before."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib.tables._g_l_y_f import Glyph
from PIL import Image, ImageChops
from pypdfium2 import PdfDocument

from filings.papers.press import rendering
from filings.papers.press.fonts import with_glyphs

HTML = """<p>中国共产党发展党员工作细则，第三十七条。2026年11月24日 abc XYZ　䶮𠮷 —〔〕</p>
<p class="hei">一、黑体标题 1.5%</p><p class="song">关于接收预备党员的批复</p><p>𰻝镕犇堃喆骉垚淼</p>"""


def made(monkeypatch: pytest.MonkeyPatch, html: str = HTML, *, slim: bool) -> bytes:
    if not slim:
        monkeypatch.setattr(rendering, "slim_fonts", None)
    return rendering.to_pdf(rendering.lay_out(html, ("papers.css",)), title="字体")


def picture(data: bytes) -> Image.Image:
    """A page in dots of half a character, so that hints on the edges of strokes count for
    nothing.
    """
    image: Image.Image = PdfDocument(data)[0].render(scale=4).to_pil().convert("L")
    return image.resize((image.width // 24, image.height // 24), Image.Resampling.BOX)


def programs(data: bytes) -> list[tuple[str, bytes]]:
    with pikepdf.open(BytesIO(data)) as pdf:
        found = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and "/FontFile3" in each
        ]
        return [(str(each.FontFile3.Subtype), each.FontFile3.read_bytes()) for each in found]


def test_it_looks_and_reads_the_same_at_a_fraction_of_the_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small, large = made(monkeypatch, slim=True), made(monkeypatch, slim=False)
    if not any(subtype == "/CIDFontType0C" for subtype, _ in programs(small)):
        pytest.skip("No CID-keyed font is installed.")
    assert len(small) < len(large) / 3
    difference = ImageChops.difference(picture(small), picture(large))
    assert max(difference.tobytes()) < 8, "a missing character makes 60 and more"
    texts = [PdfDocument(data)[0].get_textpage().get_text_range() for data in (small, large)]
    assert texts[0] == texts[1]
    assert "䶮𠮷" in texts[0]


def test_a_character_that_no_font_has_is_the_box_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (made(monkeypatch, "<p>甲\ue123乙</p>", slim=slim) for slim in (True, False))
    difference = ImageChops.difference(picture(small), picture(large))
    assert max(difference.tobytes()) < 8


def test_what_is_no_such_font_stays_as_it_is() -> None:
    """Glyphs that go by names, and outlines of another kind (TrueType)."""
    outline = T2CharStringPen(500, None).getCharString()
    by_name = FontBuilder(1000, isTTF=False)
    by_name.setupGlyphOrder([".notdef", "a"])
    by_name.setupCFF("Named", {}, {".notdef": outline, "a": outline}, {})
    true_type = FontBuilder(1000, isTTF=True)
    true_type.setupGlyphOrder([".notdef"])
    true_type.setupGlyf({".notdef": Glyph()})
    true_type.setupHorizontalMetrics({".notdef": (500, 0)})
    true_type.setupHorizontalHeader()
    for builder in (by_name, true_type):
        file = BytesIO()
        builder.save(file)
        assert with_glyphs(file.getvalue(), [1]) is None
